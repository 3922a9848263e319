from __future__ import annotations

import json
from pathlib import Path

import pytest

from superbill.casecode.conventions import names
from superbill.casecode.dictionary import Dictionary, compile_dictionary
from superbill.casecode.features import NAMES
from superbill.casecode.match import Matcher
from superbill.casecode.mining import mine, runs_of, spoken_for
from superbill.casecode.phrase import PhraseFinder
from superbill.casecode.phrases import readings
from superbill.casecode.reranker import Reranker, Tree, load_reranker, read_reranker
from superbill.casecode.sentences import sentences_of
from superbill.casecode.terms import CodeText, Kind, Term
from superbill.errors import WrongFormat
from superbill.terminology.lexicon import Lexicon

CODES = [
    CodeText("M25", False, "Other joint disorder, not elsewhere classified"),
    CodeText("M2556", False, "Pain in knee"),
    CodeText("M25561", True, "Pain in right knee"),
    CodeText("M25562", True, "Pain in left knee"),
    CodeText("M25569", True, "Pain in unspecified knee"),
    CodeText("N200", True, "Calculus of kidney"),
]
TERMS = [Term(reading, line.code, Kind.DESCRIPTION) for line in CODES for reading in readings(line.text)]


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return compile_dictionary(CODES, TERMS)


def test_a_saved_dictionary_is_the_same(dictionary: Dictionary, tmp_path: Path) -> None:
    dictionary.save(tmp_path / "a.terms")
    compile_dictionary(CODES, reversed(TERMS)).save(tmp_path / "b.terms")
    assert (tmp_path / "a.terms").read_bytes() == (tmp_path / "b.terms").read_bytes()
    loaded = Dictionary.load(tmp_path / "a.terms")
    assert (loaded.stems, loaded.codes, loaded.groups) == (dictionary.stems, dictionary.codes, dictionary.groups)


@pytest.mark.parametrize("cut", [8, 40, -1])
def test_a_damaged_file_is_refused(dictionary: Dictionary, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.terms"
    dictionary.save(path)
    path.write_bytes(b"x" * 20 if cut == 8 else path.read_bytes()[:cut])
    with pytest.raises(WrongFormat, match=r"is no term dictionary|is of another version"):
        Dictionary.load(path)


def test_words_are_found_in_any_order(dictionary: Dictionary) -> None:
    matcher = Matcher(dictionary, Lexicon(()))
    text = "The knee, she says, is painful. Renal stones."
    found = [text[m.start : m.end] for s in sentences_of(text) for m in matcher.mentions(s)]
    assert found == ["knee, she says, is painful", "Renal stones"]


def test_a_phrase_is_looked_up_with_its_side(dictionary: Dictionary) -> None:
    finder = PhraseFinder(dictionary, Lexicon(()))
    assert finder.find("left knee pain")[0].code == "M25562"
    assert finder.find("knee pain")[0].code == "M25569"
    assert finder.find("calculuss of kidny")[0].code == "N200"


def test_descriptions_are_known_whatever_their_signs(dictionary: Dictionary) -> None:
    assert dictionary.described("PAIN IN RIGHT KNEE.") == dictionary.place("M25561")
    assert dictionary.described("Pain in the right knee") is None


def test_trees_and_calibration() -> None:
    row = [0.0] * len(NAMES)
    reranker = Reranker((Tree((0,), (1.5,), (-1,), (-2,), (-1.0, 2.0)),), (-1.0, 2.0), (0.1, 0.9))
    assert reranker.score(row) == -1.0
    assert reranker.score([2.0, *row[1:]]) == 2.0
    assert [round(reranker.probability(score), 2) for score in (-5, -1, 0.5, 9)] == [0.1, 0.1, 0.5, 0.9]


def test_without_a_trained_file_a_formula_ranks() -> None:
    plain = Reranker(())
    better = [5.0 if name == "weight" else 0.0 for name in NAMES]
    assert not plain.calibrated
    assert plain.score(better) > plain.score([0.0] * len(NAMES))


def test_the_shipped_file_fits_this_version(tmp_path: Path) -> None:
    shipped = load_reranker()
    assert shipped.calibrated
    assert list(shipped.probabilities) == sorted(shipped.probabilities)
    (tmp_path / "r.json").write_text(
        json.dumps({"features": ["other"], "trees": [], "scores": [], "probabilities": []})
    )
    with pytest.raises(WrongFormat, match="trained on other features"):
        read_reranker(tmp_path / "r.json")


def test_mined_terms_need_two_notes() -> None:
    texts = [("renal colic today", "N23"), ("a renal colic", "N23"), *[(f"other words {n}", "R69") for n in range(20)]]
    notes = [(runs_of(sentences_of(text)), frozenset({code})) for text, code in texts]
    mined = mine(notes)
    assert [one.code for one in mined[("colic", "kidney")]] == ["N23"]
    assert ("today",) not in mined
    assert set(spoken_for(runs_of(sentences_of("colic, renal")), mined)) == {"N23"}


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("headache (R51.9)", "R519", True),
        ("diabetes (E08-E13)", "E1165", True),
        ("type 1 diabetes mellitus (E10.-)", "E119", False),
        ("mucopolysaccharidosis (E76.0-E76.3)", "E762", True),
    ],
)
def test_what_a_note_names(text: str, code: str, *, named: bool) -> None:
    assert names(text, code) is named
