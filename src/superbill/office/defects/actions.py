"""The only writer of defects."""

from __future__ import annotations

import hashlib
import traceback
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from superbill.office.defects.models import Defect
from superbill.office.upserts import insert_into

DEEPEST = 6


def record(session: Session, error: BaseException, route: str, at: datetime) -> None:
    """Count an error under its kind, its route and the lines of code it passed. Its message is not kept."""
    passed = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    place = "\n".join(f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in passed)
    kind = type(error).__name__[:80]
    key = hashlib.sha256(f"{kind}\0{route}\0{place}".encode()).hexdigest()
    adding = insert_into(session, Defect).values(
        key=key, error=kind, route=route[:120], place=place, count=1, first_at=at, last_at=at
    )
    again = {"count": Defect.count + 1, "last_at": at}
    session.execute(adding.on_conflict_do_update(index_elements=[Defect.key], set_=again))


def dismiss(session: Session, key: str) -> None:
    """Take a defect off the list; it comes back if it happens again."""
    session.execute(delete(Defect).where(Defect.key == key))
