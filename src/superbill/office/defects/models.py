"""The table of defects."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from superbill.office.tables import Base, Moment


class Defect(Base):
    """A kind of error at one place in the code, and how often it came. No message: it may quote what a person typed."""

    __tablename__ = "defect"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    error: Mapped[str] = mapped_column(String(80))
    route: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(Text)
    count: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
