"""Conversations on both databases: kept for their owner, bounded, rated, gone when deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from superbill.errors import UsageError
from superbill.office.conversations import actions, models, queries
from superbill.office.database import Database

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANSWER = '{"answer": "yes", "turn": {"intent": "pair", "slots": {}, "asked": []}}'


def keep(database: Database, owner: str = "ann", id: str = "", minutes: int = 0) -> tuple[str, int]:
    with database.writing() as session:
        return actions.keep(session, owner, id, " a \n question ", ANSWER, NOON + timedelta(minutes=minutes))


def test_exchanges_are_numbered_and_the_turn_is_carried_on(site_database: Database) -> None:
    id, first = keep(site_database)
    assert (first, keep(site_database, id=id, minutes=1)) == (1, (id, 2))
    with site_database.reading() as session:
        found = queries.talk(session, "ann", id)
        assert found is not None and found.heading == queries.Heading(id, "a question", NOON + timedelta(minutes=1))
        assert [each.number for each in found.exchanges] == [1, 2]
        assert queries.last_turn(session, "ann", id) == {"intent": "pair", "slots": {}, "asked": []}


def test_what_is_another_persons_is_not_there(site_database: Database) -> None:
    id, _ = keep(site_database)
    other, number = keep(site_database, "bob", id)
    assert other != id and number == 1
    with site_database.writing() as session:
        actions.rate(session, "bob", id, 1, 1)
        actions.forget(session, "bob", id)
        assert queries.talk(session, "bob", id) is None and queries.last_turn(session, "bob", id) is None
    with site_database.reading() as session:
        found = queries.talk(session, "ann", id)
        assert found is not None and found.exchanges[0].rating == 0


def test_ratings_are_collected_for_review(site_database: Database) -> None:
    id, _ = keep(site_database)
    keep(site_database, id=id)
    with site_database.writing() as session:
        actions.rate(session, "ann", id, 1, 1)
        actions.rate(session, "ann", id, 2, -1)
        actions.rate(session, "ann", id, 9, -1)
    with site_database.reading() as session:
        assert [(each.number, each.rating) for each in queries.rated(session)] == [(2, -1), (1, 1)]
    with site_database.writing() as session, pytest.raises(UsageError, match="2 is no rating"):
        actions.rate(session, "ann", id, 1, 2)


def test_the_one_that_rested_longest_goes_first(site_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_CONVERSATIONS", 2)
    monkeypatch.setattr(actions, "MOST_EXCHANGES", 1)
    first, _ = keep(site_database)
    second, _ = keep(site_database, id=first, minutes=1)
    third, _ = keep(site_database, minutes=2)
    with site_database.reading() as session:
        assert [each.id for each in queries.headings(session, "ann")] == [third, second]


def test_all_of_a_person_is_deleted(site_database: Database) -> None:
    keep(site_database)
    keep(site_database, "bob")
    with site_database.writing() as session:
        actions.forget_all(session, "ann")
        assert queries.headings(session, "ann") == () and len(queries.headings(session, "bob")) == 1
        assert session.query(models.Exchange).count() == 1
