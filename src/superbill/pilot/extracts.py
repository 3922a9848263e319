"""Answers to free questions: the passages of the loaded documents that fit best, quoted with document, section and page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.guidelines.search import LONGEST_QUOTE
from superbill.model.answer import Step, cited, gap, say
from superbill.model.citation import NotAvailable
from superbill.model.guidance import Passage
from superbill.pilot.intent import Asked, Said

SHOWN = 3
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    ["a", "an", "and", "any", "are", "as", "at", "be", "by", "can", "code", "codes", "could", "do", "does", "for", "from", "how", "i", "if",
     "in", "is", "it", "manual", "may", "me", "my", "ncci", "of", "on", "or", "policy", "rule", "rules", "same", "say", "says", "should",
     "that", "the", "their", "them", "there", "these", "they", "this", "to", "was", "we", "what", "when", "where", "which", "who", "why",
     "will", "with", "would", "you", "about", "tell", "guideline", "guidelines", "according", "chapter"]
)  # fmt: skip
NOT_LOADED = NotAvailable(
    "no guideline document is loaded", "superbill import document FILE (such as the NCCI Policy Manual, as PDF or text)"
)


def extracts(asked: Asked, text: str = "", most: int = SHOWN) -> Iterator[Said]:
    """The best passages, or that nothing is loaded or found."""
    calls = asked.desk.calls
    if asked.desk.documents is None or not asked.desk.documents.documents():
        yield gap(NOT_LOADED, "What the rules say")
        return
    wanted = text or asked.text
    yield Step(f"searching {len(asked.desk.documents.in_force(asked.on))} documents in force on {asked.on}")
    found = calls.search_documents(wanted, asked.on, most) if keywords(wanted) else ()
    for passage in found[:most]:
        yield quoted(passage, wanted)
    if not found:
        yield gap(
            NotAvailable("no loaded document has a passage on it", "superbill documents list"), "What the rules say"
        )


def keywords(text: str) -> list[str]:
    """The words of a question that say what it is about."""
    return [word for word in dict.fromkeys(_WORD.findall(text.lower())) if word not in _STOP and len(word) > 1]


def speaks_of(text: str, passage: Passage) -> float:
    """The share of a question's words that a passage or its headings have."""
    words = {_stem(word) for word in keywords(text)}
    said = {_stem(word) for word in _WORD.findall(f"{' '.join(passage.heading)} {passage.text}".lower())}
    return len(words & said) / max(1, len(words))


def quoted(passage: Passage, text: str) -> Said:
    """A passage in quotation marks, cut around the words of the question."""
    page = f", page {passage.page}" if passage.page else ""
    section = passage.heading[-1] if passage.heading else ""
    where = f"{passage.document.title}{f', {section}' if section else ''}{page}"
    return say(cited(where, passage.citation), ": “", cited(cut(passage.text, text), passage.citation), "”")


def cut(passage: str, text: str, longest: int = 2 * LONGEST_QUOTE) -> str:
    """The sentences around the one that has most of the words."""
    if len(passage) <= longest:
        return " ".join(passage.split())
    words = {_stem(word) for word in keywords(text)}
    sentences = re.split(r"(?<=[.;:])\s+", " ".join(passage.split()))
    hits = [len(words & {_stem(word) for word in _WORD.findall(sentence.lower())}) for sentence in sentences]
    first = last = hits.index(max(hits))
    while last + 1 < len(sentences) and len(" ".join(sentences[first : last + 2])) <= longest:
        last += 1
    said = " ".join(sentences[first : last + 1])[:longest]
    return f"{'…' if first else ''}{said}{'…' if last + 1 < len(sentences) else ''}"


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
