"""Coverage: every verdict, the states, the days, and what is not concluded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from superbill.edits.coverage import check_coverage
from superbill.edits.covered_codes import diagnoses_of, procedures_of
from superbill.edits.policies import policies_of, policy, policy_text
from superbill.errors import UsageError
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.citation import NotAvailable
from superbill.model.coverage import CoverageResult, CoveredCodes, DocumentKind, Policy

ON = date(2026, 6, 15)


@pytest.fixture(scope="module")
def kb(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    out = tmp_path_factory.mktemp("kb") / "kb.sqlite"
    build(walk(fixtures / "cms-mcd"), out, completeness=Completeness.TRUST)
    with opened(out) as found:
        yield found


@pytest.mark.parametrize(
    ("code", "diagnosis", "state", "result", "why"),
    [
        pytest.param(
            "82306", "E559", "CA", CoverageResult.COVERED, "A57718: lists the diagnosis as covered, group 1",
            id="several groups, the paragraph names the code",
        ),
        pytest.param(
            "82652", "N186", "CA", CoverageResult.CONDITIONS,
            "A57718: lists the diagnosis as covered, groups 1, 2: its paragraph names other codes (82306)",
            id="one group for other codes, one with a condition",
        ),
        pytest.param(
            "82306", "E8352", "FL", CoverageResult.COVERED, "A56841: lists the diagnosis as covered, group 1",
            id="one group without a paragraph",
        ),
        pytest.param(
            "82306", "E559", "NY", CoverageResult.COVERED, "A57736: lists the diagnosis as covered, group 1",
            id="standing text attaches no condition",
        ),
        pytest.param(
            "82306", "M810", "NY", CoverageResult.CONDITIONS,
            "A57736: lists the diagnosis as covered, group 1: asterisk: *M81.0: once a year.", id="asterisk",
        ),
        pytest.param(
            "82306", "E8351", "NY", CoverageResult.CONDITIONS,
            "A57736: lists the diagnosis as covered, group 1: listed as not covered too, group 1", id="listed both ways",
        ),
        pytest.param(
            "82306", "Z0000", "NY", CoverageResult.NOT_COVERED,
            "A57736: lists the diagnosis as not supporting medical necessity, group 1", id="listed as not covered",
        ),
        pytest.param(
            "82306", "I10", "NY", CoverageResult.NOT_COVERED, "A57736: the diagnosis is not among the 3 it covers",
            id="not listed",
        ),
        pytest.param(
            "82306", "E55", "CA", CoverageResult.NOT_COVERED,
            "A57718: the diagnosis is not among the 5 it covers, but E55.9 below it is", id="a header",
        ),
        pytest.param(
            "E1390", "J449", "TX", CoverageResult.NO_DIAGNOSES,
            "L33797: names the code; diagnoses, if any, are listed in its articles", id="LCD",
        ),
        pytest.param(
            "J0135", "M069", "CA", CoverageResult.NOT_COVERED,
            "A53033: on the self-administered drug exclusion list (Humira, since 2011-01-01)", id="exclusion list",
        ),
        pytest.param(
            "99213", "I10", "CA", CoverageResult.NO_POLICY,
            "no loaded policy for CA names 99213; that is neither coverage nor denial", id="no policy",
        ),
    ],
)  # fmt: skip
def test_verdicts(kb: KnowledgeBase, code: str, diagnosis: str, state: str, result: CoverageResult, why: str) -> None:
    answer = check_coverage(kb, code, diagnosis, state, ON)
    assert (answer.result, answer.why) == (result, why)
    assert answer.reason is None


def test_the_receipt_is_the_row_of_the_diagnosis(kb: KnowledgeBase) -> None:
    (finding,) = check_coverage(kb, "82306", "E8352", "CA", ON).findings
    assert finding.policy.id == "A57718"
    assert (finding.citation.file, finding.citation.locator) == (
        "current_article_csv/article_x_icd10_covered.csv",
        "row 3",
    )
    assert [group.number for group in finding.groups] == [1, 2]
    assert finding.groups[0].names == ("82306",)
    assert (finding.code_groups, finding.n_covered) == ((1,), 5)


def test_related_lcds_and_ncds_are_receipts_too(kb: KnowledgeBase) -> None:
    (finding,) = check_coverage(kb, "82306", "E559", "NY", ON).findings
    assert [(related.id, related.type) for related in finding.related] == [
        ("L37535", "LCD"),
        ("NCD 190.22", "restricted coverage"),
    ]
    assert (
        finding.policy.url == "https://www.cms.gov/medicare-coverage-database/view/article.aspx?articleid=57736&ver=17"
    )


def test_an_excluded_drug_is_not_covered_for_any_diagnosis(kb: KnowledgeBase) -> None:
    answer = check_coverage(kb, "J0135", "E559", "CA", ON)
    assert answer.result is CoverageResult.NOT_COVERED
    assert [finding.policy.type for finding in answer.findings] == ["SAD Exclusion List"]


@pytest.mark.parametrize(
    ("state", "ids"),
    [
        pytest.param("CA", {"A57718"}, id="parts of the state"),
        pytest.param("NF", {"A57718"}, id="a part itself"),
        pytest.param("ny", {"A57736"}, id="small letters"),
        pytest.param("MP", {"A57718"}, id="postal letters of the Northern Mariana Islands"),
        pytest.param("FL", {"A56841"}, id="primary state"),
        pytest.param("PR", set(), id="one contractor with a primary state serves no other"),
        pytest.param("TX", set(), id="jurisdiction ended, and begins again later"),
    ],
)
def test_a_document_applies_in_the_states_of_its_contractors(kb: KnowledgeBase, state: str, ids: set[str]) -> None:
    answer = check_coverage(kb, "82306", "E559", state, ON)
    assert {finding.policy.id for finding in answer.findings} == ids


def test_parts_of_a_state_are_named(kb: KnowledgeBase) -> None:
    found = policies_of(kb, "82306", ON)
    assert not isinstance(found, NotAvailable)
    assert {each.id: each.states for each in found} == {
        "A56841": ("FL",),
        "A57718": ("CA (Northern, Southern)", "MP"),
        "A57736": ("CT", "NY (Downstate, Upstate)"),
    }
    assert found[1].contractors == ("Noridian Healthcare Solutions, LLC (MAC - Part A, MAC - Part B)",)


def test_an_unknown_state_is_a_usage_error(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="'ZZ' is no state"):
        check_coverage(kb, "82306", "E559", "ZZ", ON)


def test_a_version_that_begins_later_is_no_policy_yet_and_said_so(kb: KnowledgeBase) -> None:
    answer = check_coverage(kb, "82306", "E559", "SC", ON)
    assert answer.result is CoverageResult.NOT_AVAILABLE
    assert answer.reason is not None
    assert answer.reason.not_available == (
        "A59170 names the code, in a version that begins later; the one in force is not in the export"
    )
    assert [later.id for later in answer.later] == ["A59170"]
    assert check_coverage(kb, "82306", "E559", "SC", date(2026, 12, 1)).result is CoverageResult.COVERED


def test_two_versions_of_one_document_follow_each_other(kb: KnowledgeBase) -> None:
    before, after = date(2026, 8, 30), date(2026, 8, 31)
    assert check_coverage(kb, "J3490", "I10", "FL", before).result is CoverageResult.NOT_COVERED
    assert check_coverage(kb, "J3490", "I10", "FL", after).result is CoverageResult.NO_POLICY
    assert check_coverage(kb, "J0135", "I10", "FL", after).findings[0].policy.version == 133


def test_an_announced_retirement_ends_a_document(kb: KnowledgeBase) -> None:
    assert check_coverage(kb, "82306", "E559", "FL", date(2026, 12, 31)).result is CoverageResult.COVERED
    assert check_coverage(kb, "82306", "E559", "FL", date(2027, 1, 1)).result is CoverageResult.NO_POLICY


def test_before_the_export_only_what_its_documents_prove_is_said(kb: KnowledgeBase) -> None:
    early = date(2026, 3, 1)
    covered = check_coverage(kb, "82306", "E559", "CA", early)
    assert covered.result is CoverageResult.COVERED
    assert covered.remarks == ("answered from the export of 2026-06-10, by the documents that had begun on 2026-03-01",)
    denied = check_coverage(kb, "82306", "I10", "CA", early)
    assert denied.result is CoverageResult.NOT_AVAILABLE
    assert denied.reason is not None
    assert "documents that had ended by then are not in it" in denied.reason.not_available
    assert check_coverage(kb, "82306", "E559", "CA", date(2025, 8, 13)).result is CoverageResult.NOT_AVAILABLE


def test_an_old_export_is_remarked_upon(kb: KnowledgeBase) -> None:
    answer = check_coverage(kb, "82306", "E559", "CA", date(2026, 11, 22))
    assert answer.remarks == ("the export is of 2026-06-10, 165 days before; documents may have changed",)


def test_nothing_loaded(tmp_path: Path, fixtures: Path) -> None:
    build(walk(fixtures / "cms-clfs"), tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    with opened(tmp_path / "kb.sqlite") as kb:
        answer = check_coverage(kb, "82306", "E559", "CA", ON)
        assert answer.result is CoverageResult.NOT_AVAILABLE
        assert answer.reason is not None
        assert answer.reason.not_available == "no release of Medicare Coverage Database is loaded"
        assert isinstance(policies_of(kb, "82306", ON), NotAvailable)
        assert isinstance(diagnoses_of(kb, "82306", ON), NotAvailable)
        assert isinstance(procedures_of(kb, "E559", ON), NotAvailable)


def listed(found: CoveredCodes | NotAvailable) -> list[tuple[str, int, str]]:
    assert isinstance(found, CoveredCodes)
    return [(each.code, each.n_articles, each.article.id) for each in found.codes]


def test_diagnoses_of_a_procedure_those_of_most_articles_first(kb: KnowledgeBase) -> None:
    found = diagnoses_of(kb, "82306", ON, limit=2)
    assert listed(found) == [("E559", 3, "A56841"), ("E8352", 2, "A56841")]
    assert isinstance(found, CoveredCodes)
    assert found.total == 5
    assert listed(diagnoses_of(kb, "82306", ON, "NY")) == [
        ("E559", 1, "A57736"),
        ("E8351", 1, "A57736"),
        ("M810", 1, "A57736"),
    ]


def test_procedures_of_a_diagnosis(kb: KnowledgeBase) -> None:
    assert listed(procedures_of(kb, "E8351", ON)) == [
        ("80050", 1, "A57736"),
        ("82306", 1, "A57736"),
        ("82652", 1, "A57736"),
    ]
    assert listed(procedures_of(kb, "E559", ON, "CA")) == [("82306", 1, "A57718"), ("82652", 1, "A57718")]
    assert listed(procedures_of(kb, "I10", ON)) == []


def test_the_text_of_an_lcd(kb: KnowledgeBase) -> None:
    lcd = policy(kb, DocumentKind.LCD, 36692, ON)
    assert isinstance(lcd, Policy)
    assert policy_text(kb, lcd, ON).startswith("Testing may not be used for routine screening.")
    assert policy(kb, DocumentKind.LCD, 1, ON) is None
