"""What a rendered report must show: every value of a laid-out report as it is written there."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.report.render.view import (
    Block,
    Box,
    Cell,
    Figures,
    Grid,
    MissingNote,
    Ordered,
    Prose,
    ReportView,
    Rows,
)  # fmt: skip


def shown_texts(view: ReportView) -> list[str]:
    """Title, labels, values, reasons, and the lines of the sources block."""
    texts = [view.code, view.on, *([] if view.title is None else _cell(view.title)), *(tag for tag, _ in view.tags)]
    for section in view.sections:
        texts += [section.title, section.note]
        for block in section.blocks:
            texts += _block(block)
    for source in view.sources:
        texts += [source.name, source.period, source.where, *source.remarks]
    return [text for text in (*texts, *view.notices) if text]


def _block(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            yield from (block.label, *_cell(block.cell))
        case Figures() | Grid():
            for item in block.items:
                yield from (item.label, *_cell(item.cell))
        case Box():
            yield from (block.label, *_missing(block.missing))
        case Rows():
            yield from (block.title, *(head.heading for head in block.columns))
            for line in block.lines:
                for cell in line.cells:
                    yield cell.text if cell.missing else "".join(_cell(cell))
            for note in block.notes:
                yield from _missing(note)
        case Ordered():
            yield block.title
            for cell in block.cells:
                yield from _cell(cell)


def _cell(cell: Cell) -> Iterator[str]:
    if cell.missing:
        yield from _missing(cell.missing)
    else:
        yield from cell.parts or (cell.text,)


def _missing(note: MissingNote) -> Iterator[str]:
    yield from (text.strip() for text, _ in (*note.reason, *note.source))
