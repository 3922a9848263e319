"""A report as GitHub Markdown. Receipts stand as `[1]` beside the values and are listed at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from superbill.model.report import Report
from superbill.report.render.layout import lay_out
from superbill.report.render.view import (
    Block,
    Box,
    Cell,
    Ended,
    Figures,
    Grid,
    Labelled,
    Mark,
    MissingNote,
    Ordered,
    Prose,
    ReportView,
    Rows,
    SectionView,
    SourceLine,
    Span,
)

_SPECIAL = re.compile(r"([\\`*\[\]|~]|(?<!\w)_|_(?!\w))")
_BLOCK_START = re.compile(r"^(\d+)([.)]\s)|^([-+#]+)(?=\s)")

SEPARATE_CODES = 12


def render_markdown(report: Report) -> str:
    """The report as one Markdown document."""
    view = lay_out(report)
    parts = [*_head(view)]
    for section in view.sections:
        parts += _section(section, view.sources)
    parts += [_text(notice) for notice in view.notices]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(view: ReportView) -> Iterator[str]:
    title = view.title
    yield f"# {_text(view.code)}" + (f" {_value(title)}" if title and not title.missing else "")
    if title and title.missing:
        yield _why(title.missing)
    yield " · ".join(_text(tag) for tag, _ in view.tags)
    scope = (("Date of service", view.on), *view.scope)
    yield " · ".join(f"{_text(label)}: **{_text(text)}**" for label, text in scope)
    if view.warning:
        ended = "; ".join(f"{_numbers(each)} {_text(each.name)}: {each.days} days" for each in view.ended)
        yield f"> **{view.warning}.** {ended}"


def _section(section: SectionView, sources: tuple[SourceLine, ...]) -> Iterator[str]:
    yield f"## {_text(section.title)}"
    if section.note:
        yield f"*{_text(section.note)}*"
    for block in section.blocks:
        yield from _block(block)
    if section.sources:
        yield "\n".join(_source(source) for source in sources)
    if section.ended:
        yield "*" + "; ".join(f"{_numbers(each)} {_text(each.release)}: {each.words}" for each in section.ended) + "*"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Prose():
            yield _heading(block.label)
            yield _prose(block.cell)
        case Figures():
            yield " · ".join(
                f"**{_text(item.cell.text)}** {_text(item.label)}{_marks(item.cell.marks)}" for item in block.items
            )
        case Grid():
            yield "\n".join(_labelled(item) for item in block.items)
        case Box():
            yield _heading(block.label)
            yield f"> {_why(block.missing)}"
        case Rows():
            yield from _rows(block)
        case Ordered():
            yield _heading(block.title, block.marks)
            yield _steps(block)


def _heading(title: str, marks: tuple[Mark, ...] = ()) -> str:
    return f"### {_text(title)}{_marks(marks)}" if title else ""


def _prose(cell: Cell) -> str:
    if cell.kind != "prose":
        return _value(cell)
    return "\n\n".join(_text(part) for part in cell.parts) + _marks(cell.marks)


def _labelled(item: Labelled) -> str:
    value = _why(item.cell.missing) if item.cell.missing else _value(item.cell)
    return f"- {_text(item.label)}: {value}"


def _rows(block: Rows) -> Iterator[str]:
    yield _heading(block.title)
    if block.lines:
        heads = [_text(head.heading) + _marks(head.marks) for head in block.columns]
        aligns = ["---:" if head.align == "right" else "---" for head in block.columns]
        lines = [_line(heads, block.marked, ""), _line(aligns, block.marked, "---")]
        for line in block.lines:
            cells = [entry for cell in line.cells for entry in (_entry(cell), *[""] * (cell.span - 1))]
            lines.append(_line(cells, block.marked, _marks(line.marks).strip()))
        yield "\n".join(lines)
    yield " · ".join(part for part in (block.count, _spans(block.more)) if part)
    for note in block.notes:
        yield _why(note)


def _line(cells: Sequence[str], marked: bool, mark: str) -> str:
    return "| " + " | ".join((*cells, mark) if marked else cells) + " |"


def _entry(cell: Cell) -> str:
    if cell.missing:
        letter = f" ({cell.missing.letter})" if cell.missing.letter else ""
        return f"*{_text(cell.text)}*{letter}"
    return f"**{_text(cell.text)}**{_marks(cell.marks)}" if cell.tone else _value(cell)


def _steps(block: Ordered) -> str:
    lines = []
    for number, cell in enumerate(block.cells, 1):
        bullet = "-" if block.style in ("points", "sum") else f"{number}."
        lines.append(f"{bullet} {_why(cell.missing) if cell.missing else _value(cell)}")
    return "\n".join(lines) + ("" if block.title else _marks(block.marks))


def _source(source: SourceLine) -> str:
    where = " · ".join(_text(part) for part in (source.period, source.where) if part)
    remarks = "".join(f" · **{_text(remark)}**" for remark in source.remarks)
    return f"- [{source.number}] {_text(source.name)} · {where}{remarks}"


def _why(note: MissingNote) -> str:
    letter = f" ({note.letter})" if note.letter else ""
    reason = f"**Not available{letter}:** {_spans(note.reason)}" if note.reason else ""
    source = f"{note.lead}: {_spans(note.source)}" if note.source else ""
    return " ".join(part for part in (reason, source) if part)


def _value(cell: Cell) -> str:
    text = _codes(cell.parts) if cell.kind == "code" else _text(cell.text)
    return text + _marks(cell.marks)


def _codes(codes: Sequence[str]) -> str:
    """Each code in its own span; a long list in one, which stays readable as plain text."""
    plain = [code.replace("`", "") for code in codes]
    if len(plain) > SEPARATE_CODES:
        return f"`{', '.join(plain)}`"
    return " ".join(f"`{code}`" for code in plain)


def _marks(marks: Iterable[Mark]) -> str:
    return "".join(f" [{mark.number}]" for mark in marks)


def _numbers(ended: Ended) -> str:
    return " ".join(f"[{number}]" for number in ended.numbers)


def _spans(pieces: Iterable[Span]) -> str:
    return "".join(f"`{text}`" if command else _text(text, start=False) for text, command in pieces)


def _text(text: str, *, start: bool = True) -> str:
    """Text that Markdown shows as it is: specials escaped, angle brackets and ampersands as entities, on one line."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = " ".join(_SPECIAL.sub(r"\\\1", text).split("\n"))
    return _BLOCK_START.sub(r"\1\\\2\3", text) if start else text
