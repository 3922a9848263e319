"""The hierarchy of a code system."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from superbill.errors import NotLoaded
from superbill.model.codes import System
from superbill.model.lookup import KnownAnswer
from superbill.surfaces.answers import node_data
from superbill.surfaces.http.problems import not_found
from superbill.surfaces.rest.calls import Asked, Call, Data, Example, Parameter
from superbill.surfaces.rest.parameters import CODE, ON, SYSTEM, one_of

RANGE = "-"
"""Stands in the ids of blocks and chapters, and in no code."""

NODE = replace(
    CODE,
    description="A code, block (`E70-E88`) or chapter (`chapter-4`); left out: the top.",
    required=False,
    default="",
)
TREE = Parameter(
    "system", {**SYSTEM.schema, "default": System.ICD10CM.value}, "The code system.", read=one_of(System),
    default=System.ICD10CM,
)  # fmt: skip


def children(asked: Asked, code: str, on: date, system: System) -> Data:
    """What stands directly below."""
    found = asked.bench.children(code, on, system)
    if not found:
        _check(asked, code, on, system)
    return {"system": system, "code": code, "on": on, "children": [node_data(node) for node in found]}


def ancestors(asked: Asked, code: str, on: date, system: System) -> Data:
    """What stands above."""
    found = asked.bench.ancestors(code, on, system)
    if not found or RANGE not in code:
        _check(asked, code, on, system)
    return {"system": system, "code": code, "on": on, "ancestors": [node_data(node) for node in found]}


def _check(asked: Asked, code: str, on: date, system: System) -> None:
    """Raises when there is no hierarchy, or no such code."""
    if not asked.bench.children("", on, system):
        raise NotLoaded(
            f"no hierarchy of {system.label} is loaded for {on}", hint="See what is loaded: /api/v1/releases"
        )
    answer = asked.bench.lookup(code, on, system)
    if not isinstance(answer, KnownAnswer):
        raise not_found(answer).raised()


CALLS = (
    Call(
        "GET", "/api/v1/children", "children", "What stands below a code",
        "The nodes directly below a code, block or chapter, or at the top of the system.",
        children, "children", Example(query={"code": "E83.5", "on": "2026-11-22"}), (NODE, ON, TREE), missing=True,
    ),
    Call(
        "GET", "/api/v1/ancestors", "ancestors", "What stands above a code",
        "From the chapter down to the parent.",
        ancestors, "ancestors", Example(query={"code": "E83.52", "on": "2026-11-22"}), (CODE, ON, TREE), missing=True,
    ),
)  # fmt: skip
