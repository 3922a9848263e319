"""What an address asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.model.codes import System
from superbill.surfaces.web.asking import code_url, page_url, typed_codes, typed_lines


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("82331-26, 99213 25; j1885", [("82331", ("26",)), ("99213", ("25",)), ("J1885", ())]),
        ("82331\n82331\t82310|e83.52", [("82331", ()), ("82310", ()), ("E8352", ())]),
        ("", []),
        (" ,;; ", []),
        ("<script>", [("SCRIPT", ())]),
    ],
    ids=["modifiers", "separators", "nothing", "separators only", "markup"],
)
def test_pasted_codes_are_taken_apart(typed: str, lines: list[tuple[str, tuple[str, ...]]]) -> None:
    assert typed_lines(typed) == lines


def test_codes_are_told_once_whatever_their_modifiers() -> None:
    assert typed_codes("71046-26 71046-TC 82331") == ["71046", "82331"]


@given(st.text(max_size=300))
def test_any_text_gives_plain_codes(text: str) -> None:
    for code in typed_codes(text):
        assert code.isalnum() and len(code) <= 12


@pytest.mark.parametrize(
    ("code", "url"),
    [
        ("82331", "/code/cpt/82331"),
        ("E83.52", "/code/icd10cm/E8352"),
        ("V20.1", "/code/V201"),
        ("A00.0", "/code/icd10cm/A000"),
        ("26", None),
        ("E70-E88", None),
        ("not available", None),
        ('"><script>', None),
    ],
)
def test_where_a_code_of_a_report_leads(code: str, url: str | None) -> None:
    assert code_url(code) == url


def test_a_page_keeps_the_terms_of_the_question() -> None:
    assert page_url(System.HCPCS, "J1885", "?on=2026-01-02") == "/code/hcpcs/J1885?on=2026-01-02"
