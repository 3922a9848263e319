"""What the meter shows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from superbill.office.metering.models import MeterCount, MeterView

MOST = 200


@dataclass(frozen=True, slots=True)
class MeterLine:
    """What a subject has used of one kind in a period."""

    subject: str
    kind: str
    period: str
    used: int


def of_subject(session: Session, subject: str) -> tuple[MeterLine, ...]:
    """All counts of a subject, the latest period first."""
    query = select(MeterCount).where(MeterCount.subject == subject).order_by(MeterCount.period.desc(), MeterCount.kind)
    return _lines(session, query)


def largest(session: Session, period: str, limit: int = MOST) -> tuple[MeterLine, ...]:
    """Who has used most in a period."""
    query = select(MeterCount).where(MeterCount.period == period).order_by(MeterCount.used.desc(), MeterCount.subject)
    return _lines(session, query.limit(limit))


def items(session: Session, subject: str) -> tuple[tuple[str, str], ...]:
    """(period, item) of every view that is counted for a subject."""
    query = select(MeterView.period, MeterView.item).where(MeterView.subject == subject).order_by(MeterView.at)
    return tuple((row[0], row[1]) for row in session.execute(query))


def _lines(session: Session, query: object) -> tuple[MeterLine, ...]:
    found = session.scalars(query)  # type: ignore[call-overload]
    return tuple(MeterLine(row.subject, row.kind, row.period, row.used) for row in found)
