"""The routes of the API: one for each address that calls are declared for, and the documentation."""

from __future__ import annotations

from itertools import groupby

from starlette.routing import BaseRoute, Route

from superbill.surfaces.rest.docs import documentation_routes
from superbill.surfaces.rest.registry import calls
from superbill.surfaces.rest.resource import Resource


def routes() -> list[BaseRoute]:
    """In the order in which they are tried; the addresses asked most often first."""
    by_path = {path: list(group) for path, group in groupby(calls(), key=lambda call: call.path)}
    ordered = sorted(by_path, key=lambda path: (path not in OFTEN, path))
    return [*(Route(path, Resource(by_path[path])) for path in ordered), *documentation_routes()]


OFTEN = frozenset({"/api/v1/suggest", "/api/v1/codes/{code}"})
