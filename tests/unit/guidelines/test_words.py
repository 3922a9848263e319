"""Questions in everyday words: stems, wordings, stop words."""

from __future__ import annotations

from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.guidelines.words import load_wordings, read_wordings, stem, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [("discogram", "discography"), ("endoscopic", "endoscopy"), ("urologist", "urologic"), ("casts", "casting")],
)
def test_words_of_one_root_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_codes_and_short_words_keep_their_form() -> None:
    assert [stem(word) for word in ("99211", "j1885", "mue")] == ["99211", "j1885", "mue"]
    assert tokens("An E/M visit, X-rays") == ["an", "evalmgmt", "visit", "xrays"]


def test_a_question_is_what_it_is_about() -> None:
    question = load_wordings().read("Can I bill the Foley with 51702?")
    ways = [said for subject in question.subjects for said, _ in subject.ways]
    assert question.codes == ("51702",)
    assert ("foley",) in ways and any("urinari" in said for said in ways)
    assert not any(word in said for said in ways for word in ("can", "the", "51702"))


def test_stop_words_count_when_there_is_nothing_else() -> None:
    assert load_wordings().read("what is this").in_index
    assert not load_wordings().read(" -- ").in_index


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[surgery]\nfoley = 3", "no phrase or list of phrases"),
        ("[surgery]\nfoley = []", "no phrase or list of phrases"),
        ("[a]\nfoley = 'catheter'\n[b]\nFoley = 'tube'", "given twice"),
        ("[a]\ncast = 'x y'\ncasting = 'z'", "given twice"),
        ("[a", "no readable TOML"),
    ],
    ids=["number", "empty", "twice", "twice by its stem", "broken"],
)
def test_entries_that_cannot_be_read_are_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_wordings(tmp_path / "words.toml")
