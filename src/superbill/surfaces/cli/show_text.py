"""Cells, receipts and reasons as styled terminal text."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from superbill.report.render.cells import NOT_AVAILABLE
from superbill.report.render.view import Cell, Ended, Mark, MissingNote, Span

TONES = {"yes": "green", "no": "red", "warn": "yellow", "muted": "dim"}
COMMAND = "cyan"


def plain(text: str, style: str = "") -> Text:
    """Text that may break anywhere rather than be cut off. The style is not passed on to what is appended."""
    return Text(overflow="fold").append(text, style)


def marks(found: Iterable[Mark]) -> Text:
    """` [1]` for each receipt; yellow when its release had ended."""
    text = Text()
    for mark in found:
        text.append(f" [{mark.number}]", "yellow" if mark.stale else "dim")
    return text


def value(cell: Cell) -> Text:
    """A cell that is available, with its receipts."""
    text = plain(" ".join(cell.parts)) if cell.kind == "code" else plain(cell.text)
    if cell.tone:
        text.stylize(f"bold {TONES[cell.tone]}")
    return text.append_text(marks(cell.marks))


def entry(cell: Cell, *, brief: bool = False) -> Text:
    """A cell of a table, available or not; `brief` shortens one whose reason stands below the table anyway."""
    if cell.missing is None:
        return value(cell)
    letter = f" ({cell.missing.letter})" if cell.missing.letter else ""
    return plain(f"{'n/a' if brief and cell.text == NOT_AVAILABLE else cell.text}{letter}", "dim")


def spans(pieces: Iterable[Span], style: str = "") -> Text:
    """Text with its commands set off."""
    text = plain("")
    for piece, command in pieces:
        text.append(piece, COMMAND if command else style)
    return text


def why(note: MissingNote) -> Text:
    """Why a value is not available, and below it what would bring it."""
    text = plain("")
    if note.reason:
        letter = f" ({note.letter})" if note.letter else ""
        text.append(f"Not available{letter}: ", "dim").append_text(spans(note.reason, "dim"))
    if note.source:
        text.append("\n" if note.reason else "").append(f"{note.lead}: ", "dim").append_text(spans(note.source, "dim"))
    return text


def ended(each: Ended, words: str) -> Text:
    """A release that had ended, after its receipt numbers."""
    numbers = "".join(f"[{number}]" for number in each.numbers)
    return plain(f"{numbers} {words}", "yellow")
