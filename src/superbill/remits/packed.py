"""Many objects of one kind in a fraction of their memory, so that a remittance of 100,000 claims can be put in order.

Each object is pickled and compressed by itself, the first ones serving as the dictionary of all others. Nothing leaves the process:
claims name patients' services, so they are not spilled to disk.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")

SAMPLES = 16
DICTIONARY = 32_768
"""Bytes of the window of deflate (RFC 1951)."""
_RAW = -15


class Packed(Sequence[T], Generic[T]):
    """A sequence that is only added to. Each access makes a new object, equal to the one that was added."""

    def __init__(self) -> None:
        self._content = bytearray()
        self._ends = array("Q", [0])
        self._dictionary = b""

    def append(self, one: T) -> None:
        """Add at the end."""
        plain = pickle.dumps(one, pickle.HIGHEST_PROTOCOL)
        self._content += self._deflated(plain) if self._dictionary else plain
        self._ends.append(len(self._content))
        if len(self) == SAMPLES:
            self._dictionary = bytes(self._content[-DICTIONARY:])

    def _deflated(self, plain: bytes) -> bytes:
        packing = zlib.compressobj(wbits=_RAW, zdict=self._dictionary)
        return packing.compress(plain) + packing.flush()

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return tuple(self._at(each) for each in range(len(self))[place])
        return self._at(range(len(self))[place])

    def _at(self, place: int) -> T:
        content = bytes(memoryview(self._content)[self._ends[place] : self._ends[place + 1]])
        if place >= SAMPLES:
            content = zlib.decompressobj(wbits=_RAW, zdict=self._dictionary).decompress(content)
        one: T = pickle.loads(content)
        return one


class Arranged(Sequence[T], Generic[T]):
    """The objects of a sequence in another order."""

    def __init__(self, of: Sequence[T], order: Iterable[int]) -> None:
        self._of = of
        self._order = array("Q", order)

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return tuple(self._of[each] for each in self._order[place])
        return self._of[self._order[place]]
