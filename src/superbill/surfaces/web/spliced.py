"""Pages that are the same for everybody but for a few words: compressed once, in pieces, and put together for each person.

Deflate (RFC 1951) allows it: a piece that ends with a full flush ends on a byte and is referred to by nothing behind it, so pieces
made apart stand one after another, and words between them as stored blocks. The checksum at the end (RFC 1952) follows from those
of the pieces: the CRC-32 of two texts one after another is a linear function of both (Mark Adler's `crc32_combine`).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03"
LAST = b"\x03\x00"
"""An empty block that is the last one."""

LEVEL = 6
LARGEST_BLOCK = 65_535
_POLYNOMIAL = 0xEDB88320
Matrix = tuple[int, ...]


class Spliced:
    """A text with gaps, compressed."""

    def __init__(self, pieces: Sequence[str]) -> None:
        plain = [piece.encode() for piece in pieces]
        self._pieces = [(_deflated(piece), zlib.crc32(piece), len(piece)) for piece in plain]

    @property
    def size(self) -> int:
        """Bytes held."""
        return sum(len(packed) for packed, _, _ in self._pieces)

    def gzip(self, words: Sequence[str]) -> bytes:
        """The text with its gaps filled, as a gzip file."""
        out, crc, length = [HEAD], 0, 0
        for place, (packed, piece_crc, piece_length) in enumerate(self._pieces):
            if place:
                gap = words[place - 1].encode()
                out.append(_stored(gap))
                crc, length = zlib.crc32(gap, crc), length + len(gap)
            out.append(packed)
            crc, length = _combined(crc, piece_crc, piece_length), length + piece_length
        out.append(LAST + crc.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little"))
        return b"".join(out)

    def plain(self, words: Sequence[str]) -> bytes:
        """The same, not compressed."""
        return zlib.decompress(self.gzip(words), zlib.MAX_WBITS | 16)


def _deflated(piece: bytes) -> bytes:
    making = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return making.compress(piece) + making.flush(zlib.Z_FULL_FLUSH)


def _stored(words: bytes) -> bytes:
    """As stored blocks, none of them the last one."""
    parts = [words[start : start + LARGEST_BLOCK] for start in range(0, len(words), LARGEST_BLOCK)]
    sizes = [(len(part).to_bytes(2, "little"), (len(part) ^ 0xFFFF).to_bytes(2, "little")) for part in parts]
    return b"".join(b"\x00" + size + check + part for (size, check), part in zip(sizes, parts, strict=True))


def _combined(first: int, second: int, second_length: int) -> int:
    """The CRC-32 of two texts from those of each."""
    return _times(_shift(second_length), first) ^ second


@lru_cache(maxsize=8192)
def _shift(length: int) -> Matrix:
    """What so many bytes of zero do to a CRC-32, as a matrix over the field of two."""
    square: Matrix = (_POLYNOMIAL, *(1 << n for n in range(31)))
    for _ in range(3):
        square = _squared(square)
    found: Matrix = tuple(1 << n for n in range(32))
    while length:
        if length & 1:
            found = tuple(_times(square, row) for row in found)
        length >>= 1
        square = _squared(square)
    return found


def _squared(matrix: Matrix) -> Matrix:
    return tuple(_times(matrix, row) for row in matrix)


def _times(matrix: Matrix, vector: int) -> int:
    found, place = 0, 0
    while vector:
        if vector & 1:
            found ^= matrix[place]
        vector >>= 1
        place += 1
    return found
