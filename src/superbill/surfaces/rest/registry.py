"""Finds the calls: every module of `resources/` has its own as `CALLS`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import superbill.surfaces.rest.resources as resources
from superbill.errors import InternalError
from superbill.surfaces.rest.calls import Call

VERSION = "/api/v1/"


@cache
def calls() -> tuple[Call, ...]:
    """Every call by address, the calls of another service's shape last. Raises `InternalError` for a module without any, and for two of one name or address."""
    found: dict[str, Call] = {}
    addresses: set[tuple[str, str]] = set()
    for info in pkgutil.iter_modules(resources.__path__):
        declared = getattr(importlib.import_module(f"{resources.__name__}.{info.name}"), "CALLS", ())
        if not declared:
            raise InternalError(f"{info.name} declares no call")
        for call in declared:
            if call.name in found or (call.method, call.path) in addresses:
                raise InternalError(f"{call.method} {call.path} ({call.name}) is declared twice")
            found[call.name] = call
            addresses.add((call.method, call.path))
    return tuple(sorted(found.values(), key=lambda call: (not call.path.startswith(VERSION), call.path, call.method)))
