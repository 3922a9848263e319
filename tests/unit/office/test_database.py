"""The application database: opening, its format, its keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from superbill.errors import UsageError, WrongFormat
from superbill.model.codes import CodeRef, System
from superbill.office.database import Database, FormatStamp, default_url
from superbill.office.lists import actions, queries
from superbill.office.lists.models import MOST_HISTORY
from superbill.office.site.actions import shared_key

CALCIUM = CodeRef(System.CPT, "82331")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty one."""
    return Database.open(f"sqlite:///{tmp_path / 'deep' / 'office.sqlite'}")


def test_it_stands_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SUPERBILL_DATABASE_URL", raising=False)
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path))
    assert default_url() == f"sqlite:///{tmp_path / 'office.sqlite'}"
    monkeypatch.setenv("SUPERBILL_DATABASE_URL", "postgresql://db/superbill")
    assert default_url() == "postgresql://db/superbill"


def test_another_format_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    with Database.open(url).writing() as session:
        session.get_one(FormatStamp, 1).version = 99
    with pytest.raises(WrongFormat, match="format 99, this Superbill reads 1"):
        Database.open(url)


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x/y", "sqlite:////proc/none/office.sqlite"])
def test_a_database_that_cannot_be_had_is_said(url: str) -> None:
    with pytest.raises(UsageError, match="database"):
        Database.open(url)


def test_all_processes_share_one_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    first, second = Database.open(url), Database.open(url)
    assert shared_key(first, "forms") == shared_key(second, "forms") != shared_key(first, "other")
    assert len(shared_key(first, "forms")) == 32


def test_lists_belong_to_their_owner(database: Database) -> None:
    with database.writing() as session:
        actions.add_favourite(session, "ann", CALCIUM, NOON)
        actions.add_favourite(session, "ann", CALCIUM, NOON + timedelta(days=1))
        actions.write_note(session, "ann", CALCIUM, "mine", NOON)
    with database.reading() as session:
        assert [(line.ref, line.added_at) for line in queries.favourites(session, "ann")] == [(CALCIUM, NOON)]
        assert queries.favourites(session, "bob") == () == queries.notes(session, "bob")
        assert queries.mine(session, "bob", CALCIUM) == queries.Mine(False, None)


def test_visits_add_up_and_the_oldest_are_let_go(database: Database) -> None:
    many = {CodeRef(System.CPT, f"{n:05}"): (1, NOON + timedelta(seconds=n)) for n in range(MOST_HISTORY + 5)}
    with database.writing() as session:
        actions.record_visits(session, "ann", many)
        actions.record_visits(session, "ann", {CodeRef(System.CPT, "00400"): (2, NOON + timedelta(days=1))})
    with database.reading() as session:
        found = queries.visits(session, "ann", limit=1000)
    assert len(found) == MOST_HISTORY
    assert (found[0].ref.code, found[0].times) == ("00400", 3)
    assert "00004" not in {line.ref.code for line in found}


def test_moments_come_back_in_utc(database: Database) -> None:
    eastern = timezone(timedelta(hours=-5))
    with database.writing() as session:
        actions.write_note(session, "ann", CALCIUM, "x", datetime(2026, 11, 22, 7, 0, tzinfo=eastern))
    with database.reading() as session:
        assert queries.notes(session, "ann")[0].changed_at == NOON


def test_an_error_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(UsageError, match="at most 4,000"), database.writing() as session:
        actions.add_favourite(session, "ann", CALCIUM, NOON)
        actions.write_note(session, "ann", CALCIUM, "a" * 4001, NOON)
    with database.reading() as session:
        assert queries.favourites(session, "ann") == ()
