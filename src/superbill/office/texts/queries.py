"""Editors' texts: what waits, the history of a code, and what goes into the next knowledge base."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from superbill.model.codes import CodeRef
from superbill.office.texts.actions import DRAFT, SIGNED
from superbill.office.texts.models import TextVersion

MOST = 200


def waiting(session: Session) -> tuple[TextVersion, ...]:
    """Drafts, the oldest first."""
    query = select(TextVersion).where(TextVersion.state == DRAFT).order_by(TextVersion.id).limit(MOST)
    return tuple(session.scalars(query))


def history(session: Session, ref: CodeRef) -> tuple[TextVersion, ...]:
    """All versions on a code, the latest first."""
    query = select(TextVersion).where(TextVersion.system == ref.system.value, TextVersion.code == ref.code)
    return tuple(session.scalars(query.order_by(TextVersion.id.desc())))


def signed(session: Session) -> tuple[TextVersion, ...]:
    """The latest signed version of every code that has one."""
    latest = select(func.max(TextVersion.id)).where(TextVersion.state == SIGNED)
    query = select(TextVersion).where(TextVersion.id.in_(latest.group_by(TextVersion.system, TextVersion.code)))
    return tuple(session.scalars(query.order_by(TextVersion.system, TextVersion.code)))
