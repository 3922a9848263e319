"""Decides what stands where in a report, once for all renderers.

Fields that follow one another become a grid of labels and values; the first amounts of a section become figures; prose
stands by itself; a value that is not available becomes a box when it is all a section has to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise, takewhile

from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Field, Item, Kind, Leaf, Report, Section, Steps
from superbill.model.report import Table as ReportTable
from superbill.report.render.cells import cell, missing_note, shared_marks, without_marks
from superbill.report.render.format import clean, status_tone
from superbill.report.render.receipts import Receipt, Receipts, citations, item_leaves, section_leaves, stale_words
from superbill.report.render.tables import rows
from superbill.report.render.view import (
    Block,
    Box,
    Cell,
    Ended,
    Figures,
    Grid,
    Labelled,
    Ordered,
    Prose,
    ReportView,
    Rows,
    SectionView,
    SourceLine,
    StepsStyle,
)

SOURCES = "sources"
MOST_FIGURES = 4
FLOW_WIDTH = 64
FLOW_STEPS = 12
RESULT_WIDTH = 12


def lay_out(report: Report) -> ReportView:
    """The view of a report, its receipts numbered in reading order. The sources block stands in place of the items of
    a section with id `sources`, which name the same releases without file and rows; where there is none it is added."""
    receipts = Receipts(report)
    sections = [_section(section, receipts) for section in report.sections]
    if len(receipts) and not any(section.sources for section in sections):
        sections.append(SectionView(SOURCES, "Sources", "", (), "", (), sources=True))
    no_title = isinstance(report.title, Fact) and not report.title.value
    return ReportView(
        code=clean(report.display),
        system=report.system.label,
        on=report.on.isoformat(),
        title=None if no_title else cell(report.title, Kind.TEXT, receipts),
        tags=tuple((tag, str(status_tone(tag))) for tag in _tags(report)),
        scope=tuple((clean(label), clean(value)) for label, value in report.scope),
        warning=_warning(receipts),
        ended=_ended(receipts.stale()),
        sections=tuple(sections),
        sources=tuple(_source_line(receipt) for receipt in receipts),
        notices=tuple(clean(notice) for notice in report.notices),
    )


def _tags(report: Report) -> list[str]:
    """The system, the status and the remarks, each said once: `valid` gives way to `valid on 2026-11-22`."""
    tags = list(dict.fromkeys(clean(tag) for tag in (report.system.label, report.status, *report.tags)))
    return [tag for tag in tags if not any(other.startswith(f"{tag} ") for other in tags)]


def _warning(receipts: Receipts) -> str:
    ended = len(receipts.stale())
    if not ended:
        return ""
    return f"{ended} of {len(receipts)} source{'' if len(receipts) == 1 else 's'} ended before the date of service"


def _ended(stale: Iterable[Receipt]) -> tuple[Ended, ...]:
    """One line per release: the files of one release end together."""
    releases: dict[tuple[str, str], list[Receipt]] = {}
    for receipt in stale:
        releases.setdefault((receipt.citation.title, receipt.citation.release), []).append(receipt)
    return tuple(
        Ended(
            numbers=tuple(receipt.number for receipt in group),
            name=clean(" ".join(release)),
            release=clean(release[1] or release[0]),
            words=stale_words(group[0].citation),
            days=group[0].citation.stale_days or 0,
        )
        for release, group in releases.items()
    )


def _source_line(receipt: Receipt) -> SourceLine:
    return SourceLine(receipt.number, clean(receipt.name), clean(receipt.where), receipt.period, receipt.remarks)


def _section(section: Section, receipts: Receipts) -> SectionView:
    if section.id == SOURCES:
        return SectionView(SOURCES, clean(section.title), clean(section.note), (), "", (), sources=True)
    blocks = tuple(_blocks(section, receipts))
    return SectionView(
        id=section.id,
        title=clean(section.title),
        note=clean(section.note),
        blocks=blocks,
        hint=_hint(blocks),
        ended=_ended(receipts.stale(section_leaves(section))),
    )


def _hint(blocks: tuple[Block, ...]) -> str:
    """The one figure a table of contents can show: an amount, a number, how many rows in all tables; a dash for nothing
    loaded."""
    if blocks and all(isinstance(block, Box) for block in blocks):
        return "–"
    match blocks[0] if blocks else None:
        case Figures(items=items):
            return items[0].cell.text
        case Grid(items=items) if items[0].cell.kind == Kind.NUMBER:
            return items[0].cell.text
        case Rows():
            total = sum(block.total for block in blocks if isinstance(block, Rows))
            return f"{total:,}" if total else ""
    return ""


def _blocks(section: Section, receipts: Receipts) -> Iterator[Block]:
    for style, pairs in groupby(zip(_styles(section), section.items, strict=True), key=lambda pair: pair[0]):
        items = [item for _, item in pairs]
        fields = [item for item in items if isinstance(item, Field)]
        match style:
            case "figures":
                yield Figures(_labelled(fields, receipts))
            case "grid":
                yield Grid(_labelled(fields, receipts))
            case _:
                yield from (_single(item, section, receipts) for item in items)


def _styles(section: Section) -> list[str]:
    """The style of each item. Amounts are figures only where they open a section, are few and are all known: what
    is missing beside them needs the calm of a grid to be compared."""
    opening = list(takewhile(lambda item: isinstance(item, Field) and item.kind is Kind.USD, section.items))
    known = all(isinstance(item, Field) and _is_amount(item.leaf) for item in opening)
    figures = len(opening) if known and len(opening) <= MOST_FIGURES else 0
    return ["figures"] * figures + [_style(item, section) for item in section.items[figures:]]


def _style(item: Item, section: Section) -> str:
    """Which block an item goes into: `single` items make a block of their own."""
    if not isinstance(item, Field) or item.kind is Kind.PROSE or not _label(item, section):
        return "single"
    return "single" if isinstance(item.leaf, NotAvailable) and len(section.items) == 1 else "grid"


def _is_amount(leaf: Leaf) -> bool:
    """Whole cents: a conversion factor with four decimals is no amount that anybody pays."""
    value = leaf.value if isinstance(leaf, Fact) else None
    return isinstance(value, int | Decimal) and Decimal(value) == round(Decimal(value), 2)


def _label(item: Field, section: Section) -> str:
    """The label, or nothing where it would only repeat the section's title."""
    label = clean(item.label)
    alone = len(section.items) == 1 and (item.kind is Kind.PROSE or isinstance(item.leaf, NotAvailable))
    return "" if alone or label.casefold() == clean(section.title).casefold() else label


def _labelled(fields: list[Field], receipts: Receipts) -> tuple[Labelled, ...]:
    """Labels and cells; neighbours that wait for the same data say so once, at the last of them."""
    cells = [cell(field.leaf, field.kind, receipts) for field in fields]
    for place, (each, following) in enumerate(pairwise(cells)):
        if each.missing and following.missing and each.missing.source == following.missing.source:
            cells[place] = replace(each, missing=replace(each.missing, source=(), lead=""))
    return tuple(Labelled(clean(field.label), each) for field, each in zip(fields, cells, strict=True))


def _single(item: Item, section: Section, receipts: Receipts) -> Block:
    match item:
        case Field(leaf=NotAvailable() as leaf):
            return Box(_label(item, section), missing_note(leaf))
        case Field():
            return Prose(_label(item, section), cell(item.leaf, item.kind, receipts))
        case ReportTable():
            return rows(item, section, receipts)
        case Steps():
            return _ordered(item, section, receipts)


def _ordered(item: Steps, section: Section, receipts: Receipts) -> Ordered:
    cells = tuple(cell(leaf, Kind.TEXT, receipts) for leaf in item.steps)
    shared = shared_marks(cells, citations(item_leaves(item)), receipts)
    title = clean(item.title)
    style = _steps_style(item, [each.text for each in cells])
    if shared:
        cells = without_marks(cells)
    return Ordered(
        title="" if title.casefold() == clean(section.title).casefold() else title,
        style=style,
        cells=tuple(_with_result(each) for each in cells) if style == "sum" else cells,
        marks=shared,
    )


def _with_result(step: Cell) -> Cell:
    """The step of a sum, its result apart: `1.30 x 1.000` and `1.30`."""
    expression, equals, result = step.text.rpartition(" = ")
    return replace(step, parts=(expression, result)) if equals and len(result) <= RESULT_WIDTH else step


def _steps_style(item: Steps, texts: list[str]) -> StepsStyle:
    """Arithmetic has signs of it; a workflow is a few short phrases; anything else is a plain list."""
    if any(sign in text for text in texts for sign in (" = ", " × ")):
        return "sum"
    if not item.ordered:
        return "points"
    return "flow" if len(texts) <= FLOW_STEPS and all(len(text) <= FLOW_WIDTH for text in texts) else "list"
