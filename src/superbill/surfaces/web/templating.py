"""Jinja2 with everything escaped; the body of a code page is the template of the report itself."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from superbill.errors import SuperbillError
from superbill.model.codes import display_code
from superbill.office.site.policy import Site
from superbill.report.render.format import clean, format_usd, split_commands
from superbill.surfaces.http.caching import stamp
from superbill.surfaces.http.context import settings, today, workbench
from superbill.surfaces.http.person import person
from superbill.surfaces.web.asking import Asked, code_url, page_url
from superbill.surfaces.web.assets import asset_url

NAVIGATION = (
    ("/ask", "Ask"),
    ("/browse", "Browse"),
    ("/pairs", "Pairs"),
    ("/fees", "Fees"),
    ("/rates", "Rates"),
    ("/notes", "Notes"),
    ("/claims", "Claims"),
    ("/remit", "Remittances"),
    ("/compare", "Compare"),
    ("/changes", "Changes"),
    ("/lists", "My lists"),
)
NO_STORE = "no-store"
ACCOUNT_SLOT, METER_SLOT = "<!--superbill:account-->", "<!--superbill:meter-->"
"""Where a page of a site says who asks, and how many views are left."""


def moment(at: datetime) -> str:
    """A moment as a person reads it, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def grouped(number: int) -> str:
    """A count: `8,725`."""
    return f"{number:,}"


@cache
def environment() -> Environment:
    """The environment of all pages."""
    found = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("superbill.surfaces.web"),
                PackageLoader("superbill.surfaces"),
                PackageLoader("superbill.report.render"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(
        asset=asset_url, navigation=NAVIGATION, page_url=page_url, code_url=code_url, printed=display_code
    )
    found.filters.update(clean=clean, usd=format_usd, grouped=grouped, commands=split_commands, moment=moment)
    return found


def render(template: str, **context: object) -> str:
    """A template as text."""
    return environment().get_template(template).render(**context)


def show(
    request: Request, template: str, *, asked: Asked, private: bool = False, status: int = 200, **context: object
) -> Response:
    """A whole page. `private` pages hold what a person wrote and are never kept by a cache; others carry the knowledge
    base's tag."""
    response = HTMLResponse(render_page(request, template, asked=asked, **context), status)
    if private or status != 200:
        response.headers["cache-control"] = NO_STORE
        return response
    return stamp(request, response, dated=asked.dated)


def render_page(request: Request, template: str, *, asked: Asked, **context: object) -> str:
    """The text of a whole page, with what the frame around every page needs."""
    frame: dict[str, object] = {
        "path": request.url.path, "typed": "", "stamp": stamp_of(request), "local": policy(request) is None,
    }  # fmt: skip
    if policy(request) is None:
        frame |= {"account": "", "meter": ""}
    elif context.get("slots"):
        frame |= {"account": Markup(ACCOUNT_SLOT), "meter": Markup(METER_SLOT)}
    else:
        frame |= {"account": account_links(request), "meter": ""}
    return render(template, **{**frame, **context, "asked": asked, "today": today(request)})


def policy(request: Request) -> Site | None:
    """The policy of a site with accounts; None for one person's own installation."""
    return settings(request).site


def account_links(request: Request) -> Markup:
    """What the head of a page says of the one who asks."""
    return Markup(render("account_links.html.j2", who=person(request)))


def stamp_of(request: Request) -> str:
    """The stamp of the knowledge base, or nothing while there is none."""
    try:
        return workbench(request).stamp
    except SuperbillError:
        return ""
