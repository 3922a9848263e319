"""`superbill changes`: what changed between releases; with a list of codes, the policy update of a practice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.errors import BadInput
from superbill.model.changes import Change
from superbill.model.codes import parse_code
from superbill.report.render.changes import changes_atom, changes_csv, changes_html
from superbill.surfaces.answers import change_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver, table

SHOWN = 200


@click.command("changes", short_help="What changed between two releases, or for your codes.")
@click.option(
    "--from", "before", default=None, metavar="RELEASE", help="The earlier release, such as cms-hcpcs@2026Q2."
)
@click.option("--to", "after", default=None, metavar="RELEASE", help="The later release.")
@click.option(
    "--codes", "codes_file", type=click.Path(exists=True, path_type=Path, dir_okay=False), help="A file of your codes."
)
@on_option
@format_option("text", "csv", "json", "html", "atom")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@kb_option
def command(
    before: str | None, after: str | None, codes_file: Path | None, on: date | None, fmt: str, out: Path | None,
    kb: Path | None,
) -> None:  # fmt: skip
    """Codes added, gone or revised; rates and indicators raised, lowered or changed; limits and pairs.

    With --from and --to, two releases of one data set (SOURCE@EDITION, or SOURCE/SERIES@EDITION, as `superbill releases`
    names them). Without, every data set: the release in force against the one before it, for the codes of --codes.

    \b
    Examples:
      superbill changes --from cms-hcpcs@2026Q2 --to cms-hcpcs@2026Q3
      superbill changes --codes my-codes.txt --format html --out update.html
    """
    day = on or date.today()
    codes = read_codes(codes_file) if codes_file else ()
    with open_workbench(kb) as bench:
        found = bench.changes(before, after, codes, day)
    title = f"Changes {before} to {after}" if before and after else "Policy update for my codes"
    if fmt == "json":
        deliver(to_json({"changes": [change_data(change) for change in found]}), out)
    elif fmt == "csv":
        deliver(changes_csv(found), out)
    elif fmt == "html":
        deliver(changes_html(found, title, day), out)
    elif fmt == "atom":
        deliver(changes_atom(found, title, "urn:superbill:changes", day), out)
    else:
        _print(found, out)


def read_codes(file: Path) -> tuple[str, ...]:
    """Codes of a text or CSV file, one at the beginning of each line; `#` begins a remark."""
    codes = []
    for number, line in enumerate(file.read_text("utf-8-sig").splitlines(), 1):
        word = line.partition("#")[0].replace(",", " ").split()
        if not word or (number == 1 and word[0].lower() == "code"):
            continue
        typed = parse_code(word[0])
        if not typed.systems:
            raise BadInput(f"{word[0]!r} is no code", file=file.name, line=number)
        codes.append(typed.code)
    return tuple(codes)


def _print(changes: list[Change], out: Path | None) -> None:
    shown = table("Code", "What", "Change", "Before", "After", "Data set")
    for c in changes[:SHOWN]:
        series = f" ({c.series})" if c.series else ""
        shown.add_row(
            f"[bold]{c.code}[/bold]",
            c.subject,
            c.what.value,
            c.before,
            c.after,
            f"{c.title}{series} {c.citation.release}",
        )
    screen = console(out)
    if changes:
        screen.print(shown)
    rest = f", the first {SHOWN} shown; --format csv gives all" if len(changes) > SHOWN else ""
    screen.print(f"[dim]{len(changes):,} changes{rest}[/dim]", highlight=False)
