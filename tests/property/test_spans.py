"""Offsets stay exact: whatever a note holds, every span of an answer is the text it claims."""

from __future__ import annotations

import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from superbill.casecode.plain import plain_text
from superbill.casecode.sections import sections_of, sentences_in
from superbill.casecode.sentences import masked, masked_spans
from superbill.casecode.words import folded

PIECES = st.sampled_from(
    ["Assessment:", "HPI", "no fever", "Type II diabetes", "Mr. Wells", "58-year-old", "\r\n", "\n", "\r", "\x0b", "\u2028", " ", ". ", "; ",
     "Crohn’s", "Ménière", "ﬁ", "ß", "İ", "\x00", "\x07", "💊", "a\u0301", "•", "\t", "I10", "CKD", "   ", "1. "]
)  # fmt: skip
NOTES = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map("".join)


@given(NOTES)
def test_words_are_where_they_say(note: str) -> None:
    text = masked(note)
    assert len(text) == len(note) == len(folded(note))
    hidden = masked_spans(note)
    for sentence in sentences_in(sections_of(text), text):
        assert 0 <= sentence.start <= sentence.end <= len(note)
        for word in sentence.words:
            assert folded(note[word.start : word.end]).removesuffix("'s") == word.text
            assert not any(start < word.end and word.start < end for start, end in hidden)


@given(NOTES)
def test_sections_cover_a_note_without_gaps(note: str) -> None:
    found = sections_of(note)
    assert found[0].start == 0 or not note[: found[0].start].strip()
    assert found[-1].end == len(note)
    assert all(one.end == other.start for one, other in itertools.pairwise(found))


@given(
    st.lists(
        st.one_of(PIECES, st.sampled_from(["&amp;", "&lt;3", "&#8217;", "<b>", "</b>", "<p>", "<br/>"])), max_size=30
    ).map("".join)
)
def test_markup_leads_back_to_the_original(body: str) -> None:
    given_text = f"<html><body>{body}</body></html>"
    assume(sum(c in "\x00\x07" for c in body) <= 8)
    plain = plain_text(given_text)
    for place, character in enumerate(plain.text):
        start, end = plain.original(place, place + 1)
        assert 0 <= start < end <= len(given_text)
        if end - start == 1:
            assert given_text[start:end] == character
