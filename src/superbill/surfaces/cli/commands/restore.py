"""`superbill restore`: read a backup into an empty application database."""

from __future__ import annotations

from pathlib import Path

import click

from superbill.surfaces.cli.commands.site import database_of, office, site_of, site_option
from superbill.surfaces.cli.output import console


@click.command("restore", short_help="Read a backup into an empty application database.")
@click.argument("backup", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@site_option
def command(backup: Path, site_file: Path) -> None:
    """Read a file of `superbill backup` into the database that the policy names, all of it or nothing.

    The database must be empty. A backup of an older version is brought up to date.
    """
    database = database_of(site_of(site_file))
    made = office("backup").restore(database, backup)
    database.close()
    console(None).print(f"{made.total:,} rows of {len(made.rows)} tables restored")
