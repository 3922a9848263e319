"""The table of the audit log. Rows are added, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment


class AuditEntry(Base):
    """One act: who, what, on what. `detail` holds no secret and no text that a person wrote."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("audit_entry_by_subject", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(Text)
