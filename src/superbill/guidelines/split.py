"""Splits the pages of a document into passages below its own headings.

Headings are those that manuals use: `Chapter X`, `Section I. ...`, `A. Introduction`, `10.1 - Title`, and short lines by
themselves. A passage is a paragraph, or a numbered item; bulleted points stay with the paragraph that leads in to them.
A paragraph that goes on over a page break stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from superbill.guidelines.pages import Line, Page

LONGEST = 2_000
LONGEST_HEADING = 120
LONGEST_CHAPTER = 200
LONGEST_FREE_HEADING = 70

_CHAPTER = re.compile(
    r"(?:CHAPTER|Chapter|APPENDIX|Appendix)\s+(?:[IVXLC]+|\d+|[A-Z])\b(?!-).*|INTRODUCTION|Introduction|PREFACE|Preface"
)
_SECTION = re.compile(r"(?:SECTION|Section|PART|Part)\s+(?:[IVXLC]+|\d+|[A-Z])\s*[.:–-]\s*\S.*")
_LETTERED = re.compile(r"[A-Z]\.\s+[A-Z“\"(].*")
_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})\s+[-–]\s+\S.*")
_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|\([a-zA-Z]{1,3}\)|[a-z]\.)\s+\S")
_BULLET = re.compile(r"[•●▪◦○■*–-]\s+\S")
_ENDED = re.compile(r"[.!?:;)”\"]\s*$")
_RESERVED = re.compile(r"(?:\S+\s+)?Reserved for future use\.?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])")
_SMALL_WORDS = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)

TOP, SECTION, FREE = 1, 2, 9


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before it is stored. `heading` outermost first."""

    heading: tuple[str, ...]
    page: str
    last_page: str
    line: int
    text: str


@dataclass(slots=True)
class _Open:
    """The paragraph that is being read."""

    lines: list[str] = field(default_factory=list)
    page: str = ""
    last_page: str = ""
    line: int = 0


def split(pages: Sequence[Page]) -> list[Piece]:
    """The passages of a document in their order."""
    return [piece for found in _Splitter().run(pages) for piece in _cut(found)]


class _Splitter:
    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []
        self._open = _Open()
        self._done: list[Piece] = []

    def run(self, pages: Sequence[Page]) -> Iterator[Piece]:
        for page in pages:
            self._page(page)
        self._close()
        yield from self._done

    def _page(self, page: Page) -> None:
        place, lines, at_start, after_blank = 0, page.lines, True, True
        while place < len(lines):
            text = lines[place].text.strip()
            if not text:
                place, after_blank = place + 1, True
                continue
            taken = self._heading(lines, place, crowded=not after_blank) if after_blank or self._ended() else 0
            if taken:
                at_start, after_blank, place = False, True, place + taken
                continue
            begins = not self._joins(text) if after_blank else bool(_ITEM.match(text)) and self._ended()
            if begins and not (at_start and self._goes_on(text)):
                self._close()
            self._take(lines[place], text, page.label)
            place, at_start, after_blank = place + 1, False, False

    def _heading(self, lines: Sequence[Line], place: int, *, crowded: bool) -> int:
        """How many lines a heading takes here; 0 for none. It becomes the place of what follows. A `crowded` one, without
        a blank line before it, must be marked as a heading and have a blank line behind it."""
        text = lines[place].text.strip()
        block = 1
        while place + block < len(lines) and lines[place + block].text.strip():
            block += 1
        level = _level(text, block)
        if level == 0 or (crowded and (level == FREE or block > 1)):
            return 0
        taken = block if level in (TOP, SECTION) else 1
        title = " ".join(" ".join(line.text.split()) for line in lines[place : place + taken])
        if len(title) > (LONGEST_CHAPTER if level == TOP else LONGEST_HEADING):
            return 0
        self._close()
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, title))
        return taken

    def _goes_on(self, text: str) -> bool:
        """Whether the first line of a page goes on with the paragraph before the page break."""
        return bool(self._open.lines) and not self._ended() and not _ITEM.match(text) and not _BULLET.match(text)

    def _joins(self, text: str) -> bool:
        """Whether a new block belongs to the open paragraph: points below the words that lead in to them."""
        if not self._open.lines or not _BULLET.match(text):
            return False
        return sum(map(len, self._open.lines)) < LONGEST

    def _ended(self) -> bool:
        return not self._open.lines or bool(_ENDED.search(self._open.lines[-1]))

    def _take(self, line: Line, text: str, page: str) -> None:
        if not self._open.lines:
            self._open = _Open(page=page, line=line.number)
        self._open.last_page = page
        if self._open.lines and not _BULLET.match(text):
            self._open.lines[-1] = _joined(self._open.lines[-1], text)
        else:
            self._open.lines.append(" ".join(text.split()))

    def _close(self) -> None:
        found, self._open = self._open, _Open()
        text = "\n".join(found.lines)
        if text and not _RESERVED.fullmatch(text):
            heading = tuple(title for _, title in self._headings)
            self._done.append(Piece(heading, found.page, found.last_page, found.line, text))


def _joined(before: str, text: str) -> str:
    text = " ".join(text.split())
    return f"{before}{text}" if before.endswith("-") and before[-2:-1].isalnum() else f"{before} {text}"


def _level(text: str, block: int) -> int:
    """The level of a heading, 1 outermost; 0 for a line that is none. `block` counts the lines up to the next blank."""
    if len(text) > LONGEST_HEADING or text.endswith((",", ";")):
        return 0
    if _CHAPTER.fullmatch(text) and not text.endswith(".") and block <= 6:
        return TOP
    if _SECTION.fullmatch(text) and not text.endswith("."):
        return TOP
    decimal = _DECIMAL.fullmatch(text)
    if decimal is not None and not text.endswith("."):
        return SECTION + decimal[1].count(".")
    if _LETTERED.fullmatch(text) and block <= 2 and not text.endswith("."):
        return SECTION
    return FREE if block == 1 and _is_title(text) else 0


def _is_title(text: str) -> bool:
    """A short line by itself in title case or capitals, without a stop. An example belongs to the text around it."""
    if text.startswith("Example") or len(text) > LONGEST_FREE_HEADING or text[-1:] in '.:?!”"' or not text[0].isupper():
        return False
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", text) if word.lower() not in _SMALL_WORDS]
    return bool(words) and all(word[0].isupper() for word in words) and len(words) <= 10


def _cut(piece: Piece) -> Iterator[Piece]:
    """A very long passage in parts that end with a sentence."""
    if len(piece.text) <= LONGEST:
        yield piece
        return
    part = ""
    for sentence in _SENTENCE.split(piece.text):
        if part and len(part) + len(sentence) > LONGEST:
            yield Piece(piece.heading, piece.page, piece.last_page, piece.line, part)
            part = sentence
        else:
            part = f"{part} {sentence}".strip()
    yield Piece(piece.heading, piece.page, piece.last_page, piece.line, part)
