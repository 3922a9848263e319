"""`superbill lookup`: the report on one code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.model.codes import System
from superbill.model.edits import Setting
from superbill.model.lookup import NotLoadedHere, Unknown
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


@click.command("lookup", short_help="The report on a code: what it is, how it is billed, what it pays.")
@click.argument("code", nargs=-1, required=True)
@on_option
@place_options
@setting_option
@system_option
@format_option("text", *FORMATS)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file (needed for pdf).")
@kb_option
def command(
    code: tuple[str, ...],
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

    CODE is typed as you like: e83.52, E8352, 82331-26, "99213 25".

    \b
    Examples:
      superbill lookup 82331
      superbill lookup 99213 --zip 94110 --on 2025-12-01
      superbill lookup E83.52 --format html --out e8352.html
    """
    with open_workbench(kb) as bench:
        report = bench.report(
            " ".join(code), on, system=System(system) if system else None, locality=locality, zip_code=zip_code,
            setting=Setting(setting),
        )  # fmt: skip
        if isinstance(report, Unknown | NotLoadedHere):
            if fmt == "json":
                deliver(to_json(lookup_data(report)), out)
            else:
                say_not_found(report)
            raise SystemExit(1 if isinstance(report, Unknown) else 4)
        if fmt == "text":
            print_report(report, console(out))
        else:
            deliver(render(report, fmt), out, binary=fmt == "pdf")
