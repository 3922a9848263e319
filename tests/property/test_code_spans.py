"""Codes in text against the text itself, and quotations against the passage they come from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from superbill.guidelines.search import CUT, LONGEST_QUOTE, quote
from superbill.model.code_spans import code_spans

CODES = st.from_regex(r"[1-9][0-9]{4}", fullmatch=True)
WORDS = st.lists(
    st.sampled_from(["the", "service", "is", "paid.", "Report", "only", "once;", "(see", "below)"]), max_size=120
)


@given(WORDS, CODES, WORDS)
def test_a_code_among_words_is_found(before: list[str], code: str, after: list[str]) -> None:
    found = code_spans(" ".join([*before, code, *after]))
    assert [str(span) for span in found] == [code]
    assert found[0].holds(code)


@given(CODES, CODES)
def test_a_range_holds_its_ends_or_is_two_codes(first: str, last: str) -> None:
    found = code_spans(f"codes {first}-{last}")
    assert {span.first for span in found} | {span.last for span in found} == {first, last}
    assert all(span.first <= span.last for span in found)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for span in code_spans(text):
        assert span.first in text and span.last in text


@given(WORDS, CODES, WORDS)
def test_a_quotation_is_brief_and_names_the_code(before: list[str], code: str, after: list[str]) -> None:
    text = " ".join([*before, code, *after])
    said = quote(text, code)
    assert code in said
    assert len(said) <= LONGEST_QUOTE + 2 * len(CUT)
    assert said.strip(CUT).strip() in text
