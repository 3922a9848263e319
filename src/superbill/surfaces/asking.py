"""An assistant's answer as data, as text with numbered receipts, and the turn of a conversation out of data."""

from __future__ import annotations

from typing import Any

import msgspec

from superbill.errors import UsageError
from superbill.model.answer import Answer, Event, Gap, Part, Piece, Statement, Step, Turn
from superbill.pilot.style import Marks, answer_text, bare
from superbill.surfaces.answers import Data, citation_data


def answer_data(answer: Answer) -> Data:
    """The stable contract of `superbill ask --format json`, REST and MCP."""
    marks = Marks(answer.citations)
    return {
        "status": answer.status,
        "intent": answer.intent,
        "question": answer.question if all(part.reason != "patient_data" for part in answer.parts) else "",
        "on": answer.on,
        "answer": answer.phrased or answer_text(answer),
        "parts": [_part_data(part, marks) for part in answer.parts],
        "citations": [citation_data(citation) for citation in answer.citations],
        "steps": list(answer.steps),
        "remarks": list(answer.remarks),
        "notices": list(answer.notices),
        "turn": turn_data(answer.turn),
        "model": answer.model,
        "sent": list(answer.sent),
    }


def _part_data(part: Part, marks: Marks) -> Data:
    return {
        "question": part.question,
        "intent": part.intent,
        "status": part.status,
        "said": part.said,
        "reason": part.reason,
        "statements": [statement_data(statement, marks) for statement in part.statements],
        "gaps": [{"not_available": gap.text, "would_come_from": gap.would_come_from} for gap in part.gaps],
        "asks": [{"slot": ask.slot, "question": ask.question, "default": ask.default} for ask in part.asks],
        "assumed": list(part.assumed),
        "not_checked": [bare(text) for text in part.not_checked],
    }


def statement_data(statement: Statement, marks: Marks) -> Data:
    """A sentence, with the pieces that its receipts stand behind: `marks` are places in `citations`, from 1."""
    return {"text": statement.text, "pieces": [_piece_data(piece, marks) for piece in statement.pieces]}


def _piece_data(piece: Piece, marks: Marks) -> Data:
    return {"text": piece.text, "marks": marks.of(piece.citations)}


def turn_data(turn: Turn | None) -> Data | None:
    """What to send back with the next question of a conversation."""
    return None if turn is None else {"intent": turn.intent, "slots": turn.slots, "asked": list(turn.asked)}


def read_turn(data: dict[str, Any] | None) -> Turn | None:
    """The inverse of `turn_data`. Raises `UsageError`."""
    if data is None:
        return None
    try:
        return msgspec.convert(data, Turn)
    except msgspec.ValidationError as error:
        raise UsageError(f"turn: {error}", hint="Send back the turn of the answer before, as it came.") from None


def event_data(event: Event, marks: Marks) -> tuple[str, Data]:
    """An event of a stream: its name and its data."""
    match event:
        case Step():
            return "step", {"text": event.text}
        case Statement():
            return "statement", statement_data(event, marks)
        case Gap():
            return "gap", {"not_available": event.text, "would_come_from": event.would_come_from}
        case _:
            return "answer", answer_data(event)
