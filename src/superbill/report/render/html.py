"""A report as HTML: one self-contained page, or its inside for a page of the web application.

The page needs no script and fetches nothing (its Content-Security-Policy says so to the browser as well). Every value is
escaped by the template engine.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from superbill.model.report import Report
from superbill.report.render.layout import lay_out
from superbill.report.render.pieces import Pieces
from superbill.report.render.view import CodeUrl


@cache
def templates() -> Environment:
    """The templates of this package, everything escaped."""
    return Environment(
        loader=PackageLoader("superbill.report.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _no_url(code: str) -> None:
    """A single file has no other pages to point to."""


@cache
def report_css() -> str:
    """The style sheet of page and fragment; the rules of a fragment all hang on `.report` and `.report-toc`."""
    return files("superbill.report.render").joinpath("templates", "report.css").read_text("utf-8")


def render_report_page(report: Report, *, code_url: CodeUrl = _no_url) -> str:
    """The whole file: head, contents list, report. `code_url` gives the address of a code's own page, or None."""
    page = templates().get_template("report.html.j2")
    return page.render(report=lay_out(report), css=Markup(report_css()), draw=Pieces(code_url))


def render_report_body(report: Report, *, code_url: CodeUrl = _no_url) -> str:
    """The inside of `<main>`, to be put into an element of class `report`."""
    return templates().get_template("report_body.html.j2").render(report=lay_out(report), draw=Pieces(code_url))


def render_report_toc(report: Report) -> str:
    """The links of the contents list, to be put into a `<nav class="report-toc">`."""
    return templates().get_template("report_toc.html.j2").render(report=lay_out(report))
