"""Favourites, notes, visits, and the installation's keys: what an installation without accounts has (format 1).

An installation of that format has the tables already and starts after this step.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table("office_format", sa.Column("version", sa.Integer, primary_key=True))
    op.create_table("favourite", *_key(), sa.Column("added_at", AT, nullable=False))
    op.create_table(
        "note", *_key(), sa.Column("text", sa.Text, nullable=False), sa.Column("changed_at", AT, nullable=False)
    )
    op.create_table(
        "visit", *_key(), sa.Column("times", sa.Integer, nullable=False), sa.Column("last_at", AT, nullable=False)
    )
    op.create_index("visit_by_owner_last", "visit", ["owner", "last_at"])
    op.create_table(
        "site_secret",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.LargeBinary(64), nullable=False),
    )


def _key() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("system", sa.String(16), primary_key=True),
        sa.Column("code", sa.String(16), primary_key=True),
    )
