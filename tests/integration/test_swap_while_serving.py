"""A newer knowledge base is taken into use under load without one failed request."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections import Counter
from functools import partial
from pathlib import Path

from superbill.surfaces.http.settings import Settings
from unit.surfaces.serving.running import copied, published, serving, until

PATHS = (
    "/api/v1/codes/E83.52", "/api/v1/suggest?q=hyperc", "/api/v1/report/82331", "/api/v1/codes?system=icd10cm&format=csv",
    "/readyz",
)  # fmt: skip
SWAPS = 5


def ask(port: int, ends: threading.Event, found: Counter[str], stamps: set[str], place: int) -> None:
    """Ask one thing after another until the event, and count what comes back."""
    while not ends.is_set():
        place += 1
        path = PATHS[place % len(PATHS)]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                body = answer.read()
                found[str(answer.status)] += 1
                if path == "/readyz":
                    stamps.add(json.loads(body)["stamp"])
        except OSError as error:
            found[f"{path}: {error}"] += 1


def test_no_request_fails(small_kb: Path, tmp_path: Path) -> None:
    kb = copied(small_kb, tmp_path)
    found: Counter[str] = Counter()
    stamps: set[str] = set()
    with serving(Settings(kb=kb, private=tmp_path, reload_every=0.05)) as running:
        ends = threading.Event()
        askers = [threading.Thread(target=ask, args=(running.port, ends, found, stamps, place)) for place in range(6)]
        for asker in askers:
            asker.start()
        for number in range(SWAPS):
            published(kb, f"swap{number}")
            until(partial(stamps.__contains__, f"swap{number}"))
        ends.set()
        for asker in askers:
            asker.join()
    assert set(found) == {"200"}, found
    assert {f"swap{number}" for number in range(SWAPS)} <= stamps
