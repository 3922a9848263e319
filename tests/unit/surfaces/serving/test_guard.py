"""What never reaches a handler."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app
from superbill.surfaces.serving.guard import host_name

BULK = {"codes": ["82331"]}
SITE = "https://ehr.example"


@pytest.mark.parametrize("host", ["localhost", "localhost:8417", "LOCALHOST", "127.0.0.1:80", "[::1]:8417", "[::1]"])
def test_this_machine_may_ask(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/releases", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "localhost@evil", "::1"]
)
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/api/v1/releases", headers={"host": host})
    assert response.status_code == 421
    assert response.json()["detail"] == "This server does not answer for that host."
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_probes_answer_by_address(client: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "10.0.0.7:8417"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "name"),
    [("a.example:8417", "a.example"), ("[::1]:1", "[::1]"), ("[::1]", "[::1]"), ("A", "a"), ("a:b", "a:b")],
)
def test_a_host_without_its_port(host: str, name: str) -> None:
    assert host_name(host) == name


def test_a_query_has_an_end(client: TestClient) -> None:
    response = client.get("/api/v1/search?q=" + "a" * 5_000)
    assert (response.status_code, response.json()["detail"]) == (414, "The query is longer than 4096 bytes.")


def test_a_body_has_an_end_whether_its_length_is_told_or_not(client: TestClient) -> None:
    told = client.post("/api/v1/codes", content=b"x" * 1_048_577, headers={"content-type": "application/json"})

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 65_536

    untold = client.post("/api/v1/codes", content=pieces(), headers={"content-type": "application/json"})
    for response in (told, untold):
        assert (response.status_code, response.headers["connection"]) == (413, "close")
        assert response.json()["detail"] == "The body is longer than 1048576 bytes."


def test_ten_thousand_codes_are_too_many(client: TestClient) -> None:
    response = client.post("/api/v1/codes", json={"codes": ["82331"] * 10_001})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": SITE},
        {"origin": "null"},
        {"origin": "http://localhost:3000"},
        {"origin": SITE, "sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_cannot_send_anything(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/api/v1/codes", json=BULK, headers=headers)
    assert (response.status_code, response.json()["detail"]) == (403, "That was sent by another web site.")


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://localhost"}]
)
def test_this_site_and_programs_can(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/v1/codes", json=BULK, headers=headers).status_code == 200


def test_no_other_site_may_read_unless_it_is_allowed(client: TestClient, small_kb: Path, tmp_path: Path) -> None:
    assert "access-control-allow-origin" not in client.get("/api/v1/releases", headers={"origin": SITE}).headers
    app = create_app(Settings(kb=small_kb, private=tmp_path, origins=(SITE,)))
    with TestClient(app, base_url="http://localhost") as allowed:
        for response in (
            allowed.get("/api/v1/releases", headers={"origin": SITE}),
            allowed.get("/api/v1/nothing", headers={"origin": SITE}),
            allowed.options("/api/v1/codes", headers={"origin": SITE, "access-control-request-method": "POST"}),
            allowed.post("/api/v1/codes", json=BULK, headers={"origin": SITE, "sec-fetch-site": "cross-site"}),
        ):
            assert response.headers["access-control-allow-origin"] == SITE
            assert "origin" in response.headers["vary"].lower()
        assert "access-control-allow-origin" not in allowed.get("/healthz", headers={"origin": SITE}).headers
