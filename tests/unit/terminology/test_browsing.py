"""Outlines of code systems, the books of ICD-10, the ICD-10-PCS table builder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from superbill.model.citation import NotAvailable
from superbill.model.codes import System
from superbill.terminology.books import Book, Term
from superbill.terminology.outline import Outline
from superbill.terminology.pcs import PcsBuild
from superbill.workbench import Workbench

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def library(books_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """The workbench over the knowledge base with books."""
    with Workbench.open(books_kb, private=tmp_path_factory.mktemp("private")) as opened:
        yield opened


def level(library: Workbench, system: System, at: str = "") -> Outline:
    """A level that is there."""
    found = library.outline(system, at, ON)
    assert found is not None
    return found


def test_a_system_with_a_hierarchy_goes_from_chapters_to_codes(library: Workbench) -> None:
    chapter = next(branch for branch in level(library, System.ICD10CM).below if branch.id == "chapter-4")
    assert (chapter.display, chapter.text) == ("E00–E89", "Endocrine, nutritional and metabolic diseases")
    category = level(library, System.ICD10CM, "E83")
    assert category.above[0].display == "E00–E89"
    assert category.at is not None and category.at.count == sum(branch.count for branch in category.below)


def test_the_codes_of_all_ranges_are_all_codes(library: Workbench) -> None:
    for system in (System.HCPCS, System.CPT):
        top = level(library, system)
        assert sum(branch.count for branch in top.below) == top.total == len(library.codes(system, ON))
        for branch in top.below:
            assert sum(each.count for each in level(library, system, branch.id).below) == branch.count


def test_hcpcs_goes_by_letter_and_hundreds(library: Workbench) -> None:
    letters = {branch.id: branch.text for branch in level(library, System.HCPCS).below}
    assert letters["J"] == "Drugs not given by mouth, chemotherapy"
    lines = level(library, System.HCPCS, "J18").below
    assert [(line.display, line.is_code) for line in lines] == [("J1885", True)]


def test_cpt_codes_that_end_in_a_letter_stand_apart(library: Workbench) -> None:
    top = {branch.id: branch for branch in level(library, System.CPT).below}
    assert top["U"].text == "Proprietary laboratory analyses" and top["U"].display.endswith("U")
    assert list(top) == sorted(top)


@pytest.mark.parametrize("at", ["ZZZ", "J1", "J188", "%", "chapter-99"])
def test_there_is_no_such_place(library: Workbench, at: str) -> None:
    assert library.outline(System.HCPCS, at, ON) is None


def test_a_system_that_is_not_loaded_has_no_outline(library: Workbench) -> None:
    assert library.outline(System.CDT, "", ON) is None
    assert System.CDT not in library.totals(ON)


def test_the_index_finds_main_terms_first(library: Workbench) -> None:
    found = library.index_search(Book.INDEX, "diabetes", ON)
    assert isinstance(found, tuple)
    assert (found[0].term, found[0].code, found[0].level) == ("Diabetes, diabetic", "E119", 0)
    assert all("diabet" in term.path.lower() for term in found)


def test_a_term_comes_with_what_stands_below_it_in_the_order_of_the_book(library: Workbench) -> None:
    found = library.index_search(Book.INDEX, "diabetes", ON)
    assert isinstance(found, tuple)
    term = library.index_term(Book.INDEX, found[0].id, ON)
    assert isinstance(term, Term)
    assert [each.term for each in term.below][:2] == ["with", "due to drug or chemical"]
    assert [each.code for each in term.below[0].below] == ["E1144", "E1143"]
    assert [(see.code, see.kind) for see in term.below[1].see] == [("E09", "see")]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "   ", "no such thing"])
def test_signs_of_a_pattern_are_only_signs(library: Workbench, text: str) -> None:
    assert library.index_search(Book.INDEX, text, ON) == () or text == "'"


def test_a_book_that_is_not_loaded_says_so(library: Workbench) -> None:
    found = library.index_search(Book.PCS, "resection", ON)
    assert isinstance(found, NotAvailable) and "cms-icd10pcs-index" in found.would_come_from
    assert library.index_term(Book.INDEX, 10**8, ON) is None


def built(library: Workbench, typed: str) -> PcsBuild:
    """A code in the making."""
    found = library.pcs_build(typed, ON)
    assert isinstance(found, PcsBuild)
    return found


def test_each_character_narrows_the_ones_behind_it(library: Workbench) -> None:
    build = built(library, "00k0")
    assert (build.chosen, build.complete) == ("00K0", False)
    assert [step.axis for step in build.steps] == ["Section", "Body system", "Operation", "Body Part", "Approach"]
    open_only = built(library, "00K00").steps[-1]
    assert [(value.value, value.label) for value in open_only.values] == [("Z", "No Device")]


def test_a_whole_code_is_in_the_list_and_a_wrong_character_ends_it(library: Workbench) -> None:
    assert built(library, "00K00ZZ").complete
    assert library.line(System.ICD10PCS, "00K00ZZ", ON) is not None
    assert built(library, "00KQ0ZZ").chosen == "00K"


def test_every_code_of_a_table_can_be_built(library: Workbench) -> None:
    codes = [code for code in library.codes(System.ICD10PCS, ON) if len(code) == 7]
    assert codes and all(built(library, code).complete for code in codes[:200])


def test_without_the_tables_nothing_can_be_built(bench: Workbench) -> None:
    found = bench.pcs_build("0", ON)
    assert isinstance(found, NotAvailable) and "cms-icd10pcs" in found.would_come_from
