"""`superbill rates contract`: a contract's rates against the market."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from superbill.errors import UsageError
from superbill.rates.contract.lines import read_contract
from superbill.report.contract import Contract, ContractRow, Position
from superbill.report.render.contract import HEADINGS, contract_data, contract_pdf, contract_xlsx, explained, row_data
from superbill.surfaces.answers import to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, place_options
from superbill.surfaces.cli.output import console, deliver, table
from superbill.surfaces.rate_answers import rate_question
from superbill.surfaces.sheets import Sheet, csv_lines
from superbill.workbench import Workbench

ROWS: Sheet[ContractRow] = Sheet(HEADINGS, lambda row: tuple(row_data(row)[name] for name in HEADINGS))
SHOWN = 40


@click.command("contract", short_help="My rates against the market: what to renegotiate first.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--payer", default="", help="Only these payers' rates are the market.")
@click.option("--state", default="", help="Providers' state (needs NPPES).")
@click.option("--zip3", default="", help="First three digits of their ZIP codes (needs NPPES).")
@click.option("--cbsa", default="", help="Their core-based statistical area (needs NPPES and areas).")
@click.option(
    "--class", "billing_class", default="professional", show_default=True, help="professional or institutional."
)
@click.option("--specialty", default="", help="First characters of the primary taxonomy (needs NPPES).")
@click.option("--min-cell", type=click.IntRange(0), default=0, help="No market rate of fewer providers.")
@click.option("--title", default="Contract review", show_default=True, help="Heading of the PDF.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write to a file.")
@on_option
@place_options
@click.option("--lake", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder of the lake.")
@format_option("text", "json", "csv", "xlsx", "pdf")
@kb_option
def contract(
    file: Path, payer: str, state: str, zip3: str, cbsa: str, billing_class: str, specialty: str, min_cell: int, title: str,
    out: Path | None, on: date | None, locality: str | None, zip_code: str | None, lake: Path | None, fmt: str,
    kb: Path | None,
) -> None:  # fmt: skip
    """Compare the rates of FILE, a CSV with the columns code, rate, and any of volume, modifiers, pos, with the market's median
    and Medicare's amount: under, at or above the market (within 5 %), dollars a year at your volume.

    \b
    Examples:
      superbill rates contract my-rates.csv --state TX
      superbill rates contract my-rates.csv --format xlsx --out review.xlsx
      superbill rates contract my-rates.csv --format pdf --out review.pdf --title "Acme Health 2027"
    """
    if fmt == "xlsx" and out is None:
        raise UsageError("a workbook is not for the terminal", hint="Name a file: --out review.xlsx")
    typed = {
        "code": "99213", "payer": payer, "state": state, "zip3": zip3, "cbsa": cbsa, "class": billing_class,
        "specialty": specialty, "min_cell": str(min_cell),
    }  # fmt: skip
    lines = read_contract(file)
    with Workbench.open(kb, lake=lake) as bench:
        question = rate_question(typed, on or date.today())
        found = bench.contract(lines, question, locality=locality, zip_code=zip_code)
    if fmt == "text":
        _show(found, console(out))
    else:
        deliver(_content(found, fmt, title), out, binary=fmt in ("xlsx", "pdf"))
    if not found.compared:
        raise SystemExit(1)


def _content(found: Contract, fmt: str, title: str) -> bytes:
    match fmt:
        case "json":
            return to_json(contract_data(found))
        case "csv":
            return "".join(csv_lines(ROWS, found.rows)).encode()
        case "xlsx":
            return contract_xlsx(found)
        case _:
            return contract_pdf(found, title)


def _show(found: Contract, out: Console) -> None:
    counts = ", ".join(f"{found.count(one):,} {one}" for one in Position if found.count(one))
    out.print(f"{len(found.rows):,} lines: {counts}")
    out.print(f"Contract ${found.mine_usd:,.2f} a year; lines under the market fall short by ${found.under_usd:,.2f}")
    shown = table("Code", "Mine", "Market", "%", "Medicare", "%", "Units", "Position", "A year")
    for column in shown.columns:
        column.no_wrap = True
        column.justify = "right" if column.header not in ("Code", "Position") else "left"
    first = list(found.first)
    for row in [*first, *(row for row in found.rows if row not in first)][:SHOWN]:
        shown.add_row(*_cells(row))
    out.print(shown)
    if len(found.rows) > SHOWN:
        out.print(f"[dim]{len(found.rows) - SHOWN:,} more lines: --format csv or xlsx[/dim]")
    for note in explained(found):
        out.print(f"[dim]{escape(note)}[/dim]")


def _cells(row: ContractRow) -> list[str]:
    code = escape("-".join((row.line.code, *row.line.modifiers)))
    amounts = {name: "" if usd is None else f"{usd:,.2f}" for name, usd in (
        ("market", row.median_usd), ("medicare", row.medicare_usd), ("gap", row.gap_usd)
    )}  # fmt: skip
    shares = ["" if share is None else f"{share:,.0f}" for share in (row.of_market, row.of_medicare)]
    return [
        code, f"{row.line.rate_usd:,.2f}", amounts["market"], shares[0], amounts["medicare"], shares[1],
        f"{row.line.volume:,}", row.position.value, amounts["gap"],
    ]  # fmt: skip
