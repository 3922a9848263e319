"""What stands in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from superbill.office.audit.models import AuditEntry

PAGE = 100


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: str


def entries(session: Session, before: int | None = None, subject: str = "") -> tuple[AuditLine, ...]:
    """The latest hundred, or those before an id; of one subject if given."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    if subject:
        query = query.where(AuditEntry.subject == subject)
    return tuple(
        AuditLine(row.id, row.at, row.actor, row.act, row.subject, row.detail) for row in session.scalars(query)
    )
