"""Risk adjustment: mappings, factors, labels, hierarchies, edits, their years, and what stops the import."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.base import Part
from superbill.sources.cms_hcc import SOURCE
from superbill.sources.hcc_tables import segment_and_variable

MAP, NEXT_MAP = "ra_dx_to_cc_2026.csv", "ra_dx_to_cc_2027.csv"
FACTORS, PROPOSED = "ra_coefficients_2026.csv", "ra_proposed_coefficients_2027.csv"
LABELS, HIERARCHIES, EDITS = "ra_labels_2026.csv", "ra_hierarchies_2026.csv", "ra_dx_edits.csv"
FILES = (MAP, NEXT_MAP, FACTORS, PROPOSED, LABELS, HIERARCHIES, EDITS)


def parts(bench: Any, name: str) -> list[Part]:
    return list(SOURCE.parse(bench.file(name, bench.content(SOURCE, name))))


def test_a_mapping_and_its_models(bench: Any) -> None:
    models, mapped = parts(bench, MAP)
    assert (mapped.edition.name, mapped.edition.period) == ("PY2026", Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert [row[:4] for row in models.rows] == [
        (1, "CMS-HCC ESRD", "V21", 20260930),
        (2, "CMS-HCC ESRD", "V24", 20260930),
        (3, "CMS-HCC", "V22", 20260930),
        (4, "CMS-HCC", "V24", 20260930),
        (5, "CMS-HCC", "V28", 20260930),
        (6, "RxHCC", "V08", 20260930),
    ]
    assert {(5, "D66", "111"), (4, "I420", "85"), (6, "I10", "187")} < {row[:3] for row in mapped.rows}


def test_payment_year_2027_has_no_v24_for_the_community(bench: Any) -> None:
    models, mapped = parts(bench, NEXT_MAP)
    assert mapped.edition.period == Period(date(2026, 1, 1), date(2026, 12, 31))
    assert ("CMS-HCC", "V24") not in {row[1:3] for row in models.rows}


def test_factors_of_each_model_are_a_series(bench: Any) -> None:
    found = {part.edition.series: part for part in parts(bench, FACTORS)}
    assert {series: str(part.edition.period) for series, part in found.items()} == {
        "coefficients-cms-hcc": "2025-01-01 to 2026-12-31",
        "coefficients-esrd": "2025-01-01 to 2025-12-31",
        "coefficients-rxhcc": "2025-01-01 to 2025-12-31",
    }
    assert "Kept for payment year 2027" in found["coefficients-cms-hcc"].edition.notes[1]
    factors = {row[:5]: row[5] for row in found["coefficients-cms-hcc"].rows}
    assert factors["CMS-HCC", "V28", "HCC37", "CNA", ""] == "0.166"
    assert factors["CMS-HCC", "V28", "DIABETES_HF_V28", "CNA", ""] == "0.112"


def test_factors_that_nothing_tells_apart_are_both_kept(bench: Any) -> None:
    (rx,) = (part for part in parts(bench, FACTORS) if part.edition.series == "coefficients-rxhcc")
    found = {row[1:5]: row[5] for row in rx.rows}
    assert found["V08", "RXHCC30", "Rx_CE_NoLowAged", "unnamed 1"] == "0.549"
    assert found["V08", "RXHCC30", "Rx_CE_NoLowAged", "unnamed 2"] == "0.586"
    assert found["V05", "F90_94", "Rx_CE_NoLowAged", ""] == "0.138"


def test_proposed_factors_stand_apart_and_say_so(bench: Any) -> None:
    (part,) = parts(bench, PROPOSED)
    assert (part.edition.name, part.edition.series) == ("PY2027 proposed", "proposed")
    assert part.edition.notes[0] == "Proposed in the CY 2027 Advance Notice of 2026-01-26"
    assert "not adopted" in part.edition.notes[1]
    variants = {row[4] for row in part.rows if row[0] == "RxHCC"}
    assert variants == {"PDP AND MAPD", "PDP ONLY", "MAPD ONLY"}
    assert ("CMS-HCC", "V28", "HCC37", "CNA", "", "0.155") in [row[:6] for row in part.rows]


def test_labels_and_hierarchies_belong_to_versions(bench: Any) -> None:
    (labels,), (hierarchies,) = parts(bench, LABELS), parts(bench, HIERARCHIES)
    assert str(labels.edition.period) == "from 2023-01-01"
    found = {row[:3]: row[3] for row in labels.rows}
    assert found["CMS-HCC", "V28", "111"] == "Hemophilia, Male"
    assert found["CMS-HCC ESRD", "V21", "85"] == "Congestive Heart Failure"
    assert found["RxHCC", "V08", "187"] == "Hypertension"
    assert ("CMS-HCC", "V28", "221", "227") in [row[:4] for row in hierarchies.rows]


def test_edits_by_age_and_sex(bench: Any) -> None:
    (part,) = parts(bench, EDITS)
    found = [row[:3] + row[4:9] for row in part.rows]
    assert ("CMS-HCC", "V28", "D66", 2, None, None, "112", 0) in found
    assert ("CMS-HCC", "V22", "F3481", None, 19, 5, None, 0) in found
    assert ("CMS-HCC", "V28", "E8411", None, 1, None, None, 1) in found


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in FILES}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("CNA_HCC38", ("CNA", "HCC38")),
        ("Rx_CE_NoLowAged_RXHCC30", ("Rx_CE_NoLowAged", "RXHCC30")),
        ("Rx_NE_LTI_F65", ("Rx_NE_LTI", "F65")),
        ("INS_ORIGDS", ("INS", "ORIGDS")),
        ("GE65_DUR4_9", ("GE65", "DUR4_9")),
    ],
)
def test_names_of_factors(bench: Any, name: str, found: tuple[str, str]) -> None:
    assert segment_and_variable(name, bench.file("x", b""), 1) == found


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (MAP, b"D66,111", b"D6.6,111", "column diagnosis_code: 'D6.6' is no ICD-10-CM code"),
        (MAP, b"D66,111", b"D66,HCC", "column cc: 'HCC' is no HCC"),
        (
            MAP,
            b"CMS-HCC Model V28",
            b"HHS-HCC Model V07",
            "column model_name: 'HHS-HCC Model V07' is no model that is known",
        ),
        (FACTORS, b",0.166,", b",0.l66,", "column value: '0.l66' is no number"),
        (FACTORS, b"CMS-HCC,C28", b"CMS-HCC,28", "column model_version: 'CMS-HCC' '28' is no model that is known"),
        (FACTORS, b"CNA_HCC37,", b"HCC37,", "column coefficient: 'HCC37' names no segment"),
        (FACTORS, b"CNA_HCC39,", b"CNA_HCC18,", "CNA_HCC18 of CMS-HCC V22 is given twice with different values"),
        (LABELS, b"Hypertension", b"", "column label: the cell is empty"),
        (HIERARCHIES, b"36,37", b"36,37a", "line 2, column cc_child: '37a' is no HCC"),
        (EDITS, b"override,112", b"override,", "line 2, column action: action 'override' is not known"),
        (EDITS, b",17,invalid", b",17.5,invalid", "line 3, column age_max: '17.5' is no whole number"),
    ],
    ids=lambda value: value.decode() if isinstance(value, bytes) else "",
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, name)
    assert old in content
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, content.replace(old, new, 1))


@pytest.mark.parametrize("name", [MAP, FACTORS, LABELS])
def test_a_name_without_its_year_is_refused(bench: Any, name: str) -> None:
    with pytest.raises(BadInput, match="its name must state one year"):
        bench.rows(SOURCE, "file.csv", bench.content(SOURCE, name))
