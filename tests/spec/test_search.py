"""What a coder expects of a search: `search.toml`, read as a table."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from superbill.kb.store import opened
from superbill.model.codes import System, display_code, parse_code
from superbill.terminology.lexicon import load_lexicon
from superbill.terminology.search import Hit, SearchIndex

TABLE = tomllib.loads(Path(__file__).with_name("search.toml").read_text(encoding="utf-8"))
LINES = [(text, expected) for section in TABLE.values() for text, expected in section.items()]

pytestmark = pytest.mark.releases


@pytest.fixture(scope="module")
def index(embedded_kb: Path) -> SearchIndex:
    with opened(embedded_kb) as kb:
        return SearchIndex.open(kb.search_index)


@pytest.mark.parametrize(("text", "expected"), LINES, ids=[text.strip() for text, _ in LINES])
def test_a_search(index: SearchIndex, text: str, expected: Sequence[str]) -> None:
    hits = index.search(text, limit=10).hits
    shown = [f"{hit.system}:{display_code(hit.system, hit.code)}" for hit in hits]
    assert hits and matches(expected[0], hits[0]), f"first of {shown}"
    assert [code for code in expected[1:] if not any(matches(code, hit) for hit in hits)] == [], f"missing in {shown}"


def matches(expected: str, hit: Hit) -> bool:
    system, _, code = expected.rpartition(":")
    shown = display_code(hit.system, hit.code)
    same = shown.startswith(code[:-1]) if code.endswith("*") else shown == code
    return same and system in ("", hit.system)


def test_every_code_of_the_lexicon_is_complete_and_in_force(index: SearchIndex) -> None:
    lexicon = load_lexicon()
    wrong = []
    for code in sorted({*lexicon.common, *(code for entry in lexicon.entries for code in entry.codes)}, key=str):
        first = index.search(str(code), systems=[code.system], limit=1).hits
        if not first or first[0].code != code.code or not first[0].billable or first[0].ended:
            wrong.append(str(code))
    assert wrong == []


def test_every_phrase_of_the_lexicon_finds_something(index: SearchIndex) -> None:
    phrases = {phrase: entry.words for entry in load_lexicon().entries for phrase in entry.phrases}
    empty = [words for phrase, words in phrases.items() if index.search(" ".join(phrase), limit=1).hits == ()]
    assert empty == []


def test_all_systems_are_searched_at_once(index: SearchIndex) -> None:
    systems = {system for text in ("left", "wheelchair", "calcium") for system in index.search(text).facets}
    assert systems >= {System.CPT, System.HCPCS, System.MODIFIER, System.ICD10CM}


def test_typed_codes_of_the_table_are_codes() -> None:
    assert all(parse_code(text).systems for text in TABLE["codes"] if "-E" not in text)
