"""Options and helpers that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from superbill.errors import UsageError
from superbill.model.codes import System, separate_codes
from superbill.model.edits import Setting
from superbill.model.periods import parse_day
from superbill.workbench import Workbench

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date of service."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """`2026-11-22`, `20261122` or `11/22/2026`."""
        return value if isinstance(value, date) else parse_day(str(value))


on_option = click.option("--on", type=Day(), default=None, help="Date of service (default: today).")
kb_option = click.option(
    "--kb",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Knowledge base file (default: SUPERBILL_KB, else the one in SUPERBILL_HOME).",
)
setting_option = click.option(
    "--setting",
    type=click.Choice([setting.value for setting in Setting]),
    default=Setting.PRACTITIONER.value,
    show_default=True,
    help="Whose claim it is; picks the edit file.",
)
system_option = click.option(
    "--system", type=click.Choice([system.value for system in System]), default=None, help="Only this code system."
)


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format` with the first as default."""
    return click.option(
        "--format", "fmt", type=click.Choice(formats), default=formats[0], show_default=True, help="How to print."
    )


def place_options(command: F) -> F:
    """`--locality` and `--zip`."""
    command = click.option("--locality", default=None, metavar="MAC/LOC", help="Medicare locality, such as 01112/05.")(
        command
    )
    return click.option("--zip", "zip_code", default=None, help="ZIP code of the place of service.")(command)


def one_code(text: str) -> str:
    """The code of an argument that takes one. `UsageError` when several were typed into it."""
    found = separate_codes(text)
    if len(found) > 1:
        raise UsageError(
            f"{text!r} holds {len(found)} codes: {', '.join(found)}", hint="This command takes one code at a time."
        )
    return found[0]


def open_workbench(kb: Path | None) -> Workbench:
    """The workbench of the chosen knowledge base."""
    return Workbench.open(kb)
