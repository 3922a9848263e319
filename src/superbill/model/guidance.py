"""Documents of rules and guidance, their passages, and what changed between two editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from superbill.model.citation import Citation
from superbill.model.code_spans import CodeSpan


@dataclass(frozen=True, slots=True)
class Document:
    """One edition of a document. Editions share title, publisher and payer; `payer` is empty for one that holds for all.
    `until` is the day before the next edition that is there; None for the newest."""

    id: int
    title: str
    publisher: str
    payer: str
    effective: date
    until: date | None
    file: str
    sha256: str
    pages: int
    passages: int
    imported: date

    @property
    def speaker(self) -> str:
        """Whose guidance it is: the payer, or else the publisher."""
        return self.payer or self.publisher


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or list of a document. `heading` is the path of headings above it, outermost first; `page` the label
    that is printed on its page, `last_page` where it ends; `line` where it begins in the file (0 in a PDF). `span` is the
    code or range that made it an answer. `repeats` are the places where the document says the same again."""

    document: Document
    ordinal: int
    heading: tuple[str, ...]
    page: str
    last_page: str
    line: int
    text: str
    span: CodeSpan | None = None
    repeats: tuple[Passage, ...] = ()

    @property
    def locator(self) -> str:
        """`page X-8, Chapter X, G. Chemistry`, and the pages that say the same; the line where the file has no pages."""
        place = ", ".join((self.where, *self.heading))
        return f"{place}; the same on {', '.join(each.where for each in self.repeats)}" if self.repeats else place

    @property
    def where(self) -> str:
        """`page X-8`, or `line 210` in a file without pages."""
        return f"page {self.page}" if self.page else f"line {self.line}"

    @property
    def citation(self) -> Citation:
        """Document, edition, page and headings."""
        document = self.document
        return Citation(
            source="document",
            title=document.title,
            publisher=document.publisher,
            release=f"effective {document.effective}",
            file=document.file,
            locator=self.locator,
            effective_from=document.effective,
            effective_to=document.until,
        )


class Change(StrEnum):
    """What happened to a passage from one edition to the next."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage of the newer edition, of the older one, or both when it was reworded."""

    change: Change
    before: Passage | None
    after: Passage | None


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """What an import took in. `replaced`: the same edition was there with other content; `unchanged`: with the same."""

    document: Document
    codes: int
    replaced: bool
    unchanged: bool
