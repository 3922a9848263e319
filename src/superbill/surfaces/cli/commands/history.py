"""`superbill history`: what happened to a code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.surfaces.answers import events_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table


@click.command("history", short_help="When a code was added, revised or ended.")
@click.argument("code")
@on_option
@format_option("text", "json")
@kb_option
def command(code: str, on: date | None, fmt: str, kb: Path | None) -> None:
    """Events of CODE over all loaded releases, oldest first.

    \b
    Example:
      superbill history J1885
    """
    with open_workbench(kb) as bench:
        events = bench.history(code, on)
    if fmt == "json":
        deliver(to_json({"code": code, "events": events_data(events)}), None)
    elif events:
        shown = table("When", "What", "Detail", "Receipt")
        for event in events:
            shown.add_row(event.when.isoformat(), event.what, event.detail, str(event.citation))
        console(None).print(shown)
    else:
        console(None).print(f"no loaded release lists {code}")
    raise SystemExit(0 if events else 4)
