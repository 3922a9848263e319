"""The meter as a browser meets it: what is left, what is locked, what registering adds."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from sqlalchemy import select

from site_client import CODES, PRO, Running, Visitor, policy, running
from superbill.office.accounts.roles import Role
from superbill.office.metering.models import MeterCount
from superbill.office.site.policy import Limits

GOOGLE = {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}


def opens(visitor: Visitor, code: str, **more: object) -> bool:
    """Whether a code page is open."""
    page = visitor.get(f"/code/cpt/{code}", **more).text
    assert ('data-meter="open"' in page) != ('data-meter="locked"' in page)
    return 'data-meter="open"' in page


def test_a_guest_opens_one_page_and_sees_what_the_rest_holds(site: Running) -> None:
    guest = site.visitor()
    first = guest.get("/code/cpt/82331").text
    assert "<b>0 of 1</b> code page view left this month" in first and 'id="units"' in first
    assert opens(guest, "82331"), "a code counts once"
    locked = guest.get("/code/cpt/82310").text
    assert 'data-meter="locked"' in locked and "Registering</a> is free and adds 5 more" in locked
    assert '<section id="units" class="locked"' in locked and "Holds: " in locked
    assert "CPT® is a registered trademark" in locked
    assert guest.get("/code/cpt/82310/report.json").status_code == 403
    assert guest.get("/code/cpt/82331/report.json").status_code == 200


def test_an_account_opens_five_more(site: Running) -> None:
    guest = site.visitor()
    assert opens(guest, CODES[0])
    site.account("ann@example.org")
    guest.log_in("ann@example.org")
    assert [opens(guest, code) for code in CODES[1:8]] == [True] * 5 + [False] * 2
    page = guest.get(f"/code/cpt/{CODES[7]}").text
    assert "<b>0 of 5</b> code page views left" in page and "More with another plan" in page


def test_guests_of_one_network_share_what_it_has(site: Running) -> None:
    assert [opens(site.visitor(), code) for code in CODES[:5]] == [True] * 3 + [False] * 2
    assert opens(site.visitor("198.51.100.9"), CODES[4])
    forged = site.visitor()
    forged.web.cookies.set("superbill_guest", "0123456789.forged")
    assert not opens(forged, CODES[5])


def test_editors_have_no_limit_and_nothing_is_said_of_one(site: Running) -> None:
    editor = site.member(role=Role.EDITOR)
    assert all(opens(editor, code) for code in CODES[:7])
    assert "Code pages: no limit." in editor.get("/code/cpt/82331").text


def test_an_unknown_code_and_a_head_count_nothing(site: Running) -> None:
    guest = site.visitor()
    assert guest.get("/code/cpt/00000").status_code == 404
    assert guest.web.head("/code/cpt/82310").status_code == 200
    assert opens(guest, "82331")


@pytest.mark.parametrize("path", ["/", "/help", "/releases", "/plans", "/search?q=calcium", "/browse", "/api/docs"])
def test_what_is_never_counted(site: Running, path: str) -> None:
    guest = site.visitor()
    assert opens(guest, "82331") and not opens(guest, "82310")
    assert guest.get(path).status_code == 200


def test_the_ways_around_the_meter_need_an_account(site: Running) -> None:
    guest, ann = site.visitor(), site.member()
    for path in ("/compare?codes=82331+82310", "/fees?codes=82331", "/pairs?codes=82331+82310"):
        assert guest.get(path).headers["location"].startswith("/login?next=/"), path
        assert ann.get(path).status_code == 200
    assert guest.get("/api/v1/report/82331").status_code == 401


def test_a_page_that_was_kept_is_not_shown_to_another(site: Running) -> None:
    guest = site.visitor()
    page = guest.get("/code/cpt/82331")
    assert page.headers["cache-control"] == "private, no-cache" and "cookie" in page.headers["vary"]
    again = guest.get("/code/cpt/82331", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    site.account("ann@example.org")
    guest.log_in("ann@example.org")
    assert guest.get("/code/cpt/82331", headers={"if-none-match": page.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    ("engines", "networks", "counts"),
    [("preview", "", [False, False]), ("guest", "", [True, False]), ("full", "192.0.2.0/24", [True, True]),
     ("full", "198.51.100.0/24", [True, False])],
    ids=["preview", "as a guest", "full", "not its network"],
)  # fmt: skip
def test_search_engines_by_policy(
    small_kb: Path, tmp_path: Path, site_url: str, engines: str, networks: str, counts: list[bool]
) -> None:
    known = (ipaddress.ip_network(networks),) if networks else ()
    with running(small_kb, tmp_path, policy(site_url, engines=engines, engine_networks=known)) as site:
        robot = site.visitor()
        assert [opens(robot, code, headers=GOOGLE) for code in CODES[:2]] == counts


def test_calls_of_the_api_are_counted_by_the_day(small_kb: Path, tmp_path: Path, site_url: str) -> None:
    few = policy(site_url, plans={"free": PRO.__class__("free", "Free", Limits(5, 3))})
    with running(small_kb, tmp_path, few) as site:
        ann = site.member()
        assert [ann.get("/api/v1/codes/82331").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_only_a_trusted_proxy_names_the_address(small_kb: Path, tmp_path: Path, site_url: str) -> None:
    direct = policy(site_url, guests_per_address=1)
    with running(small_kb, tmp_path, direct) as site:
        for number, expected in ((1, True), (2, False)):
            forged = {"x-forwarded-for": f"203.0.113.{number}"}
            assert opens(site.visitor(), CODES[number], headers=forged) == expected


def test_behind_a_proxy_each_address_has_its_own(small_kb: Path, tmp_path: Path, site_url: str) -> None:
    behind = policy(site_url, guests_per_address=1, trusted_proxies=(ipaddress.ip_network("192.0.2.0/24"),))
    with running(small_kb, tmp_path, behind) as site:
        for number in (1, 2):
            named = {"x-forwarded-for": f"198.18.0.1, 203.0.113.{number}"}
            assert opens(site.visitor(), CODES[number], headers=named)


def test_a_program_that_keeps_no_cookies_fills_nothing(site: Running) -> None:
    for _ in range(5):
        assert opens(site.visitor(), "82331")
    with site.database.reading() as session:
        kept = [row.subject[0] for row in session.scalars(select(MeterCount))]
    assert sorted(kept) == ["b", "g"], "one network, one guest"
