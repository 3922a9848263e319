"""A report on the terminal, laid out for its width.

Values are never read as console markup. Without a terminal behind it the text comes without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Columns
from rich.text import Text

from superbill.model.report import Report
from superbill.report.render.layout import lay_out
from superbill.report.render.view import (
    Block,
    Box,
    Figures,
    Grid,
    Ordered,
    Prose,
    ReportView,
    Rows,
    SectionView,
    SourceLine,
)
from superbill.surfaces.cli.show_table import draw_rows
from superbill.surfaces.cli.show_text import ended, entry, marks, plain, value, why

INDENT = 2
GAP = 2
MEASURE = 88
"""The widest that running text gets."""
MOST_LABEL = 40
ACCENT = "bold cyan"


def print_report(report: Report, console: Console) -> None:
    """Print a report: head, sections, sources. Uses the console's width and, on a terminal, its colours."""
    view = lay_out(report)
    width = console.width - INDENT
    for line in _head(view):
        _print(line, console)
    for section in view.sections:
        _print("", console)
        _print(_title(section, console.width), console)
        for part in _section(section, view.sources, width, console):
            _print(part, console, INDENT)
    for notice in view.notices:
        _print(plain(f"\n{notice}", "dim"), console)


def _print(part: RenderableType, console: Console, indent: int = 0) -> None:
    """Print at an indent, without the blanks that would pad lines to the right edge."""
    options = console.options.update_width(console.width - indent)
    for segments in console.render_lines(part, options, pad=False):
        line = Text(" " * indent)
        for segment in segments:
            line.append(segment.text, segment.style)
        line.rstrip()
        console.print(line, soft_wrap=True, highlight=False)


def _head(view: ReportView) -> Iterator[Text]:
    title = plain(view.code, ACCENT)
    if view.title and not view.title.missing:
        title.append("  ").append(view.title.text, "bold").append_text(marks(view.title.marks))
    yield title
    if view.title and view.title.missing:
        yield why(view.title.missing)
    tones = {"yes": "green", "warn": "yellow"}
    yield plain(" · ", "dim").join(plain(tag, tones.get(tone, "")) for tag, tone in view.tags)
    scope = (("Date of service", view.on), *view.scope)
    yield plain(" · ", "dim").join(plain(f"{label} ", "dim").append(text, "bold") for label, text in scope)
    if view.warning:
        yield plain(f"{view.warning}:", "yellow")
        for each in view.ended:
            yield plain("  ").append_text(ended(each, f"{each.name}: {each.days} days"))


def _title(section: SectionView, width: int) -> Text:
    """The title in a rule across the page; the note below it."""
    rule = "─" * max(0, width - len(section.title) - 1)
    title = plain(section.title, ACCENT).append(f" {rule}", "dim")
    return title.append(f"\n{section.note}", "dim italic") if section.note else title


def _section(
    section: SectionView, sources: Iterable[SourceLine], width: int, console: Console
) -> Iterator[RenderableType]:
    for place, block in enumerate(section.blocks):
        if place:
            yield ""
        yield from _block(block, width, console)
    if section.sources:
        yield _sources(sources)
    for each in section.ended:
        yield ended(each, f"{each.release}: {each.words}")


def _block(block: Block, width: int, console: Console) -> Iterator[RenderableType]:
    match block:
        case Prose():
            yield from _heading(block.label)
            yield from _measured(_prose(block), width)
        case Figures():
            yield _figures(block)
        case Grid():
            yield _grid(block, width)
        case Box():
            yield from _heading(block.label)
            yield why(block.missing)
        case Rows():
            yield from _heading(block.title)
            yield from draw_rows(block, width, console)
        case Ordered():
            yield from _heading(block.title, marks(block.marks))
            yield from _measured([_steps(block)], width)


def _heading(title: str, after: Text | None = None) -> Iterator[Text]:
    if title:
        heading = plain(title, "bold")
        yield heading.append_text(after) if after else heading


def _measured(parts: Iterable[RenderableType], width: int) -> Iterator[RenderableType]:
    """Running text is not set wider than the eye follows."""
    for part in parts:
        yield Padding(part, (0, max(0, width - MEASURE), 0, 0))


def _prose(block: Prose) -> list[Text]:
    if block.cell.kind != "prose":
        return [value(block.cell)]
    paragraphs = [plain(part) for part in block.cell.parts]
    if paragraphs:
        paragraphs[-1].append_text(marks(block.cell.marks))
    return paragraphs


def _columns(*widths: int | None) -> Columns:
    columns = Columns.grid(padding=(0, GAP, 0, 0))
    for width in widths:
        columns.add_column(overflow="fold", max_width=width)
    return columns


def _figures(block: Figures) -> Columns:
    columns = _columns(None, None)
    for item in block.items:
        columns.add_row(plain(item.cell.text, "bold"), plain(item.label).append_text(marks(item.cell.marks)))
    return columns


def _grid(block: Grid, width: int) -> Columns:
    """Labels get a third of the width, more when the values are short."""
    values = [why(item.cell.missing) if item.cell.missing else value(item.cell) for item in block.items]
    columns = _columns(min(MOST_LABEL, max(width // 3, width - max(map(len, values)) - GAP)), MEASURE)
    for item, text in zip(block.items, values, strict=True):
        columns.add_row(plain(item.label, "dim"), text)
    return columns


def _steps(block: Ordered) -> Columns:
    if block.style == "sum":
        return _sum(block)
    columns = _columns(None, None)
    for number, cell in enumerate(block.cells, 1):
        bullet = "•" if block.style == "points" else f"{number}."
        columns.add_row(plain(bullet, "dim"), _last(block, number, entry(cell)))
    return columns


def _sum(block: Ordered) -> Columns:
    columns = _columns(None, None)
    for number, cell in enumerate(block.cells, 1):
        if len(cell.parts) == 2:
            result = plain(f"= {cell.parts[1]}", "bold").append_text(marks(cell.marks))
            columns.add_row(plain(cell.parts[0]), _last(block, number, result))
        else:
            columns.add_row(_last(block, number, entry(cell)), "")
    return columns


def _last(block: Ordered, number: int, text: Text) -> Text:
    """Steps without a title carry their shared receipts at the last one."""
    return text.append_text(marks(block.marks)) if number == len(block.cells) and not block.title else text


def _sources(sources: Iterable[SourceLine]) -> Columns:
    columns = _columns(None, None)
    for source in sources:
        text = plain(source.name)
        text.append("\n" + " · ".join(part for part in (source.period, source.where) if part), "dim")
        for remark in source.remarks:
            text.append(f"\n{remark}", "yellow")
        columns.add_row(plain(f"[{source.number}]", "dim"), text)
    return columns
