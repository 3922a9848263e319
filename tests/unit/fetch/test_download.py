"""Files over a connection that fails in every way a connection does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx
import pytest

from superbill.errors import Unreachable
from superbill.fetch.client import Pace, Web, retry_after
from superbill.fetch.download import Arrived, download, part_path
from unit.fetch.official import HTML, Official, Reply, file, zipped

BODY = zipped()


def bring(web: Web, official: Official, target: Path) -> Arrived:
    return download(web, f"{official.url}/f.zip", target)


def leftovers(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_a_file_arrives_with_its_digest(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = file(BODY)
    seen: list[tuple[int, int | None]] = []
    arrived = download(web, f"{official.url}/f.zip", tmp_path / "f.zip", progress=lambda *p: seen.append(p))
    assert (tmp_path / "f.zip").read_bytes() == BODY
    assert (arrived.sha256, arrived.size) == (hashlib.sha256(BODY).hexdigest(), len(BODY))
    assert seen[-1] == (len(BODY), len(BODY))
    assert leftovers(tmp_path / "f.zip") == []


def test_what_broke_off_is_resumed(web: Web, official: Official, slept: list[float], tmp_path: Path) -> None:
    official.routes["/f.zip"] = [file(BODY, cut=10_000), file(BODY, cut=5_000), file(BODY)]
    assert bring(web, official, tmp_path / "f.zip").sha256 == hashlib.sha256(BODY).hexdigest()
    asked = [headers.get("Range") for _, headers in official.asked]
    assert asked == [None, "bytes=10000-", "bytes=15000-"]
    assert official.asked[1][1]["If-Range"] == '"v1"'
    assert slept == [2.0, 4.0]


def test_a_later_run_goes_on_where_this_one_gave_up(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = file(BODY, cut=3_000)
    with pytest.raises(Unreachable, match="3 times"):
        bring(web, official, tmp_path / "f.zip")
    assert part_path(tmp_path / "f.zip").stat().st_size == 9_000
    official.routes["/f.zip"] = file(BODY)
    bring(web, official, tmp_path / "f.zip")
    assert official.asked[-1][1]["Range"] == "bytes=9000-"
    assert (tmp_path / "f.zip").read_bytes() == BODY


def test_a_file_that_changed_meanwhile_is_begun_anew(web: Web, official: Official, tmp_path: Path) -> None:
    newer = zipped(50_000)
    official.routes["/f.zip"] = [file(BODY, cut=10_000), file(newer, '"v2"')]
    assert bring(web, official, tmp_path / "f.zip").size == len(newer)


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": "application/zip"}, {"Content-Type": "application/zip", "ETag": 'W/"weak"'}],
    ids=["no validator", "weak validator"],
)
def test_without_a_strong_validator_it_is_begun_anew(
    web: Web, official: Official, tmp_path: Path, headers: dict[str, str]
) -> None:
    official.routes["/f.zip"] = [Reply(BODY, headers=headers, cut=10_000), Reply(BODY, headers=headers)]
    bring(web, official, tmp_path / "f.zip")
    assert "Range" not in official.asked[1][1]


def test_a_server_without_ranges_sends_the_whole_again(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = [file(BODY, cut=10_000, ranges=False), file(BODY, ranges=False)]
    bring(web, official, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == BODY


def test_a_refused_range_drops_the_part(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = [file(BODY, cut=10_000), Reply(status=416), file(BODY)]
    bring(web, official, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == BODY


def test_another_piece_than_the_missing_one_is_not_taken(web: Web, official: Official, tmp_path: Path) -> None:
    wrong = Reply(BODY[5:], 206, {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}", "ETag": '"v1"'})
    official.routes["/f.zip"] = [file(BODY, cut=10_000), wrong, file(BODY)]
    bring(web, official, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == BODY


def test_a_stalled_connection_is_left_and_resumed(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = [file(BODY, cut=10_000, stall_seconds=0.6), file(BODY)]
    bring(web, official, tmp_path / "f.zip")
    assert official.asked[1][1]["Range"] == "bytes=10000-"


@pytest.mark.parametrize(
    ("headers", "waits"), [({"Retry-After": "17"}, [17.0]), ({}, [2.0])], ids=["says when", "does not say"]
)
@pytest.mark.parametrize("status", [429, 503])
def test_busy_servers_are_asked_again(
    web: Web, official: Official, slept: list[float], tmp_path: Path, status: int, headers: dict[str, str],
    waits: list[float],
) -> None:  # fmt: skip
    official.routes["/f.zip"] = [Reply(b"busy", status, headers), file(BODY)]
    bring(web, official, tmp_path / "f.zip")
    assert slept == waits


def test_a_server_that_asks_for_a_long_pause_is_left(
    web: Web, official: Official, slept: list[float], tmp_path: Path
) -> None:
    official.routes["/f.zip"] = Reply(b"busy", 429, {"Retry-After": "86400"})
    with pytest.raises(Unreachable, match="the server asks to come back in 86,400 seconds"):
        bring(web, official, tmp_path / "f.zip")
    assert slept == []


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("Wed, 21 Oct 2099 07:28:00 GMT", 1e9, 1e10), ("soon", 0, 0), ("", 0, 0), ("30", 30, 30)],
)
def test_retry_after_is_seconds_or_a_date(text: str, least: float, most: float) -> None:
    assert least <= retry_after(httpx.Response(503, headers={"Retry-After": text})) <= most


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refusal_is_final(web: Web, official: Official, tmp_path: Path, status: int) -> None:
    official.routes["/f.zip"] = Reply(b"no", status)
    with pytest.raises(Unreachable, match=f"/f.zip: HTTP {status}"):
        bring(web, official, tmp_path / "f.zip")
    assert len(official.asked) == 1
    assert leftovers(tmp_path / "f.zip") == []


@pytest.mark.parametrize("declared", [len(BODY) + 5_000, len(BODY) - 5_000], ids=["too long", "too short"])
def test_a_wrong_length_is_no_file(web: Web, official: Official, tmp_path: Path, declared: int) -> None:
    (tmp_path / "f.zip").write_bytes(b"the one from before")
    official.routes["/f.zip"] = file(BODY, declared=declared, ranges=False)
    with pytest.raises(Unreachable, match="3 times"):
        bring(web, official, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == b"the one from before"


def test_a_damaged_zip_is_brought_again(web: Web, official: Official, tmp_path: Path) -> None:
    damaged = bytearray(BODY)
    damaged[20_000] ^= 0xFF
    official.routes["/f.zip"] = [file(bytes(damaged)), file(BODY)]
    bring(web, official, tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == BODY
    official.routes["/f.zip"] = file(bytes(damaged))
    with pytest.raises(Unreachable, match=r"the zip is damaged at PPRRVU\.csv"):
        bring(web, official, tmp_path / "g.zip")


@pytest.mark.parametrize("kind", ["text/html", "application/zip"], ids=["said to be a page", "said to be a zip"])
def test_a_page_instead_of_the_file_is_named(web: Web, official: Official, tmp_path: Path, kind: str) -> None:
    official.routes["/f.zip"] = Reply(b"\n<!DOCTYPE html><p>Accept?", headers={"Content-Type": kind})
    with pytest.raises(Unreachable, match=r"f.zip answers with a web page .*, not with the file"):
        bring(web, official, tmp_path / "f.zip")
    assert leftovers(tmp_path / "f.zip") == []


def test_redirects_are_followed_and_a_licence_page_is_told(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes |= {
        "/f.zip": Reply(status=302, headers={"Location": "/moved.zip"}),
        "/moved.zip": file(BODY),
        "/gated.zip": Reply(status=302, headers={"Location": "/license/ama?file=/gated.zip"}),
        "/license/ama": Reply(b"<html>terms", headers=HTML),
    }
    bring(web, official, tmp_path / "f.zip")
    with pytest.raises(Unreachable, match=r"with the licence page \(http://127.0.0.1:\d+/license/ama\)"):
        download(web, f"{official.url}/gated.zip", tmp_path / "gated.zip")


def test_endless_redirects_end(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = Reply(status=302, headers={"Location": "/f.zip"})
    with pytest.raises(Unreachable, match="redirects"):
        bring(web, official, tmp_path / "f.zip")


def test_an_unchanged_file_is_not_sent_again(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = file(BODY)
    first = bring(web, official, tmp_path / "f.zip")
    again = download(web, f"{official.url}/f.zip", tmp_path / "f.zip", known=first.validators)
    assert (first.fresh, again.fresh) == (True, False)
    assert again.sha256 == first.sha256
    official.routes["/f.zip"] = file(zipped(60_000), '"v2"')
    assert download(web, f"{official.url}/f.zip", tmp_path / "f.zip", known=first.validators).fresh


def test_the_form_of_the_licence_goes_with_the_address(web: Web, official: Official, tmp_path: Path) -> None:
    official.routes["/f.zip"] = file(BODY)
    download(web, f"{official.url}/f.zip", tmp_path / "f.zip", params={"agree": "yes", "next": "Accept"})
    assert official.asked[0][0] == "/f.zip?agree=yes&next=Accept"


def test_proxies_come_from_the_environment(official: Official, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", official.url)
    official.routes["http://files.example/f.zip"] = file(BODY)
    with Web(Pace(attempts=1)) as through:
        download(through, "http://files.example/f.zip", tmp_path / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == BODY


def test_nobody_at_home(web: Web, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="3 times"):
        download(web, "http://127.0.0.1:9/f.zip", tmp_path / "f.zip")


def test_requests_to_one_host_are_spaced() -> None:
    now = [100.0]
    slept: list[float] = []
    pace = Pace(pause_seconds=1.0, sleep=slept.append, clock=lambda: now[0])
    for host, at in (("www.cms.gov", 100.0), ("www.cms.gov", 100.25), ("data.cms.gov", 100.25), ("www.cms.gov", 105.0)):
        now[0] = at
        pace.take_turn(host)
    assert slept == [0.75]
