"""The numbered receipts of a report: one number per release of a data set, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.report import Field, Item, Leaf, Report, Section, Steps, Table
from superbill.report.render.view import Mark
from superbill.terminology.plain import SOURCE as OWN

SHOWN_LOCATORS = 6
SHOWN_FILES = 4
COUNTED = ("row", "page", "line")
Key = tuple[str, str, str, str]


@dataclass(slots=True)
class Receipt:
    """One line of the sources block. `files` holds, by file, the distinct rows or pages that values were taken from."""

    number: int
    citation: Citation
    files: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Publisher, data set and release."""
        return self.citation.name

    @property
    def where(self) -> str:
        """The first few files, with the first few places in each."""
        found = [", ".join(part for part in (name, join_places(places)) if part) for name, places in self.files.items()]
        more = f"; and {len(found) - SHOWN_FILES} more files" if len(found) > SHOWN_FILES else ""
        return "; ".join(part for part in found[:SHOWN_FILES] if part) + more

    @property
    def period(self) -> str:
        """When the release is in force."""
        if self.citation.source == OWN:
            return "the project's own text, without a period"
        start, end = self.citation.effective_from, self.citation.effective_to
        return f"in force {start} to {end}" if end else f"in force from {start}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know before trusting it: that it had ended, that it is only an excerpt."""
        return remarks(self.citation)


class Receipts:
    """Numbers the citations of a report from 1. The row or page stays with each citation, it makes no new number.

    `marks` holds the marks made so far, by what they cite."""

    def __init__(self, report: Report) -> None:
        self.marks: dict[tuple[Citation, ...], tuple[Mark, ...]] = {}
        self._by_key: dict[Key, Receipt] = {}
        for citation in dict.fromkeys(citations(report_leaves(report))):
            key = _key(citation)
            receipt = self._by_key.get(key)
            if receipt is None:
                receipt = self._by_key[key] = Receipt(len(self._by_key) + 1, citation)
            places = receipt.files.setdefault(citation.file, {})
            if citation.locator:
                places[citation.locator] = None

    def __iter__(self) -> Iterator[Receipt]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def number(self, citation: Citation) -> int:
        """The number of a citation of this report; `KeyError` for one that is not in it."""
        return self._by_key[_key(citation)].number

    def stale(self, leaves: Iterable[Leaf] | None = None) -> tuple[Receipt, ...]:
        """The receipts that had ended before the date of service: of the whole report, or behind some of its leaves."""
        wanted = self._by_key.keys() if leaves is None else {_key(citation) for citation in citations(leaves)}
        return tuple(
            receipt for key, receipt in self._by_key.items() if key in wanted and stale_words(receipt.citation)
        )


def _key(citation: Citation) -> Key:
    return citation.source, citation.title, citation.series, citation.release


def join_places(places: Iterable[str]) -> str:
    """`row 7`, `rows 7, 9 and 12 more`, `chapter 4, E83.5`."""
    found = list(places)
    word, _, _ = found[0].partition(" ") if found else ("", "", "")
    same = len(found) > 1 and word in COUNTED and all(place.startswith(f"{word} ") for place in found)
    shown = [place.removeprefix(f"{word} ") if same else place for place in found[:SHOWN_LOCATORS]]
    more = f" and {len(found) - SHOWN_LOCATORS} more" if len(found) > SHOWN_LOCATORS else ""
    return (f"{word}s " if same else "") + ", ".join(shown) + more


def stale_words(citation: Citation) -> str:
    """`release ended 326 days before the date of service`, or nothing when it was in force."""
    days = citation.stale_days
    return f"release ended {days} day{'' if days == 1 else 's'} before the date of service" if days else ""


def remarks(citation: Citation) -> tuple[str, ...]:
    """The warnings that belong to a citation, in words."""
    excerpt = "excerpt, holds only some codes" if citation.excerpt else ""
    return tuple(words for words in (stale_words(citation), excerpt) if words)


def item_leaves(item: Item) -> Iterator[Leaf]:
    """The leaves of an item in reading order."""
    match item:
        case Field():
            yield item.leaf
        case Table():
            for row in item.rows:
                yield from row
        case Steps():
            yield from item.steps


def section_leaves(section: Section) -> Iterator[Leaf]:
    """The leaves of a section in reading order."""
    for item in section.items:
        yield from item_leaves(item)


def report_leaves(report: Report) -> Iterator[Leaf]:
    """All leaves of a report, its title first."""
    yield report.title
    for section in report.sections:
        yield from section_leaves(section)


def citations(leaves: Iterable[Leaf]) -> Iterator[Citation]:
    """Every receipt behind some leaves, repeats included."""
    for leaf in leaves:
        match leaf:
            case Fact():
                yield from leaf.citations
            case NotAvailable():
                continue
