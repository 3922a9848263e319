"""Inputs at addresses, over a real server on loopback: fetched, gone on with, kept, refused."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rates_lake import document, item, rows
from superbill.rates.ingest import DOWNLOADS, ingest
from superbill.rates.reading.inputs import without_signature

WHOLE = document([item("A"), item("B")])


class Server(ThreadingHTTPServer):
    """Serves `files`; the first `cuts` answers break off in the middle."""

    files: dict[str, bytes]
    cuts = 0
    asked: list[str | None]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(self.headers.get("Range"))
        if path not in self.server.files:
            self.send_error(404)
            return
        body, start = self.server.files[path], int((self.headers.get("Range") or "bytes=0-")[6:-1])
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        if self.server.cuts:
            self.server.cuts -= 1
            self.wfile.write(body[start : start + 200])
            self.close_connection = True
            return
        self.wfile.write(body[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.json", document([item("A")]))
        archive.writestr("b.json", document([item("B")]))
    found = Server(("127.0.0.1", 0), Handler)
    found.files = {"/rates.json": WHOLE, "/both.zip": packed.getvalue(), "/page": b"<html>sign in</html>"}
    found.asked = []
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


def address(server: Server, path: str) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def test_a_file_is_fetched_read_and_kept(server: Server, tmp_path: Path) -> None:
    """It is called without its signature, so that tomorrow's address is the same file; nothing is left of the download."""
    url = address(server, "/rates.json?plan=7&Expires=1&Signature=abc")
    done = ingest([url], tmp_path / "lake")
    assert [one.path for one in done.files] == [address(server, "/rates.json?plan=7")]
    assert done.files[0].items == 2
    again = ingest([address(server, "/rates.json?plan=7&Expires=2")], tmp_path / "lake")
    assert again.kept == (done.files[0].path,)
    assert len(server.asked) == 1
    assert not list((tmp_path / "lake" / DOWNLOADS).iterdir())


def test_a_download_goes_on_where_it_broke_off(server: Server, tmp_path: Path) -> None:
    """The first try is refused with its reason, the second asks for the rest."""
    server.cuts = 1
    done = ingest([address(server, "/rates.json")], tmp_path / "lake")
    assert "broke off after 200 bytes" in done.refused[0].reason
    assert ingest([address(server, "/rates.json")], tmp_path / "lake").files[0].items == 2
    assert server.asked == [None, "bytes=200-"]
    assert rows(tmp_path / "lake", "SELECT count(*) FROM price") == [(2,)]


def test_members_of_a_zip_and_what_is_not_there(server: Server, tmp_path: Path) -> None:
    """One that fails does not stop the others."""
    urls = [address(server, path) for path in ("/both.zip", "/none", "/page")]
    done = ingest(urls, tmp_path / "lake")
    assert [one.path for one in done.files] == [f"{urls[0]}/a.json", f"{urls[0]}/b.json"]
    assert [("404" in one.reason, "HTML" in one.reason) for one in done.refused] == [(True, False), (False, True)]
    assert ingest(urls[:1], tmp_path / "lake").kept == tuple(one.path for one in done.files)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("https://x/a.gz?X-Amz-Date=1&X-Amz-Signature=2", "https://x/a.gz"),
        ("https://x/a.gz?file=1&Key-Pair-Id=2&Policy=3#part", "https://x/a.gz?file=1"),
        ("https://x/a.gz?sv=1&se=2&sig=3&serial=4", "https://x/a.gz?serial=4"),
    ],
)
def test_signatures(given: str, name: str) -> None:
    """Amazon, CloudFront and Azure."""
    assert without_signature(given) == name
