"""Words of notes and of official texts, brought to one form: folded, stemmed, spellings and synonyms made one.

Offsets are into the original text and stay exact: folding never changes a text's length.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from superbill.errors import BadInput
from superbill.kb.home import content_folder
from superbill.terminology.tokens import stem as snowball

_WORD = re.compile(r"[a-z][a-z0-9]*(?:'s\b)?|\d+(?:\.\d+)?")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
_ROMAN_AFTER = {"i": "1", "v": "5", **_ROMAN}
_NUMBERED = frozenset(("type", "stage", "grade", "class", "phase", "degree"))
_LETTERED = frozenset(("hepatitis", "influenza", "type", "group", "vitamin", "hemophilia", "immunoglobulin"))
_SHORTEST_RESPELLED = 6
_NOT_FOLDED = " "
_SHORTEST_SHARED = 5
"""A class takes in all forms of a stem of so many letters; `testes` does not bring `test`."""
CAPITALS, NAME = "^", "'"
"""Marks of stems: of an abbreviation in capitals, of a name."""
_NEVER_CUT = ("itis", "oma", "omas", "ectomy")
"""Endings that make another word: hepatitis is no form of hepatic."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as folded, its canonical stem ('' for a stop word), where it stands, and whether it was written
    as a name (`Wells`, `crohn's`)."""

    text: str
    stem: str
    start: int
    end: int
    named: bool = False


def folded(text: str) -> str:
    """Small letters without accents, of exactly the same length: `Ménière’s` gives `meniere's`."""
    lowered = text.lower() if text.isascii() else "".join(map(_folded, text))
    return lowered.replace("`", "'") if "`" in lowered else lowered


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in "\u2019\u2018\u00b4`":
        return "'"
    plain = [c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)]
    low = plain[0].lower() if plain else _NOT_FOLDED
    return low if len(low) == 1 and low.isascii() else _NOT_FOLDED


def words_of(text: str, offset: int = 0) -> list[Word]:
    """The words of a text in order, stop words among them (with an empty stem). `offset` is added to every place."""
    low = folded(text)
    found: list[Word] = []
    before = ""
    for match in _WORD.finditer(low):
        raw, start, end = match.group(), match.start(), match.end()
        possessive = raw.endswith("'s")
        word = raw[:-2] if possessive else raw
        named = possessive or (text[start].isupper() and not text[start : start + 2].isupper())
        stem = (
            word.removesuffix("s") + NAME
            if named and word in _table().names
            else _stem_of(word, before, text[start:end])
        )
        found.append(Word(word, stem, start + offset, end + offset, named))
        before = word
    return found


def _stem_of(word: str, before: str, written: str) -> str:
    """The stem; with a mark for an abbreviation in capitals that would be a plain word in small letters."""
    if word in _table().only_capitals and written.isupper() and len(written) > 1:
        return word + CAPITALS
    return _canonical(word, before)


def _canonical(word: str, before: str) -> str:
    """The stem by which a word is matched. Roman numbers count as numbers behind `type`, `stage` and the like."""
    if word in _ROMAN_AFTER and (before in _NUMBERED or word in _ROMAN):
        return _ROMAN_AFTER[word]
    if word == "a":
        return "a" if before in _LETTERED else ""
    return canonical_stem(word)


@lru_cache(maxsize=200_000)
def canonical_stem(word: str) -> str:
    """The stem of one folded word, '' for a stop word; words of a class in `words.toml` have the stem of its first word."""
    table = _table()
    if word in table.stop:
        return ""
    known = table.exact.get(word)
    return known if known is not None else table.same.get(_stem(word), _stem(word))


def _stem(word: str) -> str:
    if len(word) >= _SHORTEST_RESPELLED:
        word = word.replace("ae", "e").replace("oe", "e").replace("our", "or").replace("leuco", "leuko")
    return word if word.endswith(_NEVER_CUT) else snowball(word)


@dataclass(frozen=True, slots=True)
class _Table:
    stop: frozenset[str]
    exact: dict[str, str]
    same: dict[str, str]
    only_capitals: frozenset[str]
    names: frozenset[str]


@cache
def _table() -> _Table:
    return read_words(content_folder() / "casecode" / "words.toml")


def read_words(path: Path) -> _Table:
    """The word classes of a file. Raises `BadInput` for a word that stands in two classes."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    exact: dict[str, str] = {}
    for group in content["same"]:
        head = _stem(group[0])
        for word in group:
            if exact.setdefault(word, head) != head:
                raise BadInput(f"{word!r} stands in two classes", file=path.name)
    stems: dict[str, str] = {}
    for word, head in exact.items():
        if len(_stem(word)) >= _SHORTEST_SHARED:
            stems.setdefault(_stem(word), head)
    capitals = frozenset(content["only_capitals"].split())
    return _Table(frozenset(content["stop"].split()), exact, stems, capitals, frozenset(content["names"].split()))


def stems_of(texts: Iterable[str]) -> frozenset[str]:
    """The canonical stems of some texts, without stop words."""
    return frozenset(word.stem for text in texts for word in words_of(text) if word.stem)


def is_ambiguous(word: str) -> bool:
    """Whether an abbreviation is a plain word, too, and counts only in capitals."""
    return word in _table().only_capitals
