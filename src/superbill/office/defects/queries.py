"""The list of defects."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from superbill.office.defects.models import Defect

MOST = 200


def latest(session: Session) -> tuple[Defect, ...]:
    """The latest first."""
    return tuple(session.scalars(select(Defect).order_by(Defect.last_at.desc()).limit(MOST)))
