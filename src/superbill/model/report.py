"""The shape of a code report: sections of items, every leaf a `Fact` or a `NotAvailable`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System

Value = str | int | Decimal | bool | date | None
Leaf = Fact[Value] | NotAvailable


class Kind(StrEnum):
    """How a value is to be shown: prose, a short text, a code, dollars, a bare number, a date, or a verdict."""

    PROSE = "prose"
    TEXT = "text"
    CODE = "code"
    USD = "usd"
    NUMBER = "number"
    DATE = "date"
    VERDICT = "verdict"


class Verdict(StrEnum):
    """The words of a verdict cell; surfaces colour them, the word alone must suffice."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does not apply"
    WHEN = "when"
    ALLOWED = "allowed"
    WITH_MODIFIER = "with a modifier"
    NEVER = "never together"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value."""

    label: str
    leaf: Leaf
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: stable id, heading, and how its values are shown."""

    id: str
    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of leaves under columns. `total` is how many rows exist when only the first are shown; `more` says how to
    get the rest."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Leaf, ...], ...]
    total: int
    more: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """A list: a workflow in its order, or (`ordered` False) points side by side, such as the arithmetic of a price."""

    title: str
    steps: tuple[Leaf, ...]
    ordered: bool = True


Item = Field | Table | Steps


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a report; `note` is a remark in the heading (a review status, a setting)."""

    id: str
    title: str
    items: tuple[Item, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything known about one code on one date of service. `title` is the best short name there is (None if none is
    loaded); `tags` are short remarks for the head of the page; `notices` are legal lines that must be shown; `scope` are
    the other terms of the question as (label, value), such as the locality or the setting."""

    code: str
    display: str
    system: System
    on: date
    title: Leaf
    status: str
    tags: tuple[str, ...]
    sections: tuple[Section, ...]
    notices: tuple[str, ...] = ()
    scope: tuple[tuple[str, str], ...] = ()

    def section(self, section_id: str) -> Section:
        """The section of that id; `KeyError` if the report has none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)
