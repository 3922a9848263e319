"""Interchanges, groups and transactions: headers, trailers, control numbers and counts (X12.5, X12.6).

What is wrong with them comes back as remarks (`Refused` with `claims` 0): a wrong count says that something may be missing,
not which claim it is missing from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from superbill.claims.x12.segments import BROKEN, END, Segment
from superbill.model.claim import Refused

CONTROL = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1", BROKEN})


@dataclass(slots=True)
class Open:
    """A header that has not met its trailer: control number, how many things it holds so far, and where it stands."""

    control: str
    number: int
    offset: int
    inside: int = 0


def element(elements: list[str], index: int) -> str:
    """The element's text; empty where the segment is shorter."""
    return elements[index] if index < len(elements) else ""


class Envelope:
    """Follows the control segments of a file. `version` is GS08, or ST03 where there is none; `component` ISA16."""

    def __init__(self, file: str = "") -> None:
        self._file = file
        self.component = ":"
        self.version = ""
        self.kind = ""
        self.interchange: Open | None = None
        self.group: Open | None = None
        self.transaction: Open | None = None

    def take(self, segment: Segment) -> Iterator[Refused]:
        """Moves on by one control segment and says what is wrong with it."""
        tag = segment[0][0]
        if tag == "ISA":
            yield from self.close(segment, "ISA")
            self.component = segment[0][16]
            self.interchange = self._opened(segment, 13)
        elif tag == "GS":
            yield from self._closed_below("GS", segment)
            if self.interchange is not None:
                self.interchange.inside += 1
            self.group, self.version = self._opened(segment, 6), element(segment[0], 8)
        elif tag == "ST":
            yield from self._start(segment)
        elif tag == "SE":
            yield from self._end(segment, "ST", self.transaction)
            self.transaction = None
        elif tag == "GE":
            yield from self._closed_below("GE", segment)
            yield from self._end(segment, "GS", self.group)
            self.group = None
        elif tag == "IEA":
            yield from self._closed_below("IEA", segment)
            yield from self._end(segment, "ISA", self.interchange)
            self.interchange = None
        elif tag == BROKEN:
            yield self._remark(segment, segment[0][1], segment[0][2], int(segment[0][3]))
            if segment[0][1] != END:
                self.interchange = self.group = self.transaction = None

    def close(self, segment: Segment, at: str = "") -> Iterator[Refused]:
        """What is still open when the file ends, or at the next interchange."""
        yield from self._closed_below(at, segment)
        for name, header in (("GS", self.group), ("ISA", self.interchange)):
            if header is not None:
                yield self._unclosed(name, header)
        self.group = self.interchange = None

    def _start(self, segment: Segment) -> Iterator[Refused]:
        yield from self._closed_below("ST", segment)
        elements = segment[0]
        if self.group is None:
            yield self._remark(segment, "ST", "a transaction outside a group (GS)")
        else:
            self.group.inside += 1
        self.transaction, self.kind = self._opened(segment, 2), element(elements, 1)
        self.transaction.inside = segment[1]
        stated = element(elements, 3)
        if self.group is None:
            self.version = stated
        elif stated and stated != self.version:
            yield self._remark(segment, "ST03", "is not the version of GS08")

    def _end(self, segment: Segment, header: str, open_one: Open | None) -> Iterator[Refused]:
        elements, number, _ = segment
        tag = elements[0]
        if open_one is None:
            yield self._remark(segment, tag, f"a trailer without its header ({header})")
            return
        count = number - open_one.inside + 1 if tag == "SE" else open_one.inside
        stated = element(elements, 1)
        if not stated.isdecimal() or not stated.isascii() or int(stated[:10]) != count:
            yield self._remark(segment, f"{tag}01", f"the count is wrong: {count} are there")
        if element(elements, 2).strip() != open_one.control:
            yield self._remark(segment, f"{tag}02", f"is not the control number of {header}")

    def _closed_below(self, at: str, segment: Segment) -> Iterator[Refused]:
        """A transaction that is open where `at` comes, and a group where only an interchange may be."""
        if self.transaction is not None:
            yield self._unclosed("ST", self.transaction)
            self.transaction = None
        if at in ("GS", "IEA") and self.group is not None:
            yield self._unclosed("GS", self.group)
            self.group = None

    def _opened(self, segment: Segment, control: int) -> Open:
        return Open(element(segment[0], control).strip(), segment[1], segment[2])

    def _unclosed(self, name: str, header: Open) -> Refused:
        return Refused("", header.number, name, header.offset, "its trailer is missing", 0, self._file)

    def _remark(self, segment: Segment, name: str, why: str, claims: int = 0) -> Refused:
        return Refused("", segment[1], name, segment[2], why, claims, self._file)
