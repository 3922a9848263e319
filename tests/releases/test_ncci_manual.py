"""The NCCI Policy Manual, whole: its sections, pages and codes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from superbill.guidelines.pages import read_pages
from superbill.guidelines.search import passages_naming, quote
from superbill.guidelines.split import Piece, split
from superbill.guidelines.store import DocumentStore, import_document

pytestmark = pytest.mark.releases

PAGES, PASSAGES, CODES = 287, 1_653, 1_333
WITHOUT_TEXT = {"Reserved for future use"}


@pytest.fixture(scope="module")
def manual(official: Path) -> Path:
    return official / "ncci" / "manual-2025" / "ncci_policy_manual.txt"


@pytest.fixture(scope="module")
def pieces(manual: Path) -> list[Piece]:
    return split(read_pages(manual))


def listed_sections(manual: Path) -> set[tuple[str, str]]:
    """Chapter number and section of the complete table of contents, which stands on the first seven pages."""
    found, chapter = set(), ""
    for line in manual.read_text("utf-8").split("\n")[:260]:
        heading = re.fullmatch(r"\s+Chapter ([IVX]+) – .*", line)
        section = re.fullmatch(r" ([A-Z]\. \S.*?)(?:\s{3,}[IVX]+-\d+)?", line)
        if heading:
            chapter = heading[1]
        elif section and chapter:
            found.add((chapter, section[1].strip()))
    return found


def letters(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def test_every_section_of_the_table_of_contents_has_passages(manual: Path, pieces: list[Piece]) -> None:
    chapters = [piece.heading for piece in pieces if len(piece.heading) > 1 and piece.heading[0].startswith("Chapter")]
    found = {(chapter.split()[1], letters(section)[:14]) for chapter, section, *_ in chapters}
    listed = listed_sections(manual)
    assert len(listed) > 120
    missing = {(c, s) for c, s in listed if s[3:] not in WITHOUT_TEXT and (c, letters(s)[:14]) not in found}
    assert missing == set()


def test_pages_are_the_printed_ones(pieces: list[Piece]) -> None:
    where = {piece.text.split(" (")[0]: piece.page for piece in pieces}
    assert where["1. CPT code 83721"] == "X-8"
    over = [piece for piece in pieces if piece.page != piece.last_page]
    assert 100 < len(over) < 250, "paragraphs over a page break"
    assert not any("Revision Date" in piece.text or "....." in piece.text for piece in pieces)


def test_passages_of_codes_and_ranges(manual: Path, tmp_path: Path) -> None:
    taken = import_document(
        manual, tmp_path, title="Medicare NCCI Policy Manual", publisher="CMS", effective=date(2025, 1, 1)
    )
    assert (taken.document.pages, taken.document.passages, taken.codes) == (PAGES, PASSAGES, CODES)
    store = DocumentStore(tmp_path)
    on = date(2026, 11, 22)
    (thyroid,) = passages_naming(store, "84439", on)
    assert (
        thyroid.locator == "page X-8, Chapter X Pathology and Laboratory Services CPT Codes 80000 - 89999, G. Chemistry"
    )
    assert quote(thyroid.text, "84439").startswith("Free thyroxine (CPT code 84439)")
    assert [str(passage.span) for passage in passages_naming(store, "11042", on)][:2] == ["11042", "11042-11047"]
    assert passages_naming(store, "82306", on) == ()
