"""Receipts are numbered once, in reading order, and never lose their warnings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from superbill.model.codes import System
from superbill.model.report import Field, Report, Section
from superbill.report.render.receipts import Receipts, citations, join_places, remarks, report_leaves, section_leaves
from unit.report.sample import ON, SAMPLES, cite, clfs, fact, mpfs, mue, ptp


def report_of(*cited: object) -> Report:
    items = tuple(Field(str(place), fact(place, each)) for place, each in enumerate(cited))  # type: ignore[arg-type]
    return Report("1", "1", System.CPT, ON, items[0].leaf, "valid", (), (Section("s", "S", items),))


def test_numbers_follow_reading_order_and_repeat_for_the_same_file() -> None:
    receipts = Receipts(report_of(clfs(5), mpfs(1), clfs(9), mpfs(2)))
    assert [receipts.number(each) for each in (clfs(5), clfs(77), mpfs(3))] == [1, 1, 2]
    assert len(receipts) == 2


def test_other_release_or_series_is_another_receipt_another_file_is_not() -> None:
    older = replace(clfs(5), release="CY2026 Q1")
    series = replace(clfs(5), series="rural")
    file = replace(clfs(8), file="CLAB2026Q2-2.csv")
    receipts = Receipts(report_of(clfs(5), older, series, file))
    assert [receipts.number(each) for each in (clfs(5), older, series, file)] == [1, 2, 3, 1]
    assert next(iter(receipts)).where == "CLAB2026Q2.csv, row 5; CLAB2026Q2-2.csv, row 8"


def test_a_citation_of_another_report_has_no_number() -> None:
    with pytest.raises(KeyError):
        Receipts(report_of(clfs())).number(mpfs(1))


def test_a_receipt_gathers_the_places_it_was_used_for() -> None:
    (receipt,) = Receipts(report_of(*(clfs(row) for row in (5, 9, 5, 12))))
    assert receipt.name == "CMS, Clinical Laboratory Fee Schedule CY2026 Q2"
    assert receipt.where == "CLAB2026Q2.csv, rows 5, 9, 12"
    assert receipt.period == "in force 2026-04-01 to 2026-06-30"


@pytest.mark.parametrize(
    ("places", "text"),
    [
        ((), ""),
        (("row 7",), "row 7"),
        (("page 1", "page 3"), "pages 1, 3"),
        (("chapter 4", "E83.5"), "chapter 4, E83.5"),
        (tuple(f"row {row}" for row in range(10)), "rows 0, 1, 2, 3, 4, 5 and 4 more"),
    ],
)
def test_places_are_joined_in_few_words(places: tuple[str, ...], text: str) -> None:
    assert join_places(places) == text


def test_stale_and_excerpt_are_said_in_words() -> None:
    assert remarks(mpfs(1)) == ("release ended 326 days before the date of service",)
    assert remarks(replace(mpfs(1), stale_days=1)) == ("release ended 1 day before the date of service",)
    assert remarks(mue(1)) == ("excerpt, holds only some codes",)
    assert remarks(cite("x", "X", "1", "x.csv", 1, ON)) == ()


def test_the_stale_ones_can_be_asked_for_by_section() -> None:
    report = report_of(clfs(1), mue(2), ptp(3))
    receipts = Receipts(report)
    assert [receipt.number for receipt in receipts.stale()] == [1, 3]
    assert receipts.stale(section_leaves(Section("s", "S", report.sections[0].items[1:2]))) == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_citation_of_a_report_has_a_number(name: str) -> None:
    report = SAMPLES[name]()
    receipts = Receipts(report)
    assert {receipts.number(each) for each in citations(report_leaves(report))} == set(range(1, len(receipts) + 1))
