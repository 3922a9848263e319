"""Finished pages, kept compressed: a code page is the same for everybody until the knowledge base changes."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable

import brotli
from starlette.requests import Request
from starlette.responses import Response

from superbill.surfaces.http.coding import chosen

LIMIT_BYTES = 16_000_000
GZIP_LEVEL = 6
BROTLI_QUALITY = 3
ABOUT_AN_ENTRY = 600
"""What Python needs beside the bytes."""

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda plain: bytes(brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)),
    "gzip": lambda plain: gzip.compress(plain, GZIP_LEVEL, mtime=0),
}
UNPACKERS: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


class Kept:
    """One page, compressed once, as the browser that asked first likes it. Others get it unpacked, or packed anew."""

    def __init__(self, text: str, coding: str | None = "br") -> None:
        self._coding = coding or "gzip"
        self._packed = PACKERS[self._coding](text.encode())

    @property
    def size(self) -> int:
        """Bytes held."""
        return ABOUT_AN_ENTRY + len(self._packed)

    def body(self, coding: str | None) -> bytes:
        """The page in a coding, or plain."""
        if coding == self._coding:
            return self._packed
        plain = UNPACKERS[self._coding](self._packed)
        return PACKERS[coding](plain) if coding else plain


class PageCache:
    """The pages used last, up to a number of bytes. For one process and its event loop."""

    def __init__(self, limit: int = LIMIT_BYTES) -> None:
        self._limit = limit
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable) -> Kept | None:
        """The page of that key, which counts as used."""
        if key in self._pages:
            self._pages.move_to_end(key)
            return self._pages[key]
        return None

    def put(self, key: Hashable, text: str, coding: str | None = "br") -> Kept:
        """Keep a page, letting go of those used longest ago. `coding` is what the browser that asks takes."""
        kept = Kept(text, coding)
        if key in self._pages:
            self.size -= self._pages.pop(key).size
        self._pages[key] = kept
        self.size += kept.size
        while len(self._pages) > 1 and self.size > self._limit:
            _, gone = self._pages.popitem(last=False)
            self.size -= gone.size
        return kept


def page_cache(request: Request) -> PageCache:
    """The cache of this server."""
    state = request.app.state
    if not hasattr(state, "page_cache"):
        state.page_cache = PageCache()
    found: PageCache = state.page_cache
    return found


def kept_response(request: Request, kept: Kept) -> Response:
    """A kept page in the coding that the browser likes best."""
    coding = coding_of(request) if request.method != "HEAD" else None
    response = Response(kept.body(coding), media_type="text/html; charset=utf-8")
    response.headers["vary"] = "accept-encoding"
    if coding:
        response.headers["content-encoding"] = coding
    return response


def coding_of(request: Request) -> str | None:
    """The coding that the browser likes best."""
    return chosen(request.headers.get("accept-encoding", ""))
