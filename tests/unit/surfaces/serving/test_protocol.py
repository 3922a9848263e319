"""Clients that are slow on purpose, against a real server."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from superbill.surfaces.http.settings import Settings
from unit.surfaces.serving.running import Running, impatient, received, serving, talk

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
CLOSE = b"Connection: close\r\n\r\n"
POST = b"POST /api/v1/codes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n"


@pytest.fixture(scope="module")
def running(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(impatient(Settings(kb=small_kb, private=tmp_path_factory.mktemp("operator")))) as found:
        yield found


@pytest.fixture
def port(running: Running) -> int:
    return running.port


def test_a_plain_request_is_answered(port: int) -> None:
    answer = talk(port, GET + CLOSE)
    assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"ok\n")


@pytest.mark.parametrize("pieces", [(), (GET[:20],), (GET,), (b"\r\n",)], ids=["silent", "line", "head", "blank"])
def test_a_head_that_does_not_come_is_not_waited_for(port: int, pieces: tuple[bytes, ...]) -> None:
    start = time.monotonic()
    assert talk(port, *pieces) == b""
    assert time.monotonic() - start < 5


def test_a_head_that_comes_in_drops_is_cut(port: int) -> None:
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        for answer in (talk(port, GET, *[b"X: y\r\n"] * 120, wait=0.02),):
            assert answer == b""
            raise ConnectionResetError


def test_blank_lines_do_not_keep_a_connection(port: int) -> None:
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        assert talk(port, *[b"\r\n"] * 120, wait=0.02) == b""
        raise ConnectionResetError


def test_a_body_that_does_not_come_is_not_waited_for(port: int) -> None:
    start = time.monotonic()
    assert talk(port, POST, b'{"codes"') == b""
    assert time.monotonic() - start < 5


def test_a_body_in_pieces_is_taken(port: int) -> None:
    answer = talk(port, POST.replace(b"Host", b"Connection: close\r\nHost"), b'{"codes":', b'["82331"]}', wait=0.05)
    assert answer.startswith(b"HTTP/1.1 200")


def test_a_head_has_an_end(port: int) -> None:
    answer = talk(port, GET, b"X: " + b"y" * 40_000)
    assert answer.startswith(b"HTTP/1.1 431")
    many = b"".join(b"X-%d: y\r\n" % number for number in range(5_000))
    assert talk(port, GET + many).startswith(b"HTTP/1.1 431")


def test_connections_are_used_again(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        for _ in range(3):
            connection.sendall(GET + b"\r\n")
            time.sleep(0.4)
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(GET + b"\r\n" + GET + CLOSE)
        assert received(connection).count(b"HTTP/1.1 200") == 2


def test_a_client_that_takes_nothing_is_cut(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(3)
        connection.connect(("127.0.0.1", running.port))
        connection.sendall(b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 300)
        end = time.monotonic() + 20
        while time.monotonic() < end and (running.connections or time.monotonic() < end - 19):
            time.sleep(0.05)
        assert running.connections == 0
        answer = received(connection)
    assert 0 < answer.count(b"HTTP/1.1 200") < 300
    assert "Exception" not in caplog.text


def test_a_client_that_takes_its_time_is_served(running: Running) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        connection.settimeout(3)
        connection.connect(("127.0.0.1", running.port))
        ask = b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(ask * 80 + ask.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answer = received(connection)
    assert answer.count(b"HTTP/1.1 200") == 81


@pytest.mark.parametrize(
    "request_",
    [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ids=["words", "version", "length", "tls", "null"],
)  # fmt: skip
def test_what_is_not_http_is_refused(port: int, request_: bytes) -> None:
    answer = talk(port, request_)
    assert answer.startswith(b"HTTP/1.1 400") or answer == b""
    assert talk(port, GET + CLOSE).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "path", ["/..%2f..%2fetc/passwd", "/api/v1/codes/..%2f..%2f", "/static/..%2fpages.py", "//etc/passwd"]
)
def test_no_path_leads_to_a_file(port: int, path: str) -> None:
    answer = talk(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))
    assert b"root:" not in answer and b"def pages" not in answer
