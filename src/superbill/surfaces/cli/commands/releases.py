"""`superbill releases`: what is loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.surfaces.answers import release_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table


@click.command("releases", short_help="Every release that is loaded: title, period, rows, SHA-256.")
@on_option
@format_option("text", "json")
@kb_option
def command(on: date | None, fmt: str, kb: Path | None) -> None:
    """What this knowledge base was built from.

    \b
    Example:
      superbill releases --format json
    """
    day = on or date.today()
    with open_workbench(kb) as bench:
        releases, stamp = bench.releases, bench.stamp
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
