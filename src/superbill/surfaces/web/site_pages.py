"""The pages of a site with accounts: those of one person's own installation, each with the role it needs, and its own."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from superbill.office.accounts.roles import Role
from superbill.surfaces.web import pages as local
from superbill.surfaces.web.access import Page
from superbill.surfaces.web.assets import static
from superbill.surfaces.web.handlers import account, admin, joining, login, metered, plans, texts
from superbill.surfaces.web.handlers.errors import error_page
from superbill.surfaces.web.quotas import questions

__all__ = ["error_page", "pages"]

GUEST, MEMBER, EDITOR, ADMIN = Role.GUEST, Role.MEMBER, Role.EDITOR, Role.ADMIN
CODE, FILES = "/code/{system}/{code}", "/code/{system}/{code}/report.{format}"
TOOLS = ("/compare", "/pairs", "/fees", "/rates", "/ask", "/claims", "/notes", "/remit")
"""Beginnings of the pages that show much of many codes, which would be a way around the meter, or take much work."""

MINE = "/lists"
CARD = "/lists/card/{system}/{code}"
RATED = "/ask/rated"
REPLACED = {CODE: metered.code_page, FILES: metered.report_file}
ASKING = frozenset({"/ask", "/ask/stream"})
"""Pages that use up the quota of questions."""

OWN = (
    Page("/login", login.show_login, GUEST),
    Page("/login", login.log_in, GUEST, "POST"),
    Page("/login/second", login.second_step, GUEST, "POST"),
    Page("/login/passkey/options", login.passkey_options, GUEST, "POST"),
    Page("/login/passkey", login.passkey_log_in, GUEST, "POST"),
    Page("/register", joining.show_register, GUEST),
    Page("/register", joining.register, GUEST, "POST"),
    Page("/confirm", joining.show_confirm, GUEST),
    Page("/confirm", joining.confirm, GUEST, "POST"),
    Page("/reset", joining.show_reset, GUEST),
    Page("/reset", joining.ask_reset, GUEST, "POST"),
    Page("/reset/choose", joining.show_choose, GUEST),
    Page("/reset/choose", joining.choose, GUEST, "POST"),
    Page("/plans", plans.plans, GUEST),
    Page("/plans/buy", plans.buy, MEMBER, "POST"),
    Page("/payments/events", plans.payment_event, GUEST, "POST"),
    Page("/account", account.show_account, MEMBER),
    Page("/account/logout", login.log_out, MEMBER, "POST"),
    Page("/account/logout-everywhere", account.log_out_everywhere, MEMBER, "POST"),
    Page("/account/password", account.change_password, MEMBER, "POST"),
    Page("/account/email", account.change_email, MEMBER, "POST"),
    Page("/account/totp", account.prepare_totp, MEMBER, "POST"),
    Page("/account/totp/on", account.turn_on_totp, MEMBER, "POST"),
    Page("/account/totp/off", account.turn_off_totp, MEMBER, "POST"),
    Page("/account/passkeys", account.add_passkey, MEMBER, "POST"),
    Page("/account/passkeys/options", account.passkey_options, MEMBER, "POST"),
    Page("/account/passkeys/remove", account.remove_passkey, MEMBER, "POST"),
    Page("/account/sessions/revoke", account.revoke_session, MEMBER, "POST"),
    Page("/account/keys", account.make_key, MEMBER, "POST"),
    Page("/account/keys/revoke", account.revoke_key, MEMBER, "POST"),
    Page("/account/export.json", account.export, MEMBER),
    Page("/account/delete", account.delete, MEMBER, "POST"),
    Page("/admin", admin.overview, ADMIN, strong=True),
    Page("/admin/users", admin.users, ADMIN, strong=True),
    Page("/admin/users/{id}", admin.user, ADMIN, strong=True),
    Page("/admin/users/{id}", admin.change_user, ADMIN, "POST", strong=True),
    Page("/admin/meters", admin.show_meters, ADMIN, strong=True),
    Page("/admin/releases", admin.releases, ADMIN, strong=True),
    Page("/admin/audit", admin.audit_log, ADMIN, strong=True),
    Page("/admin/errors", admin.show_defects, ADMIN, strong=True),
    Page("/admin/errors/dismiss", admin.dismiss_defect, ADMIN, "POST", strong=True),
    Page("/admin/texts", texts.waiting, EDITOR),
    Page("/admin/texts/decide", texts.decide, EDITOR, "POST"),
    Page("/admin/texts/{system}/{code}", texts.text, EDITOR),
    Page("/admin/texts/{system}/{code}", texts.write, EDITOR, "POST"),
)


def declared() -> tuple[Page, ...]:
    """Every page with its role; static files are nobody's."""
    return (*(_as_page(route) for route in local.pages() if _is_page(route)), *OWN)


def pages() -> list[BaseRoute]:
    """As routes."""
    return [*(page.route() for page in declared()), Route("/static/{name}", static)]


def _is_page(route: BaseRoute) -> bool:
    return isinstance(route, Route) and not route.path.startswith("/static/")


def _as_page(route: BaseRoute) -> Page:
    if not isinstance(route, Route):
        raise TypeError(f"{route} is no route")
    method = "POST" if route.methods and "POST" in route.methods else "GET"
    handler = REPLACED.get(route.path, route.endpoint)
    if route.path in ASKING:
        handler = questions(handler)
    if route.path.startswith(MINE) and route.path != CARD:
        return Page(route.path, handler, MEMBER, method)
    if route.path == RATED:
        return Page(route.path, handler, ADMIN, method, strong=True)
    tool = route.path.startswith(TOOLS)
    return Page(route.path, handler, MEMBER if tool else GUEST, method, tools=tool)
