"""Tables of the meter. A subject is an account, a guest's cookie, or a bucket of addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment

SUBJECT = String(80)
PERIOD = String(16)
KIND = String(16)


class MeterCount(Base):
    """How much of one kind a subject has used in a period. Its row is the lock that makes counting exact."""

    __tablename__ = "meter_count"
    subject: Mapped[str] = mapped_column(SUBJECT, primary_key=True)
    kind: Mapped[str] = mapped_column(KIND, primary_key=True)
    period: Mapped[str] = mapped_column(PERIOD, primary_key=True)
    used: Mapped[int]


class MeterView(Base):
    """A code that a subject has opened in a period: opened again, it is not counted again."""

    __tablename__ = "meter_view"
    __table_args__ = (Index("meter_view_by_time", "at"),)
    subject: Mapped[str] = mapped_column(SUBJECT, primary_key=True)
    period: Mapped[str] = mapped_column(PERIOD, primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
