"""What stands in a person's lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from superbill.model.codes import CodeRef, System
from superbill.office.lists.models import Favourite, Note, Visit

MOST = 1_000


@dataclass(frozen=True, slots=True)
class FavouriteLine:
    """A favourite."""

    ref: CodeRef
    added_at: datetime


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note."""

    ref: CodeRef
    text: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A code looked up."""

    ref: CodeRef
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person has on one code."""

    favourite: bool
    note: NoteLine | None


def favourites(session: Session, owner: str) -> tuple[FavouriteLine, ...]:
    """A person's favourites, by system and code."""
    query = select(Favourite).where(Favourite.owner == owner).order_by(Favourite.system, Favourite.code).limit(MOST)
    return tuple(FavouriteLine(_ref(row.system, row.code), row.added_at) for row in session.scalars(query))


def notes(session: Session, owner: str) -> tuple[NoteLine, ...]:
    """A person's notes, the latest first."""
    query = select(Note).where(Note.owner == owner).order_by(Note.changed_at.desc()).limit(MOST)
    return tuple(_note(row) for row in session.scalars(query))


def visits(session: Session, owner: str, limit: int = 50) -> tuple[VisitLine, ...]:
    """Codes that a person looked up, the latest first."""
    query = select(Visit).where(Visit.owner == owner).order_by(Visit.last_at.desc(), Visit.code).limit(limit)
    return tuple(VisitLine(_ref(row.system, row.code), row.times, row.last_at) for row in session.scalars(query))


def mine(session: Session, owner: str, ref: CodeRef) -> Mine:
    """Whether a code is a favourite, and the note on it."""
    key = (owner, ref.system.value, ref.code)
    note = session.get(Note, key)
    return Mine(session.get(Favourite, key) is not None, None if note is None else _note(note))


def _note(row: Note) -> NoteLine:
    return NoteLine(_ref(row.system, row.code), row.text, row.changed_at)


def _ref(system: str, code: str) -> CodeRef:
    return CodeRef(System(system), code)
