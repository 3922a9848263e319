"""What groups a diagnosis: MS-DRG severity, HCCs, CCSR, chronicity, ICD-9-CM; over the cut-down official files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.terminology.crosswalks import (
    Chronic,
    Severity,
    ccsr,
    chronic,
    drg,
    exclusion,
    icd9_of,
    icd10cm_of,
    severity,
)
from superbill.terminology.hcc import dropped_by, hcc_coefficient, hccs, proposed_coefficient

TODAY = date(2026, 11, 22)
SPRING = date(2026, 5, 1)
LAST_YEAR = date(2025, 11, 22)
FOLDERS = ("nchs-icd10cm-codes", "cms-icd9", "cms-gems", "cms-msdrg", "cms-hcc", "ahrq-ccsr")


@pytest.fixture(scope="module")
def kb(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    inputs = [file for name in FOLDERS for file in walk(fixtures / name)]
    result = build(inputs, tmp_path_factory.mktemp("kb") / "kb.sqlite", completeness=Completeness.TRUST)
    with opened(result.path) as found:
        yield found


@pytest.fixture(scope="module")
def empty(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base with none of the groupings."""
    out = tmp_path_factory.mktemp("empty") / "kb.sqlite"
    with opened(build(walk(fixtures / "cms-clfs"), out, completeness=Completeness.TRUST).path) as found:
        yield found


def test_every_statement_prepares_against_an_empty_schema(empty: KnowledgeBase) -> None:
    names = ("release", "code", "drg", "hcc", "model", "version", "variable", "segment", "direction", "mdc")
    parameters = dict.fromkeys(names, "0")
    for statement in load_queries("superbill.terminology", "crosswalks.sql").values():
        assert empty.rows(statement, **parameters) == []


@pytest.mark.parametrize(
    ("code", "level"),
    [("D66", Severity.MCC), ("E7601", Severity.CC), ("E8352", Severity.NEITHER), ("A000", Severity.CC)],
)
def test_severity(kb: KnowledgeBase, code: str, level: Severity) -> None:
    found = severity(kb, code, SPRING)
    assert isinstance(found, Fact)
    assert (found.value, found.citation.release, found.citation.stale_days) == (level, "FY2026", None)


def test_a_code_newer_than_the_lists_is_not_called_harmless(kb: KnowledgeBase) -> None:
    """C78.31 came with FY2027, the lists are of FY2026."""
    found = severity(kb, "C7831", TODAY)
    assert isinstance(found, NotAvailable)
    assert found.not_available == "MS-DRG weights, CC and MCC lists FY2026 does not list C78.31"


def test_weights_alone_say_nothing_about_severity(fixtures: Path, tmp_path: Path) -> None:
    inputs = [*walk(fixtures / "nchs-icd10cm-codes"), *walk(fixtures / "cms-msdrg" / "drg_weights.txt")]
    with opened(build(inputs, tmp_path / "kb.sqlite", completeness=Completeness.TRUST).path) as found:
        level = severity(found, "D66", SPRING)
        assert isinstance(level, NotAvailable)
        assert level.not_available == "no release of MS-DRG weights, CC and MCC lists is loaded"


def test_exclusions(kb: KnowledgeBase) -> None:
    shock, free, none = (exclusion(kb, code, SPRING) for code in ("R570", "Z59811", "E8352"))
    assert isinstance(shock, Fact) and isinstance(free, Fact)
    assert (shock.value.collection, shock.value.principal_codes, shock.value.alive_only) == ("1561", 48, True)
    assert (free.value.collection, free.value.principal_codes) == (None, 0)
    assert isinstance(none, NotAvailable)


def test_groups_have_weights_or_none(kb: KnowledgeBase) -> None:
    knee, last = drg(kb, "470", SPRING), drg(kb, "999", SPRING)
    assert isinstance(knee, Fact) and isinstance(last, Fact)
    assert (knee.value.weight, knee.value.gmlos, knee.value.post_acute) == (Decimal("1.9289"), Decimal("1.9"), True)
    assert (last.value.title, last.value.weight) == ("UNGROUPABLE", None)


def test_hccs_of_every_model(kb: KnowledgeBase) -> None:
    answers = hccs(kb, "E7601", LAST_YEAR)
    assert isinstance(answers, tuple)
    found = [(a.model, a.version, a.hcc.value) for a in answers if isinstance(a.hcc, Fact)]
    assert found == [
        ("CMS-HCC", "V28", "49"),
        ("CMS-HCC", "V24", "23"),
        ("CMS-HCC", "V22", "23"),
        ("CMS-HCC ESRD", "V24", "23"),
        ("CMS-HCC ESRD", "V21", "23"),
        ("RxHCC", "V08", "41"),
    ]
    first = answers[0]
    assert isinstance(first.label, Fact) and isinstance(first.coefficient, Fact)
    assert (first.payment_year, first.label.value) == ("PY2026", "Specified Lysosomal Storage Disorders")
    assert first.coefficient.value == Decimal("9.256")


def test_the_date_of_service_picks_the_payment_year(kb: KnowledgeBase) -> None:
    answers = hccs(kb, "D66", TODAY)
    assert isinstance(answers, tuple)
    assert {a.payment_year for a in answers} == {"PY2027"}
    assert ("CMS-HCC", "V24") not in {(a.model, a.version) for a in answers}
    assert [fact.value for fact in answers[0].edits] == ["women: HCC 112 instead"]


def test_no_hcc_is_said_only_of_codes_in_view(kb: KnowledgeBase) -> None:
    old, new = hccs(kb, "E8352", TODAY), hccs(kb, "C7831", TODAY)
    assert isinstance(old, tuple) and isinstance(new, tuple)
    assert {a.hcc.value for a in old if isinstance(a.hcc, Fact)} == {"none"}
    assert isinstance(new[0].hcc, NotAvailable)
    assert new[0].hcc.not_available == (
        "C7831 is newer than the codes in view of CMS-HCC and RxHCC risk adjustment PY2027 (2026-09-30)"
    )


def test_factors_kept_for_the_next_year_are_not_stale(kb: KnowledgeBase) -> None:
    found = hcc_coefficient(kb, "CMS-HCC", "V28", "37", TODAY)
    assert isinstance(found, Fact)
    assert (found.value, found.citation.release, found.citation.stale_days) == (Decimal("0.166"), "PY2026", None)
    institutional = hcc_coefficient(kb, "CMS-HCC", "V28", "37", TODAY, "INS")
    assert isinstance(institutional, Fact) and institutional.value == Decimal("0.28")


def test_a_factor_given_twice_is_not_picked(kb: KnowledgeBase) -> None:
    found = hcc_coefficient(kb, "RxHCC", "V08", "30", LAST_YEAR)
    assert isinstance(found, NotAvailable)
    assert "gives 0.549 and 0.586 without saying which holds for whom" in found.not_available


def test_proposed_factors_are_given_only_when_asked_for(kb: KnowledgeBase) -> None:
    found = proposed_coefficient(kb, "CMS-HCC", "V28", "37", TODAY)
    assert isinstance(found, tuple)
    assert [(variant, fact.value) for variant, fact in found] == [("", Decimal("0.155"))]
    assert found[0][1].citation.release == "PY2027 proposed"
    drugs = proposed_coefficient(kb, "RxHCC", "V08", "30", TODAY)
    assert isinstance(drugs, tuple)
    assert [variant for variant, _ in drugs] == ["MAPD ONLY", "PDP AND MAPD", "PDP ONLY"]


def test_hierarchies(kb: KnowledgeBase) -> None:
    dropped = dropped_by(kb, "CMS-HCC", "V28", "36", TODAY)
    assert isinstance(dropped, tuple)
    assert [fact.value for fact in dropped] == ["37", "38"]
    assert dropped_by(kb, "CMS-HCC", "V28", "38", TODAY) == ()


def test_categories(kb: KnowledgeBase) -> None:
    first = ccsr(kb, "D66", date(2023, 5, 1))
    assert isinstance(first, tuple)
    assert [(fact.value.category, fact.value.label) for fact in first] == [("BLD006", None)]
    every = ccsr(kb, "E1122", TODAY)
    assert isinstance(every, tuple)
    assert [fact.value.category for fact in every] == ["END003", "END005", "GEN003"]
    assert every[0].value.label == "Diabetes mellitus with complication"


@pytest.mark.parametrize(
    ("code", "meaning"),
    [("I10", Chronic.CHRONIC), ("E8352", Chronic.NOT_CHRONIC), ("W08XXXA", Chronic.UNDETERMINED)],
)
def test_chronicity(kb: KnowledgeBase, code: str, meaning: Chronic) -> None:
    found = chronic(kb, code, TODAY)
    assert isinstance(found, Fact) and found.value is meaning


def test_equivalents_in_icd_9(kb: KnowledgeBase) -> None:
    found = icd9_of(kb, "S061X7A", date(2016, 1, 1))
    assert isinstance(found, tuple)
    assert [(fact.value.display, fact.value.words) for fact in found] == [
        ("854.05", "approximate; part 1 of combination 1"),
        ("348.5", "approximate; part 2 of combination 1"),
    ]
    exact, none = (icd9_of(kb, code, TODAY) for code in ("E8352", "R402130"))
    assert isinstance(exact, tuple) and isinstance(none, tuple)
    assert (exact[0].value.display, exact[0].value.words, exact[0].citation.release) == ("275.42", "exact", "FY2015")
    assert (none[0].value.code, none[0].value.words) == ("", "no equivalent")


def test_the_other_direction_is_another_mapping(kb: KnowledgeBase) -> None:
    found = icd10cm_of(kb, "2775", date(2015, 1, 1))
    assert isinstance(found, tuple)
    assert found[0].value.system is System.ICD10CM
    assert [fact.value.display for fact in found] == [
        "E76.01", "E76.03", "E76.1", "E76.219", "E76.22", "E76.29", "E76.3",
    ]  # fmt: skip
    fall = icd10cm_of(kb, "E8350", date(2015, 1, 1))
    assert isinstance(fall, tuple) and fall[0].value.display == "V93.38XA"


def test_nothing_loaded_is_said_with_what_would_bring_it(empty: KnowledgeBase) -> None:
    for found in (severity(empty, "D66", TODAY), hccs(empty, "D66", TODAY), ccsr(empty, "D66", TODAY)):
        assert isinstance(found, NotAvailable)
        assert found.not_available.endswith("is loaded")
        assert "superbill build" in found.would_come_from
