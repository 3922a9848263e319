"""`superbill releases`: what is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from superbill.fetch.catalogue import load_catalogue
from superbill.fetch.staleness import Standing, State, standings
from superbill.model.citation import Release
from superbill.surfaces.answers import release_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table

LEAST_NAME, PERIOD, ROWS, DIGEST, WIDE = 20, 24, 9, 12, 100
BEHIND = (State.STALE, State.EXCERPT, State.MISSING)


@click.command("releases", short_help="Every release that is loaded: title, period, rows, SHA-256.")
@click.option(
    "--stale", is_flag=True, help="Only what is behind the release that is due, or missing. Needs no network."
)
@click.option("--notes", is_flag=True, help="With what each release says of itself.")
@on_option
@format_option("text", "json")
@kb_option
def command(stale: bool, notes: bool, on: date | None, fmt: str, kb: Path | None) -> None:
    """What this knowledge base was built from, each release by the name that `superbill changes` takes. With --stale, exit
    code 1 says that something is behind.

    \b
    Examples:
      superbill releases --format json
      superbill releases --stale
    """
    day = on or date.today()
    with open_workbench(kb) as bench:
        releases, stamp = bench.releases, bench.stamp
    if stale:
        _say_stale([each for each in standings(load_catalogue(), releases, day) if each.state in BEHIND], day, fmt)
        return
    if fmt == "json":
        deliver(to_json({"stamp": stamp, "releases": [release_data(release) for release in releases]}), None)
        return
    _show(releases, stamp, day, notes=notes)


def _show(releases: Sequence[Release], stamp: str, on: date, *, notes: bool) -> None:
    """Under the title of each data set a line for each release, by the name that `changes --from` takes."""
    out = console(None)
    widths = _widths(out.width)
    newest = {(each.source, each.series): each.id for each in releases}
    for source, group in groupby(releases, key=lambda each: each.source):
        listed = list(group)
        title = f"[bold]{escape(listed[-1].title)}[/bold], [dim]{escape(listed[-1].publisher)}[/dim]"
        out.print(title, highlight=False)
        shown = Table.grid(padding=(0, 2, 0, 0))
        for width in widths:
            shown.add_column(width=width, overflow="fold", justify="right" if width == ROWS else "left")
        for release in listed:
            late = release.period.days_after(on) if newest[source, release.series] == release.id else 0
            shown.add_row(*_cells(release, late)[: len(widths)])
        out.print(shown)
    if notes:
        for release in releases:
            for note in release.notes:
                out.print(f"[dim]{escape(release.name)}: {escape(note)}[/dim]", highlight=False)
    remarks = "" if notes or not any(release.notes for release in releases) else "; remarks on releases: --notes"
    out.print(f"[dim]stamp {stamp}; files and SHA-256 of each release: --format json{remarks}[/dim]", highlight=False)


def _widths(width: int) -> tuple[int, ...]:
    """Name, period, rows, and where there is room the SHA-256; names get what is left, and fold."""
    kept = (PERIOD, ROWS, DIGEST) if width >= WIDE else (PERIOD, ROWS)
    return (max(LEAST_NAME, width - sum(kept) - 2 * len(kept) - 2), *kept)


def _cells(release: Release, late: int) -> tuple[str, ...]:
    """Name, period, rows and SHA-256; what is to be known of it stands below the period."""
    remarks = [f"ended {late} days ago" if late else "", "" if release.complete else "excerpt"]
    said = "".join(f"\n[yellow]{remark}[/yellow]" for remark in remarks if remark)
    digest = release.files[0].sha256[:DIGEST] if len(release.files) == 1 else f"{len(release.files)} files"
    return (escape(release.name), f"{release.period}{said}", f"{release.rows:,}", f"[dim]{digest}[/dim]")


def _say_stale(behind: list[Standing], on: date, fmt: str) -> None:
    if fmt == "json":
        deliver(to_json({"on": on, "behind": [_standing_data(each) for each in behind]}), None)
    else:
        shown = table("Data set", "Loaded", "Due", "", "To get it")
        for each in behind:
            late = f"{each.days} days ago" if each.state is State.STALE else each.state
            due = each.due.label if each.due else "-"
            loaded = each.loaded.edition if each.loaded else "-"
            shown.add_row(f"[bold]{each.source}[/bold]", loaded, due, late, f"superbill fetch {each.download.id}")
        console(None).print(shown if behind else "Everything in the catalogue is loaded and current.")
    raise SystemExit(1 if any(each.state is State.STALE for each in behind) else 0)


def _standing_data(each: Standing) -> dict[str, object]:
    return {
        "source": each.source,
        "download": each.download.id,
        "title": each.download.title,
        "state": each.state,
        "loaded": each.loaded.edition if each.loaded else None,
        "due": each.due.label if each.due else None,
        "days": each.days,
    }
