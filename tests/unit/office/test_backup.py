"""Backups of both databases, restored into both."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from site_databases import drop_postgres, new_postgres
from superbill.errors import BadInput, UsageError
from superbill.office.accounts.models import Account, Passkey
from superbill.office.audit.models import AuditEntry
from superbill.office.backup import back_up, restore
from superbill.office.database import Database
from superbill.office.site.actions import shared_key

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def fill(database: Database) -> None:
    """A person with a passkey, two entries of the log, a key."""
    shared_key(database, "forms")
    with database.writing() as session:
        session.add(Account(id="ann", email="ann@example.org", password_hash="x", role="member", created_at=NOON))
        session.flush()
        session.add(Passkey(id="k", account="ann", name="ü", public_key=b"\x00\xff", sign_count=3, created_at=NOON))
        for act in ("one", "two"):
            session.add(AuditEntry(at=NOON, actor="ann", act=act, subject="s", detail=""))


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_what_was_there_is_there_again(
    site_database: Database, into: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    fill(site_database)
    out = tmp_path / "backup.gz"
    made = back_up(site_database, out, NOON)
    assert made.rows["account"] == 1 and out.stat().st_mode & 0o777 == 0o600
    server = request.getfixturevalue("postgres") if into == "postgresql" else ""
    url = new_postgres(server) if server else f"sqlite:///{tmp_path / 'other.sqlite'}"
    other = Database.connect(url)
    assert restore(other, out).total == made.total
    with other.writing() as session:
        ann = session.get_one(Account, "ann")
        assert (ann.email, ann.created_at, ann.confirmed_at) == ("ann@example.org", NOON, None)
        assert session.get_one(Passkey, "k").public_key == b"\x00\xff"
        entry = AuditEntry(at=NOON, actor="ann", act="three", subject="s", detail="")
        session.add(entry)
        session.flush()
        assert entry.id == 3
    assert shared_key(other, "forms") == shared_key(site_database, "forms")
    other.close()
    if server:
        drop_postgres(server, url)


def test_a_database_in_use_is_not_overwritten(site_database: Database, tmp_path: Path) -> None:
    fill(site_database)
    back_up(site_database, tmp_path / "b.gz", NOON)
    with pytest.raises(UsageError, match=r"not empty: .*account"):
        restore(site_database, tmp_path / "b.gz")


def test_a_file_that_is_no_whole_backup_changes_nothing(tmp_path: Path) -> None:
    database = Database.connect(f"sqlite:///{tmp_path / 'a.sqlite'}")
    other = Database.connect(f"sqlite:///{tmp_path / 'b.sqlite'}")
    with pytest.raises(UsageError, match="superbill site migrate"):
        back_up(database, tmp_path / "b.gz", NOON)
    (tmp_path / "cut.gz").write_bytes(b"nonsense")
    with pytest.raises(BadInput, match="no whole backup"):
        restore(other, tmp_path / "cut.gz")
    with gzip.open(tmp_path / "short.gz", "wt") as stream:
        stream.write('{"superbill_backup": 1, "revision": "0002"}\n["account", {}]\n')
    with pytest.raises(BadInput, match="cut short"):
        restore(other, tmp_path / "short.gz")
