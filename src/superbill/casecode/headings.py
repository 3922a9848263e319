"""The headings of an assessment, read as diagnoses: `4. Hot flashes from letrozole: acupuncture`.

A heading is the strongest statement of a visit note, and it is read as a whole: of all terms the one that shares most of its
words is meant, so that `iron deficiency anemia from blood loss` is not coded as anemia. A heading that no term fits is parted at
its connecting words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from superbill.casecode.assertion import Scope, Status, scopes_of, status_of
from superbill.casecode.content import begins, longest_beginning, read, statuses
from superbill.casecode.marks import side_of
from superbill.casecode.phrase import Match, PhraseFinder
from superbill.casecode.sections import DECIDING, Section
from superbill.casecode.sentences import Sentence
from superbill.casecode.words import Word, words_of

FITS, JOINED = 0.8, 0.85
"""A term that is at least so much alike is what a part of a heading means, or several parts together."""
LEAST = 0.5
MOST_WORDS, MOST_PARTS, MOST_HEADINGS, KEPT = 14, 4, 24, 4

_LINE = re.compile(r"[^\r\n\x0b\x0c\u0085\u2028\u2029]+")
_LEAD = re.compile(r"[\s#*•●▪>\-]*(?:\d{1,2}[.):]?\s+|[a-z][.)]\s+)?[\s#*•●▪>\-]*", re.IGNORECASE)
_CUT = re.compile(r":(?!\d)|\s-+\s|\s?[–—]\s?|[.;](?:\s|$)|\s?\(|\s->|$")
_REPAIRED = re.compile(
    r"\b(?:surgery|repair(?:ed)?|removal|removed|resect\w+|excis\w+|extraction|replace\w+|\w+ectomy|\w+plasty|cured|resolved)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"[clts]\d{1,2}(?:-[clts]?\d)?")
"""Levels of the spine, which few terms have."""
_SPREAD = frozenset(("metastatic",))
_TUMORS = frozenset(("cancer", "carcinoma", "adenocarcinoma", "melanoma", "sarcoma", "ca"))
_CAUSES = frozenset(("due", "from", "secondary"))
_ADVERSE = re.compile(r"T(?:3[6-9]|4\d|50)..5A")
_PAST_WORDS = frozenset(("history", "hx", "personal", "status", "post", "prior", "previous"))
_OWN_HISTORY = ("Z8", "Z9", "I252")


@dataclass(frozen=True, slots=True)
class Stated:
    """A heading, or a part of one: where it stands, and the codes that fit its words, the best first."""

    start: int
    end: int
    section: str
    matches: tuple[Match, ...]
    first: bool = True
    """Whether it is the beginning of its heading."""

    def fit(self, code: str) -> float:
        """How well the words fit a code that no other fits better; 0 for the rest."""
        best = self.matches[0].score
        return next((m.score for m in self.matches if m.code == code and m.score >= best), 0.0)

    @property
    def clear(self) -> bool:
        """Whether the first code is what it means."""
        return bool(self.matches) and self.matches[0].score >= FITS


@dataclass(frozen=True, slots=True)
class _Wording:
    labels: frozenset[str]
    passed: frozenset[str]
    prose: frozenset[str]
    parting: tuple[tuple[str, ...], ...]


@cache
def _wording() -> _Wording:
    content = read("headings.toml")
    parting = sorted((tuple(words.split()) for words in content["parting"]), key=lambda words: (-len(words), words))
    return _Wording(
        frozenset(content["labels"]), frozenset(content["passed"]), frozenset(content["prose"]), tuple(parting)
    )


class HeadingReader:
    """Reads the headings of a note with one finder of phrases."""

    def __init__(self, finder: PhraseFinder) -> None:
        self._finder = finder

    def stated(self, sections: Sequence[Section], text: str) -> list[Stated]:
        """What the headings of a *masked* text state of the patient, in order."""
        found: list[Stated] = []
        for section in sections:
            if section.kind in DECIDING:
                for heading in headings_of(text, section):
                    found += self._of_heading(heading, text)
                    if len(found) >= MOST_HEADINGS:
                        return found
        return found

    def _of_heading(self, heading: Sentence, text: str) -> Iterator[Stated]:
        scopes = scopes_of(heading, text)
        parts = _parts(heading.words, text)
        at = 0
        while at < len(parts):
            for stop in range(len(parts), at, -1):
                words = [place for part in parts[at:stop] for place in part]
                found = self._meant(words, heading, scopes, text, at)
                fits = found is not None and found.matches[0].score >= JOINED
                if found is not None and (fits or stop == at + 1):
                    yield found
                if fits or stop == at + 1:
                    at = stop
                    break

    def _meant(
        self, places: Sequence[int], heading: Sentence, scopes: Sequence[Scope], text: str, part: int
    ) -> Stated | None:
        passed = _wording().passed
        cues = {n for scope in scopes if scope.status is not Status.HISTORICAL for n in range(*scope.cue)}
        said = {
            n: status_of(n, n, scopes)
            for n in places
            if n not in cues and heading.words[n].text not in passed and not _extra(heading.words[n], heading.words)
        }
        kept = [n for n, status in said.items() if status in (Status.PRESENT, Status.HISTORICAL)]
        kept = _without_joint(kept, heading.words)
        present = [heading.words[n] for n in kept]
        if not any(word.stem for word in present):
            return None
        past = any(said[n] is Status.HISTORICAL for n in kept)
        sides = [word for word in heading.words if side_of(word)]
        if past:
            whole = " ".join(text[word.start : word.end] for word in present)
            known = tuple(self._finder.find(whole, KEPT, LEAST))
            if known and known[0].score >= FITS and begins(known[0].code, _OWN_HISTORY):
                return Stated(present[0].start, present[-1].end, heading.section, known, part == 0)
            present = [w for w in present if w.text not in _PAST_WORDS and not _REPAIRED.fullmatch(w.text)] or present
        lent = [] if len(sides) != 1 or sides[0] in present else sides
        phrase = " ".join(text[word.start : word.end] for word in [*lent, *present])
        matches = tuple(self._finder.find(phrase, KEPT, LEAST))
        if heading.words[places[0]].text in _CAUSES and part:
            adverse = self._finder.find(f"adverse effect {phrase}", 1, FITS)
            matches = tuple(match for match in adverse if _ADVERSE.fullmatch(match.code)) or matches
        if past:
            matches = tuple(_of_the_past(matches, repaired=bool(_REPAIRED.search(text, heading.start, heading.end))))
        return Stated(present[0].start, present[-1].end, heading.section, matches, part == 0) if matches else None


def _extra(word: Word, words: Sequence[Word]) -> bool:
    """A word that no term of the diagnosis has: a level of the spine; `metastatic` before the primary tumor."""
    if word.text in _SPREAD:
        return any(other.text in _TUMORS for other in words)
    return _LEVEL.fullmatch(word.text) is not None and len(word.text) > 1


def _of_the_past(matches: Sequence[Match], *, repaired: bool) -> Iterator[Match]:
    """What is over, or was repaired, is coded as history; a lasting disease stays what it is."""
    history, _, over = statuses()
    for match in matches:
        code = longest_beginning(match.code, history)
        gone = code and (repaired or begins(match.code, over)) and not begins(match.code, _OWN_HISTORY)
        if not gone and repaired and not begins(match.code, ("Z",)):
            continue
        yield Match(code, match.score) if gone else match


def headings_of(text: str, section: Section) -> Iterator[Sentence]:
    """The headings of a section, each as a sentence of its own."""
    wording = _wording()
    for line in _LINE.finditer(text, section.body, section.end):
        lead = _LEAD.match(text, line.start(), line.end())
        start = lead.end() if lead else line.start()
        cut = _CUT.search(text, start, line.end())
        end = cut.start() if cut else line.end()
        words = tuple(words_of(text[start:end], start))
        if not 1 <= len(words) <= MOST_WORDS or " ".join(text[start:end].lower().split()) in wording.labels:
            continue
        if wording.prose.isdisjoint(word.text for word in words):
            yield Sentence(start, end, words, -1, section.kind, line=True)


def _without_joint(places: Sequence[int], words: Sequence[Word]) -> list[int]:
    """The places of a part without the connecting words that it begins with."""
    texts = tuple(words[place].text for place in places[:4])
    joint = next((len(parting) for parting in _wording().parting if texts[: len(parting)] == parting), 0)
    return list(places[joint:])


def _parts(words: Sequence[Word], text: str) -> list[list[int]]:
    """The places of the words between commas, slashes and connecting words; the last part holds all that is left."""
    parts: list[list[int]] = [[]]
    for place, word in enumerate(words):
        texts = tuple(one.text for one in words[place : place + 4])
        joint = any(texts[: len(parting)] == parting for parting in _wording().parting)
        between = text[words[place - 1].end : word.start] if place else ""
        if (joint or any(sign in between for sign in ",/&+")) and parts[-1] and len(parts) < MOST_PARTS:
            parts.append([])
        parts[-1].append(place)
    return [part for part in parts if part]
