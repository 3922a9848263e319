"""Alembic runs this for each migration, with a connection that `superbill.office.migrating` gives it."""

from __future__ import annotations

from alembic import context

from superbill.office.everything import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata())
with context.begin_transaction():
    context.run_migrations()
