"""Fifty requests at once to a real server of several processes: never one too many, never one too few."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from superbill.model.codes import System
from superbill.office.accounts.actions import Setting, create
from superbill.office.accounts.logins import begin
from superbill.office.accounts.roles import Role
from superbill.office.database import Database
from superbill.office.site.policy import read_site
from superbill.workbench import Workbench

POLICY = """
[site]
url = "http://localhost"
database_url = "{url}"
[meter]
period = "ever"
[guests]
per_address = {per_address}
"""


@contextmanager
def served(kb: Path, folder: Path, url: str, per_address: int = 7, workers: int = 3) -> Iterator[int]:
    """The port of `superbill serve --site` with several processes."""
    policy = folder / "site.toml"
    policy.write_text(POLICY.format(url=url, per_address=per_address))
    command = [sys.executable, "-m", "superbill", "serve", "--site", str(policy), "--port", "0", "--quiet"]
    command += ["--workers", str(workers), "--kb", str(kb)]
    environment = {**os.environ, "SUPERBILL_HOME": str(folder)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://[^:]+:(\d+)/", server.stdout.readline())
            assert found is not None
            yield int(found[1])
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def page(port: int, path: str, cookie: str = "") -> str:
    """One request over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"host": "localhost", "cookie": cookie})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return text if answer.status == 200 else f"{answer.status}"


def opened_at_once(port: int, paths: list[str], cookie: str = "") -> int:
    """How many of the pages asked for at once are open."""
    gate, found = threading.Barrier(len(paths)), list[str]()

    def ask(path: str) -> None:
        gate.wait()
        found.append(page(port, path, cookie))

    threads = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [text for text in found if len(text) == 3] == []
    assert len(found) == len(paths)
    return sum('data-meter="open"' in text for text in found)


@pytest.fixture
def codes(books_kb: Path) -> list[str]:
    """Fifty paths of different codes."""
    with Workbench.open(books_kb) as bench:
        known = [f"/code/{system}/{code}" for system in System for code in bench.codes(system)]
    assert len(known) >= 50
    return known[:50]


def test_fifty_at_once_count_exactly(books_kb: Path, tmp_path: Path, site_url: str, codes: list[str]) -> None:
    with served(books_kb, tmp_path, site_url) as port:
        page(port, "/help")
        site, database = read_site(tmp_path / "site.toml"), Database.connect(site_url)
        setting = Setting(site, datetime.now(UTC))
        tokens = []
        for name in ("ann", "bob"):
            with database.writing() as session:
                id = create(session, setting, f"{name}@example.org", "battery staple horse 7", Role.MEMBER)
                tokens.append(f"superbill_session={begin(session, setting, id, 'test', strong=False)}")
        database.close()
        assert opened_at_once(port, codes, tokens[0]) == 5, "different codes: as many as the limit"
        assert opened_at_once(port, [codes[0]] * 50, tokens[1]) == 50, "one code: open to all"
        assert opened_at_once(port, codes[1:5], tokens[1]) == 4, "and counted once"
        assert opened_at_once(port, codes[5:15], tokens[1]) == 0
        assert opened_at_once(port, codes) == 7, "guests without a cookie: as many as their network has"
