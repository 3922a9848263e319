"""PTP: settings, versions and parts from the name, placeholders for effective dates, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_ncci_ptp import ACTIVE, SOURCE, Ptp

NAME = "ccipra-v302r0-f1.TXT"
NAMES = tuple(f"cci{kind}-v302r0-f{part}.TXT" for kind in ("oph", "pra") for part in (1, 2))
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


def lines(preamble: bytes, *edits: str) -> bytes:
    """A file of those edits under the official preamble."""
    head = b"".join(preamble.splitlines(keepends=True)[:6])
    return head + "".join(f"{edit}\r\n" for edit in edits).encode()


def edit(number: int, begin: str) -> str:
    return f"{number:05d}\t99999\t\t{begin}\t*\t1\tMisuse of Column Two code with Column One code"


@pytest.mark.parametrize(
    ("pair", "indicator", "rationale"),
    [
        pytest.param(("82310", "82331"), 1, "Mutually exclusive procedures", id="82310 with 82331"),
        pytest.param(("82331", "82330"), 1, "Mutually exclusive procedures", id="82331 with 82330"),
        pytest.param(("82331", "96523"), 0, "CPT Manual or CMS manual coding instruction", id="82331 with 96523"),
    ],
)
def test_edits_of_the_practitioner_setting(bench: Any, pair: tuple[str, str], indicator: int, rationale: str) -> None:
    parts = [bench.part(SOURCE, name, bench.content(SOURCE, name)) for name in NAMES[2:]]
    found = {row[:2]: Ptp(*row[:-1]) for part in parts for row in part.rows if row[3] == ACTIVE}
    assert found[pair] == Ptp(*pair, 19960101, ACTIVE, indicator, 0, rationale)


def test_parts_of_a_release_share_its_edition(bench: Any) -> None:
    outpatient, other, *practitioner = [bench.part(SOURCE, name, bench.content(SOURCE, name)).edition for name in NAMES]
    assert outpatient == other
    assert practitioner[0] == practitioner[1]
    assert (practitioner[0].series, outpatient.series) == ("practitioner", "outpatient")
    assert practitioner[0].name == "2024Q3 v30.2"
    assert practitioner[0].period == Period(date(2024, 7, 1), date(2024, 9, 30))


@pytest.mark.parametrize(
    ("name", "edition", "start"),
    [
        pytest.param("ccipra-v320r0-f2.txt", "2026Q1 v32.0", date(2026, 1, 1), id="first quarter"),
        pytest.param("medicare.zip/ccioph-v323r0-f4.TXT", "2026Q4 v32.3", date(2026, 10, 1), id="in a zip"),
        pytest.param("ccipra-v313r1-f1.TXT", "2025Q4 v31.3 r1", date(2025, 10, 1), id="reissued"),
    ],
)
def test_version_numbers_are_quarters(bench: Any, name: str, edition: str, start: date) -> None:
    content = swap("copyright 2023", f"copyright {start.year - 1}")(bench.content(SOURCE, NAME))
    found = bench.part(SOURCE, name, content).edition
    assert (found.name, found.period.start) == (edition, start)


def test_rows_carry_their_line_and_the_flag_of_1996(bench: Any) -> None:
    content = lines(bench.content(SOURCE, NAME), edit(1, "20040101"), edit(2, "20050101").replace("\t\t", "\t*\t"))
    assert bench.rows(SOURCE, NAME, content) == [
        ("00001", "99999", 20040101, ACTIVE, 1, 0, "Misuse of Column Two code with Column One code", 7),
        ("00002", "99999", 20050101, ACTIVE, 1, 1, "Misuse of Column Two code with Column One code", 8),
    ]


@pytest.mark.parametrize(
    ("rows", "last", "stored", "noted"),
    [
        pytest.param(1_000, "19960101", 0, True, id="one date throughout"),
        pytest.param(999, "19960101", 19960101, False, id="too few to tell"),
        pytest.param(1_000, "19960102", 19960101, False, id="one other date"),
        pytest.param(5_001, "19951231", 0, True, id="another date far down"),
    ],
)
def test_a_placeholder_is_no_effective_date(bench: Any, rows: int, last: str, stored: int, noted: bool) -> None:
    edits = [*(edit(n, "19960101") for n in range(rows - 1)), edit(rows, last)]
    part = bench.part(SOURCE, NAME, lines(bench.content(SOURCE, NAME), *edits))
    note = ("effective dates withheld: the file carries 19960101 as a placeholder",)
    assert part.edition.notes == (note if noted else ())
    assert next(row[2] for row in part.rows) == stored


def test_rows_can_be_read_after_the_parser_is_closed(bench: Any) -> None:
    parts = SOURCE.parse(bench.file(NAME, bench.content(SOURCE, NAME)))
    part = next(parts)
    parts.close()  # type: ignore[attr-defined]
    assert len(list(part.rows)) == 157


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in NAMES}


GOOD = edit(1, "20040101")
BAD_LINES = [
    pytest.param(GOOD.replace("20040101", "20040231"), "column Effective Date: '20040231' is no date", id="bad date"),
    pytest.param(GOOD.replace("20040101", "2004"), "column Effective Date: '2004' is no date", id="year only"),
    pytest.param(GOOD.replace("20040101", "20241001"), "20241001 is after the quarter that the file is named for", id="later release"),
    pytest.param(GOOD.replace("\t*\t", "\t\t"), "column Deletion Date *=no data: '' is no date", id="no deletion mark"),
    pytest.param(GOOD.replace("\t1\t", "\t2\t"), "'2' is no modifier indicator 0, 1 or 9", id="bad indicator"),
    pytest.param(GOOD.replace("99999", "9999"), "'9999' is no CPT or HCPCS code", id="bad code"),
    pytest.param(GOOD.replace("\t\t", "\tx\t"), "'x' is neither blank nor *", id="bad flag"),
    pytest.param(GOOD + "\tmore", "8 columns where there must be 7", id="column new"),
    pytest.param("00001\t99999", "2 columns where there must be 7", id="columns missing"),
    pytest.param("", "1 columns where there must be 7", id="blank line"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), BAD_LINES)
def test_a_bad_line_stops_with_its_place(bench: Any, line: str, message: str) -> None:
    content = lines(bench.content(SOURCE, NAME), GOOD, GOOD.replace("00001", "00002"), line)
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(SOURCE, NAME, content)
    assert error.value.line == 9


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(NAME, lambda c: c[:-20], "line 163, column PTP Edit Rationale: the file ends in the middle", id="cut off"),
        pytest.param(NAME, swap("Deletion\t", "Ending\t"), "column 'Deletion Date *=no data' is missing", id="column renamed"),
        pytest.param(NAME, swap("Rationale\r", "Rationale\tNote\r"), "'Note' is unknown", id="column new"),
        pytest.param("edits.txt", lambda c: c, "neither content nor name states setting and version", id="no name"),
        pytest.param("ccipra-v304r0-f1.txt", lambda c: c, "neither content nor name states", id="no such quarter"),
        pytest.param("ccipra-v350r0-f1.txt", lambda c: c, "is named for 2029, its notice is of 2023", id="year against the notice"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, change(bench.content(SOURCE, NAME)))


def test_a_file_without_version_says_how_to_name_it(bench: Any) -> None:
    with pytest.raises(BadInput) as error:
        bench.rows(SOURCE, "edits.txt", bench.content(SOURCE, NAME))
    assert error.value.hint.startswith("Give it the name CMS gave it, such as ccipra-v302r0-f1.txt")
