"""Passages: headings above them, items, points, and paragraphs over page breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from superbill.guidelines.pages import Line, Page, read_pages
from superbill.guidelines.split import LONGEST, Piece, split


def pieces(text: str) -> list[Piece]:
    return split([Page("1", tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1)))])


def headings(text: str) -> list[tuple[str, ...]]:
    return [piece.heading for piece in pieces(text)]


def test_a_manual_is_split_by_its_own_headings(manual: Path) -> None:
    first = "Chapter I General Coding Policies CPT Codes 80000 - 89999"
    assert [(piece.page, piece.heading, piece.text[:20]) for piece in split(read_pages(manual))] == [
        ("I-2", (first, "A. Introduction"), "This manual uses the"),
        ("I-3", (first, "A. Introduction"), "Providers shall not:"),
        ("I-3", (first, "B. Laboratory"), "1. CPT code 83721 de"),
        ("I-3", (first, "B. Laboratory"), "2. CPT codes 80503-8"),
        ("II-1", ("Chapter II Surgery", "A. Incision"), "CPT codes 10060 and "),
    ]


def test_a_paragraph_over_a_page_break_stays_whole(manual: Path) -> None:
    first = split(read_pages(manual))[0]
    assert (first.page, first.last_page) == ("I-2", "I-3")
    assert first.text.endswith("has to support every one of them.")


def test_points_stay_with_what_leads_in_to_them(manual: Path) -> None:
    assert split(read_pages(manual))[1].text == (
        "Providers shall not:\n• report 84436 with 84439;\n• report a panel (80061) beside its parts."
    )


def test_a_heading_without_a_blank_line_before_it_is_seen_when_one_follows(manual: Path) -> None:
    assert any(piece.heading[-1] == "B. Laboratory" for piece in split(read_pages(manual)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("10.1 - General\n\nText.\n\n10.1.2 - More\n\nText.\n\n20 - Next\n\nText.",
                     [("10.1 - General",), ("10.1 - General", "10.1.2 - More"), ("20 - Next",)], id="internet-only manual"),
        pytest.param("Section I. Conventions\n\nA. Format\n\nText.\n\nSection II. Selection\n\nText.",
                     [("Section I. Conventions", "A. Format"), ("Section II. Selection",)], id="official guidelines"),
        pytest.param("Purpose\n\nText is here.\n\nPolicy Manual Background\n\nMore.",
                     [("Purpose",), ("Policy Manual Background",)], id="titles by themselves"),
        pytest.param("Example 1\n\nText.", [(), ()], id="an example is no heading"),
        pytest.param("A. This is a sentence that ends.\n\nText.", [(), ()], id="a lettered sentence is no heading"),
        pytest.param("Not a heading at all\n\nText.", [(), ()], id="no title case"),
    ],
)  # fmt: skip
def test_kinds_of_headings(text: str, expected: list[tuple[str, ...]]) -> None:
    assert headings(text) == expected


def test_numbered_items_are_passages_of_their_own() -> None:
    assert [piece.text for piece in pieces("Leads in:\n1. First.\n2. Second goes\n   on.\n\n(a) Third.")] == [
        "Leads in:",
        "1. First.",
        "2. Second goes on.",
        "(a) Third.",
    ]


def test_very_long_passages_are_cut_after_a_sentence() -> None:
    found = pieces(" ".join(f"Sentence {number} has a few words in it." for number in range(200)))
    assert len(found) > 2
    assert all(len(piece.text) <= LONGEST and piece.text.endswith(".") for piece in found)
