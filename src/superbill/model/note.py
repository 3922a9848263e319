"""What coding a note gives: suggestions with the words that prove them, what was seen and not coded and why, and the
evaluation and management level. All spans are (start, end) offsets in characters into the text that was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from superbill.model.codes import System, display_code

Span = tuple[int, int]


class Band(StrEnum):
    """How sure a suggestion is: to accept, to review, or a further idea."""

    ACCEPT = "accept"
    REVIEW = "review"
    IDEA = "idea"


@dataclass(frozen=True, slots=True)
class Missing:
    """What would make a code more specific: what to document (`laterality`), the code that it would give, its title."""

    what: str
    document: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A rule of the tabular list, or of age and sex, that a suggestion meets. `kind` is `excludes1`, `code_first`,
    `use_additional`, `age`, `sex` or `manifestation`; `other` the other code, '' when there is none."""

    kind: str
    text: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One code. `unspecified` is its unspecified sibling, '' when it is none or is that itself; `why` tells in words what
    led to it; `calibrated` whether the probability was fitted on coded notes; `origin` how it came about where not from words of
    its own: `historical`, `family`, `drug`, `weeks` (of a pregnancy), `line` (an official description, or a code that the note writes),
    `integral` (a symptom that belongs to a diagnosis of the note)."""

    system: System
    code: str
    text: str
    probability: float
    band: Band
    spans: tuple[Span, ...]
    why: str
    section: str = ""
    missing: tuple[Missing, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unspecified: str = ""
    first_listed: bool = False
    calibrated: bool = True
    origin: str = ""

    @property
    def display(self) -> str:
        """The code as printed."""
        return display_code(self.system, self.code)


@dataclass(frozen=True, slots=True)
class NotCoded:
    """Something that the note names and that is not coded: its words, the code that they would have, the reason."""

    text: str
    code: str
    reason: str
    spans: tuple[Span, ...]

    @property
    def display(self) -> str:
        """The code as printed."""
        return display_code(System.ICD10CM, self.code) if self.code else ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of medical decision making, or of time: what was found, which level it supports (0 none, 1 minimal or
    straightforward, 2 low, 3 moderate, 4 high), and where."""

    id: str
    text: str
    level: int
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One of the three elements of the table (`problems`, `data`, `risk`): its level, and what led to it."""

    id: str
    level: int
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """The evaluation and management level that a note supports. `code` is '' when no family of codes is known; `basis` is
    `mdm` or `time`; `raise_by` and `lower_by` tell which element would change it."""

    family: str
    code: str
    level: str
    basis: str
    columns: tuple[Column, ...]
    minutes: int | None
    raise_by: str
    lower_by: str
    spans: tuple[Span, ...] = ()
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known of the patient, given or read in the note: years of age, and `F`, `M` or ''."""

    age_years: float | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class CodedText:
    """The whole answer. `reason` says why there are no codes when there are none; `sections` are the headings found."""

    on: date
    codes: tuple[Suggestion, ...]
    services: tuple[Suggestion, ...]
    not_coded: tuple[NotCoded, ...]
    visit: Visit | None
    patient: Patient
    reason: str = ""
    sections: tuple[tuple[str, Span], ...] = ()
    kind: str = "text"
    stamp: str = ""
    notices: tuple[str, ...] = field(default=())
