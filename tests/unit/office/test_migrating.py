"""Migrations up from every released state, on both databases, while they are used."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from superbill.errors import WrongFormat
from superbill.model.codes import CodeRef, System
from superbill.office.database import Database
from superbill.office.everything import metadata
from superbill.office.lists import actions, queries
from superbill.office.migrating import newest, require_newest, revisions, upgrade

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_the_tables_are_those_of_the_models(empty_url: str) -> None:
    database = Database.connect(empty_url)
    assert upgrade(database) == (None, newest())
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata()) == []
    require_newest(database)
    database.close()


def test_an_installation_without_accounts_becomes_a_site(empty_url: str) -> None:
    local = Database.open(empty_url)
    with local.writing() as session:
        actions.write_note(session, "local", CodeRef(System.CPT, "82331"), "mine", NOON)
    with pytest.raises(WrongFormat, match="superbill site migrate"):
        require_newest(local)
    upgrade(local)
    require_newest(local)
    with local.reading() as session:
        assert [note.text for note in queries.notes(session, "local")] == ["mine"]
    local.close()
    Database.open(empty_url).close()


@pytest.mark.parametrize("start", revisions())
def test_nothing_fails_while_it_migrates(empty_url: str, start: str) -> None:
    database, ends, failed = Database.connect(empty_url), threading.Event(), list[Exception]()
    upgrade(database, start)

    def use(owner: str) -> None:
        number = 0
        while not ends.is_set():
            number += 1
            try:
                with database.writing() as session:
                    actions.add_favourite(session, owner, CodeRef(System.CPT, f"{number:05}"), NOON)
            except Exception as error:  # noqa: BLE001  what fails is what is looked for
                failed.append(error)

    users = [threading.Thread(target=use, args=(f"user{n}",)) for n in range(3)]
    for user in users:
        user.start()
    others = [Database.connect(empty_url) for _ in range(2)]
    migrating = [threading.Thread(target=upgrade, args=(other,)) for other in others]
    for each in migrating:
        each.start()
    for each in migrating:
        each.join()
    ends.set()
    for user in users:
        user.join()
    assert failed == []
    require_newest(database)
    for each in (database, *others):
        each.close()


def test_a_newer_database_is_refused(site_database: Database) -> None:
    with site_database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongFormat, match="step 9999, which this Superbill does not know"):
        upgrade(site_database)
    with pytest.raises(WrongFormat, match="step 9999"):
        require_newest(site_database)
