"""Looking a code up: each outcome is a type of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import Billable, Deleted, NotBillable, NotLoadedHere, NotYetValid, Unknown
from superbill.workbench import Workbench

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "on", "outcome", "system"),
    [
        ("e83.52", TODAY, Billable, System.ICD10CM),
        ("82331", TODAY, Billable, System.CPT),
        ("82331-26", TODAY, Billable, System.CPT),
        ("j1885 ", TODAY, Billable, System.HCPCS),
        ("E83.5", TODAY, NotBillable, System.ICD10CM),
        ("E83", TODAY, NotBillable, System.ICD10CM),
        ("C78.31", date(2026, 5, 1), NotYetValid, System.ICD10CM),
        ("C78.31", TODAY, Billable, System.ICD10CM),
        ("D69.1", TODAY, Deleted, System.ICD10CM),
        ("D69.1", date(2026, 5, 1), Billable, System.ICD10CM),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_outcomes(bench: Workbench, code: str, on: date, outcome: type, system: System) -> None:
    answer = bench.lookup(code, on)
    assert type(answer) is outcome
    assert answer.system is system  # type: ignore[union-attr]


def test_a_header_names_its_billable_children(bench: Workbench) -> None:
    answer = bench.lookup("E83.5", TODAY)
    assert isinstance(answer, NotBillable)
    assert [line.display for line in answer.children] == ["E83.50", "E83.51", "E83.52", "E83.59"]


def test_a_deleted_code_says_its_last_day_and_a_future_one_its_first(bench: Workbench) -> None:
    deleted = bench.lookup("D69.1", TODAY)
    assert isinstance(deleted, Deleted) and deleted.last_day == date(2026, 9, 30)
    future = bench.lookup("C78.31", date(2026, 5, 1))
    assert isinstance(future, NotYetValid) and future.first_day == date(2026, 10, 1)


def test_an_unknown_code_comes_with_near_misses_and_where_it_was_looked_for(bench: Workbench) -> None:
    answer = bench.lookup("E83.53", TODAY)
    assert isinstance(answer, Unknown)
    assert "E83.52" in [line.display for line in answer.near]
    assert {citation.source for citation in answer.searched} >= {"nchs-icd10cm-codes"}


def test_a_date_before_the_first_release_is_not_available(bench: Workbench) -> None:
    answer = bench.lookup("E83.52", date(2020, 1, 1))
    assert isinstance(answer, NotLoadedHere)
    assert "begins on 2025-10-01" in answer.reason.not_available


@pytest.mark.parametrize("text", ["", "   ", "hello", "💊", "'; DROP TABLE concept; --", "x" * 10_000], ids=repr)
def test_text_that_is_no_code_is_unknown(bench: Workbench, text: str) -> None:
    assert isinstance(bench.lookup(text, TODAY), Unknown)


def test_cpt_has_no_official_description_without_a_licence_but_a_title(bench: Workbench) -> None:
    answer = bench.lookup("82331", TODAY)
    assert isinstance(answer, Billable)
    assert answer.description == NotAvailable(
        "CPT descriptor needs your AMA licence", "superbill import cpt-descriptors FILE"
    )
    assert isinstance(answer.title, Fact) and answer.title.citation.source == "superbill-plain"


def test_a_stale_answer_says_how_stale(bench: Workbench) -> None:
    answer = bench.lookup("J1885", TODAY)
    assert isinstance(answer, Billable) and answer.evidence.stale_days == 53


def test_ancestors_go_from_the_chapter_down(bench: Workbench) -> None:
    assert [node.display for node in bench.ancestors("E83.52", TODAY)] == ["Chapter 4", "E70-E88", "E83", "E83.5"]


def test_children_of_nothing_are_the_chapters(bench: Workbench) -> None:
    assert all(node.code.startswith("chapter-") for node in bench.children("", TODAY))
    assert [node.display for node in bench.children("E83.5", TODAY)] == ["E83.50", "E83.51", "E83.52", "E83.59"]


@pytest.mark.parametrize(
    ("code", "whats"),
    [("E83.52", ["listed"]), ("C78.31", ["added"]), ("D69.1", ["listed", "gone"])],
)
def test_history_over_the_loaded_releases(bench: Workbench, code: str, whats: list[str]) -> None:
    assert [event.what for event in bench.history(code, TODAY)] == whats


def test_of_two_readings_the_valid_one_wins_and_the_other_is_named(embedded_kb: Path, tmp_path: Path) -> None:
    with Workbench.open(embedded_kb, private=tmp_path) as bench:
        answer = bench.lookup("G8929", date(2026, 5, 1))
        assert isinstance(answer, Billable) and (answer.system, answer.display) == (System.ICD10CM, "G89.29")
        assert [(each.system, each.status) for each in answer.other_readings] == [(System.HCPCS, "deleted")]
        old = bench.lookup("G8929", date(2026, 5, 1), System.HCPCS)
        assert isinstance(old, Deleted) and old.other_readings == ()
