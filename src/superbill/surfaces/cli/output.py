"""Printing that commands share: console, tables, dollars, notes below a table, and the answer to a code that is not there."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from superbill.errors import UsageError
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import display_code
from superbill.model.lookup import NotLoadedHere, Unknown
from superbill.report.render.cells import missing_note
from superbill.surfaces.cli.show_text import plain, why

SHOWN_NEAR = 8
VOWELS = "AEFILMNORSX"
"""Letters whose names begin with a vowel: an ICD-10-CM code, an MS-DRG; but a CPT code, and HCPCS is not spelt."""


def console(out: Path | None) -> Console:
    """A console on standard output, or on a file without colour. `UsageError` for a file that cannot be written."""
    if out is None:
        return Console(highlight=False)
    try:
        return Console(file=out.open("w", encoding="utf-8"), width=100, no_color=True)
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> UsageError:
    return UsageError(f"{out} cannot be written: {error.strerror}", hint="Name another file with --out.")


def deliver(content: bytes, out: Path | None, *, binary: bool = False) -> None:
    """Write to a file, or to standard output with a final newline. Binary content is not sent to a terminal."""
    if out is not None:
        try:
            out.write_bytes(content)
        except OSError as error:
            raise _unwritable(out, error) from error
    elif binary and sys.stdout.isatty():
        raise UsageError("a PDF is not for the terminal", hint="Name a file: --out report.pdf")
    else:
        sys.stdout.buffer.write(content if binary else content.rstrip(b"\n") + b"\n")
        sys.stdout.buffer.flush()


def deliver_pieces(pieces: Iterable[bytes], out: Path | None) -> None:
    """Write what is made piece by piece, to a file or to standard output."""
    if out is None:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    try:
        with out.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise _unwritable(out, error) from error


def table(*headings: str) -> Table:
    """A plain table in the house style."""
    found = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in headings:
        found.add_column(heading, overflow="fold")
    return found


def dollars(amount: Fact[Decimal] | NotAvailable) -> str:
    """`$13.34`, or what is missing."""
    return f"[bold]${amount.value:,.2f}[/bold]" if isinstance(amount, Fact) else "[dim]not available[/dim]"


class Notes:
    """What stands below a table: receipts and reasons, numbered, each once. A cell points to them with its marks."""

    def __init__(self) -> None:
        self._numbers: dict[Citation | NotAvailable, int] = {}

    def mark(self, *notes: Citation | NotAvailable | None) -> str:
        """`[1]`, for each of the notes; console markup, yellow when the release had ended."""
        return "".join(self._mark(note) for note in notes if note is not None)

    def of(self, leaf: Fact[Any] | NotAvailable) -> str:
        """The marks of a value: of all its receipts, or of the reason that there is none."""
        return self.mark(*leaf.citations) if isinstance(leaf, Fact) else self.mark(leaf)

    def _mark(self, note: Citation | NotAvailable) -> str:
        number = self._numbers.setdefault(note, len(self._numbers) + 1)
        style = "yellow" if isinstance(note, Citation) and note.stale_days else "dim"
        return f"[{style}]\\[{number}][/{style}]"

    def show(self, out: Console) -> None:
        """Print them, in full width."""
        width = len(str(len(self._numbers))) + 2
        shown = Table.grid(padding=(0, 1, 0, 0))
        shown.add_column(width=width)
        shown.add_column(overflow="fold")
        for note, number in self._numbers.items():
            text = plain(str(note), "dim") if isinstance(note, Citation) else why(missing_note(note))
            shown.add_row(plain(f"[{number}]", "dim"), text)
        if self._numbers:
            out.print(shown)


def with_article(label: str) -> str:
    """`an ICD-10-CM`, `a CPT®`."""
    spelt = label.split()[0][:3].isupper() if label else False
    vowel = label[:1] in VOWELS if spelt else label[:1].lower() in "aeiou"
    return f"{'an' if vowel else 'a'} {label}"


def say_not_found(answer: Unknown | NotLoadedHere, typed: str) -> None:
    """An unknown code with near misses, or what would have to be loaded."""
    out = Console(stderr=True, highlight=False)
    shown_code = display_code(answer.systems[0], answer.code) if len(answer.systems) == 1 else typed.strip().upper()
    if isinstance(answer, NotLoadedHere):
        kind = with_article(answer.systems[0].label)
        out.print(f"[bold]{escape(shown_code)}[/bold] has the shape of {escape(kind)} code.")
        out.print(why(missing_note(answer.reason)))
    elif answer.systems:
        out.print(f"[bold]{escape(shown_code)}[/bold] is in no release loaded for {answer.on}.")
        for citation in answer.searched:
            out.print(f"[dim]looked in {escape(str(citation))}[/dim]")
    else:
        out.print(f"{escape(repr(typed))} is no code." if typed.strip() else "No code was given.")
        out.print('[dim]To find codes by words: superbill search "..."[/dim]')
    if answer.near:
        out.print(Text("Near misses", style="dim"))
        shown = Table.grid(padding=(0, 2, 0, 0))
        for line in answer.near[:SHOWN_NEAR]:
            shown.add_row(f"[bold]{line.display}[/bold]", f"[dim]{line.system.label}[/dim]", escape(line.text))
        out.print(shown)
