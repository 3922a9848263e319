"""`superbill pairs`: may these codes be billed together?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from superbill.model.codes import separate_codes
from superbill.model.edits import PairAnswer, PairResult, Setting
from superbill.surfaces.answers import pair_data, to_json
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench, setting_option
from superbill.surfaces.cli.output import Notes, console, deliver, table

STYLE = {
    PairResult.NEVER: "bold red",
    PairResult.WITH_MODIFIER: "yellow",
    PairResult.NO_EDIT: "green",
    PairResult.NOT_AVAILABLE: "dim",
}


@click.command("pairs", short_help="Pair edits (NCCI PTP) between 2 to 50 codes.")
@click.argument("codes", nargs=-1, required=True)
@on_option
@setting_option
@format_option("text", "json")
@kb_option
def command(codes: tuple[str, ...], on: date | None, setting: str, fmt: str, kb: Path | None) -> None:
    """Every two of CODES: which is denied beside which, and whether a modifier may bypass the edit.

    Exit code 1 when an active edit stands between any two, else 4 when nothing can be said of any two.

    \b
    Examples:
      superbill pairs 82331 82310
      superbill pairs 99213 20610 96372 --setting outpatient
    """
    with open_workbench(kb) as bench:
        answers = bench.pairs(separate_codes(" ".join(codes)), on, Setting(setting))
    if fmt == "json":
        deliver(to_json({"pairs": [pair_data(answer) for answer in answers]}), None)
    else:
        _show(answers)
    if any(answer.edit for answer in answers):
        raise SystemExit(1)
    if any(answer.result is PairResult.NOT_AVAILABLE for answer in answers):
        raise SystemExit(4)


def _show(answers: Sequence[PairAnswer]) -> None:
    out, notes = console(None), Notes()
    shown = table("Column 1 (paid)", "Column 2 (denied)", "Result", "Ind.", "Period", "")
    for answer in answers:
        shown.add_row(
            *_cells(answer), notes.mark(answer.edit.citation if answer.edit else answer.citation, answer.reason)
        )
    out.print(shown)
    notes.show(out)


def _cells(answer: PairAnswer) -> tuple[str, ...]:
    style = STYLE[answer.result]
    result = f"[{style}]{answer.result.value}[/{style}]"
    edit = answer.edit
    if edit is None:
        return (*answer.codes, result, "", "")
    since = edit.effective_date.isoformat() if edit.effective_date else "start not stated"
    until = edit.deletion_date.isoformat() if edit.deletion_date else "active"
    return (edit.column1, edit.column2, result, str(edit.modifier_indicator), f"{since}, {until}")
