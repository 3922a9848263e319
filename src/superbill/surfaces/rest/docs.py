"""The documentation of the API: the OpenAPI document, and a page for people made from it, without any script."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from superbill.errors import NotLoaded
from superbill.surfaces.answers import to_json
from superbill.surfaces.http.caching import CACHE_CONTROL
from superbill.surfaces.http.context import lease
from superbill.surfaces.http.problems import KINDS, Problem
from superbill.surfaces.rest.calls import MEDIA_TYPES
from superbill.surfaces.rest.examples import Shown, shown_examples
from superbill.surfaces.rest.openapi import DESCRIPTION, components, document, documented
from superbill.surfaces.rest.registry import calls

Examples = Mapping[str, Shown]


class Documentation:
    """The handlers; examples are asked once for each knowledge base."""

    def __init__(self) -> None:
        self._tag = ""
        self._examples: Examples = {}

    async def openapi(self, request: Request) -> Response:
        """`/api/openapi.json`."""
        body = to_json(document(await self._current(request)), indent=0)
        return Response(body, headers={"cache-control": CACHE_CONTROL}, media_type="application/json")

    async def page(self, request: Request) -> Response:
        """`/api/docs`."""
        return HTMLResponse(page(await self._current(request)), headers={"cache-control": CACHE_CONTROL})

    async def _current(self, request: Request) -> Examples:
        """None while there is no knowledge base to ask."""
        held = lease(request.scope)
        try:
            tag = held.held.tag
        except NotLoaded:
            return {}
        if tag != self._tag:
            self._examples = await shown_examples(held.held.bench, held.settings.today())
            self._tag = tag
        return self._examples


async def style(request: Request) -> Response:
    """`/api/docs.css`."""
    return Response(_style(), headers={"cache-control": CACHE_CONTROL}, media_type="text/css")


def page(examples: Examples) -> str:
    """The page as HTML."""
    return (
        _templates()
        .get_template("docs.html.j2")
        .render(
            calls=calls(),
            documented=documented,
            examples=examples,
            schemas=components(),
            description=DESCRIPTION.split("\n\n"),
            media_types=MEDIA_TYPES,
            problems=[(status, kind, Problem(status, "").title) for status, kind in KINDS.items()],
            version=version("superbill"),
        )
    )


def documentation_routes() -> list[BaseRoute]:
    """Page, style and document."""
    documentation = Documentation()
    return [
        Route("/api/docs", documentation.page),
        Route("/api/docs.css", style),
        Route("/api/openapi.json", documentation.openapi),
    ]


@cache
def _style() -> bytes:
    return files("superbill.surfaces.rest").joinpath("static", "docs.css").read_bytes()


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("superbill.surfaces.rest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["code"] = lambda text: text.split("`")
    return found
