"""Turns answers into responses: JSON, CSV, NDJSON, links to the next page."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse

from superbill.surfaces.answers import to_json
from superbill.surfaces.rest.calls import MEDIA_TYPES, Answer, Asked, Call, Data, Format, Listing

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


async def json_data(answer: Data | Listing) -> Data:
    """A listing as the object that its JSON is."""
    if not isinstance(answer, Listing):
        return answer
    return {**answer.head, answer.key: await _all(answer.rows), **answer.tail}


async def _listing(call: Call, fmt: Format, listing: Listing) -> Response:
    headers = {"link": link_header(listing.links)} if listing.links else {}
    if fmt == "json":
        return Response(to_json(await json_data(listing), indent=0), headers=headers, media_type=MEDIA_TYPES["json"])
    if fmt == "csv":
        headers["content-disposition"] = f'attachment; filename="superbill-{call.name}.csv"'
    rows = listing.rows if listing.stream else await _all(listing.rows)
    pieces = _csv(listing, rows) if fmt == "csv" else _ndjson(rows)
    if listing.stream:
        return StreamingResponse(_taking_turns(pieces), headers=headers, media_type=MEDIA_TYPES[fmt])
    return Response(b"".join(pieces), headers=headers, media_type=MEDIA_TYPES[fmt])


async def _all(rows: Iterable[Data]) -> list[Data]:
    made = iter(rows)
    found = list(islice(made, ROWS_AT_A_TIME))
    while len(found) % ROWS_AT_A_TIME == 0 and (more := list(islice(made, ROWS_AT_A_TIME))):
        found += more
        await asyncio.sleep(0)
    return found


async def _taking_turns(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    made = iter(pieces)
    while piece := b"".join(islice(made, ROWS_AT_A_TIME)):
        yield piece
        await asyncio.sleep(0)


def _ndjson(rows: Iterable[Data]) -> Iterator[bytes]:
    for row in rows:
        yield to_json(row, indent=0) + b"\n"


def _csv(listing: Listing, rows: Iterable[Data]) -> Iterator[bytes]:
    """Headings from the first row; nothing at all when there is none."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    headed = False
    for row in rows:
        cells = listing.flat(row)
        if not headed:
            writer.writerow(cells)
            headed = True
        writer.writerow(cells.values())
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def link_header(links: Mapping[str, str]) -> str:
    """`Link` (RFC 8288)."""
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())


def address(asked: Asked, **changed: object) -> str:
    """The address of the same call with other parameters."""
    pairs = [(name, text) for name, text in asked.given if name not in changed]
    return f"{asked.path}?{urlencode([*pairs, *((name, str(value)) for name, value in changed.items())])}"
