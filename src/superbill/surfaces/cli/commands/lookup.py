"""`superbill lookup`: the report on one code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click
import msgspec

from superbill.errors import UsageError
from superbill.model.codes import System, separate_codes
from superbill.model.edits import Setting
from superbill.model.lookup import NotLoadedHere, Unknown
from superbill.model.report import Report
from superbill.report.render.deliver import FORMATS, render
from superbill.surfaces.answers import lookup_data, to_json
from superbill.surfaces.cli.options import (
    format_option,
    kb_option,
    on_option,
    open_workbench,
    place_options,
    setting_option,
    system_option,
)  # fmt: skip
from superbill.surfaces.cli.output import console, deliver, say_not_found
from superbill.surfaces.cli.show import print_report

Answer = Report | Unknown | NotLoadedHere
SINGLE = ("html", "pdf")
"""Formats that are a file of their own for each code."""


@click.command("lookup", short_help="The report on a code: what it is, how it is billed, what it pays.")
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@on_option
@place_options
@setting_option
@system_option
@format_option("text", *FORMATS)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file (needed for pdf).")
@kb_option
def command(
    codes: tuple[str, ...],
    on: date | None,
    locality: str | None,
    zip_code: str | None,
    setting: str,
    system: str | None,
    fmt: str,
    out: Path | None,
    kb: Path | None,
) -> None:
    """The report on CODE, every value with its receipt.

    CODE is typed as you like: e83.52, E8352, 82331-26, J1885JZ, "99213 25". Several codes give their reports one after another
    (as JSON, one line each); one that is not there is named and the others are shown. Exit code 1 for an unknown code, 4 for one
    that what is loaded cannot tell.

    \b
    Examples:
      superbill lookup 82331
      superbill lookup 99213 --locality 02102/01 --on 2025-12-01
      superbill lookup E83.52 --format html --out e8352.html
    """
    typed = separate_codes(" ".join(codes))
    if len(typed) > 1 and fmt in SINGLE:
        raise UsageError(f"{fmt} is for one code, not for {len(typed)}", hint=f"Codes: {', '.join(typed)}.")
    with open_workbench(kb) as bench:
        answers = (
            bench.report(
                code, on, system=System(system) if system else None, locality=locality, zip_code=zip_code,
                setting=Setting(setting),
            )
            for code in typed
        )  # fmt: skip
        if len(typed) == 1:
            ends = [_show_one(typed[0], next(answers), fmt, out)]
        else:
            ends = _show_all(typed, answers, fmt, out)
    raise SystemExit(max(ends))


def _show_one(code: str, answer: Answer, fmt: str, out: Path | None) -> int:
    """Print the report, or say why there is none; the exit code."""
    if isinstance(answer, Unknown | NotLoadedHere):
        if fmt == "json":
            deliver(to_json(lookup_data(answer)), out)
        else:
            say_not_found(answer, code)
    elif fmt == "text":
        print_report(answer, console(out))
    else:
        deliver(render(answer, fmt), out, binary=fmt == "pdf")
    return _end(answer)


def _show_all(codes: Sequence[str], answers: Iterable[Answer], fmt: str, out: Path | None) -> list[int]:
    screen, parts, ends = console(out), [], []
    for place, (code, answer) in enumerate(zip(codes, answers, strict=True)):
        ends.append(_end(answer))
        if fmt == "json":
            content = render(answer, fmt) if isinstance(answer, Report) else to_json(lookup_data(answer))
            parts.append(msgspec.json.format(content, indent=0))
        elif isinstance(answer, Unknown | NotLoadedHere):
            say_not_found(answer, code)
        elif fmt == "text":
            screen.print("\n" if place else "", end="")
            print_report(answer, screen)
        else:
            parts.append(render(answer, fmt))
    if parts:
        deliver(b"\n".join(parts), out)
    return ends


def _end(answer: Answer) -> int:
    if isinstance(answer, Unknown):
        return 1
    return 4 if isinstance(answer, NotLoadedHere) else 0
