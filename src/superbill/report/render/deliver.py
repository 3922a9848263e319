"""The formats a report is delivered in, by the names of `--format`. A renderer is imported when it is first used."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from superbill.errors import UsageError
from superbill.model.report import Report

_RENDERERS = {
    "json": ("superbill.report.render.json", "report_json"),
    "md": ("superbill.report.render.markdown", "render_markdown"),
    "html": ("superbill.report.render.html", "render_report_page"),
    "pdf": ("superbill.report.render.pdf", "render_pdf"),
}
FORMATS = tuple(_RENDERERS)
MEDIA_TYPES = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


def render(report: Report, fmt: str) -> bytes:
    """The report in that format, text as UTF-8. `UsageError` for a format that is not in `FORMATS`."""
    if fmt not in _RENDERERS:
        raise UsageError(f"{fmt!r} is no format of a report", hint=f"Formats: {', '.join(FORMATS)}.")
    module, name = _RENDERERS[fmt]
    renderer: Callable[[Report], str | bytes] = getattr(importlib.import_module(module), name)
    content = renderer(report)
    return content.encode() if isinstance(content, str) else content
