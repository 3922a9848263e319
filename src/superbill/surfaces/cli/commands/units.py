"""`superbill units`: how many units of a code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from superbill.model.edits import Setting, UnitsAnswer
from superbill.report.render.cells import missing_note
from superbill.surfaces.answers import to_json, units_data
from superbill.surfaces.cli.options import format_option, kb_option, on_option, one_code, open_workbench, setting_option
from superbill.surfaces.cli.output import console, deliver
from superbill.surfaces.cli.show_text import why


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
        answer = bench.units(one_code(code), on, Setting(setting))
    if fmt == "json":
        deliver(to_json(units_data(answer)), None)
    else:
        _show(answer, console(None))
    raise SystemExit(0 if answer.mue is not None else 4)


def _show(answer: UnitsAnswer, out: Console) -> None:
    if answer.reason is not None:
        out.print(f"{escape(answer.code)}, {answer.setting}:")
        out.print(why(missing_note(answer.reason)))
    elif answer.mue is None:
        out.print(f"{answer.code}, {answer.setting}: {answer.meaning}; that is not the same as no limit")
        out.print(f"[dim]{answer.citation}[/dim]")
    else:
        out.print(
            f"[bold]{answer.mue}[/bold] units of {answer.code}, {answer.setting} (MAI {answer.mai}): {answer.meaning}"
        )
        out.print(f"[dim]{answer.rationale}; {answer.citation}[/dim]")
