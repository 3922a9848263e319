"""Sessions end by themselves; cookies over https; addresses of visitors."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import Response

from site_client import PASSWORD, policy
from superbill.office.accounts.actions import Setting, create, set_disabled
from superbill.office.accounts.logins import begin, seen, who_is
from superbill.office.accounts.roles import Role
from superbill.office.database import Database
from superbill.surfaces.http import cookies
from superbill.surfaces.http.desk import Desk, client_address

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SITE = policy("sqlite://")


def begun(database: Database) -> tuple[str, str]:
    """An account and the secret of its session."""
    with database.writing() as session:
        id = create(session, Setting(SITE, NOON), "ann@example.org", PASSWORD, Role.MEMBER)
        create(session, Setting(SITE, NOON), "admin@example.org", PASSWORD, Role.ADMIN)
        return id, begin(session, Setting(SITE, NOON), id, "browser", strong=False)


def counts(database: Database, token: str, after: timedelta) -> bool:
    """Whether a session counts after a time."""
    with database.asking() as connection:
        return who_is(connection, Setting(SITE, NOON + after), token) is not None


def test_a_session_ends_by_itself(site_database: Database) -> None:
    _, token = begun(site_database)
    assert counts(site_database, token, timedelta(days=13)) and not counts(site_database, token, timedelta(days=14))
    for day in range(1, 40, 7):
        with site_database.asking() as connection:
            who = who_is(connection, Setting(SITE, NOON + timedelta(days=day)), token)
        if who is not None:
            with site_database.writing() as session:
                seen(session, who, NOON + timedelta(days=day))
    assert not counts(site_database, token, timedelta(days=30))


def test_a_shut_account_has_no_session(site_database: Database) -> None:
    id, token = begun(site_database)
    with site_database.writing() as session:
        set_disabled(session, Setting(SITE, NOON), "admin", id, True)
    assert not counts(site_database, token, timedelta(0))


def test_cookies_over_https() -> None:
    response = Response()
    cookies.keep(response, policy("sqlite://", url="https://codes.example.org"), cookies.SESSION, "x")
    kept = response.headers["set-cookie"]
    assert kept.startswith("__Host-superbill_session=x; ")
    assert all(part in kept for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=2592000"))
    assert "Domain" not in kept


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "198.18.0.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_the_address_is_the_one_that_trusted_proxies_name(client: str, forwarded: str, address: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "client": (client, 1), "headers": headers}
    assert client_address(scope, (ipaddress.ip_network("10.0.0.0/8"),)) == address


def test_a_bucket_is_a_network_that_cannot_be_read_back(site_url: str) -> None:
    at_desk = Desk(policy(site_url))
    scopes = [{"type": "http", "client": (each, 1), "headers": []} for each in
              ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "192.0.2.1", "192.0.2.2")]  # fmt: skip
    buckets = [at_desk.bucket(scope) for scope in scopes]
    at_desk.close()
    assert buckets[0] == buckets[1] and len(set(buckets)) == 4
    assert not any("192" in bucket and "." in bucket for bucket in buckets)


def test_a_signed_value_is_for_its_purpose(site_url: str) -> None:
    at_desk = Desk(policy(site_url))
    made = at_desk.sign("guest", "abc")
    assert at_desk.signed("guest", made) == "abc"
    assert [at_desk.signed(*each) for each in (("device", made), ("guest", "abd" + made[3:]), ("guest", ""))] == [
        None
    ] * 3
    at_desk.close()
