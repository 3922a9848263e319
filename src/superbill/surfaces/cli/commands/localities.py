"""`superbill localities`: Medicare payment localities and their indices."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.errors import NotLoaded
from superbill.model.citation import NotAvailable
from superbill.surfaces.answers import plain, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table


@click.command("localities", short_help="Medicare payment localities and their GPCIs.")
@click.option("--state", default=None, help="Only this state, two letters.")
@on_option
@format_option("text", "json")
@kb_option
def command(state: str | None, on: date | None, fmt: str, kb: Path | None) -> None:
    """Every locality with its work, practice-expense and malpractice index.

    \b
    Example:
      superbill localities --state CA
    """
    with open_workbench(kb) as bench:
        found = bench.localities(on)
    if isinstance(found, NotAvailable):
        raise NotLoaded(found.not_available, hint=found.would_come_from)
    rows = [row for row in found if state is None or row.locality.state == state.strip().upper()]
    if not rows:
        known = ", ".join(sorted({row.locality.state for row in found}))
        raise NotLoaded(f"no locality of {state!r} is in the release in force", hint=f"States: {known}.")
    if fmt == "json":
        deliver(to_json({"localities": plain(rows)}), None)
        return
    shown = table("MAC/locality", "State", "Name", "Work", "PE", "MP")
    for row in rows:
        place = row.locality
        shown.add_row(place.id, place.state, place.name, str(row.work), str(row.pe), str(row.mp))
    console(None).print(shown)
