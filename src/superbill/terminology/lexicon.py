"""What clinicians and patients say, and what the code sets call it: `content/lexicon.toml`.

An entry's words stand for one or more phrases. Its `codes`, likeliest first, are what a coder reaches for when the entry
is all that was typed (`htn` is I10).
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from superbill.errors import BadInput
from superbill.kb.home import content_folder
from superbill.model.codes import CodeRef, parse_code
from superbill.terminology.tokens import stem, tokens

SECTIONS = {"abbreviations": "abbreviation", "lay": "synonym"}
"""Section of the file to the word that tells why a hit matched."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, its phrases cut into words. `kind` is `abbreviation` or `synonym`."""

    words: Words
    phrases: tuple[Words, ...]
    codes: tuple[CodeRef, ...]
    kind: str


class Lexicon:
    """All entries by their words, and the codes that practices use most: `most_common` before the other `common` ones."""

    def __init__(
        self, entries: Sequence[Entry], common: Sequence[CodeRef] = (), most_common: Sequence[CodeRef] = ()
    ) -> None:
        self.common = frozenset(common)
        self.most_common = frozenset(most_common)
        self._by_words = {entry.words: entry for entry in entries}
        self._by_stems = {tuple(map(stem, e.words)): e for e in entries if e.kind == SECTIONS["lay"]}
        self._sorted = sorted((" ".join(entry.words), entry.words) for entry in entries)
        self._longest = max((len(entry.words) for entry in entries), default=0)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in the order of its words."""
        return tuple(self._by_words[words] for _, words in self._sorted)

    def get(self, words: Sequence[str]) -> Entry | None:
        """The entry for exactly these words, for the plural of an abbreviation (`PVCs`), or for the stems of lay words
        (`heart attacks`). Abbreviations have no stems: AIDS is no aid."""
        exact = self._by_words.get(tuple(words))
        if exact is None and len(words) == 1 and len(words[0]) > 2 and words[0].endswith("s"):
            exact = self._by_words.get((words[0][:-1],))
        return exact or self._by_stems.get(tuple(map(stem, words)))

    def longest(self, words: Sequence[str], start: int) -> Entry | None:
        """The entry that covers most words from `start` on."""
        for end in range(min(len(words), start + self._longest), start, -1):
            entry = self.get(words[start:end])
            if entry is not None:
                return entry
        return None

    def completions(self, words: Sequence[str]) -> Iterator[Entry]:
        """Entries that begin with these words, of which the last may be unfinished, in order."""
        typed = " ".join(words)
        for place in range(bisect_left(self._sorted, (typed,)), len(self._sorted)):
            text, key = self._sorted[place]
            if not text.startswith(typed):
                return
            yield self._by_words[key]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of this version."""
    return read_lexicon(content_folder() / "lexicon.toml")


def read_lexicon(path: Path) -> Lexicon:
    """A lexicon file. Raises `BadInput` for an entry that cannot be read, or that stands there twice."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no readable TOML: {error}", file=path.name) from error
    unknown = sorted(set(content) - {*SECTIONS, "common"})
    if unknown:
        raise BadInput(f"unknown section [{unknown[0]}]", file=path.name)
    entries: dict[Words, Entry] = {}
    for section, kind in SECTIONS.items():
        for key, value in content.get(section, {}).items():
            entry = _entry(key, value, kind, path)
            if entries.setdefault(entry.words, entry) is not entry:
                raise BadInput(f"{key!r} is given twice", file=path.name)
    groups = {name: _codes(codes, path) for name, codes in content.get("common", {}).items()}
    return Lexicon(tuple(entries.values()), [c for codes in groups.values() for c in codes], groups.get("most", ()))


def _entry(key: str, value: Any, kind: str, path: Path) -> Entry:
    fields = value if isinstance(value, dict) else {"means": value}
    means, codes = fields.get("means", []), fields.get("codes", [])
    phrases = [means] if isinstance(means, str) else means
    known = set(fields) <= {"means", "codes"}
    if not known or not _texts(phrases) or not _texts(codes) or not (phrases or codes) or not tokens(key):
        raise BadInput(f"{key!r} is no phrase, list of phrases, or table of means and codes", file=path.name)
    return Entry(tuple(tokens(key)), tuple(tuple(tokens(phrase)) for phrase in phrases), _codes(codes, path), kind)


def _codes(texts: Sequence[str], path: Path) -> tuple[CodeRef, ...]:
    """Codes as printed: the dot tells J96.00 (ICD-10-CM) from J9600 (HCPCS)."""
    found = []
    for text in texts:
        typed = parse_code(text)
        if not typed.systems or typed.modifiers or not text.replace(".", "").isalnum():
            raise BadInput(f"{text!r} is no code", file=path.name)
        found.append(CodeRef(typed.systems[0], typed.code))
    return tuple(found)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)
