"""MS-DRG tables: weights, CC and MCC lists, exclusions, the year, and what stops the import."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.kb.files import DiskFile
from superbill.model.periods import Period
from superbill.sources.cms_msdrg import CC_EXCLUSION, CC_MCC, CONCEPT, MSDRG_WEIGHT, SOURCE

WEIGHTS, CC, MCC, EXCLUSIONS = "drg_weights.txt", "cc_list.txt", "mcc_list.txt", "cc_exclusions.txt"


def weights_beside(bench: Any) -> DiskFile:
    file: DiskFile = bench.file(WEIGHTS, bench.content(SOURCE, WEIGHTS))
    return file


def test_weights_and_codes(bench: Any) -> None:
    weights, concepts = SOURCE.parse(weights_beside(bench))
    assert (weights.table, concepts.table) == (MSDRG_WEIGHT, CONCEPT)
    assert weights.edition.name == "FY2026"
    assert weights.edition.period == Period(date(2025, 10, 1), date(2026, 9, 30))
    found = {row[0]: row[1:] for row in weights.rows}
    assert len(found) == 12
    title = "MAJOR HIP AND KNEE JOINT REPLACEMENT OR REATTACHMENT OF LOWER EXTREMITY WITHOUT MCC"
    assert found["470"] == (title, "08", "SURG", "1.9289", "1.9289", "1.9", "2.2", 1, 0, 8)
    assert found["010"][1:5] == ("PRE", "SURG", "7.1757", "3.0699")
    assert found["981"][1] is None
    assert found["999"] == ("UNGROUPABLE", None, "**", None, None, None, None, 0, 0, 15)
    assert list(concepts.rows)[4] == ("msdrg", "470", None, 1, None, title, None, None, None, 4, 8)


@pytest.mark.parametrize(
    ("name", "level", "codes"),
    [(CC, "CC", ["A000", "E7601", "I420", "J45901", "QA00101"]), (MCC, "MCC", ["D66", "R570", "S061X7A"])],
)
def test_lists_without_dots(bench: Any, name: str, level: str, codes: list[str]) -> None:
    part = bench.part(SOURCE, name, bench.content(SOURCE, name), weights_beside(bench))
    assert (part.table, part.edition.name) == (CC_MCC, "FY2026")
    assert list(part.rows) == [(code, level, line) for line, code in enumerate(codes, 3)]


def test_exclusions(bench: Any) -> None:
    part = bench.part(SOURCE, EXCLUSIONS, bench.content(SOURCE, EXCLUSIONS), weights_beside(bench))
    assert part.table is CC_EXCLUSION
    found = {row[0]: row[1:] for row in part.rows}
    assert found["A000"] == ("CC", "0002", 3, 0, 12)
    assert found["R570"] == ("MCC", "1561", 48, 1, 18)
    assert found["Z59811"] == ("CC", None, 0, 0, 20)
    assert len(found) == 9


def test_the_year_of_a_list_is_that_of_its_name_or_folder(bench: Any) -> None:
    for name in ("CMS-1833-F Table 6J FY 2025.txt", "fy2025/cc_list.txt"):
        assert bench.part(SOURCE, name, bench.content(SOURCE, CC)).edition.name == "FY2025"


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (WEIGHTS, CC, MCC, EXCLUSIONS)}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (WEIGHTS, b"FY 2026 Final Rule", b"Final Rule", "line 1: the title of Table 5 with its fiscal year is missing"),
        (
            WEIGHTS,
            b"FY 2026 Final Special",
            b"FY 2025 Final Special",
            "line 3: the title is of FY 2026, the headings are not",
        ),
        (WEIGHTS, b"MDC\t", b"Category\t", "line 3: column 'MDC' is missing (expected as number 4)"),
        (WEIGHTS, b"\t28.0239\t28.0239", b"\t28.0239", "line 4: 9 columns where there must be 10"),
        (
            WEIGHTS,
            b"\t28.0239\t28.0239",
            b"\t28.0239\t28,O239",
            "column Weights - 10% Cap Applied: '28,O239' is no number",
        ),
        (WEIGHTS, b"470\tYes", b"470\tY", "line 8, column Final Post-Acute DRG: 'Y' is neither Yes nor No"),
        (WEIGHTS, b"\t08\tSURG", b"\t08\tSURGICAL", "line 8, column TYPE: 'SURGICAL' is neither SURG nor MED"),
        (WEIGHTS, b"\t08\tSURG", b"\t8\tSURG", "line 8, column MDC: '8' is no MDC"),
        (WEIGHTS, b"470\t", b"47\t", "line 8, column MS-DRG: '47' 'MAJOR HIP"),
        (CC, b"A00.0", b"A0.00", "line 3, column Diagnosis Code: 'A0.00' is no ICD-10-CM code"),
        (CC, b"A00.0\t", b"A00.0 ", "line 3: 1 columns where there must be 2"),
        (CC, b"\tNotes:", b"", "the line `Notes:` that closes the list is missing"),
        (CC, b"Diagnosis Code", b"Code", "line 2: column 'Diagnosis Code' is missing"),
        (EXCLUSIONS, b" A000    CC ", b" A000    XX ", "line 12: ' A000    XX"),
        (EXCLUSIONS, b"  I462 ", b"  1462 ", "is no line of part 2"),
        (EXCLUSIONS, b"K Part 3", b"K Part 4", "part 3 is missing"),
    ],
    ids=lambda value: value[:24].decode() if isinstance(value, bytes) else "",
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, name)
    assert old in content
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, content.replace(old, new, 1), weights_beside(bench))


def test_a_list_without_any_year_is_refused(bench: Any) -> None:
    with pytest.raises(BadInput, match=r"neither its name nor a drg_weights.txt beside it states the fiscal year"):
        bench.rows(SOURCE, MCC, bench.content(SOURCE, MCC))
