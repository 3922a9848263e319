"""Finished pages, kept compressed."""

from __future__ import annotations

import gzip

import brotli
import pytest
from starlette.testclient import TestClient

from superbill.surfaces.web.page_cache import Kept, PageCache


def test_a_page_is_the_same_in_every_coding() -> None:
    kept = Kept("ä" * 500)
    assert gzip.decompress(kept.body("gzip")) == brotli.decompress(kept.body("br")) == kept.body(None)


def test_pages_used_longest_ago_are_let_go() -> None:
    cache = PageCache(limit=1_400)
    for name in "abc":
        cache.put(name, name)
        cache.get("a")
    assert cache.get("a") and cache.get("c") and cache.get("b") is None


@pytest.mark.parametrize("coding", ["gzip", "br", "identity"])
def test_a_code_page_goes_out_in_the_coding_asked_for(web: TestClient, coding: str) -> None:
    plain = web.get("/code/cpt/82331", headers={"accept-encoding": "identity"})
    response = web.get("/code/cpt/82331", headers={"accept-encoding": coding})
    assert response.headers.get("content-encoding", "identity") == coding
    assert "accept-encoding" in response.headers["vary"].lower()
    assert response.text == plain.text


def test_other_terms_are_another_page(web: TestClient) -> None:
    pages = {web.get(f"/code/cpt/82331{query}").text for query in ("", "?on=2026-11-22", "?setting=outpatient")}
    assert len(pages) == 3
