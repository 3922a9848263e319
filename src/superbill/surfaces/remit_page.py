"""A worked remittance as HTML: one self-contained file, or its inside for the page of the web application."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from superbill.model.citation import NotAvailable
from superbill.remits.answer import RemitAnswer
from superbill.remits.deadlines import Deadline
from superbill.report.render.format import clean
from superbill.report.render.html import report_css
from superbill.surfaces.remit_answers import sign_of, to_do, usd

MOST_ITEMS = 500
MOST_CLAIMS = 500
SIGNS = {"+": "for an appeal", "-": "against an appeal", ".": "to weigh"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as addresses of images: wide and narrow, light and dark; `words` say what it shows."""

    light: str
    dark: str
    narrow: str
    narrow_dark: str
    words: str
    width: int
    height: int


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("superbill.surfaces"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters.update(usd=usd, clean=clean)
    found.globals.update(sign_of=sign_of, to_do=to_do, signs=SIGNS, most_items=MOST_ITEMS, most_claims=MOST_CLAIMS)
    found.tests.update(
        deadline=lambda value: isinstance(value, Deadline), missing=lambda value: isinstance(value, NotAvailable)
    )
    return found


def remit_body(answer: RemitAnswer, picture: Picture | None = None) -> Markup:
    """The inside of `<main>`, to be put into an element of class `report`."""
    return Markup(_templates().get_template("remit_body.html.j2").render(answer=answer, picture=picture))


def remit_html(answer: RemitAnswer) -> str:
    """The whole file."""
    page = _templates().get_template("remit.html.j2")
    return page.render(answer=answer, picture=None, css=Markup(report_css()))
