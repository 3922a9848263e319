"""The table of plain-language texts: every version that an editor wrote, with who signed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment


class TextVersion(Base):
    """One version of the text on a code. `state` is draft, signed or rejected. Rows are never deleted: they are the history."""

    __tablename__ = "text_version"
    __table_args__ = (Index("text_version_by_code", "system", "code"), Index("text_version_by_state", "state"))
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    system: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Text)
    patient: Mapped[str] = mapped_column(Text)
    service_type: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    written_by: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
