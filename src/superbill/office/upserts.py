"""`INSERT ... ON CONFLICT`, which SQLite and PostgreSQL write alike but SQLAlchemy keeps apart."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from superbill.office.tables import Base

Insert = postgresql.Insert | sqlite.Insert


def insert_into(session: Session, model: type[Base]) -> Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    found: Insert = _dialect(session.get_bind().dialect.name).insert(model.__table__)
    return found


def add_once(session: Session, model: type[Base], **values: object) -> bool:
    """Add a row unless its key is there; whether it was added. Waits for another transaction that adds the same one."""
    adding = _adding(session.get_bind().dialect.name, model)
    return session.connection().execute(adding, values).first() is not None


@cache
def _adding(dialect: str, model: type[Base]) -> Insert:
    """Made once for each table: making it takes longer than carrying it out."""
    found: Insert = _dialect(dialect).insert(model.__table__).on_conflict_do_nothing().returning(literal(1))
    return found


def _dialect(name: str) -> Any:
    return postgresql if name == "postgresql" else sqlite
