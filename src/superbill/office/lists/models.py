"""Tables of a person's own lists. `owner` is the id of a person; without accounts it is always the local one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment

LONGEST_NOTE = 4_000
MOST_HISTORY = 500
"""How many looked-up codes are kept for a person."""

_OWNER = String(64)
_SYSTEM = String(16)
_CODE = String(16)


class Favourite(Base):
    """A code that a person wants at hand."""

    __tablename__ = "favourite"
    owner: Mapped[str] = mapped_column(_OWNER, primary_key=True)
    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    code: Mapped[str] = mapped_column(_CODE, primary_key=True)
    added_at: Mapped[datetime] = mapped_column(Moment)


class Note(Base):
    """What a person wrote on a code: one text a code."""

    __tablename__ = "note"
    owner: Mapped[str] = mapped_column(_OWNER, primary_key=True)
    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    code: Mapped[str] = mapped_column(_CODE, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Visit(Base):
    """A code that a person looked up: when last, and how often."""

    __tablename__ = "visit"
    __table_args__ = (Index("visit_by_owner_last", "owner", "last_at"),)
    owner: Mapped[str] = mapped_column(_OWNER, primary_key=True)
    system: Mapped[str] = mapped_column(_SYSTEM, primary_key=True)
    code: Mapped[str] = mapped_column(_CODE, primary_key=True)
    times: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)
