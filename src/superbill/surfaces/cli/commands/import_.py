"""`superbill import`: files that only the operator may have."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from superbill.surfaces.cli.options import Day
from superbill.surfaces.cli.output import console
from superbill.workbench import import_cpt_descriptors, import_guideline


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


@command.command("document", short_help="A manual or payer policy, plain text or PDF.")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--title", required=True, help="Title, the same for every edition.")
@click.option("--publisher", required=True, help="Who publishes it, such as CMS.")
@click.option("--effective", type=Day(), required=True, help="The day from which this edition holds.")
@click.option("--payer", default="", help="The payer it holds for; none for a document that holds for all.")
def document(file: Path, title: str, publisher: str, effective: date, payer: str) -> None:
    """FILE is split by its own headings into passages, which are searched and quoted with page and date.

    A later edition of the same title shows what changed. PDF needs the extra `documents`.

    \b
    Example:
      superbill import document ncci-manual.txt --title "Medicare NCCI Policy Manual" --publisher CMS --effective 2025-01-01
    """
    found = import_guideline(file, title=title, publisher=publisher, effective=effective, payer=payer)
    what = "was there already, unchanged" if found.unchanged else "replaced" if found.replaced else "imported"
    console(None).print(
        f"document {found.document.id} {what}: {found.document.passages:,} passages on {found.document.pages:,} pages,"
        f" {found.codes:,} codes and ranges named"
    )
