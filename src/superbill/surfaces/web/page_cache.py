"""Finished pages, kept compressed: a code page is the same for everybody until the knowledge base changes."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Hashable

import brotli
from starlette.requests import Request
from starlette.responses import Response

from superbill.surfaces.http.coding import chosen

LIMIT_BYTES = 16_000_000
GZIP_LEVEL = 6
BROTLI_QUALITY = 5
ABOUT_AN_ENTRY = 600
"""What Python needs beside the bytes."""


class Kept:
    """One page in every coding that was asked for; gzip always, as the others can be made from it."""

    def __init__(self, text: str) -> None:
        self.codings = {"gzip": gzip.compress(text.encode(), GZIP_LEVEL, mtime=0)}

    @property
    def size(self) -> int:
        """Bytes held."""
        return ABOUT_AN_ENTRY + sum(map(len, self.codings.values()))

    def body(self, coding: str | None) -> bytes:
        """The page in a coding, or plain."""
        if coding in self.codings:
            return self.codings[coding]
        plain = gzip.decompress(self.codings["gzip"])
        if coding == "br":
            self.codings["br"] = brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
            return self.codings["br"]
        return plain


class PageCache:
    """The pages used last, up to a number of bytes. For one process and its event loop."""

    def __init__(self, limit: int = LIMIT_BYTES) -> None:
        self._limit = limit
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable) -> Kept | None:
        """The page of that key, which counts as used."""
        if key in self._pages:
            self._pages.move_to_end(key)
            return self._pages[key]
        return None

    def put(self, key: Hashable, text: str) -> Kept:
        """Keep a page, letting go of those used longest ago."""
        kept = self._pages[key] = Kept(text)
        while len(self._pages) > 1 and self.size > self._limit:
            self._pages.popitem(last=False)
        return kept

    @property
    def size(self) -> int:
        """Bytes held."""
        return sum(kept.size for kept in self._pages.values())


def page_cache(request: Request) -> PageCache:
    """The cache of this server."""
    state = request.app.state
    if not hasattr(state, "page_cache"):
        state.page_cache = PageCache()
    found: PageCache = state.page_cache
    return found


def kept_response(request: Request, kept: Kept) -> Response:
    """A kept page in the coding that the browser likes best."""
    coding = chosen(request.headers.get("accept-encoding", "")) if request.method != "HEAD" else None
    response = Response(kept.body(coding), media_type="text/html; charset=utf-8")
    response.headers["vary"] = "accept-encoding"
    if coding:
        response.headers["content-encoding"] = coding
    return response
