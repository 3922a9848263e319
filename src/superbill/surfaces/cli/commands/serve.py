"""`superbill serve`: the workbench in the browser, and the REST API."""

from __future__ import annotations

import importlib
import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import click

from superbill.errors import UsageError
from superbill.kb.home import default_kb
from superbill.office.site.policy import Site
from superbill.surfaces.cli.commands.site import database_of, office, site_of
from superbill.surfaces.cli.options import kb_option, open_workbench
from superbill.surfaces.cli.output import console

LOOPBACK = "127.0.0.1"
NEEDED = (
    "brotli", "httptools", "prometheus_client", "python_multipart", "sqlalchemy", "starlette", "uvicorn", "uvloop",
    "vl_convert", "xlsxwriter",
)  # fmt: skip


def cores() -> int:
    """The processor cores that this process may use, at most four: each worker takes memory of its own."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 4)


@click.command("serve", short_help="The workbench in the browser, and the REST API.")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8417, show_default=True, help="0 takes a free one.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=cores,
    show_default="one a processor core, at most 4",
    help="Processes.",
)
@click.option("--open", "show", is_flag=True, help="Open it in a browser.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A name it is asked by; may be repeated.")
@click.option("--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="A web site that may read the API.")
@click.option(
    "--database",
    default=None,
    metavar="URL",
    help="Application database (default: SUPERBILL_DATABASE_URL, else SQLite in SUPERBILL_HOME).",
)
@click.option(
    "--site",
    "site_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Run a site with accounts by this policy.",
)
@click.option("--quiet", is_flag=True, help="No line in the log for each request.")
@kb_option
def command(
    host: str,
    port: int,
    workers: int,
    show: bool,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    database: str | None,
    site_file: Path | None,
    quiet: bool,
    kb: Path | None,
) -> None:
    """Serve pages at / and the API at /api/docs, by default for this machine only. Nothing leaves it.

    A knowledge base that is built meanwhile is taken into use without a restart. Logs go to standard error as JSON, without
    what was asked.

    \b
    Examples:
      superbill serve --open
      superbill serve --host 0.0.0.0 --allow-host codes.example.org --workers 2
      superbill serve --site site.toml
      superbill serve --database postgresql+psycopg://superbill@db.example.org/superbill
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(f"the server needs optional parts: {', '.join(missing)}", hint="pip install 'superbill[web]'")
    open_workbench(kb).close()
    site = _ready(site_file)
    if database is not None and site is not None:
        raise UsageError("a site's database is named by its policy", hint="Leave --database out.")
    if database is not None:  # wrong here is better said now than on the first page
        importlib.import_module("superbill.office.database").Database.open(database).close()
    server = importlib.import_module("superbill.surfaces.serving.server")
    settings = importlib.import_module("superbill.surfaces.http.settings")
    listening = server.listen(host, port)
    found = settings.Settings(
        kb=kb or default_kb(),
        hosts=(*settings.LOOPBACK_HOSTS, f"[{host}]" if ":" in host else host, *hosts, *_site_hosts(site)),
        origins=origins,
        database=database,
        site=site,
    )  # fmt: skip
    console(None).print(f"Superbill is at {listening.url} (Ctrl-C stops it)", highlight=False)
    server.serve(found, listening, workers=workers, access=not quiet, show=show)


def _ready(site_file: Path | None) -> Site | None:
    """The policy of a site, whose tables are brought up to date; None for one person's own installation."""
    if site_file is None:
        return None
    site = site_of(site_file)
    database = database_of(site)
    office("migrating").upgrade(database)
    database.close()
    return site


def _site_hosts(site: Site | None) -> tuple[str, ...]:
    """The names by which a site is asked."""
    return () if site is None else (urlsplit(site.url).hostname or "", *site.hosts)
