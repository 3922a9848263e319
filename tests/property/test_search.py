"""Whatever is typed: no error but `UsageError`, no hit outside the systems asked for, an exact code always first."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from superbill.errors import UsageError
from superbill.kb.store import opened
from superbill.model.codes import System, display_code
from superbill.terminology.search import Hit, SearchIndex

WORDS = [
    "diabetes",
    "heart",
    "attack",
    "MI",
    "of",
    "the",
    "E11.9",
    "82331-26",
    "xray",
    "-",
    "(",
    "*",
    '"',
    "~",
    "AND",
    "\\",
]
TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.text(alphabet='+-&|!(){}[]^"~*?:\\/ aE1.', max_size=30),
    st.text(min_size=2_000, max_size=3_000),
)
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="session")
def index(small_kb: Path) -> SearchIndex:
    with opened(small_kb) as kb:
        return SearchIndex.open(kb.search_index)


@pytest.fixture(scope="session")
def known(index: SearchIndex) -> list[Hit]:
    """Every code of the small knowledge base that can be typed."""
    digits_and_letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    hits = [hit for start in digits_and_letters for hit in index.search(start, limit=1_000).hits]
    return [hit for hit in hits if hit.match in ("code", "code prefix")]


@given(text=TEXT, systems=st.sets(st.sampled_from(System)), limit=st.integers(1, 30), offset=st.integers(0, 40))
@relaxed
def test_any_text(index: SearchIndex, text: str, systems: set[System], limit: int, offset: int) -> None:
    try:
        result = index.search(text, systems, limit, offset)
    except UsageError:
        assert not any(character.isalnum() for character in text)
        return
    assert len(result.hits) == min(limit, max(0, result.total - offset))
    assert all(not systems or hit.system in systems for hit in result.hits)
    assert len({(hit.system, hit.code) for hit in result.hits}) == len(result.hits)
    assert result == index.search(text, systems, limit, offset)
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)


@given(text=TEXT)
@relaxed
def test_any_text_while_typing(index: SearchIndex, text: str) -> None:
    try:
        assert len(index.suggest(text)) <= 10
    except UsageError:
        assert not any(character.isalnum() for character in text)
    index.near(text)


@given(data=st.data())
@relaxed
def test_an_exact_code_is_always_first(index: SearchIndex, known: list[Hit], data: st.DataObject) -> None:
    hit = data.draw(st.sampled_from(known))
    typed = data.draw(
        st.sampled_from([hit.code, hit.code.lower(), f" {hit.code} ", display_code(hit.system, hit.code)])
    )
    result = index.search(typed, systems=[hit.system])
    assert (result.hits[0].code, result.hits[0].match) == (hit.code, "code")


@given(
    word=st.sampled_from(["injection", "unspecified", "calcium", "visit", "e1", "9", "diabtes"]),
    split=st.integers(1, 15),
)
@relaxed
def test_pages_make_up_the_whole(index: SearchIndex, word: str, split: int) -> None:
    whole = index.search(word, limit=30).hits
    parts = index.search(word, limit=split).hits + index.search(word, limit=30 - split, offset=split).hits
    assert parts == whole
