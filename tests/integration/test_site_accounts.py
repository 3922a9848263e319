"""Accounts as a browser meets them: join, log in and out, change, recover, leave."""

from __future__ import annotations

import json
import re
import time

import pyotp
import pytest

from site_client import PASSWORD, Running, Visitor

NEW = "another good password 9"


def test_register_confirm_and_log_in(site: Running) -> None:
    ann = site.visitor()
    said = ann.post("/register", email="Ann@Example.org", password=PASSWORD)
    assert said.status_code == 200 and "Look into your mail" in said.text
    assert ann.log_in("ann@example.org").status_code == 400
    link = site.link("ann@example.org")
    token = link.partition("token=")[2]
    assert "Confirm the address" in ann.get(link).text
    assert ann.log_in("ann@example.org").status_code == 400, "a link that is only looked at confirms nothing"
    assert "Confirmed" in ann.post("/confirm", token=token).text
    assert "not valid any more" in ann.post("/confirm", token=token).text
    assert ann.log_in("ann@example.org").headers["location"] == "/account"
    assert "ann@example.org" in ann.get("/account").text


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        ("ann@example.org", "short", "fewer than 12 characters"),
        ("ann@example.org", "passwordpassword", "have been stolen"),
        ("longname@example.org", "my-longname-1234", "contains your e-mail address"),
        ("nonsense", PASSWORD, "no e-mail address"),
        ("a@b.org\r\nBcc: x@y.org", PASSWORD, "no e-mail address"),
    ],
)
def test_what_cannot_be_registered(site: Running, email: str, password: str, says: str) -> None:
    found = site.visitor().post("/register", email=email, password=password)
    assert found.status_code == 400 and says in found.text


def test_nothing_tells_whether_an_address_has_an_account(site: Running) -> None:
    site.account("ann@example.org")
    outsider = site.visitor()
    pages = []
    for email in ("ann@example.org", "nobody@example.org"):
        pages.append([
            outsider.post("/register", email=email, password=NEW).text,
            outsider.post("/reset", email=email).text,
            outsider.post("/login", email=email, password="wrong wrong wrong").text.replace(email, ""),
        ])  # fmt: skip
    assert pages[0] == pages[1]
    assert "You have an account" in site.letters("ann@example.org")[0]


def test_a_reset_logs_out_everywhere_and_works_once(site: Running) -> None:
    ann, other = site.member(), site.visitor()
    other.post("/reset", email="ann@example.org")
    token = site.link("ann@example.org").partition("token=")[2]
    assert "Password set" in other.post("/reset/choose", token=token, password=NEW).text
    assert ann.get("/account").status_code == 303, "the old session is over"
    assert "not valid any more" in other.post("/reset/choose", token=token, password=PASSWORD).text
    assert other.log_in("ann@example.org").status_code == 400
    assert other.log_in("ann@example.org", NEW).status_code == 303


def test_sessions_are_seen_and_ended(site: Running) -> None:
    ann, phone = site.member(), site.visitor()
    phone.web.headers["user-agent"] = "Phone 1.0"
    assert phone.log_in("ann@example.org").status_code == 303
    page = ann.get("/account").text
    assert "Phone 1.0" in page
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)
    assert key is not None
    assert ann.post("/account/sessions/revoke", form="/account", key=key[1]).status_code == 303
    assert phone.get("/account").status_code == 303
    phone.log_in("ann@example.org")
    ann.post("/account/logout-everywhere", form="/account")
    assert [each.get("/account").headers["location"] for each in (ann, phone)] == ["/login?next=/account"] * 2


def test_a_session_ends_with_its_log_out(site: Running) -> None:
    ann = site.member()
    stolen = dict(ann.web.cookies)
    ann.post("/account/logout", form="/account")
    thief = site.visitor()
    thief.web.cookies.update(stolen)
    assert thief.get("/account").status_code == 303


def test_password_and_address_change(site: Running) -> None:
    ann, phone = site.member(), site.visitor()
    phone.log_in("ann@example.org")
    wrong = ann.post("/account/password", form="/account", old="wrong wrong wrong", new=NEW)
    assert wrong.status_code == 400 and "The password is wrong" in wrong.text
    assert "is changed" in ann.post("/account/password", form="/account", old=PASSWORD, new=NEW).text
    assert phone.get("/account").status_code == 303 and ann.get("/account").status_code == 200
    ann.post("/account/email", form="/account", email="anna@example.org", password=NEW)
    assert site.account_of("ann@example.org").id == ann.id, "the old address counts until the link is followed"
    ann.post("/confirm", form="/account", token=site.link("anna@example.org").partition("token=")[2])
    assert site.account_of("anna@example.org").id == ann.id
    assert "the address was changed" in site.letters("ann@example.org")[-1]


def turned_on(visitor: Visitor) -> list[str]:
    """Turn the second factor on; the recovery codes."""
    page = visitor.post("/account/totp", form="/account", password=PASSWORD).text
    secret = re.search(r"<p><code>([A-Z2-7]{32})</code></p>", page)
    assert secret is not None
    visitor.totp = secret[1]
    timed = pyotp.TOTP(visitor.totp)
    page = visitor.post("/account/totp/on", form="/account", code=timed.at(time.time() - 30)).text
    return re.findall(r"<li><code>([a-z0-9-]{14})</code></li>", page)


def test_a_second_factor_is_asked_for_and_no_code_works_twice(site: Running) -> None:
    ann = site.member()
    codes = turned_on(ann)
    assert len(codes) == 10
    other = site.visitor()
    assert "Second factor" in other.post("/login", email="ann@example.org", password=PASSWORD).text
    assert other.get("/account").status_code == 303, "half a log-in opens nothing"
    assert other.post("/login/second", code="000000").status_code == 400
    code = pyotp.TOTP(ann.totp).now()
    assert other.post("/login/second", code=code).status_code == 303
    again = site.visitor()
    again.post("/login", email="ann@example.org", password=PASSWORD)
    assert again.post("/login/second", code=code).status_code == 400
    assert again.post("/login/second", code=codes[0]).status_code == 303
    third = site.visitor()
    third.post("/login", email="ann@example.org", password=PASSWORD)
    assert third.post("/login/second", code=codes[0]).status_code == 400
    assert "is off" in ann.post("/account/totp/off", form="/account", password=PASSWORD).text


def test_an_account_leaves_with_all_its_data(site: Running) -> None:
    ann = site.member()
    ann.post("/lists/notes", form="/lists", system="cpt", code="82331", text="my own words")
    ann.get("/code/cpt/82331")
    export = json.loads(ann.get("/account/export.json").text)
    assert export["notes"][0]["text"] == "my own words"
    assert export["views"] == [{"period": export["views"][0]["period"], "code": "cpt:82331"}]
    assert "argon2" not in json.dumps(export)
    assert ann.post("/account/delete", form="/account", password="wrong wrong wrong").status_code == 400
    assert ann.post("/account/delete", form="/account", password=PASSWORD).headers["location"] == "/"
    assert ann.get("/account").status_code == 303
    assert site.visitor().log_in("ann@example.org").status_code == 400
    assert site.member("ann@example.org").get("/lists").text.count("my own words") == 0


def test_lists_belong_to_one_person(site: Running) -> None:
    ann, bob = site.member(), site.member("bob@example.org")
    ann.post("/lists/notes", form="/lists", system="cpt", code="82331", text="of ann")
    assert "of ann" in ann.get("/lists").text and "of ann" not in bob.get("/lists").text
    assert "Log in" in site.visitor().get("/lists/card/cpt/82331").text


def test_api_keys_have_scopes_and_a_last_use(site: Running) -> None:
    ann = site.member()
    page = ann.post("/account/keys", form="/account", name="billing", scope=["codes"]).text
    key = re.search(r'<code id="key">(sb_\S+)</code>', page)
    assert key is not None
    with_key = {"authorization": f"Bearer {key[1]}"}
    program = site.visitor()
    assert program.get("/api/v1/codes/82331").status_code == 401
    assert program.get("/api/v1/codes/82331", headers=with_key).status_code == 200
    refused = program.get("/api/v1/pairs?codes=82331,82310", headers=with_key)
    assert refused.status_code == 403 and "not for edits" in refused.json()["detail"]
    assert "last used" in ann.get("/account").text and key[1] not in ann.get("/account").text
    id = re.search(r'keys/revoke">.*?name="id" value="([0-9a-f]+)"', ann.get("/account").text, re.S)
    assert id is not None
    ann.post("/account/keys/revoke", form="/account", id=id[1])
    assert program.get("/api/v1/codes/82331", headers=with_key).status_code == 401


def test_guessing_is_slowed_and_locks_nobody_out(site: Running) -> None:
    owner = site.member()
    guesser = site.visitor("198.51.100.7")
    token = guesser.token()
    fields = {"csrf": token, "email": "ann@example.org", "password": "wrong wrong wrong"}
    statuses = [guesser.web.post("/login", data=fields).status_code for _ in range(10)]
    assert statuses == [400] * 8 + [429] * 2
    assert guesser.web.post("/login", data={**fields, "password": PASSWORD}).status_code == 429
    assert owner.log_in("ann@example.org").status_code == 303, "the owner's browser is known"
    assert site.visitor("203.0.113.5").log_in("ann@example.org").status_code == 303, (
        "another network is not the guesser's"
    )


def test_asking_for_the_password_again_is_limited(site: Running) -> None:
    ann = site.member()
    token = ann.token("/account")
    wrong = {"csrf": token, "password": "wrong wrong wrong"}
    statuses = [ann.web.post("/account/delete", data=wrong).status_code for _ in range(11)]
    assert statuses == [400] * 10 + [429]
