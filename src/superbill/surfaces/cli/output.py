"""Printing that commands share: console, tables, dollars, receipts, and the answer to a code that is not there."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from superbill.errors import UsageError
from superbill.model.citation import Fact, NotAvailable
from superbill.model.lookup import NotLoadedHere, Unknown

SHOWN_NEAR = 8


def console(out: Path | None) -> Console:
    """A console on standard output, or on a file without colour."""
    if out is not None:
        return Console(file=out.open("w", encoding="utf-8"), width=100, no_color=True)
    return Console(highlight=False)


def deliver(content: bytes, out: Path | None, *, binary: bool = False) -> None:
    """Write to a file, or to standard output with a final newline. Binary content is not sent to a terminal."""
    if out is not None:
        out.write_bytes(content)
    elif binary and sys.stdout.isatty():
        raise UsageError("a PDF is not for the terminal", hint="Name a file: --out report.pdf")
    else:
        sys.stdout.buffer.write(content if binary else content.rstrip(b"\n") + b"\n")
        sys.stdout.buffer.flush()


def table(*headings: str) -> Table:
    """A plain table in the house style."""
    found = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in headings:
        found.add_column(heading, overflow="fold")
    return found


def dollars(amount: Fact[Decimal] | NotAvailable) -> str:
    """`$13.34`, or what is missing."""
    return f"[bold]${amount.value:,.2f}[/bold]" if isinstance(amount, Fact) else "[dim]not available[/dim]"


def receipt(found: Fact[Decimal] | NotAvailable) -> str:
    """The receipt in one line, or the reason that there is none."""
    return escape(
        str(found.citation) if isinstance(found, Fact) else f"{found.not_available} ({found.would_come_from})"
    )


def say_not_found(answer: Unknown | NotLoadedHere) -> None:
    """An unknown code with near misses, or what would have to be loaded."""
    out = Console(stderr=True, highlight=False)
    if isinstance(answer, NotLoadedHere):
        out.print(
            f"[bold]{escape(answer.code)}[/bold] has the shape of a {answer.systems[0].label} code, but {answer.reason.not_available}."
        )
        out.print(f"[dim]It would come from: {escape(answer.reason.would_come_from)}[/dim]")
    elif answer.systems:
        out.print(f"[bold]{escape(answer.code)}[/bold] is in no release loaded for {answer.on}.")
        for citation in answer.searched:
            out.print(f"[dim]looked in {escape(str(citation))}[/dim]")
    else:
        out.print(f"{escape(answer.code) or 'Nothing'} has the shape of no code.")
        out.print('[dim]To find codes by words: superbill search "..."[/dim]')
    if answer.near:
        shown = table("Near misses", "")
        for line in answer.near[:SHOWN_NEAR]:
            shown.add_row(f"[bold]{line.display}[/bold]", escape(line.text))
        out.print(shown)
