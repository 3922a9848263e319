"""The only writer of the installation's secrets."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from superbill.office.database import Database
from superbill.office.site.models import SiteSecret

KEY_BYTES = 32


def shared_key(database: Database, name: str) -> bytes:
    """The key of that name, made at the first call; the same for every process of the installation."""
    for _ in range(2):
        with database.reading() as session:
            found = session.get(SiteSecret, name)
        if found is not None:
            return found.value
        try:
            with database.writing() as session:
                session.add(SiteSecret(name=name, value=secrets.token_bytes(KEY_BYTES)))
        except IntegrityError:
            continue  # another process was quicker: take its key
    with database.reading() as session:
        return session.get_one(SiteSecret, name).value
