"""`superbill backup`: write the application database of a site into one file."""

from __future__ import annotations

from pathlib import Path

import click

from superbill.errors import UsageError
from superbill.surfaces.cli.commands.site import database_of, office, site_of, site_option
from superbill.surfaces.cli.output import console


@click.command("backup", short_help="Write the application database of a site into one file.")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@site_option
@click.option("--force", is_flag=True, help="Overwrite the file.")
def command(out: Path, site_file: Path, force: bool) -> None:
    """Write everything that belongs to accounts into one file, also while the site runs, from SQLite or PostgreSQL.

    Keep the file as you keep the database: it holds addresses, password hashes and keys. `superbill restore` reads it, into
    either kind of database.
    """
    if out.exists() and not force:
        raise UsageError(f"{out} is there already", hint="Name another file, or use --force.")
    database = database_of(site_of(site_file))
    made = office("backup").back_up(database, out, office("clock").now())
    database.close()
    console(None).print(f"{made.total:,} rows of {len(made.rows)} tables in {out} (tables at step {made.revision})")
