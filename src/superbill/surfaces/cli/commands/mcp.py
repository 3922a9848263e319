"""`superbill mcp`: the tools for assistants that speak the Model Context Protocol."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from superbill.errors import UsageError
from superbill.surfaces.cli.options import kb_option, open_workbench


@click.command("mcp", short_help="Tools for assistants (Model Context Protocol).")
@click.option("--http", is_flag=True, help="Streamable HTTP instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the HTTP server.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port of the HTTP server.")
@kb_option
def command(http: bool, host: str, port: int, kb: Path | None) -> None:
    """Serves the tools lookup, search, report, check_pair, check_claim, fee, rates, coverage, changes, code_note and ask; the
    releases and code systems as resources; and prompts. Nothing but answers leaves this machine.

    \b
    Examples:
      superbill mcp
      superbill mcp --http --port 8765
    """
    try:
        server = importlib.import_module("superbill.surfaces.mcp.server")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"this needs {error.name}, which is not installed", hint="pip install 'superbill[mcp]'"
        ) from error
    with open_workbench(kb) as bench:
        server.serve(bench, "http" if http else "stdio", host, port)
