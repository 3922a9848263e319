"""`superbill verify`: re-checks the knowledge base."""

from __future__ import annotations

from pathlib import Path

import click

from superbill.kb.home import default_kb
from superbill.kb.verify import verify
from superbill.surfaces.cli.options import kb_option
from superbill.surfaces.cli.output import console


@click.command("verify", short_help="Check that the knowledge base is whole.")
@click.option("--all", "show_all", is_flag=True, help="Show every check, not only failures.")
@kb_option
def command(show_all: bool, kb: Path | None) -> None:
    """Reads the file's structure and counts the rows of every release again.

    \b
    Example:
      superbill verify
    """
    checks = list(verify(kb or default_kb()))
    out = console(None)
    for check in checks:
        if show_all or not check.passed:
            out.print(f"{'ok  ' if check.passed else 'FAIL'} {check.what}: {check.detail}", highlight=False)
    failed = sum(not check.passed for check in checks)
    out.print(f"{len(checks) - failed} checks passed, {failed} failed", highlight=False)
    raise SystemExit(1 if failed else 0)
