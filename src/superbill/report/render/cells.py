"""From leaves to cells: text, tone, receipt marks, and what is said of a value that is not available."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from superbill.model.citation import Citation, NotAvailable
from superbill.model.report import Kind, Leaf
from superbill.report.render.format import clean, format_value, paragraphs, split_codes, split_commands, verdict_tone
from superbill.report.render.receipts import Receipts, join_places, remarks
from superbill.report.render.view import Align, Cell, Mark, MissingNote

MISSING = "missing"
NOT_AVAILABLE = "not available"
STOPS = (".", "!", "?")


def cell(leaf: Leaf, kind: Kind, receipts: Receipts | None) -> Cell:
    """The cell of a leaf, with its own marks; without any where no receipts are given."""
    if isinstance(leaf, NotAvailable):
        return Cell(MISSING, NOT_AVAILABLE, missing=missing_note(leaf), align=align(kind))
    text = format_value(leaf.value, kind)
    tone = verdict_tone(text) if kind is Kind.VERDICT else ""
    own = marks(leaf.citations, receipts) if receipts is not None else ()
    return Cell(kind, text, _parts(text, kind), tone, own, None, 1, align(kind))


def align(kind: Kind) -> Align:
    """Figures to the right, so that their digits stand below one another; everything else to the left."""
    return "right" if kind in (Kind.USD, Kind.NUMBER) else "left"


def _parts(text: str, kind: Kind) -> tuple[str, ...]:
    if kind is Kind.CODE:
        return split_codes(text)
    return paragraphs(text) if kind is Kind.PROSE else ()


@lru_cache(maxsize=4096)
def missing_note(leaf: NotAvailable) -> MissingNote:
    """The reason and the way out, which many cells share; a command is introduced as something to run, any other source
    as an origin."""
    source = split_commands(leaf.would_come_from)
    reason = clean(leaf.not_available)
    lead = "To load it" if any(command for _, command in source) else "Would come from"
    return MissingNote(
        split_commands(reason if reason.endswith(STOPS) else f"{reason}."), source, lead if source else ""
    )


def marks(citations: Iterable[Citation], receipts: Receipts) -> tuple[Mark, ...]:
    """One mark per receipt number, in the order given; the tip gathers the places of that number. Made once for the same
    citations: most cells of a row share theirs."""
    cited = tuple(citations)
    found = receipts.marks.get(cited)
    if found is None:
        found = receipts.marks[cited] = tuple(_marks(cited, receipts))
    return found


def _marks(citations: tuple[Citation, ...], receipts: Receipts) -> Iterator[Mark]:
    grouped: dict[int, list[Citation]] = {}
    for citation in citations:
        grouped.setdefault(receipts.number(citation), []).append(citation)
    for number, group in grouped.items():
        yield Mark(number, _tip(group), bool(group[0].stale_days))


def _tip(group: list[Citation]) -> str:
    first = group[0]
    locators = dict.fromkeys(citation.locator for citation in group if citation.locator) if len(group) > 1 else ()
    places = join_places(locators) if locators else first.locator
    where = ", ".join(filter(None, (first.name, first.file, places)))
    return clean("; ".join((where, *remarks(first))))


def shared_marks(cells: tuple[Cell, ...], citations: Iterable[Citation], receipts: Receipts) -> tuple[Mark, ...]:
    """The marks that all available cells have in common, when they have no others; else nothing."""
    numbers = {tuple(mark.number for mark in each.marks) for each in cells if each.kind != MISSING}
    return marks(citations, receipts) if len(numbers) == 1 else ()


def without_marks(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The same cells, for a row that carries the marks itself."""
    return tuple(map(without_mark, cells))


def without_mark(cell: Cell) -> Cell:
    """The same cell without its marks. Written out, because there are hundreds and `replace` is slow."""
    if not cell.marks:
        return cell
    return Cell(cell.kind, cell.text, cell.parts, cell.tone, (), cell.missing, cell.span, cell.align)
