"""Reads the values of an LMDB file, the format in which some packs keep tables. Standard layout, version 1, 64 bits.

A file is pages of 4096 bytes. Pages 0 and 1 hold the state, the newer one counts; from its root, branch pages lead to leaf
pages with keys and values; a large value lies in overflow pages. Only the main database is read, without sub-databases.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from superbill.errors import BadInput
from superbill.sources.base import SourceFile, whole
from superbill.sources.layout import DOWNLOAD_AGAIN

_PAGE = 4096
_HEADER = 16
_DEPTH = 32
_MAGIC = 0xBEEFC0DE
_VERSION = 1
_BRANCH, _LEAF = 0x01, 0x02
_BIG_VALUE = 0x01
_NO_ROOT = 0xFFFF_FFFF_FFFF_FFFF
_META_AT = struct.Struct("<II16x48x40xQ8xQ")
"""Magic and version; address, map size, free-list database passed over; of the main one its root; transaction number."""


def is_lmdb(file: SourceFile) -> bool:
    """Whether the file begins with the state page of LMDB."""
    head = file.head
    return len(head) >= _PAGE and struct.unpack_from("<II", head, _HEADER) == (_MAGIC, _VERSION)


def lmdb_values(file: SourceFile) -> dict[str, bytes]:
    """Key (without padding) to value of everything in the file. Raises `BadInput` for a damaged or cut-off file."""
    data = whole(file)
    try:
        metas = [_META_AT.unpack_from(data, page * _PAGE + _HEADER) for page in (0, 1)]
        if any(meta[:2] != (_MAGIC, _VERSION) for meta in metas):
            raise BadInput("is no LMDB file of version 1", file=file.name, hint=DOWNLOAD_AGAIN)
        root = max(metas, key=lambda meta: meta[3])[2]
        return dict(_walk(data, root, set(), 1)) if root != _NO_ROOT else {}
    except (struct.error, OverflowError, UnicodeDecodeError, _DamagedError) as error:
        raise BadInput(f"is damaged or cut off: {error}", file=file.name, hint=DOWNLOAD_AGAIN) from error


class _DamagedError(Exception):
    """A page that is not what it must be."""


def _walk(data: bytes, page: int, seen: set[int], depth: int) -> Iterator[tuple[str, bytes]]:
    start = page * _PAGE
    number, flags, lower = struct.unpack_from("<QxxHH", data, start)
    if number != page or page in seen or depth > _DEPTH or not flags & (_BRANCH | _LEAF):
        raise _DamagedError(f"page {page} is no page of a tree")
    seen.add(page)
    for at in struct.unpack_from(f"<{(lower - _HEADER) // 2}H", data, start + _HEADER):
        low, high, node_flags, key_size = struct.unpack_from("<HHHH", data, start + at)
        if flags & _BRANCH:
            yield from _walk(data, low | high << 16 | node_flags << 32, seen, depth + 1)
            continue
        key = data[start + at + 8 : start + at + 8 + key_size]
        value_at, size = start + at + 8 + key_size, low | high << 16
        if node_flags & _BIG_VALUE:
            value_at = struct.unpack_from("<Q", data, value_at)[0] * _PAGE + _HEADER
        value = data[value_at : value_at + size]
        if len(value) != size:
            raise _DamagedError(f"value {key!r} ends after {len(value)} of {size} bytes")
        yield key.rstrip(b"\0").decode("ascii"), value
