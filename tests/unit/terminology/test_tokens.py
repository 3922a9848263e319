"""Words out of text, the same way for descriptions and queries."""

from __future__ import annotations

import pytest

from superbill.terminology.tokens import MAX_TOKENS, fold, indexed_tokens, query_tokens, stem, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Type 2 diabetes mellitus", ["type", "2", "diabetes", "mellitus"]),
        ("Crohn's disease, Crohn’s", ["crohn", "disease", "crohn"]),
        ("Sjögren, Ménière", ["sjogren", "meniere"]),
        ("chest X-ray, x ray, xrays", ["chest", "xray", "xray", "xrays"]),
        ("fracture(s) of toe(s)", ["fracture", "of", "toe"]),
        ("15mg, 0.5 ml, 1,000 units", ["15", "mg", "0.5", "ml", "1000", "units"]),
        ("ICD-10-CM icd 9", ["icd10", "icd9"]),
        ("82331-26", ["82331", "26"]),
        ("a\x00b\ud800c 糖", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_hyphenated_words_are_indexed_joined_as_well() -> None:
    assert indexed_tokens("Follow-up, vitamin B-12") == ["follow", "up", "vitamin", "b", "12", "followup", "b12"]
    assert indexed_tokens("30.0-30.9 BMI") == ["30.0", "30.9", "bmi"]


def test_fold_keeps_the_length_of_ascii() -> None:
    assert fold("ABC`s ß") == "abc's  "


@pytest.mark.parametrize(
    ("word", "other"),
    [("diabetes", "diabetic"), ("fractures", "fracture"), ("hypertension", "hypertensive"), ("infections", "infected")],
)
def test_stems(word: str, other: str) -> None:
    assert stem(word) == stem(other)


def test_numbers_and_codes_have_no_stem() -> None:
    assert stem("e119") == "e119"


def test_a_query_is_cut_off_at_the_end_of_a_word() -> None:
    assert query_tokens("word " * 200) == ["word"] * MAX_TOKENS
    assert query_tokens("abcdefghi " * 30 + "tail")[-1] == "abcdefghi"
    assert len(query_tokens("x" * 10_000)[0]) == 300
    assert query_tokens(" " * 400 + "late") == ["late"]
