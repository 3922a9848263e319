"""What every response carries: security headers, compression, a tag; and what an error becomes."""

from __future__ import annotations

import gzip
from datetime import date

import brotli
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from superbill.errors import NotLoaded, UsageError
from superbill.surfaces.http.caching import entity_tag, matches
from superbill.surfaces.http.coding import chosen
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.serving.compress import Compression
from superbill.surfaces.serving.errors import exception_handlers
from superbill.surfaces.serving.headers import SECURITY_HEADERS


@pytest.mark.parametrize("path", ["/api/v1/releases", "/api/docs", "/api/nothing", "/healthz", "/metrics"])
def test_security_headers_are_on_every_response(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("", None),
        ("BR", "br"), ("*", None),
    ],
)  # fmt: skip
def test_the_coding_that_a_client_takes(accepted: str, coding: str | None) -> None:
    assert chosen(accepted) == coding


@pytest.mark.parametrize(("coding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("path", ["/api/v1/releases", "/api/v1/codes?system=icd10cm&format=ndjson"])
def test_compressed_is_the_same(client: TestClient, path: str, coding: str, decode: object) -> None:
    plain = client.get(path, headers={"accept-encoding": "identity"})
    with client.stream("GET", path, headers={"accept-encoding": coding}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == coding
    assert decode(raw) == plain.content  # type: ignore[operator]
    assert len(raw) < len(plain.content)
    assert "accept-encoding" in plain.headers["vary"] and "accept-encoding" in packed.headers["vary"]
    assert packed.headers["etag"] == plain.headers["etag"]


async def small(request: Request) -> Response:
    return PlainTextResponse("a" * 10)


async def picture(request: Request) -> Response:
    return Response(b"a" * 5000, media_type="image/png")


async def packed_already(request: Request) -> Response:
    return PlainTextResponse(b"a" * 5000, headers={"content-encoding": "zstd"})


async def streamed(request: Request) -> Response:
    async def pieces():  # type: ignore[no-untyped-def]
        yield "a"
        yield "b" * 5000

    return StreamingResponse(pieces(), media_type="text/plain")


PLAIN = Compression(Starlette(routes=[Route(f"/{f.__name__}", f) for f in (small, picture, packed_already, streamed)]))


@pytest.mark.parametrize(
    ("path", "coding"), [("small", None), ("picture", None), ("packed_already", "zstd"), ("streamed", "br")]
)
def test_what_is_compressed(path: str, coding: str | None) -> None:
    with TestClient(PLAIN).stream("GET", f"/{path}", headers={"accept-encoding": "br"}) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers.get("content-encoding") == coding
    assert int(response.headers.get("content-length", len(raw))) == len(raw)
    if path == "streamed":
        assert brotli.decompress(raw) == b"a" + b"b" * 5000


@pytest.mark.parametrize(
    ("named", "same"),
    [('W/"a-b"', True), ('"a-b"', True), ('"x", W/"a-b"', True), ("", False), ("*", False), ('"a"', False)],
)
def test_tags_are_compared_weakly(named: str, same: bool) -> None:
    assert matches(named, 'W/"a-b"') is same


def test_a_tag_changes_with_all_that_an_answer_depends_on() -> None:
    day = date(2026, 11, 22)
    tags = [
        entity_tag("a", "/x", None), entity_tag("b", "/x", None), entity_tag("a", "/y", None), entity_tag("a", "/x", day),
        entity_tag("a", "/x", day, "csv"),
    ]  # fmt: skip
    assert len(set(tags)) == len(tags)


async def fail(request: Request) -> Response:
    raise {
        "usage": UsageError("which?", hint="Say which."),
        "loaded": NotLoaded("not here", hint="Load it."),
        "http": HTTPException(405, headers={"allow": "GET"}),
        "own": Problem(406, "No such kind.").raised(),
        "defect": ZeroDivisionError("typed text"),
    }[request.path_params["kind"]]


@pytest.mark.parametrize(
    ("kind", "status", "detail"),
    [
        ("usage", 400, "which?"),
        ("loaded", 404, "not here"),
        ("http", 405, "That address does not take this method."),
        ("own", 406, "No such kind."),
        ("defect", 500, "A defect in Superbill; what happened is in the server's log."),
    ],
)
def test_an_error_is_a_problem_for_programs_and_a_page_for_people(kind: str, status: int, detail: str) -> None:
    def page(request: Request, problem: Problem) -> Response:
        return PlainTextResponse(f"page: {problem.detail}", problem.status)

    routes = [Route("/api/{kind}", fail), Route("/{kind}", fail)]
    app = Starlette(routes=routes, exception_handlers=exception_handlers(page))
    client = TestClient(app, raise_server_exceptions=False)
    problem = client.get(f"/api/{kind}")
    assert (problem.status_code, problem.json()["detail"], problem.json()["status"]) == (status, detail, status)
    shown = client.get(f"/{kind}")
    assert (shown.status_code, shown.text) == (status, f"page: {detail}")
    if kind == "http":
        assert problem.headers["allow"] == "GET"


def test_without_a_page_an_error_is_a_problem_everywhere() -> None:
    app = Starlette(routes=[Route("/{kind}", fail)], exception_handlers=exception_handlers(None))
    assert TestClient(app).get("/usage").json()["hint"] == "Say which."
