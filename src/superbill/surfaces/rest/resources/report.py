"""The report on a code."""

from __future__ import annotations

import asyncio
from datetime import date

from starlette.responses import Response

from superbill.model.codes import System
from superbill.model.edits import Setting
from superbill.model.lookup import NotLoadedHere, Unknown
from superbill.report.render.deliver import MEDIA_TYPES, render
from superbill.surfaces.http.problems import not_found
from superbill.surfaces.rest.calls import Asked, Call, Example
from superbill.surfaces.rest.parameters import CODE, LOCALITY, ON, SETTING, SYSTEM, ZIP


async def report(
    asked: Asked,
    code: str,
    on: date,
    system: System | None,
    locality: str | None,
    zip_code: str | None,
    setting: Setting,
) -> bytes | Response:
    """Everything about a code; 404 with near misses when no release lists it."""
    found = asked.bench.report(code, on, system=system, locality=locality, zip_code=zip_code, setting=setting)
    if isinstance(found, Unknown | NotLoadedHere):
        raise not_found(found).raised()
    if asked.format == "json":
        return render(found, "json")
    content = await asyncio.to_thread(render, found, asked.format)
    name = f'inline; filename="superbill-{found.code}.{asked.format}"'
    return Response(content, headers={"content-disposition": name}, media_type=MEDIA_TYPES[asked.format])


CALLS = (
    Call(
        "GET", "/api/v1/report/{code}", "report", "The report on a code",
        "What it is, how it is billed, what it pays, section by section, every value with its receipt. With a locality or a "
        "ZIP code, what it pays there.",
        report, "report", Example({"code": "82331"}, {"on": "2026-11-22"}),
        (CODE, ON, SYSTEM, LOCALITY, ZIP, SETTING), formats=("json", "md", "pdf"), missing=True,
    ),
)  # fmt: skip
