"""`superbill history`: what happened to a code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.markup import escape

from superbill.model.lookup import NotLoadedHere, Unknown
from superbill.surfaces.answers import events_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, one_code, open_workbench
from superbill.surfaces.cli.output import Notes, console, deliver, say_not_found, table
from superbill.terminology.history import Event


@click.command("history", short_help="When a code was added, revised or ended.")
@click.argument("code")
@on_option
@format_option("text", "json")
@kb_option
def command(code: str, on: date | None, fmt: str, kb: Path | None) -> None:
    """Events of CODE over all loaded releases, oldest first. A code that is not there ends as it does in `lookup`.

    \b
    Example:
      superbill history J1885
    """
    asked = one_code(code)
    with open_workbench(kb) as bench:
        answer, events = bench.lookup(asked, on), bench.history(asked, on)
    if fmt == "json":
        deliver(to_json({"code": code, "events": events_data(events)}), None)
    elif events:
        _show(events)
    elif isinstance(answer, Unknown | NotLoadedHere):
        say_not_found(answer, asked)
    else:
        console(None).print(f"nothing happened to {answer.display} in the releases that are loaded")
    if isinstance(answer, Unknown | NotLoadedHere):
        raise SystemExit(1 if isinstance(answer, Unknown) else 4)


def _show(events: Sequence[Event]) -> None:
    out, notes = console(None), Notes()
    shown = table("When", "What", "Detail", "")
    for event in events:
        shown.add_row(event.when.isoformat(), event.what, escape(event.detail), notes.mark(event.citation))
    out.print(shown)
    notes.show(out)
