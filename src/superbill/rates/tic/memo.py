"""Memos of distinct texts, shared with compiled code (`kernel.texts`)."""

from __future__ import annotations

import numpy as np

from superbill.rates.tic.kernel.calls import memo_number
from superbill.rates.tic.native import SLACK


class TextMemo:
    """Texts numbered from 0 in the order met. Room is fixed; memory is taken only as it fills."""

    def __init__(self, most_texts: int, most_bytes: int) -> None:
        size = 1 << (2 * most_texts - 1).bit_length()
        self._table = np.zeros(size, np.uint32)
        self._texts = np.zeros(most_bytes + SLACK, np.uint8)
        self._offsets = np.zeros(most_texts + 1, np.int64)
        addresses = (self._table.ctypes.data, size - 1, self._texts.ctypes.data, self._offsets.ctypes.data)
        self._words = np.array([*addresses, 0, 0, most_texts, most_bytes], np.int64)

    @property
    def address(self) -> int:
        """Where its words stand."""
        return int(self._words.ctypes.data)

    def __len__(self) -> int:
        return int(self._words[4])

    @property
    def filled(self) -> float:
        """How full it is, 0 to 1."""
        return float(max(self._words[4] / self._words[6], self._words[5] / self._words[7]))

    def text(self, number: int) -> bytes:
        """The text of that number."""
        return self._texts[self._offsets[number] : self._offsets[number + 1]].tobytes()

    def number(self, text: bytes) -> int:
        """The number of a text, added when new; negative when there is no room."""
        padded = np.frombuffer(text + bytes(SLACK), np.uint8)
        start = padded.ctypes.data
        return int(memo_number(start, start + len(text), self.address))

    def clear(self) -> None:
        """Forgets all texts."""
        self._table[:] = 0
        self._words[4:6] = 0
