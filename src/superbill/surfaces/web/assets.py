"""Static files under names that carry their digest, so that browsers may keep them for good.

htmx comes out of an installed wheel and is not part of Superbill; where it is not installed, pages do without the live parts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from superbill.report.render.html import report_css
from superbill.surfaces.claim_page import claims_css

FOREVER = "public, max-age=31536000, immutable"
HTMX = ("django-js-lib-htmx", "js_lib_htmx/static/htmx/htmx.min.js")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    name: str
    content: bytes
    media_type: str


@cache
def _by_plain_name() -> dict[str, Asset]:
    return {name: _asset(name, content) for name, content in _found()}


@cache
def _by_served_name() -> dict[str, Asset]:
    return {asset.name: asset for asset in _by_plain_name().values()}


def _found() -> Iterator[tuple[str, bytes]]:
    for file in files("superbill.surfaces.web").joinpath("static").iterdir():
        if Path(file.name).suffix in TYPES:
            yield file.name, file.read_bytes()
    yield "report.css", report_css().encode()
    yield "claims.css", claims_css().encode()
    try:
        htmx = Path(str(distribution(HTMX[0]).locate_file(HTMX[1])))
    except PackageNotFoundError:
        return
    if htmx.is_file():
        yield "htmx.js", htmx.read_bytes()


def _asset(name: str, content: bytes) -> Asset:
    path = Path(name)
    digest = hashlib.sha256(content).hexdigest()[:10]
    return Asset(f"{path.stem}.{digest}{path.suffix}", content, TYPES[path.suffix])


def asset_url(name: str) -> str | None:
    """Where a file is served; None for one that is not there."""
    asset = _by_plain_name().get(name)
    return f"/static/{asset.name}" if asset else None


async def static(request: Request) -> Response:
    """`/static/{name}`: only names that are known, no path is ever opened."""
    asset = _by_served_name().get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    headers = {"cache-control": FOREVER, "x-content-type-options": "nosniff"}
    return Response(asset.content, media_type=asset.media_type, headers=headers)
