"""What must not be possible: every route asked in every role, objects of others, planted sessions, scripts, other sites."""

from __future__ import annotations

import re
import statistics
import time
from urllib.parse import quote

import pytest
from starlette.routing import Route

from site_client import PASSWORD, Running, Visitor
from soft_passkey import SoftPasskey
from superbill.office.accounts.roles import Role
from superbill.surfaces.web import pages as local
from superbill.surfaces.web import site_pages
from superbill.surfaces.web.access import Page, local_path

ROLES = (Role.GUEST, Role.MEMBER, Role.EMPLOYER, Role.EDITOR, Role.ADMIN)
EXAMPLES = {
    "{system}": "cpt", "{code}": "82331", "{format}": "json", "{node}": "chapter-1", "{book}": "index", "{id}": "nobody",
}  # fmt: skip
SCRIPT = '"><script>alert(1)</script>'


def address(page: Page) -> str:
    """A path of a page."""
    path = page.path
    for name, value in EXAMPLES.items():
        path = path.replace(name, value)
    return path


def id_of(page: Page) -> str:
    """For the test's name."""
    return f"{page.method} {page.path}"


def test_every_page_declares_its_role() -> None:
    named = {(page.path, page.method) for page in site_pages.declared()}
    routes = [route for route in local.pages() if isinstance(route, Route) and not route.path.startswith("/static/")]
    missing = [route.path for route in routes if not any(path == route.path for path, _ in named)]
    assert missing == []
    assert len(named) == len(site_pages.declared()), "one page an address and method"
    own = [page for page in site_pages.declared() if page.path.startswith("/admin")]
    assert own and all(page.role in (Role.ADMIN, Role.EDITOR) for page in own)
    assert all(page.role is not Role.GUEST for page in site_pages.declared() if page.path.startswith("/account"))


def test_every_route_in_every_role(site: Running) -> None:
    visitors = {
        role: site.visitor() if role is Role.GUEST else site.member(f"{role}@example.org", role) for role in ROLES
    }
    tokens = {role: visitor.token() for role, visitor in visitors.items()}
    wrong = []
    for page in site_pages.declared():
        for role, visitor in visitors.items():
            may = role.may(page.role)
            if page.path == "/account/logout" or (may and page.path in ENDS):
                continue
            path = address(page)
            if page.method == "GET":
                found = visitor.get(path)
                refused = found.status_code == 403 or found.headers.get("location", "").startswith("/login?next=")
            else:
                found = visitor.web.post(path, data={"csrf": tokens[role]})
                refused = found.status_code in (401, 403)
            if refused == may or found.status_code >= 500:
                wrong.append((page.method, path, role.value, found.status_code))
    assert wrong == []


ENDS = ("/account/logout-everywhere",)


CHANGING = ("/lists", *(page.path for page in site_pages.OWN if page.path != "/payments/events"))
"""Beginnings of the addresses whose forms change something; others only work out an answer."""


def test_every_form_needs_its_token(site: Running) -> None:
    admin = site.member("admin@example.org", Role.ADMIN)
    unsigned = []
    for page in site_pages.declared():
        if page.method == "POST" and page.path.startswith(CHANGING):
            for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
                status = admin.web.post(address(page), data=fields).status_code
                if status != 403:
                    unsigned.append((page.path, fields, status))
    assert unsigned == []


def test_a_token_is_for_one_browser_and_one_log_in(site: Running) -> None:
    ann, bob = site.member(), site.member("bob@example.org")
    stolen = ann.token()
    assert bob.web.post("/account/logout", data={"csrf": stolen}).status_code == 403
    guest = site.visitor()
    before = guest.token()
    guest.log_in("ann@example.org")
    assert guest.web.post("/account/logout", data={"csrf": before}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
    ids=lambda headers: " ".join(headers),
)
def test_another_site_posts_nothing(site: Running, headers: dict[str, str]) -> None:
    ann = site.member()
    token = ann.token()
    assert ann.web.post("/account/logout", data={"csrf": token}, headers=headers).status_code == 403
    assert ann.get("/account").status_code == 200


def owned(visitor: Visitor) -> dict[str, dict[str, str]]:
    """Forms that act on objects of a person, with their ids."""
    visitor.post("/account/keys", form="/account", name="mine", scope=["codes"])
    passkey = SoftPasskey()
    options = visitor.post("/account/passkeys/options", form="/account", password=PASSWORD).json()
    visitor.post("/account/passkeys", form="/account", credential=passkey.made(options), name="mine")
    page = visitor.get("/account").text
    found = {}
    for path in ("/account/keys/revoke", "/account/passkeys/remove", "/account/sessions/revoke"):
        form = re.search(rf'action="{path}">.*?name="(id|key)" value="([^"]+)"', page, re.S)
        if form is not None:
            found[path] = {form[1]: form[2]}
    return found


def test_nobody_acts_on_what_is_anothers(site: Running) -> None:
    ann = site.member()
    phone = site.visitor()
    phone.log_in("ann@example.org")
    objects = owned(ann)
    assert set(objects) == {"/account/keys/revoke", "/account/passkeys/remove", "/account/sessions/revoke"}
    for role in (Role.MEMBER, Role.EMPLOYER, Role.EDITOR, Role.ADMIN):
        other = site.member(f"other-{role}@example.org", role)
        for path, fields in objects.items():
            assert other.post(path, form="/account", **fields).status_code == 404, (role, path)
    assert phone.get("/account").status_code == 200
    page = ann.get("/account").text
    assert "revoked" not in page and ">mine<" in page
    for path, fields in objects.items():
        assert ann.post(path, form="/account", **fields).status_code == 303, path


def test_a_planted_session_is_worth_nothing(site: Running) -> None:
    site.account("ann@example.org")
    victim = site.visitor()
    victim.web.cookies.set("superbill_session", "planted-by-somebody")
    assert victim.log_in("ann@example.org").status_code == 303
    thief = site.visitor()
    thief.web.cookies.set("superbill_session", "planted-by-somebody")
    assert thief.get("/account").status_code == 303


def test_cookies_are_kept_from_scripts_and_other_sites(site: Running) -> None:
    site.account("ann@example.org")
    cookies = site.visitor().log_in("ann@example.org").headers.get_list("set-cookie")
    kept = [cookie for cookie in cookies if "superbill_session=" in cookie]
    assert len(kept) == 1 and "HttpOnly" in kept[0] and "SameSite=lax" in kept[0] and "Path=/" in kept[0]


@pytest.mark.parametrize(
    "next",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/a\r\nx: y",
     "/\t/evil.example", "///evil.example", "/é", " /x", ""],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(site: Running, next: str) -> None:
    site.account("ann@example.org")
    assert local_path(next) == "/account"
    visitor = site.visitor()
    assert (
        visitor.post("/login", email="ann@example.org", password=PASSWORD, next=next).headers["location"] == "/account"
    )
    assert "evil.example" not in site.visitor().get(f"/login?next={quote(next)}").text


@pytest.mark.parametrize(
    "path",
    ["/login?next=/x{}", "/confirm?token={}", "/reset/choose?token={}", "/search?q={}", "/admin/users?q={}",
     "/admin/audit?before={}", "/code/cpt/{}", "/plans?x={}"],
)  # fmt: skip
def test_no_script_comes_back(site: Running, path: str) -> None:
    admin = site.member("admin@example.org", Role.ADMIN)
    page = admin.get(path.format(quote(SCRIPT, safe="")))
    assert "<script>alert" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_no_script_is_kept(site: Running) -> None:
    ann, editor = site.member(), site.member("editor@example.org", Role.EDITOR)
    admin = site.member("admin@example.org", Role.ADMIN)
    ann.web.headers["user-agent"] = SCRIPT
    ann.log_in("ann@example.org")
    ann.post("/account/keys", form="/account", name=SCRIPT, scope=["codes"])
    ann.post("/lists/notes", form="/lists", system="cpt", code="82331", text=SCRIPT)
    words = dict.fromkeys(("title", "service_type", "what", "why", "how", "patient"), SCRIPT)
    editor.post("/admin/texts/cpt/82331", form="/admin/texts/cpt/82331", **words)
    shown = [ann.get("/account"), ann.get("/lists"), admin.get("/admin/texts"), admin.get("/admin/texts/cpt/82331"),
             admin.get("/admin/audit"), admin.get(f"/admin/users/{ann.id}")]  # fmt: skip
    for page in shown:
        assert page.status_code == 200 and "<script>alert" not in page.text, page.url


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "%", "_", "\\", "'; DROP TABLE account; --", "a\x00b"])
def test_what_is_typed_is_no_sql(site: Running, typed: str) -> None:
    admin = site.member("admin@example.org", Role.ADMIN)
    found = admin.get("/admin/users", params={"q": typed})
    assert found.status_code in (200, 400) and "admin@example.org" not in found.text
    assert site.visitor().log_in(typed).status_code == 400
    assert admin.get("/admin/users?q=admin").text.count("admin@example.org") == 1


def test_a_log_in_takes_as_long_for_an_address_without_account(site: Running) -> None:
    site.account("ann@example.org")
    times: dict[str, list[float]] = {"ann@example.org": [], "nobody@example.org": []}
    for number in range(8):
        for email, taken in times.items():
            visitor = site.visitor(f"198.51.100.{number * 2 + (email[0] == 'a')}")
            token = visitor.token()
            start = time.perf_counter()
            visitor.web.post("/login", data={"csrf": token, "email": email, "password": "wrong wrong wrong"})
            taken.append(time.perf_counter() - start)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert 0.6 < known / unknown < 1.7, (known, unknown)


def test_the_server_asks_nobody_because_a_visitor_says_so(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page takes an address to fetch: while all are asked with one, no connection is made."""
    admin = site.member("admin@example.org", Role.ADMIN)
    asked: list[object] = []
    monkeypatch.setattr("socket.create_connection", lambda *a, **k: asked.append(a))
    for page in site_pages.declared():
        if page.method == "GET":
            admin.get(address(page), params={"url": "http://169.254.169.254/", "next": "http://169.254.169.254/"})
    assert asked == []


def test_the_log_in_needs_no_host_that_is_not_the_sites(site: Running) -> None:
    answer = site.visitor().get("/reset", headers={"host": "evil.example"})
    assert answer.status_code == 421
    ann = site.visitor()
    site.account("ann@example.org")
    ann.post("/reset", email="ann@example.org")
    assert "http://localhost/reset/choose" in site.letters("ann@example.org")[-1]
