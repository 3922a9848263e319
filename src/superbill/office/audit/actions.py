"""The only writer of the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from superbill.office.audit.models import AuditEntry

COMMAND_LINE = "command line"
LONGEST = 120


def record(session: Session, at: datetime, actor: str, act: str, subject: str, detail: str = "") -> None:
    """Write down an act, in the transaction that carries it out: both happen or neither."""
    session.add(AuditEntry(at=at, actor=actor, act=act, subject=subject[:LONGEST], detail=detail))
