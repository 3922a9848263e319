"""Tables of a report: where their receipts stand, and how missing values are gathered below them.

When most cells of every row rest on the same receipts, those stand at the end of the row and cover each cell that has no
mark of its own. Otherwise a column that rests on one receipt carries it in its heading and other cells keep their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from string import ascii_lowercase

from superbill.model.citation import Citation, NotAvailable
from superbill.model.report import Leaf, Section, Table
from superbill.report.render.cells import (
    MISSING,
    align,
    cell,
    marks,
    missing_note,
    shared_marks,
    without_mark,
    without_marks,
)
from superbill.report.render.format import clean, split_commands
from superbill.report.render.receipts import Receipts, citations
from superbill.report.render.view import Cell, Head, Line, MissingNote, Rows

ROOMY_COLUMNS = 3
"""A table of at most so many columns has room for a reason in a cell."""
MOST_CARDS = 12
Numbers = tuple[int, ...]
PHONE, GAP = 44, 2
"""The characters that a phone shows side by side, and those that go between two columns."""
SENTENCE = 36
"""Text longer than this is read as a sentence, not glanced at as an entry."""


def rows(table: Table, section: Section, receipts: Receipts) -> Rows:
    """The view of a table. Its title is dropped when the section's says the same, and so are columns without a word."""
    table = _filled(table)
    title = clean(table.title)
    missing = _Missing(table)
    heads = tuple(Head(column.id, clean(column.heading), column.kind, align(column.kind)) for column in table.columns)
    alike = [_one_receipt(row) for row in table.rows]
    if None not in alike:
        grid = [_cells(row, table, missing) for row in table.rows]
        lines = [
            Line(_merge(cells), marks(cited or (), receipts)) for cells, cited in zip(grid, alike, strict=True)
        ]  # fmt: skip
    else:
        heads, grid, lines = _of_several_receipts(table, heads, missing, receipts)
    return Rows(
        title="" if title.casefold() == clean(section.title).casefold() else title,
        columns=heads,
        lines=tuple(lines),
        marked=any(line.marks for line in lines),
        stacks=_stacks(heads, grid),
        total=table.total,
        count=_count(table),
        more=split_commands(table.more),
        notes=missing.notes(),
    )


def _one_receipt(row: Sequence[Leaf]) -> tuple[Citation, ...] | None:
    """The receipts that every available leaf of a row rests on, as in most tables; None when they differ. Saves making
    marks for each cell only to take them off again."""
    cited: tuple[Citation, ...] = ()
    for leaf in row:
        if isinstance(leaf, NotAvailable):
            continue
        if not cited:
            cited = leaf.citations
        elif (leaf.also or len(cited) > 1 or leaf.citation is not cited[0]) and leaf.citations != cited:
            return None
    return cited


def _of_several_receipts(
    table: Table, heads: tuple[Head, ...], missing: _Missing, receipts: Receipts
) -> tuple[tuple[Head, ...], list[tuple[Cell, ...]], list[Line]]:
    """Columns, cells and lines of a table whose rows rest on more than one receipt each."""
    grid = [_cells(row, table, missing, receipts) for row in table.rows]
    by_row = [_most(cells) for cells in grid]
    if all(numbers or not _available(cells) for numbers, cells in zip(by_row, grid, strict=True)):
        return heads, grid, [_marked(*line, receipts) for line in zip(grid, table.rows, by_row, strict=True)]
    heads, grid = _mark_columns(table, heads, grid, receipts)
    return heads, grid, [Line(_merge(cells), ()) for cells in grid]


def _filled(table: Table) -> Table:
    columns = range(len(table.columns))
    kept = [place for place in columns if not table.rows or any(_says_something(row[place]) for row in table.rows)]
    if len(kept) == len(table.columns):
        return table
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def _says_something(leaf: Leaf) -> bool:
    return isinstance(leaf, NotAvailable) or leaf.value != ""


def _stacks(heads: tuple[Head, ...], grid: list[tuple[Cell, ...]]) -> bool:
    """A few rows of many columns, with a sentence in one of them or too wide for a phone. Columns of figures are compared
    down, so they stay. Marks in a heading would be lost to a card, so they forbid it."""
    if len(grid) > MOST_CARDS or len(heads) <= ROOMY_COLUMNS or any(head.marks for head in heads):
        return False
    if any(len(each.text) > SENTENCE for cells in grid for each in cells):
        return True
    figures = sum(head.align == "right" for head in heads)
    return 2 * figures < len(heads) and sum(_widths(heads, grid)) > PHONE


def _widths(heads: tuple[Head, ...], grid: list[tuple[Cell, ...]]) -> list[int]:
    """The characters that each column needs; its heading may break between words."""
    words = [max(map(len, head.heading.split()), default=0) for head in heads]
    columns = [[len(cells[place].text) for cells in grid if place < len(cells)] for place in range(len(heads))]
    return [max([least, *column]) + GAP for least, column in zip(words, columns, strict=True)]


def _count(table: Table) -> str:
    if not table.total and not table.rows:
        return "none"
    shown = len(table.rows)
    return f"{shown:,} of {table.total:,} shown" if table.total > shown else ""


class _Missing:
    """How the reasons of a table are told. A reason of one place stands in its cell when there is room; the others
    stand below the table, lettered when there are several. What would bring the data stands below, once."""

    def __init__(self, table: Table) -> None:
        lines = [dict.fromkeys(leaf for leaf in row if isinstance(leaf, NotAvailable)) for row in table.rows]
        uses = Counter(leaf for line in lines for leaf in line)
        roomy = len(table.columns) <= ROOMY_COLUMNS
        below = [leaf for leaf, count in uses.items() if count > 1 or not roomy]
        self._below = {
            leaf: _lettered(leaf, _letter(place) if len(below) > 1 else "") for place, leaf in enumerate(below)
        }
        self._inside = {leaf: missing_note(leaf) for leaf in uses if leaf not in self._below}

    def cell(self, leaf: NotAvailable, cell: Cell) -> Cell:
        """The cell of a missing leaf: a pointer to the note below, or the reason itself."""
        if leaf in self._below:
            return replace(cell, missing=self._below[leaf])
        return replace(cell, text=clean(leaf.not_available), missing=self._inside[leaf])

    def notes(self) -> tuple[MissingNote, ...]:
        """What stands below the table."""
        sources = dict.fromkeys((note.source, note.lead) for note in self._inside.values() if note.source)
        return (*self._below.values(), *(MissingNote((), source, lead) for source, lead in sources))


def _lettered(leaf: NotAvailable, letter: str) -> MissingNote:
    return replace(missing_note(leaf), letter=letter)


def _letter(place: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    more, last = divmod(place, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]


def _cells(row: Sequence[Leaf], table: Table, missing: _Missing, receipts: Receipts | None = None) -> tuple[Cell, ...]:
    """The cells of a row, with their own marks where receipts are given."""
    cells = (cell(leaf, column.kind, receipts) for leaf, column in zip(row, table.columns, strict=True))
    return tuple(
        missing.cell(leaf, each) if isinstance(leaf, NotAvailable) else each
        for each, leaf in zip(cells, row, strict=True)
    )


def _available(cells: Iterable[Cell]) -> bool:
    return any(each.kind != MISSING for each in cells)


def _numbers(cell: Cell) -> Numbers:
    return tuple(mark.number for mark in cell.marks)


def _most(cells: tuple[Cell, ...]) -> Numbers:
    """The receipts that more than half of the available cells rest on; nothing when there are none such."""
    uses = Counter(_numbers(each) for each in cells if each.kind != MISSING)
    numbers, count = uses.most_common(1)[0] if uses else ((), 0)
    return numbers if 2 * count > uses.total() else ()


def _marked(cells: tuple[Cell, ...], row: Sequence[Leaf], numbers: Numbers, receipts: Receipts) -> Line:
    """The line with the receipts of most cells at its end."""
    shared = [_numbers(each) == numbers for each in cells]
    kept = (without_mark(each) if share else each for each, share in zip(cells, shared, strict=True))
    cited = citations(leaf for leaf, share in zip(row, shared, strict=True) if share)
    return Line(_merge(tuple(kept)), marks(cited, receipts))


def _mark_columns(
    table: Table, heads: tuple[Head, ...], grid: list[tuple[Cell, ...]], receipts: Receipts
) -> tuple[tuple[Head, ...], list[tuple[Cell, ...]]]:
    """Lift the marks of columns that rest on one receipt into their headings."""
    columns = []
    marked = []
    for place, head in enumerate(heads):
        cells = tuple(line[place] for line in grid)
        shared = shared_marks(cells, citations(row[place] for row in table.rows), receipts) if len(grid) > 1 else ()
        columns.append(without_marks(cells) if shared else cells)
        marked.append(replace(head, marks=shared))
    return tuple(marked), list(zip(*columns, strict=True))


def _merge(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Neighbours that are missing for the same reason become one wide cell."""
    merged: list[Cell] = []
    for each in cells:
        if merged and each.kind == MISSING and merged[-1].missing == each.missing:
            merged[-1] = replace(merged[-1], span=merged[-1].span + 1, align="left")
        else:
            merged.append(each)
    return tuple(merged)
