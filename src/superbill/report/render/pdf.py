"""A report as PDF, set by Typst. The data goes in as JSON and is never part of the markup, so no value can be markup.

Only the fonts that come with Typst are used, and no time is written: the same report gives the same bytes anywhere.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from superbill.errors import UsageError
from superbill.model.report import Report
from superbill.report.render.layout import lay_out

if TYPE_CHECKING:
    from types import ModuleType

PAPERS = ("us-letter", "a4")


def render_pdf(report: Report, *, paper: str = "us-letter") -> bytes:
    """The PDF file. `UsageError` for another paper than `PAPERS`, and when the optional extra `pdf` is not installed."""
    if paper not in PAPERS:
        raise UsageError(f"{paper!r} is no paper size", hint=f"Known sizes: {', '.join(PAPERS)}.")
    template = files("superbill.report.render").joinpath("templates", "report.typ").read_bytes()
    inputs = {"report": msgspec.json.encode(lay_out(report)).decode(), "paper": paper}
    typst = _typst()
    compiler = typst.Compiler(template, ignore_system_fonts=True, sys_inputs=inputs)
    return bytes(compiler.compile(format="pdf"))


def _typst() -> ModuleType:
    try:
        import typst  # noqa: PLC0415
    except ImportError:
        raise UsageError("PDF needs an optional part", hint="pip install 'superbill[pdf]'") from None
    return typst
