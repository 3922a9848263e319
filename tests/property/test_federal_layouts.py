"""Federal layouts: fixed width against csv, the fast pair parser against a slow one, amounts, dates, and damage."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superbill.errors import BadInput
from superbill.kb.files import DiskFile
from superbill.sources import cms_clfs, cms_mpfs_gpci, cms_mpfs_rvu, cms_ncci_mue, cms_ncci_ptp, cms_zip5
from superbill.sources.base import Source, day
from superbill.sources.cms_mpfs_rvu import WITHOUT_PRICING_INDICATOR, Column
from superbill.sources.layout import amount_with_places

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RVU_CSV = (FIXTURES / "cms-mpfs-rvu" / "PPRRVU2025_Oct.csv").read_bytes()
RVU_TEXT = (FIXTURES / "cms-mpfs-rvu" / "PPRRVU2025_Oct.txt").read_bytes()
PTP_TEXT = (FIXTURES / "cms-ncci-ptp" / "ccipra-v302r0-f1.TXT").read_bytes()

CODES = st.from_regex(r"[0-9A-Z]{5}", fullmatch=True)
DAYS = st.dates(date(1980, 1, 1), date(2024, 9, 30)).map(lambda d: d.strftime("%Y%m%d"))


def file_of(name: str, content: bytes) -> DiskFile:
    def alone(sibling: str) -> DiskFile:
        raise BadInput(f"names {sibling}, which is not beside it", file=name)

    return DiskFile(name, lambda: io.BytesIO(content), len(content), alone, limited=False)


def values(source: Source, name: str, content: bytes) -> list[tuple[object, ...]]:
    return [row[:-1] for part in source.parse(file_of(name, content)) for row in part.rows]


def cell(column: Column) -> st.SearchStrategy[str]:
    """What a column can hold, as the csv prints it."""
    width = column.last - column.first + 1
    if column.field == "conversion_factor":
        return st.just("32.3465")
    if column.field == "hcpcs":
        return CODES
    if column.field == "modifier":
        return st.sampled_from(["", "26", "TC", "53"])
    if not column.is_amount:
        return st.text("0123456789ANX+", max_size=width) if column.field else st.text("ABC xyz,\"'", max_size=width)
    whole = 0 if width == 3 else 10 ** (width - 3) - 1
    return st.tuples(st.integers(0, whole), st.integers(0, 99)).map(lambda parts: f"{parts[0]}.{parts[1]:02d}")


def fixed(columns: tuple[Column, ...], cells: tuple[str, ...]) -> str:
    """A line of the text: amounts to the right, without a zero before the point where it does not fit."""
    line = [" "] * cms_mpfs_rvu.TEXT_WIDTH
    for column, text in zip(columns, cells, strict=True):
        width = column.last - column.first + 1
        shown = text.removeprefix("0") if len(text) > width else text
        line[column.first - 1 : column.last] = shown.rjust(width) if column.is_amount else shown.ljust(width)
    return "".join(line)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*(cell(column) for column in WITHOUT_PRICING_INDICATOR)), min_size=1, max_size=5))
def test_fixed_width_and_csv_give_the_same_rows(rows: list[tuple[str, ...]]) -> None:
    head = b"".join(RVU_CSV.splitlines(keepends=True)[:10])
    listed = io.StringIO()
    csv.writer(listed).writerows(rows)
    text = "".join(f"{fixed(WITHOUT_PRICING_INDICATOR, row)}\r\n" for row in rows)
    header = b"".join(RVU_TEXT.splitlines(keepends=True)[:7])
    from_csv = values(cms_mpfs_rvu.SOURCE, "PPRRVU2025_Oct.csv", head + listed.getvalue().encode())
    from_text = values(cms_mpfs_rvu.SOURCE, "PPRRVU2025_Oct.txt", header + text.encode())
    assert from_csv == from_text
    assert [row[:2] for row in from_csv] == [row[:2] for row in rows]


EDITS = st.tuples(
    CODES, CODES, st.sampled_from(["", "*"]), DAYS, DAYS | st.just("*"), st.sampled_from("019"), st.sampled_from(["Sequential procedure", "Mutually exclusive procedures"])
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(EDITS, max_size=20))
def test_the_fast_pair_parser_agrees_with_a_slow_one(edits: list[tuple[str, ...]]) -> None:
    head = b"".join(PTP_TEXT.splitlines(keepends=True)[:6])
    content = head + "".join("\t".join(edit) + "\r\n" for edit in edits).encode()
    slow = [
        (one, two, int(begin), int(end.replace("*", "99991231")), int(indicator), len(before), why)
        for one, two, before, begin, end, indicator, why in edits
    ]
    assert values(cms_ncci_ptp.SOURCE, "ccipra-v302r0-f1.TXT", content) == slow


@given(st.decimals(min_value=0, max_value=10**6, places=4), st.integers(0, 4), st.integers(0, 5))
def test_an_amount_keeps_its_value_and_has_its_places(value: Decimal, places: int, zeros: int) -> None:
    stored = amount_with_places("0" * zeros + format(value, "f"), places, file_of("f", b""), 1, "RATE")
    assert Decimal(stored) == value
    assert len(stored.partition(".")[2]) >= places


@given(st.text("0123456789", min_size=8, max_size=8))
def test_a_date_is_taken_exactly_when_the_calendar_has_it(text: str) -> None:
    try:
        expected = date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError:
        with pytest.raises(BadInput, match="is no date"):
            day(text, file_of("f", b""), 1, "EFF_DATE")
    else:
        assert day(text, file_of("f", b""), 1, "EFF_DATE") == int(expected.strftime("%Y%m%d").zfill(8))


WHOLE = [
    (cms_mpfs_rvu.SOURCE, "PPRRVU2025_Oct.csv"),
    (cms_mpfs_rvu.SOURCE, "PPRRVU2025_Oct.txt"),
    (cms_mpfs_gpci.SOURCE, "GPCI2025.csv"),
    (cms_mpfs_gpci.SOURCE, "GPCI2025.txt"),
    (cms_zip5.SOURCE, "ZIP5_OCT2025.txt"),
    (cms_clfs.SOURCE, "PUF_CLFS_CY2026_Q2V1.csv"),
    (cms_clfs.SOURCE, "PUF_CLFS_CY2026_Q2V1.txt"),
    (cms_ncci_mue.SOURCE, "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"),
    (cms_ncci_ptp.SOURCE, "ccipra-v302r0-f1.TXT"),
]


@pytest.mark.parametrize(("source", "name"), WHOLE, ids=[name for _, name in WHOLE])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_is_bad_input_or_other_values_and_nothing_else(source: Source, name: str, data: st.DataObject) -> None:
    content = bytearray((FIXTURES / source.id / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 40))
        content[place : place + length] = data.draw(st.binary(max_size=8))
    file = file_of(name, bytes(content))
    if source.recognises(file):
        with suppress(BadInput):
            assert all(list(part.rows) for part in source.parse(file))
