"""A server on loopback, and a connection whose pauses are recorded, not slept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from superbill.fetch.client import Pace, Web
from unit.fetch.official import Official, running


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def official() -> Iterator[Official]:
    with running() as server:
        yield server


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def web(slept: list[float]) -> Iterator[Web]:
    with Web(Pace(pause_seconds=0, attempts=3, stall_seconds=0.3, sleep=slept.append)) as opened:
        yield opened
