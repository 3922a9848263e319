"""The only writer of the meter. Counting is exact, however many requests come at once to however many processes.

The row of `meter_count` is the lock: a view is added, and the count raised only while it is below the limit, in one transaction
that holds that row. A subject that holds several meters (a guest: the bucket of the address, then the cookie) takes them in
that order always, so no two transactions wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from superbill.office.metering.models import MeterCount, MeterView
from superbill.office.upserts import add_once

CODE_PAGES = "code_pages"


@dataclass(frozen=True, slots=True)
class Meter:
    """One subject with its limit; None counts without one."""

    subject: str
    limit: int | None


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a page may be read; `used` is what the last meter (the person's own) shows afterwards."""

    allowed: bool
    used: int


def standing(asked: Session | Connection, meter: Meter, period: str, item: str) -> tuple[int, bool]:
    """What a subject has used, and whether this item is open to it already. Reads only."""
    key = {"subject": meter.subject, "kind": CODE_PAGES, "period": period, "item": item}
    row = asked.execute(_STANDING, key).first()
    return (0, False) if row is None else (row[0], bool(row[1]))


def admit(session: Session, meters: Sequence[Meter], period: str, item: str, at: datetime) -> Admission:
    """Open an item: counted on every meter, or on none when one of them is at its limit. An item that the last meter has
    counted in this period is open already."""
    *others, own = meters
    now_used, seen = standing(session, own, period, item)
    if seen:
        return Admission(True, now_used)
    if not others:
        return _counted(session, own, period, item, at)
    undo = session.begin_nested()
    found = Admission(False, 0)
    for meter in meters:
        found = _counted(session, meter, period, item, at)
        if not found.allowed:
            undo.rollback()
            return Admission(False, now_used)
    undo.commit()
    return found


def spend(session: Session, meter: Meter, kind: str, period: str, amount: int = 1) -> bool:
    """Use up some of a quota (API calls, questions, e-mails); False, with nothing used, when that would exceed it."""
    return _raised(session, meter, kind, period, amount) is not None


def reset(session: Session, subject: str) -> None:
    """Forget what a subject has used."""
    session.execute(delete(MeterView).where(MeterView.subject == subject))
    session.execute(delete(MeterCount).where(MeterCount.subject == subject))


def forget_before(session: Session, moment: datetime) -> None:
    """Let go of views older than a moment; counts stay."""
    session.execute(delete(MeterView).where(MeterView.at < moment))


def forget_guests(session: Session, periods: Sequence[str]) -> None:
    """Let go of the counts of guests and networks in all periods but these; those of accounts stay."""
    guest = or_(MeterCount.subject.startswith("g:"), MeterCount.subject.startswith("b:"))
    session.execute(delete(MeterCount).where(guest, MeterCount.period.not_in(periods)))


def used(session: Session, subject: str, kind: str, period: str) -> int:
    """How much a subject has used."""
    key = (MeterCount.subject == subject, MeterCount.kind == kind, MeterCount.period == period)
    return session.scalar(select(MeterCount.used).where(*key)) or 0


def _counted(session: Session, meter: Meter, period: str, item: str, at: datetime) -> Admission:
    """Count an item once. The lock is taken first, so what another transaction has counted meanwhile is seen."""
    now_used = _raised(session, meter, CODE_PAGES, period, 1)
    if now_used is None:
        before, seen = standing(session, meter, period, item)
        return Admission(seen, before)
    if not add_once(session, MeterView, subject=meter.subject, period=period, item=item, at=at):
        now_used = _raised(session, Meter(meter.subject, None), CODE_PAGES, period, -1) or 0
    return Admission(True, now_used)


def _raised(session: Session, meter: Meter, kind: str, period: str, amount: int) -> int | None:
    """The count after adding to it; None, with nothing added, when that would exceed the limit. Holds the row's lock."""
    counting = _COUNT if meter.limit is None else _COUNT_BELOW
    key = {"of": meter.subject, "what": kind, "when": period, "amount": amount}
    key |= {} if meter.limit is None else {"most": meter.limit}
    connection = session.connection()
    found: int | None = connection.scalar(counting, key)
    if found is None:  # at its limit, or not begun, or begun by another transaction just now
        add_once(session, MeterCount, subject=meter.subject, kind=kind, period=period, used=0)
        found = connection.scalar(counting, key)
    return found


# Statements made once: making them takes longer than asking them.
_COUNTS, _VIEWS = MeterCount.__table__.c, MeterView.__table__.c
_SEEN = exists().where(
    _VIEWS.subject == bindparam("subject"), _VIEWS.period == bindparam("period"), _VIEWS.item == bindparam("item")
)
_STANDING = select(_COUNTS.used, _SEEN).where(
    _COUNTS.subject == bindparam("subject"), _COUNTS.kind == bindparam("kind"), _COUNTS.period == bindparam("period")
)
_COUNT = (
    update(MeterCount.__table__)  # type: ignore[arg-type]
    .where(_COUNTS.subject == bindparam("of"), _COUNTS.kind == bindparam("what"), _COUNTS.period == bindparam("when"))
    .values(used=_COUNTS.used + bindparam("amount", type_=Integer))
    .returning(_COUNTS.used)
)
_COUNT_BELOW = _COUNT.where(_COUNTS.used + bindparam("amount", type_=Integer) <= bindparam("most", type_=Integer))
