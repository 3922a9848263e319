"""`superbill search`: codes by words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from superbill.model.codes import System, display_code
from superbill.surfaces.answers import search_data, to_json
from superbill.surfaces.cli.options import Day, format_option, kb_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table
from superbill.terminology.search import SearchResult


@click.command("search", short_help="Find codes by words, abbreviations or the beginning of a code.")
@click.argument("text", nargs=-1, required=True)
@click.option("--system", "systems", multiple=True, type=click.Choice([s.value for s in System]), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 500), default=15, show_default=True, help="How many results.")
@click.option("--on", type=Day(), default=None, help="Date of service (default: as the newest releases have it).")
@format_option("text", "json")
@kb_option
def command(
    text: tuple[str, ...], systems: tuple[str, ...], limit: int, on: date | None, fmt: str, kb: Path | None
) -> None:
    """Codes for TEXT, best first, over all systems. Codes that are not in force are marked, and come last.

    \b
    Examples:
      superbill search heart attack
      superbill search E83
      superbill search SOB --system icd10cm
    """
    with open_workbench(kb) as bench:
        result = bench.search(" ".join(text), [System(system) for system in systems], limit, on=on)
    if fmt == "json":
        deliver(to_json(search_data(result)), None)
    else:
        _show(result, console(None))
    raise SystemExit(0 if result.hits else 1)


def _show(result: SearchResult, out: Console) -> None:
    if result.corrected:
        out.print(f"[dim]searched for[/dim] {escape(result.corrected)}", highlight=False)
    if not result.hits:
        out.print("Nothing found. Try fewer words, or the beginning of one.")
        return
    shown = table("Code", "System", "What it is", "Found by")
    for hit in result.hits:
        code = f"[bold]{display_code(hit.system, hit.code)}[/bold]{'' if hit.billable else ' [dim](header)[/dim]'}"
        standing = f" [yellow]({hit.standing})[/yellow]" if hit.standing else ""
        shown.add_row(code, hit.system.label, f"{escape(hit.display)}{standing}", hit.match)
    out.print(shown)
    counts = ", ".join(f"{system.label} {count}" for system, count in result.facets.items())
    out.print(f"[dim]{len(result.hits)} of about {result.total}: {counts}[/dim]", highlight=False)
