"""`superbill price`: what Medicare pays for lines, typed or in a CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from superbill.errors import BadInput, SuperbillError, UsageError
from superbill.model.citation import Fact
from superbill.model.codes import parse_code
from superbill.model.periods import parse_day
from superbill.model.price import Price
from superbill.surfaces.answers import price_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench, place_options
from superbill.surfaces.cli.output import console, deliver, dollars, receipt, table
from superbill.surfaces.sheets import PRICES, csv_lines
from superbill.workbench import Workbench

CSV_COLUMNS = ("code", "modifiers", "on", "locality", "units")


@click.command("price", short_help="What Medicare pays for a code, with the arithmetic.")
@click.argument("codes", nargs=-1)
@click.option("--in", "csv_in", type=click.Path(exists=True, path_type=Path, dir_okay=False), help="A CSV of lines.")
@on_option
@place_options
@click.option("--units", type=int, default=1, show_default=True)
@format_option("text", "json", "csv")
@kb_option
def command(
    codes: tuple[str, ...],
    csv_in: Path | None,
    on: date | None,
    locality: str | None,
    zip_code: str | None,
    units: int,
    fmt: str,
    kb: Path | None,
) -> None:
    """The Medicare amount of each CODE (with modifiers: 71046-26), or of every line of a CSV.

    The CSV has a heading row: code, and any of modifiers, on, locality, units; the answer repeats it and adds columns.

    \b
    Examples:
      superbill price 99213 71046-26 --zip 94110
      superbill price --in lines.csv --format csv
    """
    if bool(codes) == bool(csv_in):
        raise UsageError("give codes, or a CSV with --in")
    with open_workbench(kb) as bench:
        if csv_in:
            prices = list(_from_csv(bench, csv_in, on))
        else:
            prices = [bench.price(code, on, units=units, locality=locality, zip_code=zip_code) for code in codes]
    if fmt == "json":
        deliver(to_json({"prices": [price_data(price) for price in prices]}), None)
    elif fmt == "csv" or csv_in:
        _to_csv(prices)
    else:
        _to_text(prices)
    priced = any(isinstance(price.non_facility_usd, Fact) for price in prices)
    raise SystemExit(0 if priced else 4)


def _from_csv(bench: Workbench, file: Path, on: date | None) -> Iterator[Price]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        unknown = sorted(set(reader.fieldnames or ()) - set(PRICES.headings))
        if "code" not in (reader.fieldnames or ()) or unknown:
            wrong = f"unknown column {unknown[0]}" if unknown else "no column `code`"
            raise BadInput(wrong, file=file.name, line=1, hint=f"Columns: {', '.join(CSV_COLUMNS)}")
        for row in reader:
            try:
                yield bench.price(
                    row["code"] or "",
                    parse_day(row["on"]) if row.get("on") else on,
                    modifiers=(row.get("modifiers") or "").replace("-", " ").replace(",", " ").split(),
                    units=int(row.get("units") or 1),
                    locality=row.get("locality") or None,
                )
            except (UsageError, ValueError) as error:
                message = (
                    error.message
                    if isinstance(error, SuperbillError)
                    else f"{row.get('units')!r} is no number of units"
                )
                raise BadInput(message, file=file.name, line=reader.line_num) from error


def _to_csv(prices: list[Price]) -> None:
    sys.stdout.writelines(csv_lines(PRICES, prices))


def _to_text(prices: list[Price]) -> None:
    out = console(None)
    shown = table("Code", "Where", "Non-facility", "Facility", "Schedule", "Receipt")
    for price in prices:
        line = price.line
        name = "-".join((parse_code(line.code).code, *line.modifiers))
        where = line.locality.short_name or line.locality.id if line.locality else "national"
        shown.add_row(
            name,
            where,
            dollars(price.non_facility_usd),
            dollars(price.facility_usd),
            price.schedule,
            receipt(price.non_facility_usd),
        )
    out.print(shown)
    for price in prices:
        for step in price.steps:
            out.print(f"[dim]{price.line.code}: {step.value}[/dim]", highlight=False)
        for remark in price.remarks:
            out.print(f"[yellow]{price.line.code}: {remark}[/yellow]", highlight=False)
