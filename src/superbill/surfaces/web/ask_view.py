"""An answer as a page shows it and as it is exported: its receipts with their words, what is kept, examples to begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from superbill.model.answer import Answer
from superbill.model.citation import Citation
from superbill.office.conversations.queries import Kept, Talk
from superbill.pilot.model_bridge.redact import redacted
from superbill.pilot.registry import all_intents
from superbill.surfaces.answers import to_json
from superbill.surfaces.asking import answer_data

Data = dict[str, Any]
FORMATS = {"json": "application/json", "md": "text/markdown"}
HIDDEN = "(a question that is not repeated)"
WHY_NOT_KEPT = {
    "patient": "This question may hold a patient's data. Neither it nor its answer was kept.",
    "note": "A clinical note is never kept: neither it nor its answer was.",
    "guest": "Log in to have conversations kept.",
    "asked": "Asked by address: not kept.",
}
_FILLED = {
    "<proc>": ("99213", "36415", "80053"),
    "<dx>": ("E11.9", "I10"),
    "<code>": ("E11.9", "99213"),
    "<mod>": ("25", "59"),
    "<state>": ("Texas",),
    "<place>": ("77001",),
    "<payer>": ("Aetna",),
    "<date>": ("2026-01-15",),
    "<denial>": ("CO-97",),
    "<minutes>": ("25 minutes",),
}
_SLOT = re.compile(r"<[a-z]+>")
_CAPITALS = re.compile(r"\b(?:i|ncci|icd|e/m|mdm|mue|pc/tc|cpt|hcpcs)\b")
_IS_QUESTION = re.compile(r"(?:what|which|how|is|can|does|do|are|why|when|will)\b", re.IGNORECASE)
_UNASKED = frozenset({"capabilities"})


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with."""

    title: str
    question: str


@dataclass(frozen=True, slots=True)
class Source:
    """A receipt in words."""

    number: int
    name: str
    period: str
    where: str
    remarks: tuple[str, ...]

    @property
    def text(self) -> str:
        """On one line."""
        where = ", ".join(part for part in (self.name, self.where) if part)
        return "; ".join((where, *self.remarks))


@dataclass(frozen=True, slots=True)
class Shown:
    """An exchange on a page. `number` makes its anchors; 0 and `not_kept` for one that is not kept."""

    number: int
    question: str
    data: Data
    sources: tuple[Source, ...]
    rating: int = 0
    not_kept: str = ""

    @property
    def copied(self) -> str:
        """What the copy button takes: question, answer, receipts."""
        return "\n".join(_lines(self))


@cache
def examples() -> tuple[Example, ...]:
    """One question for each intent."""
    found = (intent for intent in all_intents().values() if intent.id not in _UNASKED)
    return tuple(Example(intent.title, _filled(intent.examples[0])) for intent in found)


def not_kept_reason(question: str, answer: Answer) -> str:
    """Why an answer is not kept (a key of `WHY_NOT_KEPT`); empty when it may be."""
    if redacted(question) != question or any(part.reason == "patient_data" for part in answer.parts):
        return "patient"
    return "note" if "note_codes" in answer.intent.split() else ""


def as_data(answer: Answer) -> bytes:
    """The answer as it is kept."""
    return to_json(answer_data(answer), indent=0)


def shown_answer(question: str, data: bytes, number: int, not_kept: str = "") -> Shown:
    """A new answer."""
    decoded: Data = msgspec.json.decode(data)
    said = HIDDEN if not_kept == "patient" else question
    return Shown(number, said, decoded, _sources(decoded), 0, WHY_NOT_KEPT.get(not_kept, ""))


def shown_kept(kept: Kept) -> Shown:
    """One from the database."""
    return Shown(kept.number, kept.question, kept.answer, _sources(kept.answer), kept.rating)


def markdown(talk: Talk) -> str:
    """A conversation for a person to read."""
    lines = [f"# {_plain(talk.heading.title)}", ""]
    for each in talk.exchanges:
        lines += [f"## {_plain(each.question)}", "", f"Asked {each.asked_at:%Y-%m-%d %H:%M} UTC.", ""]
        shown = shown_kept(each)
        lines += [line if not line.strip() else f"{line}  " for line in str(each.answer["answer"]).splitlines()]
        lines += ["", *(f"{source.number}. {source.text}" for source in shown.sources), ""]
    return "\n".join(lines)


def talk_data(talk: Talk) -> Data:
    """A conversation for a program."""
    return {
        "title": talk.heading.title,
        "changed_at": talk.heading.changed_at,
        "exchanges": [
            {"number": e.number, "asked_at": e.asked_at, "question": e.question, "rating": e.rating, "answer": e.answer}
            for e in talk.exchanges
        ],
    }


def _plain(text: str) -> str:
    return " ".join(text.split())


def _lines(shown: Shown) -> Iterator[str]:
    yield shown.question
    yield ""
    yield str(shown.data["answer"])
    if shown.sources:
        yield ""
        yield from (f"[{source.number}] {source.text}" for source in shown.sources)
    yield from shown.data["notices"]


def _sources(data: Data) -> tuple[Source, ...]:
    known: Sequence[Citation] = msgspec.convert(data["citations"], tuple[Citation, ...])
    return tuple(_source(number, citation) for number, citation in enumerate(known, 1))


def _source(number: int, cited: Citation) -> Source:
    until = f" to {cited.effective_to}" if cited.effective_to else " on"
    remarks = [f"ended {cited.stale_days} days before the date of service"] if cited.stale_days else []
    remarks += ["excerpt"] if cited.excerpt else []
    where = ", ".join(part for part in (cited.file, cited.locator) if part)
    return Source(number, cited.name, f"from {cited.effective_from}{until}", where, tuple(remarks))


def _filled(phrase: str) -> str:
    left = {slot: list(values) for slot, values in _FILLED.items()}
    text = _SLOT.sub(lambda found: left[found[0]].pop(0) if left.get(found[0]) else found[0], phrase)
    text = _CAPITALS.sub(lambda found: found[0].upper(), text).replace("medicare", "Medicare")
    return text[:1].upper() + text[1:] + ("?" if _IS_QUESTION.match(text) else "")
