"""Pages of links to releases."""

from __future__ import annotations

from datetime import date

import pytest

from superbill.errors import Unreachable
from superbill.fetch.catalogue import Cadence, Download
from superbill.fetch.client import Page, Web
from superbill.fetch.pages import find, links, local_name, matching
from unit.fetch.official import Official, Reply, file, zipped

ON = date(2026, 11, 22)
RVU = r"rvu(?P<year>\d{2})(?P<letter>[a-d])(?P<version>.*)\.zip"
PTP = r"ptp-(?P<year>\d{4})q(?P<quarter>[1-4])-(?P<version>v\d+r\d+)-f(?P<part>\d+)\.zip"


def download(page: str, link: str = RVU, **more: object) -> Download:
    return Download("rvu", "RVU", page, "public", Cadence.QUARTERLY, link=link, **more)  # type: ignore[arg-type]


def test_a_link_through_a_licence_page_is_a_link_to_the_file() -> None:
    page = Page(
        "https://www.cms.gov/medicare/x/",
        '<a href="/apps/ama/license.asp?file=/files/zip/rvu25d.zip">RVU25D</a>'
        '<a href="https://www.cms.gov/license/ama?file=/files/zip/rvu26a-updated-01%2F10%2F2025.zip">'
        '<a href="y.zip#top"><a name="no-href"><a href="?page=2">',
        "text/html",
    )
    assert [(link.url, link.gate) for link in links(page)] == [
        ("https://www.cms.gov/files/zip/rvu25d.zip", "https://www.cms.gov/apps/ama/license.asp"),
        ("https://www.cms.gov/files/zip/rvu26a-updated-01/10/2025.zip", "https://www.cms.gov/license/ama"),
        ("https://www.cms.gov/medicare/x/y.zip#top", ""),
        ("https://www.cms.gov/medicare/x/?page=2", ""),
    ]


def test_a_json_catalogue_is_read_for_addresses() -> None:
    text = '{"dataset": [{"distribution": [{"downloadURL": "https://data.cms.gov/a/rvu26b.zip", "n": 1}]}]}'
    page = Page("https://data.cms.gov/data.json", text, "application/json")
    (found,) = matching(links(page), download("https://data.cms.gov"), page.url)
    assert found.files[0].url == "https://data.cms.gov/a/rvu26b.zip"


def test_several_quarters_newest_first(web: Web, official: Official) -> None:
    page = official.page("/p", "/z/rvu25d.zip", "/z/rvu26b.zip", "/z/rvu26a.zip", "/z/notes.pdf")
    assert [found.issue.label for found in find(web, download(page), ON)] == ["2026Q2", "2026Q1", "2025Q4"]
    assert [found.issue.label for found in find(web, download(page), ON, "2026q1")] == ["2026Q1"]


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (("rvu25d.zip", "rvu25d-0.zip"), "rvu25d-0.zip"),
        (("rvu26a-updated-12-29-2025.zip", "rvu26a-updated-01-10-2026.zip"), "rvu26a-updated-01-10-2026.zip"),
        (("rvu26a-03-10-2026-preliminary-file.zip", "rvu26a.zip"), "rvu26a.zip"),
        (("rvu26a-03-19-2026-final-file.zip", "rvu26a-04-20-2026.zip"), "rvu26a-03-19-2026-final-file.zip"),
    ],
)
def test_the_latest_version_of_a_release_is_taken(
    web: Web, official: Official, names: tuple[str, str], taken: str
) -> None:
    page = official.page("/p", *(f"/z/{name}" for name in names))
    (found,) = find(web, download(page), ON)
    assert [each.name for each in found.files] == [taken]


def test_all_parts_of_one_release(web: Web, official: Official) -> None:
    names = [f"/z/ptp-2026q3-v322r{n}-f{part}.zip" for n in (0, 1) for part in (2, 1, 3, 10, 4, 5, 6, 7, 8, 9)]
    (found,) = find(web, download(official.page("/p", *names), PTP), ON)
    assert [each.name for each in found.files] == [f"ptp-2026q3-v322r1-f{part}.zip" for part in range(1, 11)]


def test_a_missing_part_is_an_error(web: Web, official: Official) -> None:
    page = official.page("/p", "/z/ptp-2026q3-v322r0-f1.zip", "/z/ptp-2026q3-v322r0-f3.zip")
    with pytest.raises(Unreachable, match="has no part 2 on its page"):
        find(web, download(page, PTP), ON)


def test_only_the_newest_release_page_is_opened(web: Web, official: Official) -> None:
    page = official.page("/p", "/p/rvu26c", "/p/rvu26d/", "/p/rvu26b#a", "/p/other")
    official.page("/p/rvu26d/", "/license/ama?file=/z/rvu26d-updated-08-26-2026.zip")
    step = r"rvu(?P<year>\d{2})(?P<letter>[a-d])"
    (found,) = find(web, download(page, step=step), ON)
    assert (found.issue.label, found.files[0].url) == ("2026Q4", f"{official.url}/z/rvu26d-updated-08-26-2026.zip")
    assert official.paths() == ["/p", "/p/rvu26d/"]


def test_a_release_page_that_is_not_up_yet_is_passed_over(web: Web, official: Official) -> None:
    page = official.page("/p", "/p/rvu27a", "/p/rvu26d", "/p/rvu26c")
    official.page("/p/rvu26d", "/z/addendum.zip")
    step = r"rvu(?P<year>\d{2})(?P<letter>[a-d])"
    found = find(web, download(page, r"addendum\.zip", step=step), ON)
    assert [each.issue.label for each in found] == ["2026Q4"], "the page tells the release where the name does not"


@pytest.mark.parametrize("hrefs", [(), ("/z/rvu-guide.zip", "/about")], ids=["no links", "other links"])
def test_a_page_without_the_link_names_the_page_to_open(web: Web, official: Official, hrefs: tuple[str, ...]) -> None:
    page = official.page("/p", *hrefs)
    with pytest.raises(Unreachable) as caught:
        find(web, download(page), ON)
    assert "rvu: the page has no link that looks like" in caught.value.message
    assert caught.value.hint.startswith(f"Open {page} and download it there")


def test_a_page_that_is_gone_is_named(web: Web, official: Official) -> None:
    with pytest.raises(Unreachable, match="/p: HTTP 404 Not Found") as caught:
        find(web, download(f"{official.url}/p"), ON)
    assert f"Open {official.url}/p" in caught.value.hint


def test_direct_addresses_are_the_second_way(web: Web, official: Official) -> None:
    official.routes["/z/rvu26c.zip"] = file(zipped())
    official.routes["/z/rvu26d.zip"] = Reply(b"<html>not yet", headers={"Content-Type": "text/html"})
    entry = download(official.page("/p"), direct=(official.url + "/z/rvu{yy}{letter}.zip",))
    (found,) = find(web, entry, ON)
    assert (found.issue.label, found.files[0].name) == ("2026Q3", "rvu26c.zip")
    with pytest.raises(Unreachable, match="for release 2025Q4"):
        find(web, entry, ON, "2025Q4")


def test_an_address_that_never_changes(web: Web) -> None:
    entry = download("https://x.gov/p", "", direct=("https://x.gov/exports/current_article.zip",))
    (found,) = find(web, entry, ON)
    assert (found.issue.label, found.files[0].name) == ("current", "current_article.zip")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/rvu25a-updated-01/10/2025.zip", "rvu25a-updated-01-10-2025.zip"),
        ("/../../etc/passwd", "etc-passwd"),
        ("/.hidden.zip", "hidden.zip"),
        ("/a b\x1b[31m;rm.zip", "a-b-31m-rm.zip"),
    ],
)
def test_names_on_disk_are_harmless(path: str, name: str) -> None:
    assert local_name(path) == name
