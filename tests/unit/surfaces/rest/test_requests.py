"""Requests that are not as documented, and those that come again."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.testclient import TestClient

from superbill.errors import InternalError
from superbill.surfaces.rest import registry
from superbill.surfaces.rest.calls import MEDIA_TYPES
from superbill.surfaces.rest.registry import calls


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("codes/E83.52?on=soon", "on: 'soon' is no date"),
        ("codes/E83.52?on=2026-02-30", "on: '2026-02-30' is no date"),
        ("codes/E83.52?system=icd11", "system: 'icd11' is not one of cpt"),
        ("codes/E83.52?sytem=icd10cm", "unknown parameter 'sytem'"),
        ("codes/E83.52?on=2026-01-01&on=2026-01-02", "on is given 2 times"),
        ("codes/E83.52?on=%FF", "the query is not readable"),
        ("codes/E83.52?format=xml", "'xml' is no format of this call"),
        ("codes/" + "A" * 65, "code: longer than 64 characters"),
        ("codes", "system is missing"),
        ("codes?system=icd10cm&limit=0", "limit: '0' is no whole number from 1 to 1000"),
        ("codes?system=icd10cm&limit=1001", "limit: '1001' is no whole number"),
        ("codes?system=icd10cm&limit=1e3", "limit: '1e3' is no whole number"),
        ("codes?system=icd10cm&limit=%C2%B2", "limit: '²' is no whole number"),
        ("search", "q is missing"),
        ("search?q=", "q is missing"),
        ("search?q=%20", "nothing to search for"),
        ("search?q=" + "a" * 301, "q: longer than 300 characters"),
        ("search?q=a&offset=10000", "offset: '10000' is no whole number"),
        ("suggest?q=a&limit=51", "limit: '51' is no whole number from 1 to 50"),
        ("pairs?codes=82331", "pairs need 2 to 50 different codes, got 1"),
        ("pairs?codes=" + "82331," * 101, "codes is given 101 times"),
        ("units/82397?setting=hospital", "setting: 'hospital' is not one of practitioner"),
        ("fees?codes=99213&zip=123", "'123' is no ZIP code"),
        ("fees?codes=99213&zip=94110&locality=01112/05", "give a locality or a ZIP code, not both"),
        ("fees?codes=99213&units=0", "units: '0' is no whole number"),
        ("coverage/82306?dx=82331&state=CA", "'82331' is no ICD-10-CM code"),
        ("coverage/82306", "dx is missing"),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_a_wrong_call_is_told_what_is_wrong(client: TestClient, path: str, detail: str) -> None:
    response = client.get(f"/api/v1/{path}")
    problem = response.json()
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert problem["detail"].startswith(detail)
    assert (problem["type"], problem["title"], problem["status"]) == (
        "/api/docs#problem-wrong-call",
        "Bad Request",
        400,
    )


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1", "/api/v1/nothing", "/api/v1/codes/A/B", "/api/v1/codes/", "/api/v2/codes"]
)
def test_an_unknown_address_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"accept": "text/html"})
    assert response.status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_another_method_is_refused_with_those_there_are(client: TestClient, method: str) -> None:
    response = client.request(method, "/api/v1/codes")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert response.json()["detail"] == "This address takes GET, HEAD, OPTIONS, POST."


def test_head_and_options(client: TestClient) -> None:
    head = client.head("/api/v1/codes/E83.52")
    whole = client.get("/api/v1/codes/E83.52", headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == whole.headers["content-length"]
    options = client.options("/api/v1/units/82397")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "csv"),
        ("application/x-ndjson", "ndjson"),
        ("application/json", "json"),
        ("text/html,*/*;q=0.8", "json"),
        ("text/html, text/csv;q=0.5", "csv"),
    ],
)
def test_accept_chooses_the_format(client: TestClient, accept: str, kind: str) -> None:
    response = client.get("/api/v1/releases", headers={"accept": accept})
    assert response.headers["content-type"] == MEDIA_TYPES[kind]  # type: ignore[index]
    assert "accept" in response.headers["vary"].split(", ")
    assert (
        client.get("/api/v1/releases?format=json", headers={"accept": accept}).headers["content-type"]
        == "application/json"
    )


def test_an_unchanged_answer_is_not_sent_again(client: TestClient) -> None:
    path = "/api/v1/codes/E83.52"
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "no-cache"
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_tag_tells_answers_of_today_from_answers_for_a_day_and_formats_apart(client: TestClient) -> None:
    tags = {
        client.get(path, headers={"accept": accept}).headers["etag"]
        for path, accept in (
            ("/api/v1/fees?codes=82331", "*/*"),
            ("/api/v1/fees?codes=82331&on=2026-11-22", "*/*"),
            ("/api/v1/fees?codes=82331", "text/csv"),
        )
    }
    assert len(tags) == 3


def test_an_error_has_no_tag(client: TestClient) -> None:
    assert "etag" not in client.get("/api/v1/codes/E83.53").headers


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.name)
def test_a_call_declares_what_it_is(call: object) -> None:
    assert call.summary and call.description.endswith(".")  # type: ignore[attr-defined]
    assert all(parameter.description.endswith(".") for parameter in call.parameters)  # type: ignore[attr-defined]


def test_a_module_without_calls_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("superbill.surfaces.rest.resources.units.CALLS", ())
    with pytest.raises(InternalError, match="units declares no call"):
        registry.calls.__wrapped__()


def test_one_address_is_declared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    history = registry.calls()[0]
    monkeypatch.setattr("superbill.surfaces.rest.resources.units.CALLS", (history,))
    with pytest.raises(InternalError, match="declared twice"):
        registry.calls.__wrapped__()


def test_today_is_the_servers_day(client: TestClient) -> None:
    assert date.fromisoformat(client.get("/api/v1/codes/82331").json()["on"]) == date(2026, 11, 22)
