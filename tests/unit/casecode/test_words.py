from __future__ import annotations

import pytest

from superbill.casecode.words import canonical_stem, folded, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("oedema", "swelling"),
        ("renal", "kidneys"),
        ("tumour", "neoplasm"),
        ("leucocytosis", "leukocytosis"),
        ("bleeding", "haemorrhage"),
        ("febrile", "fever"),
    ],
)
def test_spellings_and_synonyms_have_one_stem(one: str, other: str) -> None:
    assert canonical_stem(one) == canonical_stem(other)


@pytest.mark.parametrize(("one", "other"), [("hepatitis", "hepatic"), ("testing", "testes"), ("gastritis", "gastric")])
def test_other_words_keep_their_own(one: str, other: str) -> None:
    assert canonical_stem(one) != canonical_stem(other)


def test_roman_numbers_count_behind_type_and_stage() -> None:
    assert [word.stem for word in words_of("type II, stage i, vessel i")] == ["type", "2", "stage", "1", "vessel", "i"]


def test_abbreviations_that_are_words_count_in_capitals_only() -> None:
    capitals, small = words_of("HIT hit")
    assert (capitals.stem, small.stem) == ("hit^", "hit")


def test_folding_keeps_the_length() -> None:
    text = "Ménière’s ﬁbrosis ½ İ"
    assert len(folded(text)) == len(text)
    assert folded(text).startswith("meniere's")
