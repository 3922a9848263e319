"""`superbill rates`: what payers and hospitals publish, read into a lake and asked."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from superbill.errors import UsageError
from superbill.rates.access import default_lake, rates_part
from superbill.surfaces.answers import to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, place_options
from superbill.surfaces.cli.output import console, deliver, table
from superbill.surfaces.cli.rates_contract import contract
from superbill.surfaces.cli.show_rates import show_benchmark
from superbill.surfaces.rate_answers import RATES, benchmark_data, rate_question
from superbill.surfaces.sheets import csv_lines
from superbill.workbench import Workbench

if TYPE_CHECKING:
    from superbill.rates.lake.manifest import Manifest

SHOWN = 5
lake_option = click.option(
    "--lake", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Folder of the lake (default: SUPERBILL_LAKE, else the one in SUPERBILL_HOME).",
)  # fmt: skip
a_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("rates", short_help="Payers' and hospitals' price files: read, and ask.")
def command() -> None:
    """Read the price files that payers and hospitals must publish, and ask what they say.

    \b
    Examples:
      superbill rates ingest 2026-11_in-network-rates.json.gz
      superbill rates ingest ~/Downloads/mrf --lake /data/lake --format json
      superbill rates benchmark --code 99213,99214 --payer cigna
    """


@command.command("ingest", short_help="Read price files into the lake.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT ...")
@click.option(
    "--lake",
    default=None,
    metavar="DIR",
    help="Folder of the lake (default: SUPERBILL_LAKE, else the one in SUPERBILL_HOME).",
)
@click.option("--again", is_flag=True, help="Read files that are in the lake already once more.")
@click.option(
    "--columns",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Column map (JSON) for hospital files of no official layout.",
)
@click.option(
    "--ray",
    "ray_address",
    default=None,
    metavar="ADDRESS",
    help="Read on a Ray cluster, one task a file (auto, HOST:PORT, or local); --lake may be an address.",
)
@click.option("--no-index", is_flag=True, help="Leave what benchmarks read to be worked out by the first question.")
@click.option("--no-remote", is_flag=True, help="Do not fetch provider references that stand in other files.")
@format_option("text", "json")
def ingest(
    inputs: tuple[str, ...], lake: str | None, again: bool, columns: Path | None, ray_address: str | None, no_remote: bool,
    no_index: bool, fmt: str,
) -> None:  # fmt: skip
    """Read files, folders, zips or web addresses into the lake. Files that are there already are kept; what broke off is begun
    again, a download goes on where it broke off.

    Exit code 3 when a file was refused; what was read is in the lake all the same.

    \b
    Example:
      superbill rates ingest ~/Downloads/mrf --format json
    """
    reader = rates_part("superbill.rates.ingest")
    chosen = None if columns is None else reader.ColumnMap.read(columns)
    manifest: Manifest
    if ray_address is not None:
        on_ray = rates_part("superbill.rates.cluster.ray_ingest").ingest_on_ray
        target = lake or default_lake()
        manifest = on_ray(
            inputs,
            target,
            ray_address=ray_address,
            remote=not no_remote,
            columns=chosen,
            again=again,
            index=not no_index,
        )
    elif lake is not None and "://" in lake:
        raise UsageError(
            f"{lake} is no folder", hint="A lake at an address is written with --ray (--ray local: this machine)."
        )
    else:
        resolver = None if no_remote else reader.FETCH
        folder = Path(lake) if lake else default_lake()
        manifest = reader.ingest(inputs, folder, again=again, resolver=resolver, columns=chosen, index=not no_index)
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
        raise SystemExit(3)


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
    found = rates_part("superbill.rates.tic.contents").read_contents(file)
    size_of = rates_part("superbill.rates.reading.remote").size_of
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
        raise SystemExit(1)


@command.command("benchmark", short_help="What payers pay for a code, against Medicare.")
@click.option("--code", "codes", required=True, multiple=True, metavar="CODE[,CODE]", help="MS-DRG:470 names the kind.")
@click.option("--payer", "payers", multiple=True, help="A family or words of a payer's name.")
@click.option("--state", default="", help="State of the providers' practices (needs NPPES).")
@click.option("--zip3", default="", help="First three digits of their ZIP codes (needs NPPES).")
@click.option("--cbsa", default="", help="Their core-based statistical area (needs NPPES and areas).")
@click.option("--class", "billing_class", default="", help="professional or institutional.")
@click.option("--pos", default="", help="Place of service code, such as 11.")
@click.option("--modifier", default="", help="Rates with these modifiers, or: any. Default: rates without.")
@click.option("--specialty", default="", help="First characters of the primary taxonomy, such as 207R (needs NPPES).")
@click.option("--raw", is_flag=True, help="Keep expired, zero and ghost rates in.")
@click.option("--min-cell", type=click.IntRange(0), default=0, help="Suppress cells of fewer providers.")
@click.option("--by-state", is_flag=True, help="Medians by state as well (needs NPPES).")
@on_option
@place_options
@lake_option
@format_option("text", "json", "csv")
@kb_option
def benchmark(
    codes: tuple[str, ...], payers: tuple[str, ...], state: str, zip3: str, cbsa: str, billing_class: str, pos: str,
    modifier: str, specialty: str, raw: bool, min_cell: int, by_state: bool, on: date | None, locality: str | None,
    zip_code: str | None, lake: Path | None, fmt: str, kb: Path | None,
) -> None:  # fmt: skip
    """The distribution of the negotiated rates of codes by payer, with Medicare's amount at the place beside it.

    Rates that are expired, zero, of percentages or per diems, or ghosts are left out and counted. --zip or --locality name the
    place of Medicare's amount. Exit code 1 when no rate fits, 4 when what the question needs is not loaded.

    \b
    Examples:
      superbill rates benchmark --code 99213 --state TX --class professional
      superbill rates benchmark --code 71046 --modifier 26 --payer cigna,aetna --format csv
    """
    typed = {
        "code": ",".join(codes), "payer": ",".join(payers), "state": state, "zip3": zip3, "cbsa": cbsa,
        "class": billing_class, "pos": pos, "modifier": modifier, "specialty": specialty, "min_cell": str(min_cell),
    }  # fmt: skip
    question = rate_question(typed, on or date.today(), raw=raw, by_state=by_state)
    with Workbench.open(kb, lake=lake) as bench:
        found = bench.rates(question, locality=locality, zip_code=zip_code)
    if fmt == "json":
        deliver(to_json(benchmark_data(found)), None)
    elif fmt == "csv":
        deliver("".join(csv_lines(RATES, found.rows)).encode(), None)
    else:
        show_benchmark(found, console(None))
    if found.missing is not None:
        raise SystemExit(4)
    if not any(row.n_rates for row in found.rows):
        raise SystemExit(1)


@command.command("providers", short_help="Load NPPES: where providers are, and their specialties.")
@click.argument("file", type=a_file)
@lake_option
@format_option("text", "json")
def providers(file: Path, lake: Path | None, fmt: str) -> None:
    """Take the monthly NPPES file into the lake, zip or csv, in place of one before.

    \b
    Example:
      superbill rates providers NPPES_Data_Dissemination_November_2026.zip
    """
    loaded = rates_part("superbill.rates.providers.nppes").load_providers(file, lake or default_lake())
    if fmt == "json":
        deliver(to_json(asdict(loaded)), None)
        return
    console(None).print(
        f"{loaded.providers:,} providers as of {loaded.updated or 'no date'}; left out: {loaded.deactivated:,} deactivated, "
        f"{loaded.unreadable:,} without a valid NPI. {loaded.without_state:,} are in no state or territory, "
        f"{loaded.without_taxonomy:,} have no taxonomy."
    )


@command.command("areas", short_help="Load the areas (CBSA) of ZIP codes.")
@click.argument("file", type=a_file)
@lake_option
def areas(file: Path, lake: Path | None) -> None:
    """Take HUD's crosswalk of ZIP codes to core-based statistical areas, saved as CSV, into the lake.

    \b
    Example:
      superbill rates areas ZIP_CBSA_092026.csv
    """
    loaded = rates_part("superbill.rates.providers.areas").load_areas(file, lake or default_lake())
    console(None).print(f"{len(loaded.zip5):,} ZIP codes in {len(set(loaded.cbsa.tolist())):,} areas.")


@command.command("practitioners", short_help="Load who bills which code, to tell ghost rates.")
@click.argument("file", type=a_file)
@lake_option
def practitioners(file: Path, lake: Path | None) -> None:
    """Take CMS's Medicare Physician & Other Practitioners by Provider and Service into the lake.

    \b
    Example:
      superbill rates practitioners MUP_PHY_R26_P05_V10_D24_Prov_Svc.csv
    """
    loaded = rates_part("superbill.rates.providers.billers").load_billers(file, lake or default_lake())
    console(None).print(f"{len(loaded.codes):,} codes, {len(loaded.npi):,} pairs of a code and a practitioner.")


command.add_command(contract)


def _show(manifest: Manifest) -> None:
    shown = table("File", "Items", "Entries", "Prices", "Sum", "Quarantined", "Flags")
    for one in manifest.files:
        shown.add_row(
            Path(one.path).name, f"{one.items:,}", f"{one.entries:,}", f"{one.prices:,}",
            f"${one.sum_cents / 100:,.2f}", f"{one.quarantined:,}",
            ", ".join(f"{flag} {count:,}" for flag, count in one.flags.items()),
        )  # fmt: skip
    console(None).print(shown)
