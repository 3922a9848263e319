"""Answers that are kept."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.http.kept import LARGEST, KeptAnswers
from superbill.workbench import Workbench


def test_the_answer_used_longest_ago_goes_first() -> None:
    kept = KeptAnswers(2)
    kept.put("a", b"1")
    kept.put("b", b"2")
    assert kept.get("a") == b"1"
    kept.put("c", b"3")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (b"1", None, b"3")


def test_a_large_answer_is_not_kept() -> None:
    kept = KeptAnswers()
    kept.put("a", b"x" * (LARGEST + 1))
    assert kept.get("a") is None


def test_a_suggestion_asked_again_is_not_searched_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/api/v1/suggest?q=hypercalc")
    monkeypatch.setattr(Workbench, "suggest", None)
    again = client.get("/api/v1/suggest?q=hypercalc&limit=10")
    assert again.json() == first.json() and again.headers["content-type"] == "application/json"
    with pytest.raises(TypeError):
        client.get("/api/v1/suggest?q=hypercalce")
