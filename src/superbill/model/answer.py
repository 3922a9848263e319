"""A question, and what the assistant makes of it: statements with receipts, what is missing, what was not checked.

Text is made of pieces. A piece with receipts is a value out of a release; a piece without is a word of the sentence, or
repeats the question. A statement as a whole always has a receipt: one without cannot be made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from superbill.model.citation import Citation, Fact, NotAvailable


class Status(StrEnum):
    """How a question ends."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence, with the receipts of the value it prints."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says something of the data. Raises `ValueError` when no piece has a receipt."""

    pieces: tuple[Piece, ...]

    def __post_init__(self) -> None:
        if not any(piece.citations for piece in self.pieces):
            raise ValueError(f"a statement without a receipt: {self.text!r}")

    @property
    def text(self) -> str:
        """The sentence without its marks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its receipts in order, each once."""
        return tuple(dict.fromkeys(citation for piece in self.pieces for citation in piece.citations))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something asked for that is not here: why, and what would bring it."""

    text: str
    would_come_from: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What the assistant needs to know: the slot, the question, and what it takes when it is not told ('' for nothing)."""

    slot: str
    question: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is being looked at, for showing while it happens."""

    text: str


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Something that the answer does not cover, named so that nobody takes it for covered."""

    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation carries on: the intent, the values it had, and the slots that were asked back."""

    intent: str
    slots: dict[str, Any]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one question of those that were asked. `said` is what is told in place of an answer when it was
    declined or asked back; `assumed` are the defaults that were taken."""

    question: str
    intent: str
    status: Status
    statements: tuple[Statement, ...] = ()
    gaps: tuple[Gap, ...] = ()
    not_checked: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    said: str = ""
    assumed: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer. `turn` goes back with the next question of a conversation; `remarks` are about the question
    itself (its language, a slip that was mended); `model` tells who phrased it, '' for the templates."""

    question: str
    on: date
    parts: tuple[Part, ...]
    steps: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    turn: Turn | None = None
    phrased: str = ""
    model: str = ""
    sent: tuple[str, ...] = field(default=())

    @property
    def status(self) -> Status:
        """Asked back when any part waits for a word; declined when nothing was answered."""
        statuses = {part.status for part in self.parts}
        for status in (Status.ASKED_BACK, Status.ANSWERED):
            if status in statuses:
                return status
        return Status.DECLINED

    @property
    def intent(self) -> str:
        """The intents in order, one blank between."""
        return " ".join(dict.fromkeys(part.intent for part in self.parts if part.intent))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All receipts in the order of their marks."""
        found = (citation for part in self.parts for said in part.statements for citation in said.citations)
        return tuple(dict.fromkeys(found))


Event = Step | Statement | Gap | Answer
"""What comes while an answer is made; the last is the `Answer`."""


def shown(value: object) -> str:
    """A value as a sentence prints it; dollars are marked by the sentence."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if value == value.quantize(Decimal("0.01")) else f"{value.normalize():,f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def cited(value: object, *citations: Citation) -> Piece:
    """A value with its receipts."""
    return Piece(shown(value), citations)


def of(fact: Fact[Any], text: str = "") -> Piece:
    """A fact as a piece; `text` where it is worded otherwise."""
    return Piece(text or shown(fact.value), fact.citations)


def say(*parts: str | Piece | Fact[Any]) -> Statement:
    """A statement out of words and values."""
    return Statement(tuple(_piece(part) for part in parts))


def _piece(part: str | Piece | Fact[Any]) -> Piece:
    if isinstance(part, Piece):
        return part
    return of(part) if isinstance(part, Fact) else Piece(part)


def listed(pieces: Iterable[Piece], between: str = ", ") -> tuple[Piece, ...]:
    """Pieces one after another."""
    found: list[Piece] = []
    for piece in pieces:
        found += [Piece(between), piece] if found else [piece]
    return tuple(found)


def gap(missing: NotAvailable, about: str = "") -> Gap:
    """What is not available, as part of an answer."""
    text = missing.not_available
    return Gap(f"{about}: {text}" if about else text[:1].upper() + text[1:], missing.would_come_from)
