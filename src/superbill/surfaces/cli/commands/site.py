"""`superbill site`: bring the database of a site up to date, look over its policy, send its letters, hand out its texts."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from superbill.errors import UsageError
from superbill.office.site.policy import UNLIMITED, Site, read_site
from superbill.surfaces.cli.output import console, table

NEEDED = ("alembic", "argon2", "pyotp", "segno", "sqlalchemy", "stripe", "webauthn")
site_option = click.option(
    "--site", "site_file", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The site's policy."
)


def site_of(path: Path) -> Site:
    """The policy, with the optional libraries there to run it. `UsageError` names those that are missing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(f"a site needs optional parts: {', '.join(missing)}", hint="pip install 'superbill[web,site]'")
    return read_site(path)


def office(name: str) -> Any:
    """A module of `superbill.office` that needs the optional libraries."""
    return importlib.import_module(f"superbill.office.{name}")


def database_of(site: Site) -> Any:
    """The site's database, whatever state its tables are in."""
    return office("database").Database.connect(site.database_url)


@click.group("site", short_help="The database, the letters and the texts of a site.")
def command() -> None:
    """A site with accounts is run by `superbill serve --site site.toml`; this looks after it.

    \b
    Examples:
      superbill site check --site site.toml
      superbill site migrate --site site.toml
      superbill admin create ann@example.org --site site.toml
    """


@command.command("check")
@site_option
def check(site_file: Path) -> None:
    """Read the policy and say what it means."""
    site = site_of(site_file)
    found = table("plan", "code pages", "API calls", "questions", "e-mails", "price")
    rows = [("(guests)", site.guests, ""), *((plan.name, plan.limits, plan.price) for plan in site.plans.values())]
    for name, limits, price in rows:
        counts = (limits.code_pages, limits.api_calls, limits.assistant_questions, limits.emails)
        found.add_row(name, *(UNLIMITED if each is None else str(each) for each in counts), price)
    out = console(None)
    out.print(f"{site.name} at {site.url}; code pages counted by the {site.period}")
    out.print(found)
    out.print(f"search engines: {site.engines}; mail: {site.mail.host if site.mail else 'none, letters wait'}")


@command.command("migrate")
@site_option
def migrate(site_file: Path) -> None:
    """Bring the tables up to date. Safe while the site runs, and when several do it at once."""
    database = database_of(site_of(site_file))
    before, after = office("migrating").upgrade(database)
    database.close()
    console(None).print(f"tables: {before or 'none'} -> {after}" if before != after else f"tables: {after}, up to date")


@command.command("send")
@site_option
def send(site_file: Path) -> None:
    """Send the letters that wait, once. A running site does so by itself."""
    site = site_of(site_file)
    if site.mail is None:
        raise UsageError("the policy names no mail server", hint="Add [mail] to it.")
    database = database_of(site)
    sender = office("outbox.smtp").smtp_sender(site.mail, site.secrets.get("smtp_password", ""))
    sent = office("outbox.actions").deliver(database, sender, office("clock").now())
    database.close()
    console(None).print(f"{sent} letters sent")


@command.command("texts")
@site_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the files.")
def texts(site_file: Path, out: Path) -> None:
    """Write the signed texts of editors as files that `superbill build --from DIR` takes in."""
    database = database_of(site_of(site_file))
    written = office("texts.files").write_signed(database, out)
    database.close()
    console(None).print(f"{written} texts written to {out}")
