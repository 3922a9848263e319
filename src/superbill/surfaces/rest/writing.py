"""Turns answers into responses: JSON, CSV, NDJSON, links to the next page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from starlette.responses import Response, StreamingResponse

from superbill.surfaces.answers import to_json
from superbill.surfaces.rest.calls import MEDIA_TYPES, Answer, Asked, Call, Data, Format, Listing
from superbill.surfaces.sheets import csv_lines

T = TypeVar("T")

ROWS_AT_A_TIME = 50
"""Rows made before other requests get their turn: about two milliseconds."""


async def respond(call: Call, asked: Asked, answer: Answer) -> Response:
    """The response to an answered call."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, Listing):
        return await _listing(call, asked.format, answer)
    body = answer if isinstance(answer, bytes) else to_json(answer, indent=0)
    return Response(body, media_type=MEDIA_TYPES["json"])


async def json_data(listing: Listing) -> Data:
    """A listing as the object that its JSON is."""
    return {**listing.head, listing.key: await _all(map(listing.data, listing.rows)), **listing.tail}


async def _listing(call: Call, fmt: Format, listing: Listing) -> Response:
    headers = {"link": link_header(listing.links)} if listing.links else {}
    if fmt == "json":
        return Response(to_json(await json_data(listing), indent=0), headers=headers, media_type=MEDIA_TYPES["json"])
    if fmt == "csv":
        headers["content-disposition"] = f'attachment; filename="superbill-{call.name}.csv"'
    rows = listing.rows if listing.stream else await _all(listing.rows)
    pieces = _csv(listing, rows) if fmt == "csv" else _ndjson(listing, rows)
    if listing.stream:
        return StreamingResponse(_taking_turns(pieces), headers=headers, media_type=MEDIA_TYPES[fmt])
    return Response(b"".join(pieces), headers=headers, media_type=MEDIA_TYPES[fmt])


async def _all(rows: Iterable[T]) -> list[T]:
    made = iter(rows)
    found: list[T] = []
    while some := list(islice(made, ROWS_AT_A_TIME)):
        if found:
            await asyncio.sleep(0)
        found += some
    return found


async def _taking_turns(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    made = iter(pieces)
    while piece := b"".join(islice(made, ROWS_AT_A_TIME)):
        yield piece
        await asyncio.sleep(0)


def _ndjson(listing: Listing, rows: Iterable[Any]) -> Iterator[bytes]:
    for row in rows:
        yield to_json(listing.data(row), indent=0) + b"\n"


def _csv(listing: Listing, rows: Iterable[Any]) -> Iterator[bytes]:
    for line in csv_lines(listing.sheet, rows):
        yield line.encode()


def link_header(links: Mapping[str, str]) -> str:
    """`Link` (RFC 8288)."""
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())


def address(asked: Asked, **changed: object) -> str:
    """The address of the same call with other parameters."""
    kept = [(name, text) for name, text in asked.query if name not in changed]
    return f"{quote(asked.path)}?{urlencode([*kept, *((name, str(value)) for name, value in changed.items())])}"
