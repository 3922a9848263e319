"""Tables of a report on the terminal: in columns where they fit, one record under another where they do not."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table as Columns
from rich.text import Text

from superbill.report.render.view import Align, Cell, Head, Line, Rows
from superbill.surfaces.cli.show_text import entry, marks, plain, spans, why

GAP = 2
LEAST_SENTENCE = 16
"""A sentence is not squeezed into less."""
SHORT = 24
"""Columns up to this width get it before sentences share the rest."""
LABEL = 24
TALL = 3
"""Rows that take so many lines are set apart by a blank one."""


def draw_rows(table: Rows, width: int, console: Console) -> Iterator[RenderableType]:
    """The lines of a table, then what is said below it."""
    if table.lines:
        widths = _widths(table, width)
        if widths:
            yield from _in_columns(table, widths, console)
        else:
            yield _records(table)
    after = plain(" · ", "dim").join(
        part for part in (plain(table.count, "dim"), spans(table.more, "dim")) if part.plain
    )
    if after.plain:
        yield after
    yield from (why(note) for note in table.notes)


def _widths(table: Rows, width: int) -> list[int]:
    """What each column gets: at least its longest word, its whole text if there is room. Empty when they do not fit."""
    texts = [[_heading(head).plain] for head in table.columns]
    for line in table.lines:
        place = 0
        for cell in line.cells:
            if cell.span == 1:
                texts[place].append(entry(cell).plain)
            place += cell.span
    if table.marked:
        texts.append([_row_marks(line).plain for line in table.lines])
    least = [max(_least(text) for text in column) for column in texts]
    natural = [max(map(len, column)) for column in texts]
    room = width - sum(least) - GAP * (len(least) - 1)
    return _share(least, natural, room) if room >= 0 else []


def _least(text: str) -> int:
    return max(max(map(len, text.split()), default=0), min(len(text), LEAST_SENTENCE))


def _share(least: list[int], natural: list[int], room: int) -> list[int]:
    """Short columns first, in full; sentences share what is left by how much they lack."""
    widths = list(least)
    for place in sorted(range(len(widths)), key=lambda place: natural[place]):
        if natural[place] <= SHORT:
            more = min(natural[place] - widths[place], room)
            widths[place] += more
            room -= more
    lacking = [whole - given for whole, given in zip(natural, widths, strict=True)]
    if sum(lacking) <= room:
        return [given + lack for given, lack in zip(widths, lacking, strict=True)]
    return [given + room * lack // sum(lacking) for given, lack in zip(widths, lacking, strict=True)]


def _in_columns(table: Rows, widths: list[int], console: Console) -> Iterator[Text]:
    yield from _print_line([(_heading(head), head.align, 1) for head in table.columns], widths, console)
    yield plain("─" * (sum(widths) + GAP * (len(widths) - 1)), "dim")
    drawn = []
    for line in table.lines:
        cells = [(entry(cell), cell.align, cell.span) for cell in line.cells]
        if table.marked:
            cells.append((_row_marks(line), "right", 1))
        drawn.append(list(_print_line(cells, widths, console)))
    airy = any(len(lines) >= TALL for lines in drawn)
    for place, lines in enumerate(drawn):
        yield from [Text(), *lines] if airy and place else lines


def _print_line(cells: list[tuple[Text, Align, int]], widths: list[int], console: Console) -> Iterator[Text]:
    """One line of a table as lines of the terminal; a cell may cover several columns."""
    columns = []
    place = 0
    for text, align, span in cells:
        covered = widths[place : place + span]
        wide = sum(covered) + GAP * (len(covered) - 1)
        lines: list[Text] = list(text.wrap(console, wide, justify="left", overflow="fold")) if text.plain else []
        columns.append((lines, align, wide))
        place += span
    for number in range(max((len(found) for found, _, _ in columns), default=0)):
        row = Text()
        for found, align, wide in columns:
            part = found[number].copy() if number < len(found) else Text()
            part.rstrip()
            blank = " " * max(0, wide - part.cell_len)
            row.append_text(Text(blank) + part if align == "right" else part + Text(blank)).append(" " * GAP)
        yield row


def _heading(head: Head) -> Text:
    return plain(head.heading, "dim bold").append_text(marks(head.marks))


def _row_marks(line: Line) -> Text:
    text = marks(line.marks)
    return text[1:] if text.plain else text


def _records(table: Rows) -> Columns:
    drawn = Columns.grid(padding=(0, GAP, 0, 0))
    drawn.add_column(overflow="fold", max_width=LABEL)
    drawn.add_column(overflow="fold")
    for number, line in enumerate(table.lines):
        if number:
            drawn.add_row()
        for head, cell in _labelled(table, line):
            text = entry(cell).append_text(marks(head.marks))
            if head is table.columns[0]:
                text.append_text(marks(line.marks))
            drawn.add_row(plain(head.heading, "dim"), text)
    return drawn


def _labelled(table: Rows, line: Line) -> Iterator[tuple[Head, Cell]]:
    place = 0
    for cell in line.cells:
        yield table.columns[place], cell
        place += cell.span
