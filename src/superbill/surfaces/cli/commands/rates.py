"""`superbill rates`: what payers and hospitals publish, read into a lake and asked."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from superbill.errors import UsageError
from superbill.kb.home import home
from superbill.surfaces.cli.options import format_option
from superbill.surfaces.cli.output import console, table

if TYPE_CHECKING:
    from superbill.rates.lake.manifest import Manifest

LAKE = "lake"
SHOWN = 5
lake_option = click.option(
    "--lake", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Folder of the lake (default: the one in SUPERBILL_HOME).",
)  # fmt: skip


@click.group("rates", short_help="Payers' and hospitals' price files: read, and ask.")
def command() -> None:
    """Read the price files that payers and hospitals must publish, and ask what they say.

    \b
    Examples:
      superbill rates ingest 2026-11_in-network-rates.json.gz
      superbill rates ingest ~/Downloads/mrf --lake /data/lake --format json
    """


@command.command("ingest", short_help="Read price files into the lake.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT ...")
@lake_option
@click.option("--again", is_flag=True, help="Read files that are in the lake already once more.")
@click.option(
    "--columns",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Column map (JSON) for hospital files of no official layout.",
)
@click.option("--no-remote", is_flag=True, help="Do not fetch provider references that stand in other files.")
@format_option("text", "json")
def ingest(
    inputs: tuple[str, ...], lake: Path | None, again: bool, columns: Path | None, no_remote: bool, fmt: str
) -> None:
    """Read files, folders or zips into the lake. Files that are there already are kept.

    Exit code 3 when a file was refused; what was read is in the lake all the same.

    \b
    Example:
      superbill rates ingest ~/Downloads/mrf --format json
    """
    reader = _extra("superbill.rates.ingest")
    manifest: Manifest = reader.ingest(
        inputs,
        lake or home() / LAKE,
        again=again,
        resolver=None if no_remote else reader.FETCH,
        columns=None if columns is None else reader.ColumnMap.read(columns),
    )
    if fmt == "json":
        click.echo(json.dumps(manifest.to_json(), indent=2))
    else:
        _show(manifest)
    for one in manifest.files:
        if not one.complete:
            click.echo(f"superbill: {one.path}: not whole: {one.problem}", err=True)
        for missing in one.unresolved[:SHOWN]:
            click.echo(f"superbill: not resolved: {missing}", err=True)
        if len(one.unresolved) > SHOWN:
            click.echo(f"superbill: not resolved: {len(one.unresolved) - SHOWN:,} more", err=True)
    for refused in manifest.refused:
        click.echo("\n".join(part for part in (f"superbill: {refused.reason}", refused.hint) if part), err=True)
    if manifest.refused:
        raise click.exceptions.Exit(3)


@command.command("contents", short_help="List the files of a payer's table of contents.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--plan", default="", help="Words of the plan's, sponsor's or issuer's name.")
@click.option("--plan-id", default="", help="EIN or HIOS id of the plan.")
@click.option("--state", default="", help="Two letters; known for HIOS ids only.")
@click.option("--sizes", is_flag=True, help="Ask the server how large each file is.")
@format_option("text", "json")
def contents(file: Path, plan: str, plan_id: str, state: str, sizes: bool, fmt: str) -> None:
    """List the files that hold the rates of the plans you choose, each once. Exit code 1 when there is none.

    \b
    Example:
      superbill rates contents index.json.gz --plan "choice plus" --state TX --sizes
    """
    found = _extra("superbill.rates.tic.contents").read_contents(file)
    size_of = _extra("superbill.rates.reading.remote").size_of
    rows = [
        {
            "kind": one.kind,
            "location": one.location,
            "description": one.description,
            "plans": len(plans),
            "bytes": size_of(one.location) if sizes else None,
        }
        for one, plans in found.files(plan, plan_id, state)
    ]
    if fmt == "json":
        click.echo(json.dumps({"files": rows, "problems": list(found.problems)}, indent=2))
    else:
        shown = table("Kind", "Plans", "Bytes", "Location")
        for row in rows:
            size = row["bytes"]
            shown.add_row(row["kind"], f"{row['plans']:,}", "" if size is None else f"{size:,}", row["location"])
        console(None).print(shown)
    for problem in found.problems:
        click.echo(f"superbill: {problem}", err=True)
    if not rows:
        raise click.exceptions.Exit(1)


def _extra(module: str) -> ModuleType:
    """A module that needs the extra `rates`, imported when it is used."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"price files need {error.name}, which is not installed", hint="pip install 'superbill[rates]'"
        ) from error


def _show(manifest: Manifest) -> None:
    shown = table("File", "Items", "Entries", "Prices", "Sum", "Quarantined", "Flags")
    for one in manifest.files:
        shown.add_row(
            Path(one.path).name, f"{one.items:,}", f"{one.entries:,}", f"{one.prices:,}",
            f"${one.sum_cents / 100:,.2f}", f"{one.quarantined:,}",
            ", ".join(f"{flag} {count:,}" for flag, count in one.flags.items()),
        )  # fmt: skip
    console(None).print(shown)
