"""`superbill import`: files that only the operator may have."""

from __future__ import annotations

from pathlib import Path

import click

from superbill.surfaces.cli.output import console
from superbill.workbench import import_cpt_descriptors


@click.group("import", short_help="Take in files of your own licence.")
def command() -> None:
    """Licensed files go to a private store on this machine, never into a knowledge base."""


@command.command("cpt-descriptors", short_help="CPT descriptors of your AMA licence.")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
def cpt_descriptors(file: Path) -> None:
    """FILE is csv or tab-separated; its first line names the columns: code, and any of short, medium, long.

    \b
    Example:
      superbill import cpt-descriptors ~/licensed/cpt-2026.csv
    """
    count = import_cpt_descriptors(file)
    console(None).print(f"{count:,} descriptors imported into the private store; they show on this machine only.")
