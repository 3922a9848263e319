"""`superbill remit`: what a remittance says, what it should have paid, and what to do about the difference."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from superbill.claims.inputs import Source
from superbill.errors import UsageError
from superbill.remits.answer import RemitAnswer
from superbill.remits.contract import Contract
from superbill.remits.contract_files import read_contracts
from superbill.remits.letters import Letter, Sender, compose_letters, read_sender, render_docx, render_letter_pdf
from superbill.remits.run import RemitOptions
from superbill.surfaces.cli.options import Day, format_option, kb_option, open_workbench, place_options
from superbill.surfaces.cli.output import console, deliver, deliver_pieces
from superbill.surfaces.cli.show_remit import show_remit
from superbill.surfaces.placing import prices_at
from superbill.surfaces.remit_answers import remit_csv, remit_json
from superbill.surfaces.remit_page import remit_html
from superbill.workbench import Workbench

LETTERS: dict[str, Callable[[Letter], bytes]] = {"docx": render_docx, "pdf": render_letter_pdf}
MOST_USD = Decimal(1_000_000)
EXISTING = click.Path(exists=True, path_type=Path, dir_okay=False)


class Usd(click.ParamType[Decimal]):
    """An amount of dollars, zero or more."""

    name = "usd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """`1`, `0.50` or `$2`."""
        try:
            found = Decimal(str(value).strip().removeprefix("$"))
        except InvalidOperation:
            self.fail(f"{value!r} is no amount", param, ctx)
        if not found.is_finite() or not 0 <= found <= MOST_USD:
            self.fail(f"{value!r} is no amount of $0 or more", param, ctx)
        return found


@click.command("remit", short_help="Work a remittance: denials, underpayments, appeals.")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--claims", type=EXISTING, default=None, help="The claims as they were filed: 837, CSV or JSON.")
@click.option(
    "--contract", "contracts", type=EXISTING, multiple=True, help="What a payer has agreed to pay (csv or toml)."
)
@click.option("--tolerance", type=Usd(), default="1.00", show_default=True, help="Dollars a line may be off.")
@place_options
@click.option("--national", is_flag=True, help="Compare with national Medicare amounts.")
@click.option("--today", type=Day(), default=None, help="The date of letters (default: today).")
@click.option(
    "--letters", type=click.Path(path_type=Path, file_okay=False), default=None, help="Draft appeals into a folder."
)
@click.option("--letter-format", type=click.Choice(("both", *LETTERS)), default="both", show_default=True)
@click.option("--claim", default=None, metavar="ID", help="Only the letter of this claim.")
@click.option("--sender", type=EXISTING, default=None, help="Your letterhead (toml).")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="Text: how many items.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write to a file.")
@format_option("text", "json", "csv", "html")
@kb_option
def command(
    file: Path,
    claims: Path | None,
    contracts: tuple[Path, ...],
    tolerance: Decimal,
    locality: str | None,
    zip_code: str | None,
    national: bool,
    today: date | None,
    letters: Path | None,
    letter_format: str,
    claim: str | None,
    sender: Path | None,
    limit: int,
    out: Path | None,
    fmt: str,
    kb: Path | None,
) -> None:
    """Explain the codes of FILE (X12 835; `-` reads standard input), match it to the claims, compare what was allowed with what
    was due, and list what to do, most money first, each with its last day.

    Medicare's own claims are compared with the fee schedules, at the ZIP code of the claim file, or --zip, --locality or
    --national. Other payers are compared with their --contract; without one their codes are explained all the same.
    Exit code 1 when there is something to work, 3 when a claim could not be read.

    \b
    Examples:
      superbill remit payments.835 --claims claims.837
      superbill remit payments.835 --claims claims.837 --contract granite.toml --format csv
      superbill remit payments.835 --claims claims.837 --letters appeals --sender practice.toml
    """
    agreed = tuple(contract for each in contracts for contract in read_contracts(each))
    letterhead = read_sender(sender) if sender else Sender()
    if claim and not letters:
        raise UsageError("--claim names the letter to draft", hint="Name a folder: --letters DIR")
    with open_workbench(kb) as bench:
        options = _options(bench, agreed, tolerance, today, locality, zip_code, national=national)
        piped = str(file) == "-"
        options = replace(options, name="standard input" if piped else "")
        source: Source = io.BytesIO(sys.stdin.buffer.read()) if piped else file
        answer = bench.remit(source, claims, options)
    if letters is not None:
        _write(compose_letters(answer, options.today, letterhead, claim), letters, letter_format, claim)
    write_answer(answer, fmt, out, limit)
    raise SystemExit(3 if answer.refused else 1 if answer.to_work else 0)


def _options(
    bench: Workbench, contracts: tuple[Contract, ...], tolerance: Decimal, today: date | None, locality: str | None,
    zip_code: str | None, *, national: bool,
) -> RemitOptions:  # fmt: skip
    prices = prices_at(bench, today, locality=locality, zip_code=zip_code, national=national)
    return RemitOptions(prices, contracts, tolerance, today=today or date.today())


def _write(letters: tuple[Letter, ...], folder: Path, letter_format: str, claim: str | None) -> None:
    """The letters as files; says where, and names no patient."""
    if not letters:
        what = f"claim {claim}" if claim else "no claim"
        click.echo(f"no letter: {what} has {'nothing' if claim else 'anything'} to appeal", err=True)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for letter in letters:
            for ending in LETTERS if letter_format == "both" else (letter_format,):
                (folder / f"{letter.stem}.{ending}").write_bytes(LETTERS[ending](letter))
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}", hint="Name another folder with --letters."
        ) from None
    number = f"{len(letters)} letter{'s' if len(letters) > 1 else ''}"
    click.echo(f"{number} in {folder}: fill in what stands in brackets, and read before sending", err=True)


def write_answer(answer: RemitAnswer, fmt: str, out: Path | None, limit: int) -> None:
    """The answer in a format, to a file or the terminal; `limit` items are shown as text."""
    if fmt == "text":
        show_remit(console(out), answer, limit)
    elif fmt == "json":
        deliver_pieces(remit_json(answer), out)
    elif fmt == "csv":
        deliver_pieces(remit_csv(answer), out)
    else:
        deliver(remit_html(answer).encode(), out)
