"""Checked claims as one self-contained HTML file: no script, nothing fetched. Memory is bounded: the claims with most at
risk are shown in full, the others counted and queued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from superbill.edits.tally import Tally
from superbill.report.render.html import report_css
from superbill.surfaces.claim_streams import Found, Shown
from superbill.surfaces.claim_view import laid_out


def html_stream(found: Iterable[Found], shown: Shown, tally: Tally) -> Iterator[bytes]:
    """The whole page, when the last claim is in."""
    results = laid_out(found, tally, shown.name)
    if shown.failed_only or shown.queue:
        results.rest = []
        results.blocks = [] if shown.queue else [block for block in results.blocks if block.failed]
    page = _templates().get_template("claims_file.html.j2")
    yield page.render(results=results, css=Markup(report_css() + claims_css())).encode() + b"\n"


@cache
def claims_css() -> str:
    """The style of results."""
    return files("superbill.surfaces").joinpath("templates", "claims.css").read_text("utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("superbill.surfaces"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
