"""The sections of a note by their headings: what is said in the family history is not said of the patient."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from superbill.casecode.sentences import Sentence, sentences_of
from superbill.kb.home import content_folder

OPENING = "opening"
"""What stands before the first heading."""
DECIDING = frozenset(("assessment", "problems"))
"""Where the diagnoses of a visit are stated."""
LONGEST_HEADING = 60

_LINE = re.compile(r"[^\r\n\x0b\x0c\u0085\u2028\u2029]+")
_NUMBERED = re.compile(r"(?m)^[ \t]*(\d{1,2})[.)][ \t]+(?=[A-Za-z])")
_LEAD = re.compile(r"[\s#*•●▪\-=_>\[\d.)(]*")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its kind, its heading as written, where the heading starts, where its text starts and ends."""

    kind: str
    heading: str
    start: int
    body: int
    end: int


@cache
def _headings() -> dict[str, str]:
    content = tomllib.loads((content_folder() / "casecode" / "sections.toml").read_text(encoding="utf-8"))
    return {_normal(heading): kind for kind, headings in content.items() for heading in headings}


def sections_of(text: str) -> list[Section]:
    """All sections in order; they cover the whole text."""
    marks: list[tuple[int, int, str, str]] = []
    for line in _LINE.finditer(text):
        found = _heading(line.group())
        if found is not None:
            kind, heading, length = found
            marks.append((line.start(), line.start() + length, kind, heading))
    if not marks or text[: marks[0][0]].strip():
        marks.insert(0, (0, 0, OPENING, ""))
    if DECIDING.isdisjoint(mark[2] for mark in marks):
        at = _numbered(text, marks[-1][1])
        marks += [(at, at, "assessment", "")] if at is not None else []
    ends = [mark[0] for mark in marks[1:]] + [len(text)]
    return [
        Section(kind, heading, start, body, end) for (start, body, kind, heading), end in zip(marks, ends, strict=True)
    ]


def _numbered(text: str, since: int) -> int | None:
    """Where a numbered list of at least two lines begins, with which a note without headings ends: its problems."""
    numbers = [(match.start(), match[1]) for match in _NUMBERED.finditer(text, since)]
    place = next((n for n, (_, number) in enumerate(numbers) if number == "1"), None)
    if place is None or place + 1 >= len(numbers) or numbers[place + 1][1] != "2":
        return None
    return numbers[place][0]


def _heading(line: str) -> tuple[str, str, int] | None:
    """Kind, wording and length of the heading that a line is or begins with."""
    lead = _LEAD.match(line)
    at = lead.end() if lead else 0
    rest = line[at : at + LONGEST_HEADING]
    before, colon, _ = rest.partition(":")
    known = _headings()
    if colon:
        name = _normal(before)
        if name in known:
            return known[name], before.strip(), at + len(before) + 1
        return None
    name = _normal(line[at:]) if len(line) - at <= LONGEST_HEADING else ""
    if name in known and len(name) > 1 and (len(name) > 3 or rest.strip()[0].isupper()):
        return known[name], rest.strip(), len(line)
    return None


def _normal(text: str) -> str:
    return " ".join(text.lower().strip(" \t:.-*_=#()[]").replace(" and ", " and ").split())


def sentences_in(sections: list[Section], masked_text: str) -> list[Sentence]:
    """The sentences of all sections, numbered through, each with the kind of its section."""
    found: list[Sentence] = []
    for section in sections:
        found += sentences_of(masked_text, section.body, section.end, section.kind, len(found))
    return found
