"""`superbill search`: codes by words."""

from __future__ import annotations

from pathlib import Path

import click

from superbill.model.codes import System, display_code
from superbill.surfaces.answers import search_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table


@click.command("search", short_help="Find codes by words, abbreviations or the beginning of a code.")
@click.argument("text", nargs=-1, required=True)
@click.option("--system", "systems", multiple=True, type=click.Choice([s.value for s in System]), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 500), default=15, show_default=True, help="How many results.")
@format_option("text", "json")
@kb_option
def command(text: tuple[str, ...], systems: tuple[str, ...], limit: int, fmt: str, kb: Path | None) -> None:
    """Codes for TEXT, best first, over all systems.

    \b
    Examples:
      superbill search heart attack
      superbill search E83
      superbill search SOB --system icd10cm
    """
    with open_workbench(kb) as bench:
        result = bench.search(" ".join(text), [System(system) for system in systems], limit)
    if fmt == "json":
        deliver(to_json(search_data(result)), None)
    else:
        out = console(None)
        if result.corrected:
            out.print(f"[dim]searched for[/dim] {result.corrected}", highlight=False)
        if result.hits:
            shown = table("Code", "System", "What it is", "Found by")
            for hit in result.hits:
                mark = "" if hit.billable else " [dim](header)[/dim]"
                shown.add_row(
                    f"[bold]{display_code(hit.system, hit.code)}[/bold]{mark}", hit.system.label, hit.display, hit.match
                )
            out.print(shown)
            counts = ", ".join(f"{system.label} {count}" for system, count in result.facets.items())
            out.print(f"[dim]{len(result.hits)} of about {result.total}: {counts}[/dim]", highlight=False)
        else:
            out.print("Nothing found. Try fewer words, or the beginning of one.")
    raise SystemExit(0 if result.hits else 1)
