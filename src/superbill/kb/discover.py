"""Finds the sources: every module of `superbill.sources` with a `SOURCE`, and entry points of that group."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points

import superbill.sources
from superbill.errors import InternalError
from superbill.model.rows import Table
from superbill.sources.base import Source

GROUP = "superbill.sources"


@cache
def sources() -> dict[str, Source]:
    """All sources by id, in the order of their ids."""
    found: dict[str, Source] = {}
    modules = (
        importlib.import_module(f"{superbill.sources.__name__}.{info.name}")
        for info in pkgutil.iter_modules(superbill.sources.__path__)
    )
    candidates = [getattr(module, "SOURCE", None) for module in modules]
    candidates += [point.load() for point in entry_points(group=GROUP)]
    for source in candidates:
        if source is None:
            continue
        if not isinstance(source, Source):
            raise InternalError(f"{source!r} is no Source")
        if source.id in found:
            raise InternalError(f"two sources call themselves {source.id}")
        found[source.id] = source
    return dict(sorted(found.items()))


@cache
def tables() -> dict[str, Table]:
    """All tables that sources fill, by name."""
    found: dict[str, Table] = {}
    for source in sources().values():
        for table in source.tables:
            if found.setdefault(table.name, table) is not table:
                raise InternalError(f"{source.id} declares another table of the name {table.name}")
    return dict(sorted(found.items()))
