"""The meter counts exactly, one request after another or fifty at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest

from superbill.office.database import Database
from superbill.office.metering.actions import (
    CODE_PAGES,
    Admission,
    Meter,
    admit,
    forget_before,
    forget_guests,
    reset,
    spend,
    used,
)
from superbill.office.metering.periods import next_period, period_of
from superbill.office.site.policy import Period

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONTH = "2026-11"
BUCKET, COOKIE = Meter("bucket", 2), Meter("guest", 1)


def opened(database: Database, item: str, *meters: Meter, period: str = MONTH) -> Admission:
    """One request."""
    with database.writing() as session:
        return admit(session, meters, period, item, NOON)


def at_once(task: Callable[[int], bool], number: int = 50) -> list[bool]:
    """The results of as many threads that start together."""
    gate, found = threading.Barrier(number), [False] * number

    def run(place: int) -> None:
        gate.wait()
        found[place] = task(place)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def counts(database: Database, subjects: Sequence[str]) -> list[int]:
    """What the meters of subjects show."""
    with database.reading() as session:
        return [used(session, subject, CODE_PAGES, MONTH) for subject in subjects]


def test_a_code_counts_once_and_the_limit_holds(site_database: Database) -> None:
    ann = Meter("ann", 2)
    asked = ["cpt:82331", "cpt:82331", "cpt:99213", "cpt:80053", "cpt:82331"]
    assert [opened(site_database, item, ann) for item in asked] == [
        Admission(True, 1), Admission(True, 1), Admission(True, 2), Admission(False, 2), Admission(True, 2),
    ]  # fmt: skip
    assert opened(site_database, "cpt:80053", ann, period="2026-12") == Admission(True, 1)
    with site_database.writing() as session:
        reset(session, "ann")
    assert opened(site_database, "cpt:80053", ann) == Admission(True, 1)


def test_no_limit_counts_without_end_and_a_limit_of_zero_opens_nothing(site_database: Database) -> None:
    assert [opened(site_database, str(n), Meter("pro", None)).used for n in range(4)] == [1, 2, 3, 4]
    assert opened(site_database, "x", Meter("none", 0)) == Admission(False, 0)


def test_a_guest_who_is_refused_costs_the_address_nothing(site_database: Database) -> None:
    assert opened(site_database, "a", BUCKET, COOKIE).allowed
    assert not opened(site_database, "b", BUCKET, COOKIE).allowed
    assert counts(site_database, ["bucket", "guest"]) == [1, 1]
    assert opened(site_database, "b", BUCKET, Meter("second", 1)).allowed
    assert not opened(site_database, "c", BUCKET, Meter("third", 1)).allowed
    assert counts(site_database, ["bucket", "second", "third"]) == [2, 1, 0]


def test_fifty_different_codes_at_once_open_exactly_the_limit(site_database: Database) -> None:
    found = at_once(lambda place: opened(site_database, f"code{place}", Meter("ann", 5)).allowed)
    assert sum(found) == 5
    assert counts(site_database, ["ann"]) == [5]


def test_one_code_fifty_times_at_once_counts_once(site_database: Database) -> None:
    found = at_once(lambda _: opened(site_database, "same", Meter("ann", 5)).allowed)
    assert sum(found) == 50
    assert counts(site_database, ["ann"]) == [1]


def test_fifty_guests_of_one_address_at_once(site_database: Database) -> None:
    bucket = Meter("bucket", 7)
    found = at_once(lambda place: opened(site_database, f"code{place}", bucket, Meter(f"g{place}", 1)).allowed)
    assert sum(found) == 7
    assert sum(counts(site_database, [f"g{place}" for place in range(50)])) == 7


def test_a_quota_is_spent_exactly(site_database: Database) -> None:
    def ask(_: int) -> bool:
        with site_database.writing() as session:
            return spend(session, Meter("ann", 9), "api_calls", "2026-11-22")

    assert sum(at_once(ask)) == 9


@pytest.mark.parametrize(
    ("period", "name", "ends"),
    [
        ("day", "2026-11-22", date(2026, 11, 23)),
        ("week", "2026-W47", date(2026, 11, 23)),
        ("month", "2026-11", date(2026, 12, 1)),
        ("year", "2026", date(2027, 1, 1)),
        ("ever", "ever", None),
    ],
)
def test_periods(period: Period, name: str, ends: date | None) -> None:
    assert (period_of(period, NOON), next_period(period, NOON)) == (name, ends)


def test_what_is_over_is_forgotten_but_not_of_accounts(site_database: Database) -> None:
    for subject in ("g:one", "b:net", "ann"):
        for period in ("2026-10", MONTH):
            opened(site_database, "x", Meter(subject, 5), period=period)
    with site_database.writing() as session:
        forget_before(session, NOON)
        forget_guests(session, (MONTH,))
    with site_database.reading() as session:
        left = [(subject, period) for subject in ("g:one", "b:net", "ann") for period in ("2026-10", MONTH)
                if used(session, subject, CODE_PAGES, period)]  # fmt: skip
    assert left == [("g:one", MONTH), ("b:net", MONTH), ("ann", "2026-10"), ("ann", MONTH)]
