"""The only writers of favourites, notes and visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from superbill.errors import UsageError
from superbill.model.codes import CodeRef
from superbill.office.lists.models import LONGEST_NOTE, MOST_HISTORY, Favourite, Note, Visit


def add_favourite(session: Session, owner: str, ref: CodeRef, at: datetime) -> None:
    """Put a code among a person's favourites; one that is there already stays as it was."""
    if session.get(Favourite, (owner, ref.system.value, ref.code)) is None:
        session.add(Favourite(owner=owner, system=ref.system.value, code=ref.code, added_at=at))


def remove_favourite(session: Session, owner: str, ref: CodeRef) -> None:
    """Take a code out of a person's favourites."""
    favourite = session.get(Favourite, (owner, ref.system.value, ref.code))
    if favourite is not None:
        session.delete(favourite)


def write_note(session: Session, owner: str, ref: CodeRef, text: str, at: datetime) -> None:
    """Write, replace, or (empty text) remove a person's note on a code. `UsageError` beyond 4,000 characters."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST_NOTE:
        raise UsageError(f"A note has at most {LONGEST_NOTE:,} characters, this one {len(text):,}.")
    note = session.get(Note, (owner, ref.system.value, ref.code))
    if not text:
        if note is not None:
            session.delete(note)
    elif note is None:
        session.add(Note(owner=owner, system=ref.system.value, code=ref.code, text=text, changed_at=at))
    elif note.text != text:
        note.text, note.changed_at = text, at


def record_visits(session: Session, owner: str, seen: Mapping[CodeRef, tuple[int, datetime]]) -> None:
    """Add visits: how often each code was looked up since the last call, and when last. Keeps the latest 500 codes."""
    for ref, (times, at) in seen.items():
        visit = session.get(Visit, (owner, ref.system.value, ref.code))
        if visit is None:
            session.add(Visit(owner=owner, system=ref.system.value, code=ref.code, times=times, last_at=at))
        else:
            visit.times += times
            visit.last_at = max(visit.last_at, at)
    session.flush()
    beyond = select(Visit.system, Visit.code).where(Visit.owner == owner)
    rows = session.execute(beyond.order_by(Visit.last_at.desc()).offset(MOST_HISTORY)).all()
    if rows:
        keys = [tuple(row) for row in rows]
        session.execute(delete(Visit).where(Visit.owner == owner, tuple_(Visit.system, Visit.code).in_(keys)))


def forget_visits(session: Session, owner: str) -> None:
    """Forget which codes a person looked up."""
    session.execute(delete(Visit).where(Visit.owner == owner))
