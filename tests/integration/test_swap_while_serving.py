"""A newer knowledge base is taken into use under load without one failed request."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path

from superbill.surfaces.http.settings import Settings
from unit.surfaces.serving.running import copied, published, serving

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
                    stamps.add(body.decode())
        except OSError as error:
            found[f"{path}: {error}"] += 1


def test_no_request_fails(small_kb: Path, tmp_path: Path) -> None:
    kb = copied(small_kb, tmp_path)
    found: Counter[str] = Counter()
    stamps: set[str] = set()
    with serving(Settings(kb=kb, private=tmp_path, reload_every=0.05)) as port:
        ends = threading.Event()
        askers = [threading.Thread(target=ask, args=(port, ends, found, stamps, place)) for place in range(6)]
        for asker in askers:
            asker.start()
        for number in range(SWAPS):
            time.sleep(0.4)
            published(kb, f"swap{number}")
        time.sleep(0.4)
        ends.set()
        for asker in askers:
            asker.join()
    assert set(found) == {"200"}, found
    assert found["200"] > 100
    assert len(stamps) == SWAPS + 1
