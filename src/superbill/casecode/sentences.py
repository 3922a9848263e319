"""A note cut into sentences, with exact offsets. Names, dates and ages are masked: matching does not see them, display does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from superbill.casecode.words import Word, words_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST = 1_200
"""A sentence of more characters is cut at a blank: what is that long is no sentence."""

_ABBREVIATED = _words("dr mr mrs ms vs eg ie st no fig approx pt yr yrs hr hrs min wk mg ml cm mm jr sr dept inc")
_END = re.compile(
    r"(?<=[.!?;])[\s]+(?=[A-Z0-9\"'(\[•*-])|\r\n|[\n\r\x0b\x0c\u0085\u2028\u2029]|(?<=;)\s+|\s[•●▪]\s|\s{4,}"
)
_MASKS = (
    re.compile(
        r"\b\d{1,3}(?:\.\d)?[\s-]*(?:year|yr|month|week|day|y)s?[\s/-]*(?:old|o)\b\.?(?:\s*(?=m|f))?|\b\d{1,3}\s*y/?o\b",
        re.I,
    ),
    re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\b\.?\s+(?:[A-Z][\w'’-]*\.?\s?){1,3}"),
    re.compile(
        r"(?m)^\s*(?:patient(?: name)?|name|provider|physician|attending|mrn|dob|date of birth|ssn|phone|address)\s*:[^\n]*",
        re.I,
    ),
    re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"),
    re.compile(
        r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
        r"Nov(?:ember)?|Dec(?:ember)?)\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?\b|\b(?:January|February|March|April|June|July|"
        r"August|September|October|November|December)\b"
    ),
    re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b|\(?\b\d{3}\)?[ -]\d{3}-\d{4}\b"),
    re.compile(
        r"\b[A-Z][a-z]+(?:\s+[A-Z][a-z]+)+(?=\s+is\s+an?\s+\d)|\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)+,\s+(?:M\.?D|D\.?O|N\.?P|P\.?A|R\.?N)\b"
    ),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its place, its words (those of masked text left out), and its number in the note."""

    start: int
    end: int
    words: tuple[Word, ...]
    number: int
    section: str = ""
    line: bool = field(default=False)
    """Whether it stands alone on its line: a heading, an entry of a list."""


def masked_spans(text: str) -> list[tuple[int, int]]:
    """Where names, dates, ages and the like stand, in order, joined where they overlap."""
    found = sorted(match.span() for pattern in _MASKS for match in pattern.finditer(text))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def masked(text: str) -> str:
    """The text with masked characters made blank, newlines kept; of exactly the same length."""
    pieces, at = [], 0
    for start, end in masked_spans(text):
        pieces += [text[at:start], "".join(c if c in "\r\n" else " " for c in text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def spans_of(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The places of the sentences of a stretch of text, without blanks around them."""
    stop = len(text) if end is None else end
    at = start
    for match in _END.finditer(text, start, stop):
        if match.start() < at or _abbreviated(text, at, match.start()):
            continue
        yield from _trimmed(text, at, match.start())
        at = match.end()
    yield from _trimmed(text, at, stop)


def _abbreviated(text: str, start: int, end: int) -> bool:
    if text[end - 1 : end] != ".":
        return False
    last = text[max(start, end - 12) : end - 1].rsplit(None, 1)
    return bool(last) and last[-1].lower().strip("(") in _ABBREVIATED


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def sentences_of(
    text: str, start: int = 0, end: int | None = None, section: str = "", first: int = 0
) -> list[Sentence]:
    """The sentences of a stretch of a *masked* text."""
    found = []
    for number, (at, stop) in enumerate(spans_of(text, start, end), first):
        alone = (at == 0 or "\n" in text[max(0, at - 4) : at]) and (stop == len(text) or text[stop] in "\r\n")
        found.append(Sentence(at, stop, tuple(words_of(text[at:stop], at)), number, section, alone))
    return found
