"""MUE: three settings, the notice in two encodings, quarter from the name, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_ncci_mue import SOURCE

PRACTITIONER = "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"
OUTPATIENT = "MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.csv"
DME = "MCR_MUE_DMESupplierServices_Eff_07-01-2024.csv"
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


@pytest.mark.parametrize(
    ("name", "series", "code", "limit"),
    [
        pytest.param(
            PRACTITIONER, "practitioner", "82331", (1, 3, "Date of Service Edit: Clinical"), id="practitioner"
        ),
        pytest.param(PRACTITIONER, "practitioner", "82397", (3, 3, "Date of Service Edit: Clinical"), id="other code"),
        pytest.param(OUTPATIENT, "outpatient", "82397", (4, 3, "Date of Service Edit: Clinical"), id="outpatient"),
        pytest.param(DME, "dme", "A4206", (0, 3, "Date of Service Edit: Clinical"), id="limit of zero"),
    ],
)
def test_the_header_tells_the_setting(
    bench: Any, name: str, series: str, code: str, limit: tuple[int, int, str]
) -> None:
    part = bench.part(SOURCE, name, bench.content(SOURCE, name))
    assert (part.edition.name, part.edition.series) == ("2024Q3", series)
    assert part.edition.period == Period(date(2024, 7, 1), date(2024, 9, 30))
    assert {row[0]: row[1:4] for row in part.rows}[code] == limit


def test_line_edits_and_row_numbers(bench: Any) -> None:
    rows = bench.rows(SOURCE, DME, bench.content(SOURCE, DME))
    assert [row[2:4] for row in rows if row[2] == 1] == [(1, "Line Edit")]
    assert (rows[0][0], rows[0][-1]) == ("A4206", 3)


@pytest.mark.parametrize("sign", [b"\xae", "\N{REGISTERED SIGN}".encode()], ids=["cp1252", "UTF-8"])
def test_the_sign_of_the_notice_may_have_either_encoding(bench: Any, sign: bytes) -> None:
    content = bench.content(SOURCE, PRACTITIONER).replace(b"CPT\xae", b"CPT" + sign)
    assert len(bench.rows(SOURCE, PRACTITIONER, content)) == 50


@pytest.mark.parametrize("name", ["mue.zip/" + PRACTITIONER, PRACTITIONER.replace(".csv", ".COPY.csv")])
def test_the_last_part_of_the_name_counts(bench: Any, name: str) -> None:
    assert bench.part(SOURCE, name, bench.content(SOURCE, PRACTITIONER)).edition.name == "2024Q3"


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (PRACTITIONER, OUTPATIENT, DME)}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(PRACTITIONER, lambda c: c[:-40], "line 59: 3 columns where there must be 4", id="cut off"),
        pytest.param(PRACTITIONER, swap(",MUE Rationale", ""), "column 'MUE Rationale' is missing", id="column missing"),
        pytest.param(PRACTITIONER, swap(",MUE Rationale", ",MUE Rationale,Since"), "column 5: column 'Since' is unknown", id="column new"),
        pytest.param(PRACTITIONER, swap("MUE Adjudication Indicator,MUE Rationale", "MUE Rationale,MUE Adjudication Indicator"), "has moved", id="columns moved"),
        pytest.param(PRACTITIONER, swap("82331,1,", "82331,one,"), "column MUE Values: 'one' is no number of units", id="bad number"),
        pytest.param(PRACTITIONER, swap("82331,1,", "82331,-1,"), "'-1' is no number of units", id="negative"),
        pytest.param(PRACTITIONER, swap("82331,1,3 Date", "82331,1,4 Date"), "'4 Date of Service Edit: Clinical' is no adjudication indicator", id="bad indicator"),
        pytest.param(PRACTITIONER, swap("\n82331,", "\n8233,"), "'8233' is no CPT or HCPCS code", id="bad code"),
        pytest.param("mue.csv", lambda c: c, "neither content nor name states the effective date", id="no date in the name"),
        pytest.param(PRACTITIONER.replace("07-01", "07-15"), lambda c: c, "Eff_07-15-2024 is no first day of a quarter", id="no quarter"),
        pytest.param(PRACTITIONER.replace("2024", "2027"), lambda c: c, "is named for 2027, its notice is of 2023", id="year against the notice"),
        pytest.param(OUTPATIENT, lambda c: c, "is named outpatient, its header says practitioner", id="setting against the header"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, change(bench.content(SOURCE, PRACTITIONER)))


def test_a_file_without_date_says_how_to_name_it(bench: Any) -> None:
    with pytest.raises(BadInput) as error:
        bench.rows(SOURCE, "mue.csv", bench.content(SOURCE, PRACTITIONER))
    assert error.value.hint == f"Give it the name CMS gave it, such as {PRACTITIONER}."
