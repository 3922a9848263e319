"""`superbill price`: what Medicare pays for lines, typed or in a CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from superbill.errors import BadInput, UsageError
from superbill.model.citation import Fact
from superbill.model.codes import DOTTED, display_code, parse_code, separate_codes
from superbill.surfaces.answers import price_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench, place_options
from superbill.surfaces.cli.output import Notes, console, deliver, dollars, table
from superbill.surfaces.cli.price_lines import COLUMNS, Asked, Outcome, Priced, Refused, answer, as_csv, read_lines


@click.command("price", short_help="What Medicare pays for a code, with the arithmetic.")
@click.argument("codes", nargs=-1)
@click.option("--in", "csv_in", type=click.Path(exists=True, path_type=Path, dir_okay=False), help="A CSV of lines.")
@on_option
@place_options
@click.option("--units", type=click.IntRange(1, 9999), default=1, show_default=True)
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

    The CSV has a heading row: code, and any of modifiers, on, locality, zip, units; a CSV comes back, a row for each, with
    columns added. Columns it does not know are carried through. A line that cannot be priced is named, the others are priced
    all the same; the exit code is then 3 for a CSV, 4 for codes.

    \b
    Examples:
      superbill price 99213 71046-26 --locality 01112/05
      superbill price --in lines.csv
    """
    if bool(codes) == bool(csv_in):
        raise UsageError("give codes, or a CSV with --in")
    carried: tuple[str, ...] = ()
    delimiter = ","
    with open_workbench(kb) as bench:
        if csv_in:
            _refuse_place(locality, zip_code)
            read = read_lines(csv_in, on)
            carried, delimiter = read.carried, read.delimiter
            outcomes = answer(bench, read.lines)
        else:
            bench.place(on, locality=locality, zip_code=zip_code)  # a place that makes no sense is no fault of a code
            typed = separate_codes(" ".join(codes))
            lines = [Asked(code, on, (), units, locality, zip_code) for code in typed]
            outcomes = answer(bench, lines)
    if fmt == "json":
        deliver(to_json(_data(outcomes)), None)
    elif fmt == "csv" or csv_in:
        deliver(as_csv(outcomes, carried, delimiter).encode(), None)
    else:
        _to_text(outcomes)
    raise SystemExit(_end(outcomes, csv_in))


def _refuse_place(locality: str | None, zip_code: str | None) -> None:
    if locality or zip_code:
        raise UsageError("a CSV says itself where its lines are", hint=f"Columns: {', '.join(COLUMNS)}.")


def _data(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """`refused` only when there is one: what was asked, why not, and the line of the CSV."""
    data: dict[str, object] = {"prices": [price_data(each.price) for each in outcomes if isinstance(each, Priced)]}
    refused = [each for each in outcomes if isinstance(each, Refused)]
    if refused:
        data["refused"] = [
            {"asked": each.asked, "reason": each.reason} | ({"line": each.line} if each.line else {})
            for each in refused
        ]
    return data


def _end(outcomes: Sequence[Outcome], csv_in: Path | None) -> int:
    """Says what was refused; the exit code."""
    refused = [each for each in outcomes if isinstance(each, Refused)]
    for each in refused:
        error = BadInput(each.reason, file=csv_in.name, line=each.line) if csv_in else each.reason
        click.echo(f"superbill: {error}", err=True)
    if refused:
        return 3 if csv_in else 4
    priced = any(isinstance(each, Priced) and isinstance(each.price.non_facility_usd, Fact) for each in outcomes)
    return 0 if priced else 4


def _to_text(outcomes: Sequence[Outcome]) -> None:
    priced = [each for each in outcomes if isinstance(each, Priced)]
    if not priced:
        return
    out, notes = console(None), Notes()
    shown = table("Code", "Where", "Non-facility", "Facility", "Schedule", "")
    for each in priced:
        price = each.price
        amounts = [price.non_facility_usd, price.facility_usd]
        marks = "".join(dict.fromkeys(notes.of(amount) for amount in amounts))
        shown.add_row(_name(each), escape(_where(each)), *map(dollars, amounts), price.schedule, marks)
    out.print(shown)
    for each in priced:
        _show_steps(each, out)
    notes.show(out)


def _name(each: Priced) -> str:
    """The code as printed, with its modifiers."""
    typed, line = parse_code(each.asked.code), each.price.line
    system = typed.systems[0] if typed.systems else None
    code = display_code(system, line.code) if system in DOTTED and system else line.code
    return "-".join((code, *line.modifiers))


def _where(each: Priced) -> str:
    place = each.price.line.locality
    if place is None:
        return f"{each.asked.place}: not found" if each.asked.place else "national"
    return place.short_name or place.id


def _show_steps(each: Priced, out: Console) -> None:
    name = _name(each)
    for step in each.price.steps:
        out.print(f"[dim]{name} {escape(step.value)}[/dim]", highlight=False)
    for remark in each.price.remarks:
        out.print(f"[yellow]{name}: {escape(remark)}[/yellow]", highlight=False)
