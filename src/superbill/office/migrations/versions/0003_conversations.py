"""Conversations with the assistant.

An installation without accounts may have made the tables itself before it becomes a site.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    if sa.inspect(op.get_bind()).has_table("conversation"):
        return
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("begun_at", AT, nullable=False),
        sa.Column("changed_at", AT, nullable=False),
    )
    op.create_index("conversation_by_owner_changed", "conversation", ["owner", "changed_at"])
    op.create_table(
        "exchange",
        sa.Column(
            "conversation", sa.String(24), sa.ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("asked_at", AT, nullable=False),
    )
    op.create_index("exchange_by_rating", "exchange", ["rating", "asked_at"])
