"""`superbill admin`: make the first administrator, and help one who is locked out. Every act goes into the audit log."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from superbill.errors import UsageError
from superbill.office.accounts.roles import ASSIGNABLE, Role
from superbill.surfaces.cli.commands.site import database_of, office, site_of, site_option
from superbill.surfaces.cli.output import console

ACTOR = "command line"


@click.group("admin", short_help="Accounts of a site: the first administrator, roles, lost second factors.")
def command() -> None:
    """No page of a site makes an administrator out of nobody: this does.

    \b
    Examples:
      superbill admin create ann@example.org --site site.toml
      superbill admin role bob@example.org editor --site site.toml
    """


@command.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in ASSIGNABLE]), default="admin", show_default=True)
@site_option
def create(email: str, role: str, site_file: Path) -> None:
    """Make a confirmed account. The password is asked for, or read from standard input."""
    site = site_of(site_file)
    typed = sys.stdin.isatty()
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if typed else sys.stdin.readline()

    def act(session: Any, setting: Any) -> None:
        id = office("accounts.actions").create(session, setting, email, password.rstrip("\r\n"), Role(role))
        office("audit.actions").record(session, setting.at, ACTOR, "account created", id, role)

    _carry_out(site, act)
    console(None).print(f"{email} is {role}. Log in, then turn on a second factor on the account page.")


@command.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in ASSIGNABLE]))
@site_option
def role(email: str, role: str, site_file: Path) -> None:
    """Give an account a role."""

    def act(session: Any, setting: Any) -> None:
        office("accounts.actions").set_role(session, setting, ACTOR, _id_of(session, email), Role(role))

    _carry_out(site_of(site_file), act)
    console(None).print(f"{email} is {role}.")


@command.command("drop-second-factor")
@click.argument("email")
@site_option
def drop_second_factor(email: str, site_file: Path) -> None:
    """For a person who lost the second factor and all recovery codes."""

    def act(session: Any, setting: Any) -> None:
        office("accounts.actions").drop_second_factor(session, setting, ACTOR, _id_of(session, email))

    _carry_out(site_of(site_file), act)
    console(None).print(f"{email} logs in without a second factor now.")


def _carry_out(site: Any, act: Callable[[Any, Any], None]) -> None:
    database = database_of(site)
    office("migrating").require_newest(database)
    setting = office("accounts.actions").Setting(site, office("clock").now(), ACTOR)
    try:
        with database.writing() as session:
            act(session, setting)
    finally:
        database.close()


def _id_of(session: Any, email: str) -> str:
    found: str | None = office("accounts.queries").id_of(session, email)
    if found is None:
        raise UsageError(f"{email} has no account.")
    return found
