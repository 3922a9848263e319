"""PPRRVU: csv and fixed-width text, 31 and 32 columns, releases and conversion factors, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_mpfs_rvu import SOURCE, MpfsRvu

CSV = "PPRRVU2025_Oct.csv"
TEXT = "PPRRVU2025_Oct.txt"
Change = Callable[[bytes], bytes]


def by_code(rows: list[tuple[object, ...]]) -> dict[tuple[str, str], MpfsRvu]:
    named = [MpfsRvu(*row[:-1]) for row in rows]  # type: ignore[arg-type]
    return {(row.hcpcs, row.modifier): row for row in named}


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


def test_csv_states_its_release_and_yields_every_row(bench: Any) -> None:
    part = bench.part(SOURCE, CSV, bench.content(SOURCE, CSV))
    assert part.edition.name == "RVU25D"
    assert part.edition.period == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert (part.edition.series, part.edition.published) == ("", date(2025, 9, 11))
    rows = list(part.rows)
    assert (len(rows), rows[0][0], rows[0][-1]) == (68, "0001F", 11)
    found = by_code(rows)
    assert found["82331", ""][2:6] == ("X", "", "0.00", "0.00")
    assert found["82331", ""].pctc == "9"
    visit = found["99213", ""]
    assert (visit.work_rvu, visit.non_facility_pe_rvu, visit.facility_pe_rvu, visit.mp_rvu) == (
        "1.30",
        "1.35",
        "0.57",
        "0.10",
    )
    assert (visit.non_facility_total_rvu, visit.conversion_factor, visit.pric_ind) == ("2.75", "32.3465", None)
    assert found["45378", "53"].work_rvu == "1.63"
    assert found["43239", ""].endoscopic_base == "43235"
    assert (found["27447", ""].pre_op, found["27447", ""].intra_op, found["27447", ""].post_op) == (
        "0.10",
        "0.69",
        "0.21",
    )
    assert {row.not_used_for_medicare for row in found.values()} == {"", "+"}


def test_text_has_the_rows_of_the_csv(bench: Any) -> None:
    parts = [bench.part(SOURCE, name, bench.content(SOURCE, name)) for name in (CSV, TEXT)]
    csv_rows, text_rows = ([row[:-1] for row in part.rows] for part in parts)
    assert csv_rows == text_rows
    assert parts[0].edition.period == parts[1].edition.period


@pytest.mark.parametrize(
    ("name", "series", "factor", "indicator", "opps"),
    [
        pytest.param("PPRRVU2026_Oct_nonQPP.csv", "", "33.4009", "9", "2.70", id="non-QPP"),
        pytest.param("PPRRVU2026_Oct_QPP.csv", "qpp", "33.5675", "1", "2.69", id="QPP"),
    ],
)
def test_the_conversion_factor_tells_the_tracks_of_2026_apart(
    bench: Any, name: str, series: str, factor: str, indicator: str, opps: str
) -> None:
    part = bench.part(SOURCE, "renamed.csv", bench.content(SOURCE, name))
    assert (part.edition.name, part.edition.series, part.edition.published) == ("RVU26D", series, date(2026, 8, 26))
    imaging = by_code(list(part.rows))["71046", ""]
    assert (imaging.pric_ind, imaging.conversion_factor, imaging.non_facility_opps_pe) == (indicator, factor, opps)


@pytest.mark.parametrize(
    ("factor", "edition", "period"),
    [
        pytest.param("32.7442", "RVU24A", Period(date(2024, 1, 1), date(2024, 3, 8)), id="before the act"),
        pytest.param("33.2875", "RVU24AR", Period(date(2024, 3, 9), date(2024, 3, 31)), id="after the act"),
    ],
)
def test_a_factor_replaced_inside_a_quarter_splits_it(bench: Any, factor: str, edition: str, period: Period) -> None:
    changed = swap("2025 National", "2024 National")(
        swap("October Release", "January Release")(bench.content(SOURCE, CSV))
    )
    part = bench.part(SOURCE, CSV, swap("32.3465", factor)(changed))
    assert (part.edition.name, part.edition.period) == (edition, period)


def test_descriptors_are_not_stored(bench: Any) -> None:
    secret = b"A DESCRIPTOR"
    text = b"".join(
        line if line.startswith(b"HDR") else line[:7] + secret.ljust(50) + line[57:]
        for line in bench.content(SOURCE, TEXT).splitlines(keepends=True)
    )
    assert "A DESCRIPTOR" not in repr(bench.rows(SOURCE, TEXT, text))
    listed = bench.content(SOURCE, CSV).replace(b"99213,,,", b"99213,,A DESCRIPTOR,")
    assert "A DESCRIPTOR" not in repr(bench.rows(SOURCE, CSV, listed))


@pytest.mark.parametrize("name", ["PPRRVU2025_Oct.txt", "RVU25D.zip/PPRRVU25_OCT.txt", "PPRRVU2025_Oct.COPY.txt"])
def test_the_text_takes_its_quarter_from_its_name(bench: Any, name: str) -> None:
    assert bench.part(SOURCE, name, bench.content(SOURCE, TEXT)).edition.name == "RVU25D"


def test_the_csv_beside_it_tells_more_than_a_name(bench: Any) -> None:
    beside = bench.file("figures.csv", swap("October Release", "July Release")(bench.content(SOURCE, CSV)))
    edition = bench.part(SOURCE, "figures.txt", bench.content(SOURCE, TEXT), beside).edition
    assert (edition.name, edition.published) == ("RVU25C", date(2025, 9, 11))


def test_other_files_are_not_recognised(bench: Any) -> None:
    own = {f"{SOURCE.id}/{path.name}" for path in (bench.fixtures / SOURCE.id).iterdir()}
    assert bench.recognised(SOURCE) == own | {"claim-prices/PPRRVU2025_Oct.csv"}


def test_the_text_of_2026_is_left_alone_as_its_layout_is_not_known(bench: Any) -> None:
    assert not SOURCE.recognises(
        bench.file("PPRRVU2026_Oct.txt", swap("32.3465", "33.4009")(bench.content(SOURCE, TEXT)))
    )


CSV_DAMAGE = [
    pytest.param(lambda c: c[: len(c) - 60], "line 78: 15 columns where there must be 31", id="cut off"),
    pytest.param(swap(",GLOB,", ",,"), "column 'GLOB DAYS' is missing (expected as number 15)", id="column renamed"),
    pytest.param(swap("TEAM,ENDO", "TEAM,PRIC,ENDO"), "column 'ENDO BASE' is missing", id="column pushed"),
    pytest.param(swap("PRE,INTRA", "INTRA,PRE"), "column 'INTRA OP' has moved from number 17 to 16", id="columns moved"),
    pytest.param(swap("1.30,1.35", "1.30,n/a"), "column NON-FAC PE RVU: 'n/a' is no number", id="bad number"),
    pytest.param(swap("1.30,1.35", "1.30,NaN"), "'NaN' is no number", id="no finite number"),
    pytest.param(swap("RELEASED 09/11/2025", "RELEASED 09/31/2025"), "line 5, column RELEASED: '09/31/2025' is no date", id="bad date"),
    pytest.param(swap("45378,53", "45378,5"), "column MOD: '5' is no modifier", id="bad modifier"),
    pytest.param(swap("\n99213,", "\n9921,"), "column HCPCS: '9921' is no CPT or HCPCS code", id="bad code"),
    pytest.param(swap("HCPCS,MOD", "CODE,MOD"), "the header row that begins with HCPCS is missing", id="no header"),
    pytest.param(swap("32.3465", "31.0000"), "conversion factor 31.0000 is not one published for 2025 (known: 32.3465)", id="factor unknown"),
    pytest.param(swap("2025 National", "2024 National"), "not one published for 2024 (known: 32.7442, 33.2875)", id="factor of another year"),
    pytest.param(swap("2025 National", "2031 National"), "column 'PRIC IND' is missing", id="year whose layout has more"),
    pytest.param(lambda c: c.replace(b"32.3465", b"33.2875", 1), "conversion factor 32.3465 after 33.2875", id="two releases"),
    pytest.param(lambda c: b"".join(c.splitlines(keepends=True)[:10]), "no rows", id="header only"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), CSV_DAMAGE)
def test_a_damaged_csv_stops_with_its_place(bench: Any, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(SOURCE, CSV, change(bench.content(SOURCE, CSV)))
    assert error.value.file == CSV


def test_a_new_column_stops_with_its_name(bench: Any) -> None:
    lines = (
        bench.content(SOURCE, "PPRRVU2026_Oct_QPP.csv")
        .replace(b"2026 National", b"2025 National")
        .replace(b"33.5675", b"32.3465")
    )
    with pytest.raises(BadInput, match="line 10, column 24: column 'PRIC IND' is unknown"):
        bench.rows(SOURCE, CSV, lines)


TEXT_DAMAGE = [
    pytest.param(lambda c: c[:-20], "line 75: 153 characters where there must be 171", id="cut off"),
    pytest.param(swap("   1.30   1.35", "   1.30   1,3a"), "column NON-FAC PE RVU: '  1,3a' is no number", id="bad number"),
    pytest.param(swap("A   1.30", "A  x1.30"), "column WORK RVU: ' x1.30' is no number", id="letter in a number"),
    pytest.param(swap("100       43235", "1001      43235"), "column 121: '1' where the layout has filler", id="filler used"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), TEXT_DAMAGE)
def test_a_damaged_text_stops_with_its_place(bench: Any, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, TEXT, change(bench.content(SOURCE, TEXT)))


def test_a_text_that_tells_no_quarter_says_how_to_name_it(bench: Any) -> None:
    with pytest.raises(BadInput, match=r"does not say which quarter it is \(conversion factor 32.3465\)") as error:
        bench.rows(SOURCE, "rvu.txt", bench.content(SOURCE, TEXT))
    assert "PPRRVU2025_Oct.txt" in error.value.hint


def test_a_text_named_for_another_year_is_refused(bench: Any) -> None:
    with pytest.raises(BadInput, match=r"conversion factor 32.3465 is not one published for 2024"):
        bench.rows(SOURCE, "PPRRVU2024_Oct.txt", bench.content(SOURCE, TEXT))
