"""`superbill ask`: a question in words."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from superbill.model.answer import Answer, Status, Turn
from superbill.pilot.style import answer_text
from superbill.surfaces.answers import to_json
from superbill.surfaces.asking import answer_data
from superbill.surfaces.cli.options import format_option, kb_option, on_option, open_workbench
from superbill.surfaces.cli.output import console, deliver
from superbill.workbench import Workbench

EXIT = {Status.ANSWERED: 0, Status.ASKED_BACK: 0, Status.DECLINED: 1}


@click.command("ask", short_help="A question in words, answered with receipts.")
@click.argument("words", nargs=-1)
@on_option
@format_option("text", "json")
@kb_option
def command(words: tuple[str, ...], on: date | None, fmt: str, kb: Path | None) -> None:
    """Answers a question about codes, edits, fees, coverage or rules out of the loaded releases, without a language model.

    Without WORDS, or with -, each line of standard input is a question, and the lines are one conversation. Exit code 1 when
    the question was declined, 4 when nothing that it asks for is loaded.

    \b
    Examples:
      superbill ask "Can 82331 be billed with 82310 on the same day?"
      superbill ask "what is the MUE of 82331, and what does it pay?" --on 2024-08-01
    """
    with open_workbench(kb) as bench:
        if words and words != ("-",):
            answer = bench.ask(" ".join(words), on)
            _show(answer, fmt)
            raise SystemExit(_code(answer))
        _converse(bench, sys.stdin, on, fmt)


def _converse(bench: Workbench, lines: Iterable[str], on: date | None, fmt: str) -> None:
    turn: Turn | None = None
    for line in lines:
        if line.strip():
            answer = bench.ask(line, on, turn)
            turn = answer.turn
            _show(answer, fmt)


def _code(answer: Answer) -> int:
    empty = answer.status is Status.ANSWERED and not any(part.statements for part in answer.parts)
    return 4 if empty else EXIT[answer.status]


def _show(answer: Answer, fmt: str) -> None:
    if fmt == "json":
        deliver(to_json(answer_data(answer)), None)
        return
    out = console(None)
    for remark in answer.remarks:
        out.print(remark, style="dim", markup=False)
    out.print(answer.phrased or answer_text(answer), markup=False)
    for number, citation in enumerate(answer.citations, 1):
        style = "yellow" if citation.stale_days else "dim"
        out.print(f"[{number}] {citation}", style=style, markup=False)
    for notice in answer.notices:
        out.print(notice, style="dim", markup=False)
