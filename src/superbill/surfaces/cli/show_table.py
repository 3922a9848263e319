"""Tables of a report on the terminal: in columns where they fit, one record under another where they do not."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
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
TOO_TALL = 6
"""Rows that would take so many lines are stacked instead."""
SENTENCE = 80


def draw_rows(table: Rows, width: int, console: Console) -> Iterator[RenderableType]:
    """The lines of a table, then what is said below it."""
    if table.lines:
        natural = _natural(_texts(table, brief=False))
        brief = sum(natural) + GAP * (len(natural) - 1) > width
        widths = _widths(_texts(table, brief=brief), width)
        lines = [_in_columns(line, table, widths, console, brief=brief) for line in table.lines] if widths else []
        tallest = max(map(len, lines), default=0)
        if not widths:
            yield _records(table)
        elif table.stacks and tallest >= TOO_TALL:
            yield from _stacked(table)
        else:
            yield from _head(table, widths, console)
            for place, drawn in enumerate(lines):
                yield from [Text(), *drawn] if tallest >= TALL and place else drawn
    after = plain(" · ", "dim").join(
        part for part in (plain(table.count, "dim"), spans(table.more, "dim")) if part.plain
    )
    if after.plain:
        yield after
    yield from (why(note) for note in table.notes)


def _texts(table: Rows, *, brief: bool) -> list[list[str]]:
    """The texts of each column, its heading first."""
    texts = [[_heading(head).plain] for head in table.columns]
    for line in table.lines:
        place = 0
        for cell in line.cells:
            if cell.span == 1:
                texts[place].append(entry(cell, brief=brief).plain)
            place += cell.span
    if table.marked:
        texts.append(["", *(_row_marks(line).plain for line in table.lines)])
    return texts


def _natural(texts: list[list[str]]) -> list[int]:
    return [max(map(len, column), default=0) for column in texts]


def _widths(texts: list[list[str]], width: int) -> list[int]:
    """What each column gets: at least its longest word, its whole text if there is room. Empty when they do not fit."""
    least = [max([_longest_word(heading), *map(_least, cells)]) for heading, *cells in texts]
    room = width - sum(least) - GAP * (len(least) - 1)
    return _share(least, [cells for _, *cells in texts], texts, room) if room >= 0 else []


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _least(text: str) -> int:
    return max(_longest_word(text), LEAST_SENTENCE if len(text) > SHORT else 0)


def _share(least: list[int], cells: list[list[str]], texts: list[list[str]], room: int) -> list[int]:
    """Short cells first, in full, then short headings; sentences share what is left by how much they lack."""
    widths = list(least)
    for wanted in (_natural(cells), _natural(texts)):
        for place in sorted(range(len(widths)), key=lambda place: wanted[place]):
            if widths[place] < wanted[place] <= SHORT:
                more = min(wanted[place] - widths[place], room)
                widths[place] += more
                room -= more
    lacking = [max(0, whole - given) for whole, given in zip(_natural(texts), widths, strict=True)]
    if sum(lacking) <= room:
        return [given + lack for given, lack in zip(widths, lacking, strict=True)]
    return [given + room * lack // sum(lacking) for given, lack in zip(widths, lacking, strict=True)]


def _head(table: Rows, widths: list[int], console: Console) -> Iterator[Text]:
    yield from _print_line([(_heading(head), head.align, 1) for head in table.columns], widths, console)
    yield plain("─" * (sum(widths) + GAP * (len(widths) - 1)), "dim")


def _in_columns(line: Line, table: Rows, widths: list[int], console: Console, *, brief: bool) -> list[Text]:
    cells = [(entry(cell, brief=brief), cell.align, cell.span) for cell in line.cells]
    if table.marked:
        cells.append((_row_marks(line), "right", 1))
    return list(_print_line(cells, widths, console))


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
    """Every cell on a line of its own, after its heading."""
    drawn = _pairs()
    for number, line in enumerate(table.lines):
        if number:
            drawn.add_row()
        for head, cell in _labelled(table, line):
            text = entry(cell).append_text(marks(head.marks))
            if head is table.columns[0]:
                text.append_text(marks(line.marks))
            drawn.add_row(plain(head.heading, "dim"), text)
    return drawn


def _stacked(table: Rows) -> Iterator[RenderableType]:
    """The first cell and the verdict as a headline, the sentences below it in full width."""
    for number, line in enumerate(table.lines):
        headline, below = plain(""), _pairs()
        for head, cell in _labelled(table, line):
            if head is table.columns[0]:
                headline.append(f"{head.heading} ", "dim").append(entry(cell).plain, "bold").append_text(
                    marks(cell.marks)
                )
            elif cell.tone:
                headline.append("  ").append_text(entry(cell))
            else:
                below.add_row(plain(head.heading, "dim"), entry(cell))
        if number:
            yield ""
        yield headline.append_text(marks(line.marks))
        yield Padding(below, (0, 0, 0, GAP))


def _pairs() -> Columns:
    drawn = Columns.grid(padding=(0, GAP, 0, 0))
    drawn.add_column(overflow="fold", max_width=LABEL)
    drawn.add_column(overflow="fold", max_width=SENTENCE)
    return drawn


def _labelled(table: Rows, line: Line) -> Iterator[tuple[Head, Cell]]:
    place = 0
    for cell in line.cells:
        yield table.columns[place], cell
        place += cell.span
