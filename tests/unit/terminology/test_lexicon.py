"""The curated words: the file that ships, and files that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.model.codes import CodeRef, System
from superbill.terminology.lexicon import load_lexicon, read_lexicon
from superbill.terminology.tokens import STOP_WORDS


def written(folder: Path, text: str) -> Path:
    path = folder / "lexicon.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_lexicon_that_ships() -> None:
    lexicon = load_lexicon()
    assert len(lexicon.entries) >= 350
    assert {entry.kind for entry in lexicon.entries} == {"abbreviation", "synonym"}
    assert lexicon.most_common < lexicon.common


def test_no_entry_is_a_stop_word() -> None:
    assert [entry.words for entry in load_lexicon().entries if set(entry.words) <= STOP_WORDS] == []


def test_the_dot_tells_the_system_of_a_code(tmp_path: Path) -> None:
    lexicon = read_lexicon(
        written(tmp_path, '[abbreviations]\narf = { codes = ["J96.00", "J9600", "Z23", "71046"] }\n')
    )
    entry = lexicon.get(["arf"])
    assert entry is not None
    assert entry.codes == (
        CodeRef(System.ICD10CM, "J9600"),
        CodeRef(System.HCPCS, "J9600"),
        CodeRef(System.ICD10CM, "Z23"),
        CodeRef(System.CPT, "71046"),
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("heart attack", "heart attack"),
        ("heart attacks", "heart attack"),
        ("pvcs", "pvc"),
        ("aids", "aids"),
        ("aid", None),
        ("hearts", "heart"),
        ("zebra", None),
    ],
)
def test_get(words: str, found: str | None) -> None:
    entry = load_lexicon().get(words.split())
    assert (" ".join(entry.words) if entry else None) == found


def test_the_longest_entry_wins() -> None:
    words = ["old", "heart", "attack", "pain"]
    longest = load_lexicon().longest(words, 0)
    assert longest is not None
    assert longest.words == ("old", "heart", "attack")


def test_completions() -> None:
    found = [" ".join(entry.words) for entry in load_lexicon().completions(["high", "blood"])]
    assert found == ["high blood pressure", "high blood sugar"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[lay\n", "no readable TOML"),
        ("[slang]\n", r"unknown section \[slang\]"),
        ("[lay]\ncold = 7\n", "'cold' is no phrase"),
        ("[lay]\ncold = []\n", "'cold' is no phrase"),
        ('[lay]\ncold = { mean = "x" }\n', "'cold' is no phrase"),
        ('[lay]\n"?" = "x"\n', r"'\?' is no phrase"),
        ('[lay]\n"x-ray" = "a"\nxray = "b"\n', "'xray' is given twice"),
        ('[lay]\ncold = { codes = ["common cold"] }\n', "'common cold' is no code"),
        ('[common]\nlungs = ["J44.9-26"]\n', "'J44.9-26' is no code"),
    ],
)
def test_a_bad_file_is_refused_with_its_entry(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_lexicon(written(tmp_path, text))
