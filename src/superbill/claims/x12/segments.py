"""Bytes to segments, one block at a time: each with its number and the offset of its first byte.

Blocks are read as Latin-1, so that a character is a byte, no byte is an error and offsets are exact; texts that are shown
are decoded again (`text_of`). Line ends after terminators and inside segments (files broken at 80 columns) are dropped.
Memory holds one block and one segment: a segment above `LONGEST` bytes means that the terminator is lost, and the reader
goes on at the next interchange.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

from superbill.claims.x12.delimiters import LONGEST_HEADER, parse_header

Segment: TypeAlias = tuple[list[str], int, int]
"""Elements with the segment's id first, number of the segment in the file from 1, offset of its first byte."""

BLOCK = 1 << 13
"""So small that the segments of a block stay in the processor's cache: a quarter faster than 64 KB."""
LONGEST = 1 << 15
END = "end of file"
BROKEN = "\0"
"""The id of what is no segment: its elements are then the element at fault, why, and how many claims are in what was skipped."""

_BLANKS = "\r\n\t "
_BOM = "\xef\xbb\xbf"
"""A UTF-8 byte order mark, read as Latin-1."""
_CLAIM = re.compile(r"(?<![0-9A-Za-z])CL[MP][^0-9A-Za-z]")
_HEADER = re.compile(r"ISA[^0-9A-Za-z\s]")
_UNFINISHED = 3
"""Characters of a mark that may be cut by the end of a block."""


def text_of(raw: str) -> str:
    """A text as its sender wrote it: UTF-8 where it is that, else Latin-1."""
    if raw.isascii():
        return raw
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return raw


class SegmentReader:
    """Iterates over the segments of a stream, which is at the start of an interchange header or of blanks before it."""

    def __init__(self, stream: BinaryIO, block: int = BLOCK) -> None:
        self._stream = stream
        self._block = block
        self._text = ""
        self._base = 0
        self._number = 0
        self._ended = False
        self._separator = ""
        self._terminator = ""

    def __iter__(self) -> Iterator[Segment]:
        while not self._ended:
            self._fill()
            yield from self._whole_segments()
        yield from self._remainder()

    def _fill(self) -> None:
        block = self._stream.read(self._block)
        self._ended = not block
        self._text += block.decode("latin-1")

    def _whole_segments(self) -> Iterator[Segment]:
        """What the text holds up to its last terminator; headers change the terminators on the way."""
        while True:
            if not self._terminator or self._at_header():
                self._drop(len(self._text) - len(self._text.removeprefix(_BOM).lstrip(_BLANKS)))
                if not self._text or (len(self._text) < LONGEST_HEADER and not self._ended):
                    return
                yield from self._header()
                continue
            yield from self._split()
            if self._at_header():
                continue
            if len(self._text) <= LONGEST:
                return
            yield self._skipped("segment", f"has more than {LONGEST} bytes: the terminator of ISA16 is lost")

    def _split(self) -> list[Segment]:
        """Every segment that is terminated, up to the next header."""
        pieces = self._text.split(self._terminator)
        rest = pieces.pop()
        separator, number, base = self._separator, self._number, self._base
        found: list[Segment] = []
        for index, piece in enumerate(pieces):
            body = piece.lstrip(_BLANKS)
            if body:
                if body.startswith("ISA") and not body[3:4].isalnum():
                    rest = self._terminator.join((*pieces[index:], rest))
                    break
                offset = base + len(piece) - len(body)
                if "\n" in body or "\r" in body:
                    body = body.replace("\r", "").replace("\n", "")
                number += 1
                found.append((body.split(separator), number, offset))
            base += len(piece) + 1
        self._text, self._number, self._base = rest, number, base
        return found

    def _at_header(self) -> bool:
        head = self._text[:64].lstrip(_BLANKS)
        return head.startswith("ISA") and not head[3:4].isalnum()

    def _drop(self, count: int) -> None:
        self._text = self._text[count:]
        self._base += count

    def _header(self) -> Iterator[Segment]:
        header = parse_header(self._text) if self._text.startswith("ISA") else None
        if header is None:
            yield self._skipped("ISA", "the interchange header is damaged, and with it the separators")
            return
        self._number += 1
        yield header.elements, self._number, self._base
        self._separator, self._terminator = header.separator, header.terminator
        self._drop(header.length)

    def _skipped(self, element: str, why: str) -> Segment:
        """Goes on at the next header, counting the claims that are passed over."""
        offset, claims, start = self._base, 0, len("ISA")
        self._number += 1
        self._separator = self._terminator = ""
        while True:
            found = _HEADER.search(self._text, start)
            end = found.start() if found else len(self._text) if self._ended else max(len(self._text) - _UNFINISHED, 0)
            claims += sum(mark.start() < end for mark in _CLAIM.finditer(self._text))
            self._drop(end)
            if found or self._ended:
                return [BROKEN, element, why, str(claims)], self._number, offset
            start = 0
            self._fill()

    def _remainder(self) -> Iterator[Segment]:
        """What stands after the last terminator: blanks, a trailer whose terminator was left out, or a cut segment."""
        body = self._text.strip(_BLANKS)
        if not body:
            return
        offset = self._base + self._text.index(body)
        self._number += 1
        elements = body.split(self._separator) if self._separator else [body]
        if elements[0] == "IEA" and len(elements) == 3:
            yield elements, self._number, offset
        else:
            claims = str(len(_CLAIM.findall(body)))
            yield [BROKEN, END, "the file ends inside a segment", claims], self._number, offset
