"""Passkeys: added by a person who is logged in, then a log-in of their own."""

from __future__ import annotations

from typing import Any

import pytest

from site_client import PASSWORD, Running, Visitor
from soft_passkey import SoftPasskey


def options_to_add(visitor: Visitor) -> dict[str, Any]:
    """What the browser is asked to make."""
    found: dict[str, Any] = visitor.post("/account/passkeys/options", form="/account", password=PASSWORD).json()
    return found


def added(visitor: Visitor, passkey: SoftPasskey) -> str:
    """Add a passkey; the page that comes back."""
    answer = passkey.made(options_to_add(visitor))
    return visitor.post("/account/passkeys", form="/account", credential=answer, name="Laptop").text


def options_to_log_in(visitor: Visitor) -> dict[str, Any]:
    """What the browser is asked to sign."""
    found: dict[str, Any] = visitor.post("/login/passkey/options").json()
    return found


def test_a_passkey_logs_in_and_is_strong(site: Running) -> None:
    ann, passkey = site.member(), SoftPasskey()
    assert "The passkey is added" in added(ann, passkey) and "Laptop" in ann.get("/account").text
    other = site.visitor()
    answer = passkey.used(options_to_log_in(other))
    assert other.post("/login/passkey", credential=answer, next="/plans").headers["location"] == "/plans"
    assert "ann@example.org" in other.get("/account").text
    replay = site.visitor()
    assert replay.post("/login/passkey", credential=answer).status_code == 400, "a challenge is answered once"


@pytest.mark.parametrize(
    "passkey",
    [SoftPasskey(origin="https://evil.example"), SoftPasskey(host="evil.example"), SoftPasskey(flags=0x01)],
    ids=["another origin", "another site", "nobody verified"],
)
def test_a_passkey_that_does_not_fit_is_refused(site: Running, passkey: SoftPasskey) -> None:
    assert "not accepted" in added(site.member(), passkey)


def test_a_copied_passkey_shows(site: Running) -> None:
    ann, passkey = site.member(), SoftPasskey()
    added(ann, passkey)
    passkey.count = 5
    visitor = site.visitor()
    assert visitor.post("/login/passkey", credential=passkey.used(options_to_log_in(visitor))).status_code == 303
    passkey.count = 2
    assert visitor.post("/login/passkey", credential=passkey.used(options_to_log_in(visitor))).status_code == 400


def test_a_challenge_of_another_person_is_refused(site: Running) -> None:
    ann, bob, passkey = site.member(), site.member("bob@example.org"), SoftPasskey()
    answer = passkey.made(options_to_add(ann))
    assert "not accepted" in bob.post("/account/passkeys", form="/account", credential=answer, name="x").text
    assert bob.post("/account/passkeys/options", form="/account", password="wrong wrong wrong").status_code == 400


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"response": {"clientDataJSON": "e30"}}', "null"])
def test_nonsense_is_refused(site: Running, credential: str) -> None:
    assert site.visitor().post("/login/passkey", credential=credential).status_code == 400
