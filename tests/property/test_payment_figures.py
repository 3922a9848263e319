"""NDC formats and federal amounts: every way to print a value reads as that value; nothing else is read at all."""

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

from superbill.errors import BadInput, UsageError
from superbill.kb.files import DiskFile
from superbill.model.ndc import hyphenated_ndc, ndc11, ndc11_candidates
from superbill.sources import (
    cms_anesthesia,
    cms_anesthesia_cf,
    cms_asc,
    cms_asp,
    cms_asp_ndc,
    cms_dmepos,
    cms_dmepos_rural,
    cms_ncci_addon,
    cms_opps,
    cms_opps_indicators,
    cms_oppscap,
    cms_pfs_amounts,
)
from superbill.sources.base import Source
from superbill.sources.cms_ncci_addon import TEXT_WIDTH
from superbill.sources.dollars import dollars, percent

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SOURCES = (cms_opps, cms_opps_indicators, cms_asc, cms_asp, cms_asp_ndc, cms_dmepos, cms_dmepos_rural, cms_anesthesia,
           cms_anesthesia_cf, cms_oppscap, cms_ncci_addon, cms_pfs_amounts)  # fmt: skip
FILES = [
    pytest.param(module.SOURCE, path, id=f"{module.SOURCE.id} {path.suffix} {number}")
    for module in SOURCES
    for number, path in enumerate(sorted((FIXTURES / module.SOURCE.id).rglob("*.*")))
]
NDCS = st.from_regex(r"[0-9]{11}", fullmatch=True)


def file_of(name: str, content: bytes) -> DiskFile:
    def alone(sibling: str) -> DiskFile:
        raise BadInput(f"names {sibling}, which is not beside it", file=name)

    return DiskFile(name, lambda: io.BytesIO(content), len(content), alone, limited=False)


@given(NDCS)
def test_every_format_of_an_ndc_is_the_same_eleven_digits(digits: str) -> None:
    labeler, product, package = digits[:5], digits[5:9], digits[9:]
    printed = [digits, f"{labeler}-{product}-{package}", f"NDC {hyphenated_ndc(digits)}"]
    short = []
    if labeler[0] == "0":
        short.append(f"{labeler[1:]}-{product}-{package}")
    if product[0] == "0":
        short.append(f"{labeler}-{product[1:]}-{package}")
    if package[0] == "0":
        short.append(f"{labeler}-{product}-{package[1:]}")
    assert {ndc11(text) for text in printed + short} == {digits}
    for text in short:
        assert digits in ndc11_candidates(text.replace("-", ""))


@given(st.one_of(st.text("0123456789-", max_size=16), st.text(max_size=20)))
def test_text_is_an_ndc_or_refused(text: str) -> None:
    candidates = ndc11_candidates(text)
    assert len(candidates) <= 3 and len(set(candidates)) == len(candidates)
    for found in candidates:
        assert len(found) == 11 and found.isascii() and found.isdigit()
    if len(candidates) == 1:
        assert ndc11(text) == candidates[0]
    else:
        with pytest.raises(UsageError):
            ndc11(text)


@given(st.integers(0, 10**12 - 1), st.integers(0, 3), st.booleans(), st.booleans())
def test_printed_dollars_read_as_their_value(units: int, places: int, sign: bool, separators: bool) -> None:
    value = Decimal(units).scaleb(-places)
    printed = f"{value:,f}" if separators else f"{value:f}"
    stored = dollars(f"{'$' if sign else ''}{printed} ", file_of("a", b""), 1, "rate")
    assert stored is not None and Decimal(stored) == value
    assert stored == f"{value:f}" and "," not in stored


@given(st.one_of(st.text("$0123456789.,- %", max_size=14), st.text(max_size=14)))
def test_a_text_is_an_amount_none_or_refused(text: str) -> None:
    for parse in (dollars, percent):
        with suppress(BadInput):
            stored = parse(text, file_of("a", b""), 1, "rate")
            if stored is not None:
                plain = text.strip().removeprefix("$").removesuffix("%").strip()
                assert Decimal(stored) == Decimal(plain.replace(",", ""))
                assert Decimal(stored) >= 0
                # A comma is taken only where a separator belongs.
                whole = plain.partition(".")[0]
                assert "," not in whole or f"{int(whole.replace(',', '')):,}".endswith(whole.lstrip("0"))


@given(st.dates(date(2013, 1, 1), date(2030, 12, 31)), st.none() | st.dates(date(2013, 1, 1), date(2030, 12, 31)))
def test_days_of_the_year_read_as_dates(effective: date, deleted: date | None) -> None:
    last = deleted.strftime("%Y%j") if deleted else " " * 7
    line = f"196361{'':7}96360{'':7}{effective:%Y%j}{last}".ljust(TEXT_WIDTH) + "\r\n"
    (part,) = cms_ncci_addon.SOURCE.parse(file_of("AOC_V2026Q2-F-MCR.txt", line.encode()))
    ((_, _, _, first, end, *_),) = part.rows
    assert first == int(effective.strftime("%Y%m%d"))
    assert end == (int(deleted.strftime("%Y%m%d")) if deleted else None)


@given(st.lists(st.tuples(st.sampled_from(["", "0.00", "12.34", "1,234.50"]), st.sampled_from(["0.00", "9.99"])), min_size=53, max_size=53))  # fmt: skip
def test_the_grid_keeps_every_fee_and_no_more(fees: list[tuple[str, str]]) -> None:
    header = ["HCPCS", "Mod", "Mod2", "JURIS", "CATG", "Ceiling", "Floor"]
    header += [f"{state} ({kind})" for state in cms_dmepos.STATES for kind in ("NR", "R")]
    row = ["E0601", "RR", "", "D", "CR", "0.00", "0.00", *(fee for pair in fees for fee in pair)]
    text = io.StringIO()
    csv.writer(text).writerows([["January 2025 Fee Schedule"], [*header, "Description"], [*row, "w"]])
    file = file_of("DMEPOS_JAN.csv", text.getvalue().encode())
    if any(not fee for pair in fees for fee in pair):
        with pytest.raises(BadInput, match="no amount"):
            [list(part.rows) for part in cms_dmepos.SOURCE.parse(file)]
        return
    _, part = cms_dmepos.SOURCE.parse(file)
    read = {(found[3], found[4]): found[5] for found in part.rows}
    wanted = {(state, rural): fees[place][rural].replace(",", "") for place, state in enumerate(cms_dmepos.STATES) for rural in (0, 1)}  # fmt: skip
    assert read == {key: fee for key, fee in wanted.items() if Decimal(fee)}


@pytest.mark.parametrize(("source", "path"), FILES)
@settings(max_examples=40)
@given(st.data())
def test_damage_stops_with_the_files_name_or_is_read(source: Source, path: Path, data: st.DataObject) -> None:
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    width = data.draw(st.integers(0, 30))
    damaged = content[:place] + data.draw(st.binary(max_size=6)) + content[place + width :]
    name = path.relative_to(FIXTURES / source.id).as_posix()
    file = file_of(name, damaged)
    with suppress(BadInput):
        try:
            if source.recognises(file):
                for part in source.parse(file):
                    for row in part.rows:
                        assert len(row) == len(part.table.row._fields) + 1  # type: ignore[attr-defined]
        except BadInput as error:
            assert error.file == name
            raise
