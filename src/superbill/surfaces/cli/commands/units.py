"""`superbill units`: how many units of a code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.model.edits import Setting
from superbill.surfaces.answers import to_json, units_data
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench, setting_option
from superbill.surfaces.cli.output import console, deliver


@click.command("units", short_help="The units limit (MUE) of a code.")
@click.argument("code")
@on_option
@setting_option
@format_option("text", "json")
@kb_option
def command(code: str, on: date | None, setting: str, fmt: str, kb: Path | None) -> None:
    """The medically unlikely edit of CODE: value, adjudication indicator, and what it means.

    \b
    Example:
      superbill units 82397 --setting outpatient
    """
    with open_workbench(kb) as bench:
        answer = bench.units(code, on, Setting(setting))
    if fmt == "json":
        deliver(to_json(units_data(answer)), None)
    elif answer.reason is not None:
        console(None).print(f"not available: {answer.reason.not_available}\n[dim]{answer.reason.would_come_from}[/dim]")
    elif answer.mue is None:
        console(None).print(
            f"{answer.code}, {answer.setting}: {answer.meaning}; that is not the same as no limit\n[dim]{answer.citation}[/dim]"
        )
    else:
        console(None).print(
            f"[bold]{answer.mue}[/bold] units of {answer.code}, {answer.setting} (MAI {answer.mai}): {answer.meaning}\n"
            f"[dim]{answer.rationale}; {answer.citation}[/dim]",
            highlight=False,
        )
    raise SystemExit(0 if answer.mue is not None else 4)
