"""What a question is about: its words by their stems, with the wordings of `content/guideline-words.toml` beside them.

A manual says `tissue adhesive` where people ask for Dermabond, and `iatrogenic` where the surgeon nicked something. Each
word of a question, or entry of the file that it holds, becomes a `Subject`: the ways in which a passage may speak of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from superbill.errors import BadInput
from superbill.kb.home import content_folder
from superbill.model.code_spans import code_spans

STOP = "stop"
WORDING = 0.7
"""What another wording counts, against 1 for the very words of the question."""
LONGEST_QUESTION = 60
"""Further words are left out."""

_TOKEN = re.compile(r"[a-z0-9]+")
_REPAIRS = (
    (re.compile(r"[’‘]"), "'"),
    (re.compile(r"\bevaluation (?:and|&) management(?: \(e ?[&/] ?m\))?|\be ?[&/] ?m\b"), "evalmgmt"),
    (re.compile(r"\bx[ -]?ray(s?)\b"), r"xray\1"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'(?:s|ll|re|ve|d)\b"), ""),
)
_IN_INDEX = {"evalmgmt": '("e m" OR "evaluation management")', "xray": '"x ray"', "xrays": '"x rays"'}
"""Words joined here that stand apart in the index of the store."""
_FAMILY = re.compile(
    r"(?P<root>[a-z]{3,}(?:(?:gra(?=m|ph))|(?:scop(?=e|ed|y|ies|ic|ically|ist))|(?:olog(?=ist|y|ic))|(?:iatr(?=ist|ic|y))"
    r"|(?:metr(?=y|ic))|(?:therap(?=y|ies|ist|eutic))|(?:ectom(?=y|ies))|(?:otom(?=y|ies))|(?:ostom(?=y|ies))"
    r"|(?:plast(?=y|ies|ic))))[a-z]*"
)
"""Nouns and adjectives of one root, which the stemmers of plain English keep apart."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """The ways to say one thing that is asked for: stems with their weight, the words of the question first."""

    ways: tuple[tuple[Words, float], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: subjects, the stems of all their words with how the index is asked for each, and the codes named."""

    subjects: tuple[Subject, ...]
    in_index: Mapping[str, str]
    codes: tuple[str, ...]


class Wordings:
    """The wordings by the stems of what is said, and the stop words."""

    def __init__(self, entries: Mapping[Words, tuple[Words, ...]], stop: frozenset[str]) -> None:
        self._entries = entries
        self._longest = max((len(said) for said in entries), default=1)
        self._stop = stop

    def read(self, text: str) -> Question:
        """The question in a text. Stop words count only when there is nothing else."""
        codes = tuple(dict.fromkeys(span.first for span in code_spans(text.upper())))
        words = tokens(text)[:LONGEST_QUESTION]
        named = {code.lower() for code in codes}
        ways = list(self._ways([word for word in words if word not in named]))
        if not ways and not codes:
            ways = [(((word,), 1.0),) for word in words]
        in_index = {stem(word): asked_in_index(word) for way in ways for said, _ in way for word in said}
        stemmed = (tuple((tuple(map(stem, said)), weight) for said, weight in way) for way in ways)
        return Question(tuple(Subject(way) for way in dict.fromkeys(stemmed)), in_index, codes)

    def _ways(self, words: list[str]) -> Iterator[tuple[tuple[Words, float], ...]]:
        place = 0
        while place < len(words):
            said, wordings = self._entry(words, place)
            own = tuple(word for word in said if word not in self._stop)
            if wordings or own:
                yield (*(((own, 1.0),) if own else ()), *((wording, WORDING) for wording in wordings))
            place += len(said)

    def _entry(self, words: list[str], place: int) -> tuple[Words, tuple[Words, ...]]:
        """The longest entry that begins here, or the word alone."""
        for end in range(min(len(words), place + self._longest), place, -1):
            said = tuple(words[place:end])
            wordings = self._entries.get(tuple(map(stem, said)))
            if wordings and (len(said) > 1 or said[0] not in self._stop):
                return said, wordings
        return (words[place],), ()


@cache
def load_wordings() -> Wordings:
    """The wordings of this version."""
    return read_wordings(content_folder() / "guideline-words.toml")


def read_wordings(path: Path) -> Wordings:
    """A file of wordings. Raises `BadInput` for an entry that is no phrase or list of phrases, or that stands there twice."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no readable TOML: {error}", file=path.name) from error
    stop = frozenset(tokens(str(content.pop(STOP, {}).get("words", ""))))
    entries: dict[Words, tuple[Words, ...]] = {}
    for section in content.values():
        for said, value in section.items():
            phrases = [value] if isinstance(value, str) else value
            texts = isinstance(phrases, list) and all(isinstance(phrase, str) and tokens(phrase) for phrase in phrases)
            if not texts or not phrases or not tokens(said):
                raise BadInput(f"{said!r} is no phrase or list of phrases", file=path.name)
            wordings = tuple(dict.fromkeys(tuple(tokens(phrase)) for phrase in phrases))
            if entries.setdefault(tuple(map(stem, tokens(said))), wordings) is not wordings:
                raise BadInput(f"{said!r} is given twice", file=path.name)
    return Wordings(entries, stop)


def tokens(text: str) -> list[str]:
    """The words of a text in small letters, in order.

    >>> tokens("E&M visits don't need the surgeon's X-ray")
    ['evalmgmt', 'visits', 'do', 'not', 'need', 'the', 'surgeon', 'xray']
    """
    text = text.lower()
    for pattern, replacement in _REPAIRS:
        text = pattern.sub(replacement, text)
    return _TOKEN.findall(text)


@cache
def _stemmer() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word: of one of medicine's families (`discogram` and `discography` give `discogra`), else Snowball's
    for English. Short words, numbers and codes stay."""
    if not word.isalpha() or len(word) <= 3:
        return word
    family = _FAMILY.fullmatch(word)
    return family["root"] if family else str(_stemmer().analyze(word)[0])


def asked_in_index(word: str) -> str:
    """How the index of the store, which knows Porter's stems, is asked for a word."""
    family = _FAMILY.fullmatch(word)
    return _IN_INDEX.get(word) or (f'"{family["root"]}"*' if family else f'"{word}"')
