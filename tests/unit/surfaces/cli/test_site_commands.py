"""`superbill site`, `admin`, `backup` and `restore`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from superbill.errors import UsageError
from superbill.office.accounts.models import Account
from superbill.office.audit.models import AuditEntry
from superbill.office.database import Database
from superbill.surfaces.cli.main import superbill

PASSWORD = "battery staple horse 7\n"


def policy(folder: Path, name: str = "site") -> str:
    """A policy with a database of its own."""
    path = folder / f"{name}.toml"
    path.write_text(f'[site]\nurl = "http://localhost"\ndatabase_url = "sqlite:///{folder / name}.sqlite"\n')
    return str(path)


def run(*words: str, typed: str = "") -> Result:
    """The command; errors are raised."""
    return CliRunner().invoke(superbill, words, input=typed, catch_exceptions=False, standalone_mode=False)


def test_a_site_is_set_up(tmp_path: Path) -> None:
    site = policy(tmp_path)
    assert "guests" in run("site", "check", "--site", site).output
    assert "tables: none -> " in run("site", "migrate", "--site", site).output
    assert "up to date" in run("site", "migrate", "--site", site).output
    run("admin", "create", "ann@example.org", "--site", site, typed=PASSWORD)
    run("admin", "create", "bob@example.org", "--role", "member", "--site", site, typed=PASSWORD)
    run("admin", "role", "bob@example.org", "editor", "--site", site)
    run("admin", "drop-second-factor", "bob@example.org", "--site", site)
    database = Database.connect(f"sqlite:///{tmp_path / 'site.sqlite'}")
    with database.reading() as session:
        roles = dict(session.execute(select(Account.email, Account.role)).all())  # type: ignore[arg-type]
        acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    database.close()
    assert roles == {"ann@example.org": "admin", "bob@example.org": "editor"}
    assert acts == ["account created", "account created", "role", "second factor removed"]


def test_a_backup_is_restored(tmp_path: Path) -> None:
    site, other, out = policy(tmp_path), policy(tmp_path, "other"), str(tmp_path / "b.gz")
    run("site", "migrate", "--site", site)
    run("admin", "create", "ann@example.org", "--site", site, typed=PASSWORD)
    assert "rows of" in run("backup", out, "--site", site).output
    with pytest.raises(UsageError, match="is there already"):
        run("backup", out, "--site", site)
    assert "restored" in run("restore", out, "--site", other).output
    with pytest.raises(UsageError, match="not empty"):
        run("restore", out, "--site", other)
    with pytest.raises(UsageError, match="has an account already"):
        run("admin", "create", "ann@example.org", "--site", other, typed=PASSWORD)


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    site = policy(tmp_path)
    run("site", "migrate", "--site", site)
    run("admin", "create", "ann@example.org", "--site", site, typed=PASSWORD)
    with pytest.raises(UsageError, match="last administrator"):
        run("admin", "role", "ann@example.org", "member", "--site", site)
    with pytest.raises(UsageError, match="has no account"):
        run("admin", "role", "bob@example.org", "member", "--site", site)
