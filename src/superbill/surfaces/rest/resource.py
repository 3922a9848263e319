"""Answers the calls at one address: reads, asks, writes, and knows what has not changed since it was last asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from superbill.surfaces.http.caching import CACHE_CONTROL, address_of, entity_tag, matches
from superbill.surfaces.http.context import lease
from superbill.surfaces.http.kept import KeptAnswers
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.rest.calls import MEDIA_TYPES, Answer, Asked, Call
from superbill.surfaces.rest.reading import read_body, read_bytes, read_parameters, read_query, wanted_format
from superbill.surfaces.rest.writing import respond


class Resource:
    """An ASGI application for one address and its methods."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = {call.method: call for call in calls}
        if "GET" in self._calls:
            self._calls["HEAD"] = self._calls["GET"]  # type: ignore[index]
        self._allow = ", ".join(sorted({*self._calls, "OPTIONS"}))
        self._kept = KeptAnswers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; errors are raised for the application to show."""
        call = self._calls.get(scope["method"])
        if call is not None:
            response = await self._answered(call, scope, receive)
        elif scope["method"] == "OPTIONS":
            response = Response(status_code=204, headers={"allow": self._allow})
        else:
            detail = f"This address takes {self._allow}."
            raise Problem(405, detail, headers=(("allow", self._allow),)).raised()
        await response(scope, receive, send)

    async def _answered(self, call: Call, scope: Scope, receive: Receive) -> Response:
        headers, held = Headers(scope=scope), lease(scope)
        today = held.settings.today()
        query = read_query(scope["query_string"].decode("latin-1"))
        fmt = wanted_format(call, query, headers.get("accept", ""))
        values, undated = read_parameters(call, scope["path_params"], query, today)
        asked = Asked(held.held.bench, held.apart, today, fmt, scope["path"], query)
        if call.body is not None or call.takes:
            request = Request(scope, receive)
            values["body"] = await (read_body(request, call.body) if call.body else read_bytes(request, call.takes))
            response = await respond(call, asked, await answer(call, asked, values))
            response.headers["cache-control"] = "no-store"
            return response
        tag = entity_tag(held.held.tag, address_of(scope), today if undated else None, fmt)
        if matches(headers.get("if-none-match", ""), tag):
            response = Response(status_code=304)
        elif call.kept:
            response = await self._again(call, asked, values, held.held.tag)
        else:
            response = await respond(call, asked, await answer(call, asked, values))
        response.headers["etag"] = tag
        response.headers["cache-control"] = CACHE_CONTROL
        if len(call.formats) > 1:
            response.headers.add_vary_header("accept")
        return response

    async def _again(self, call: Call, asked: Asked, values: dict[str, Any], tag: str) -> Response:
        """An answer that may be at hand from before."""
        key = (tag, *values.values())
        body = self._kept.get(key)
        if body is None:
            body = bytes((await respond(call, asked, await answer(call, asked, values))).body)
            self._kept.put(key, body)
        return Response(body, media_type=MEDIA_TYPES["json"])


async def answer(call: Call, asked: Asked, values: dict[str, Any]) -> Answer:
    """Ask the handler."""
    found = call.handler(asked, **values)
    return await found if asyncio.iscoroutine(found) else found  # type: ignore[return-value]
