"""`superbill releases`: what is loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.fetch.catalogue import load_catalogue
from superbill.fetch.staleness import Standing, State, standings
from superbill.surfaces.answers import release_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table

BEHIND = (State.STALE, State.EXCERPT, State.MISSING)


@click.command("releases", short_help="Every release that is loaded: title, period, rows, SHA-256.")
@click.option(
    "--stale", is_flag=True, help="Only what is behind the release that is due, or missing. Needs no network."
)
@on_option
@format_option("text", "json")
@kb_option
def command(stale: bool, on: date | None, fmt: str, kb: Path | None) -> None:
    """What this knowledge base was built from. With --stale, exit code 1 says that something is behind.

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
    shown = table("Data set", "Release", "In force", "Rows", "SHA-256", "Publisher")
    newest = {(r.source, r.series): r for r in releases}
    for release in releases:
        name = f"{release.title} ({release.series})" if release.series else release.title
        period = str(release.period)
        if newest[release.source, release.series] is release and release.period.days_after(day):
            period += f" [yellow]ended {release.period.days_after(day)} days ago[/yellow]"
        rows = f"{sum(file.rows for file in release.files):,}" + ("" if release.complete else " [dim](excerpt)[/dim]")
        digest = release.files[0].sha256[:12] if len(release.files) == 1 else f"{len(release.files)} files"
        shown.add_row(name, release.edition, period, rows, digest, release.publisher)
    out = console(None)
    out.print(shown)
    for release in releases:
        for note in release.notes:
            out.print(f"[dim]{release.title} {release.edition}: {note}[/dim]", highlight=False)
    out.print(f"[dim]stamp {stamp}[/dim]", highlight=False)


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
