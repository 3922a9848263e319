"""`superbill scrub`: what would be denied, why, what would fix it, and what it pays."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from superbill.edits.batch import ScrubOptions
from superbill.edits.payers import load_policies
from superbill.edits.tally import Tally
from superbill.model.claim_price import PriceOptions
from superbill.surfaces.claim_page import html_stream
from superbill.surfaces.claim_streams import Shown, Writer, csv_stream, json_stream, ndjson_stream
from superbill.surfaces.cli.options import Day, format_option, kb_option, open_workbench
from superbill.surfaces.cli.show_claims import text_stream
from superbill.workbench import claim_history

WRITERS: dict[str, Writer] = {
    "text": text_stream, "json": json_stream, "ndjson": ndjson_stream, "csv": csv_stream, "html": html_stream,
}  # fmt: skip


@click.command("scrub", short_help="Check claims before they go out, line by line.")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--payer", default=None, metavar="NAME", help="Check every claim by this payer's policy.")
@click.option("--policies", type=click.Path(exists=True, path_type=Path, file_okay=False), default=None,
              help="A folder of your own payer policies (TOML).")  # fmt: skip
@click.option("--history", type=click.Path(exists=True, path_type=Path, dir_okay=False), default=None,
              help="Earlier claims of the same patients, in any format.")  # fmt: skip
@click.option("--today", type=Day(), default=None, help="The day of filing (default: today).")
@click.option("--strict", is_flag=True, help="Check each X12 claim by validated models, too (extra 'strict').")
@click.option("--prices/--no-prices", default=True, show_default=True, help="What Medicare pays for each line.")
@click.option("--failed-only", is_flag=True, help="List only claims that fail.")
@click.option("--queue", is_flag=True, help="A work queue instead: claims that fail, most money at risk first.")
@click.option("--passes/--no-passes", default=True, show_default=True, help="JSON: list the checks that passed, too.")
@format_option(*WRITERS)
@kb_option
def command(
    file: Path,
    payer: str | None,
    policies: Path | None,
    history: Path | None,
    today: date | None,
    strict: bool,
    prices: bool,
    failed_only: bool,
    queue: bool,
    passes: bool,
    fmt: str,
    kb: Path | None,
) -> None:
    """Check the claims of FILE: X12 837P or 837I, CSV or JSON, plain, gzip or zip; `-` reads standard input.

    Every line is checked by all rules that its payer applies, on its date of service. A check passes, fails, is bypassed by a
    modifier, or lacks data, which is no pass. Claims that cannot be read are listed with segment and element; the others are
    checked all the same. Exit code 1 when a claim fails, 3 when some are refused.

    \b
    Examples:
      superbill scrub claims.837
      superbill scrub claims.837 --queue
      superbill scrub claims.csv --format csv --failed-only
    """
    known = load_policies([policies] if policies else [])
    options = ScrubOptions(
        policies=known.named(payer) if payer else known,
        history=claim_history(history, today=today) if history else None,
        today=today,
        prices=PriceOptions() if prices else None,
        strict=strict,
        name="standard input" if str(file) == "-" else "",
    )
    shown = Shown(options.name or file.name, failed_only=failed_only, queue=queue, passes=passes)
    tally = Tally()
    with open_workbench(kb) as bench:
        found = bench.scrub(sys.stdin.buffer if options.name else file, options)
        write: Writer = WRITERS[fmt]
        for piece in write(found, shown, tally):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    if tally.refused or tally.remarks:
        raise SystemExit(3)
    raise SystemExit(1 if tally.failed else 0)
