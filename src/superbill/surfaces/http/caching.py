"""ETag and Cache-Control out of what answers depend on: data, version, operator's descriptors, and today.

A tag is known before the answer is worked out, so a repeated question costs next to nothing. Tags are weak, because the
same answer goes out compressed or not.
"""

from __future__ import annotations

from datetime import date
from zlib import crc32

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from superbill.surfaces.http.context import lease, today
from superbill.surfaces.http.person import variant

CACHE_CONTROL = "no-cache"
"""May be kept, must be asked about before it is used again: data can change at any moment."""


def entity_tag(tag: str, address: str, day: date | None, variant: str = "") -> str:
    """The tag of one address; `day` when today decides, `variant` for a negotiated format, or for who asks."""
    parts = [tag, f"{crc32(address.encode('utf-8', 'surrogateescape')):08x}"]
    parts += [f"{day:%Y%m%d}"] if day else []
    parts += [variant] if variant else []
    return f'W/"{"-".join(parts)}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a list of tags names this one (weak comparison, RFC 9110, section 13.1.2)."""
    opaque = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == opaque for part in if_none_match.split(","))


def address_of(scope: Scope) -> str:
    """Path and query as asked."""
    return f"{scope['path']}?{scope['query_string'].decode('latin-1')}"


def _tag_of(request: Request, dated: bool) -> str:
    day = today(request) if dated else None
    return entity_tag(lease(request.scope).held.tag, address_of(request.scope), day, variant(request.scope))


def not_modified(request: Request, *, dated: bool) -> Response | None:
    """304 when the client has the current answer already. `dated`: it depends on today, because `on` was left out."""
    tag = _tag_of(request, dated)
    if request.method in ("GET", "HEAD") and matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"etag": tag, "cache-control": CACHE_CONTROL})
    return None


def stamp(request: Request, response: Response, *, dated: bool) -> Response:
    """The response with its tag; only a 200 gets one."""
    if response.status_code == 200:
        response.headers["etag"] = _tag_of(request, dated)
        response.headers["cache-control"] = CACHE_CONTROL
    return response
