"""Documents as pages of lines: plain text and PDF, with the page numbers that are printed on them.

In plain text a form feed ends a page; without any, a line that is nothing but a page label does (`X-8`, `Page 3 of 40`).
Lines that stand at the top or bottom of many pages (titles, revision dates) and lines of tables of contents are dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from superbill.errors import BadInput

MOST_BYTES = 256 << 20
PDF_MAGIC = b"%PDF-"
EDGE_LINES = 4
REPEATED_ON_PAGES = 3
REPEATED_SHARE = 0.2
CONTENTS_SHARE = 0.4

_LABEL = re.compile(r"\s*((?:[IVXLC]{1,7}|[A-Z]|Intro|Preface|Appendix|[A-Z]{2,6}\d*)-\d{1,4})\s*")
_PAGE_OF = re.compile(r"(?:.*\s{3,}|\s*)(?:Page|PAGE|page)\s+(\d{1,4})(?:\s+of\s+\d{1,4})?\s*")
_BARE = re.compile(r"\s*(?:[-–]\s*)?(\d{1,4})(?:\s*[-–])?\s*")
_DIGITS = re.compile(r"\d+")
_LEADERS = re.compile(r"\.{5,}|…{2,}|(?:\. ){5,}")
_CONTENTS_LINE = re.compile(r"\s*\S.*?\s{3,}(?:[IVXLC]{1,7}|Intro|[A-Z])-\d{1,4}\s*")
_CONTENTS_TITLE = re.compile(r"\s*(?:TABLE OF CONTENTS|Table of Contents)\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number in the file (0 in a PDF)."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the label printed on it, else its number in the file; empty when the document has no pages."""

    label: str
    lines: tuple[Line, ...]


def read_pages(path: Path) -> list[Page]:
    """The pages of a file without running titles and contents. Raises `BadInput` for a file that holds no text."""
    if path.stat().st_size > MOST_BYTES:
        raise BadInput(f"over {MOST_BYTES >> 20} MB", file=path.name)
    with path.open("rb") as stream:
        magic = stream.read(1024)
    pages = _pdf_pages(path) if PDF_MAGIC in magic else _text_pages(path)
    pages = _without_running_lines(pages)
    if not any(line.text.strip() for page in pages for line in page.lines):
        raise BadInput("holds no text", file=path.name, hint="A scanned document needs text recognition (OCR) first.")
    return pages


def _text_pages(path: Path) -> list[Page]:
    content = path.read_bytes()
    if b"\0" in content:
        raise BadInput("is neither plain text nor a PDF", file=path.name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    lines = [Line(number, line.rstrip()) for number, line in enumerate(text.split("\n"), 1)]
    if "\f" in text:
        return _by_form_feeds(lines)
    return _by_labels(lines)


def _by_form_feeds(lines: list[Line]) -> list[Page]:
    pages: list[list[Line]] = [[]]
    for line in lines:
        *before, last = line.text.split("\f")
        for piece in before:
            pages[-1].append(Line(line.number, piece))
            pages.append([])
        pages[-1].append(Line(line.number, last))
    return [_labelled(str(place), page) for place, page in enumerate(pages, 1)]


def _by_labels(lines: list[Line]) -> list[Page]:
    """A line with nothing but a label ends its page. Bare numbers count only when they follow one another."""
    pages: list[Page] = []
    current: list[Line] = []
    expected = 1
    for line in lines:
        label = _label_of(line.text)
        bare = _BARE.fullmatch(line.text) if not label else None
        if bare is not None and int(bare[1]) == expected and current:
            label, expected = bare[1], expected + 1
        if label:
            pages.append(Page(label, tuple(current)))
            current = []
        else:
            current.append(line)
    rest = Page(f"after {pages[-1].label}" if pages else "", tuple(current))
    return [*pages, rest] if any(line.text.strip() for line in current) else pages


def _label_of(text: str) -> str:
    match = _LABEL.fullmatch(text) or _PAGE_OF.fullmatch(text)
    return match[1] if match else ""


def _labelled(number: str, lines: list[Line]) -> Page:
    """A page with the label that stands at its top or bottom."""
    edges = [place for place, line in enumerate(lines) if line.text.strip()]
    for place in (*edges[-2:][::-1], *edges[:2]):
        label = _label_of(lines[place].text)
        if label:
            return Page(label, tuple(lines[:place] + lines[place + 1 :]))
    return Page(number, tuple(lines))


def _pdf_pages(path: Path) -> list[Page]:
    try:
        from pypdf import PdfReader  # noqa: PLC0415 (an optional extra)
        from pypdf.errors import PyPdfError  # noqa: PLC0415
    except ImportError:
        raise BadInput(
            "is a PDF, and the reader for those is not installed",
            file=path.name,
            hint="pip install 'superbill[documents]', or import it as plain text.",
        ) from None
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput("is locked with a password", file=path.name, hint="Save an open copy and import that.")
        texts = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise BadInput(f"not readable as a PDF: {error}", file=path.name, hint="Download it again.") from error
    return [
        _labelled(str(place), [Line(0, line.rstrip()) for line in text.split("\n")])
        for place, text in enumerate(texts, 1)
    ]


def _without_running_lines(pages: list[Page]) -> list[Page]:
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_likeness(page.lines[place].text) for place in _edges(page)})
    least = max(REPEATED_ON_PAGES, int(len(pages) * REPEATED_SHARE))
    running = {text for text, count in edges.items() if count >= least}
    return [_trimmed(page, running) for page in pages]


def _edges(page: Page) -> list[int]:
    filled = [place for place, line in enumerate(page.lines) if line.text.strip()]
    return sorted({*filled[:EDGE_LINES], *filled[-EDGE_LINES:]})


def _likeness(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split()))


def _trimmed(page: Page, running: set[str]) -> Page:
    """Without running lines and lines of contents; a page of contents is dropped with its headings."""
    edges = {place for place in _edges(page) if _likeness(page.lines[place].text) in running}
    kept = [line for place, line in enumerate(page.lines) if place not in edges]
    n_filled = sum(bool(line.text.strip()) for line in kept)
    n_contents = sum(_is_contents(line.text) for line in kept)
    if n_contents > CONTENTS_SHARE * n_filled:
        return Page(page.label, ())
    return Page(page.label, tuple(Line(line.number, "") if _is_contents(line.text) else line for line in kept))


def _is_contents(text: str) -> bool:
    return bool(_LEADERS.search(text) or _CONTENTS_LINE.fullmatch(text) or _CONTENTS_TITLE.fullmatch(text))
