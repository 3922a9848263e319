"""Questions in words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec

from superbill.pilot.normalise import LONGEST_NOTE, LONGEST_QUESTION
from superbill.surfaces.asking import answer_data, read_turn
from superbill.surfaces.rest.calls import Asked, Call, Data, Example, Parameter
from superbill.surfaces.rest.parameters import ON, short


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """A question, the date of service (left out: today), and the `turn` of the answer before, in a conversation."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NOTE)]
    on: date | None = None
    turn: dict[str, Any] | None = None


QUESTION = Parameter(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_QUESTION},
    "The question.",
    read=short(LONGEST_QUESTION),
    required=True,
    argument="question",
)


def ask(asked: Asked, question: str, on: date) -> Data:
    """One question; today is taken where no day was given, and said to be."""
    return answer_data(asked.bench.ask(question, None if on == asked.today else on))


async def ask_turn(asked: Asked, body: Question) -> Data:
    """A question of a conversation, or with a note."""
    turn = read_turn(body.turn)
    found: Data = await asked.apart(lambda bench: answer_data(bench.ask(body.question, body.on, turn)))
    return found


CALLS = (
    Call(
        "GET", "/api/v1/ask", "ask", "A question in words",
        "Answered out of the loaded releases without a language model: statements with their receipts, what is missing, what was "
        "assumed and not checked. `status` is `answered`, `asked_back` or `declined`.",
        ask, "answer", Example(query={"q": "Can 82331 be billed with 82310 on the same day?", "on": "2024-08-01"}),
        (QUESTION, ON),
    ),
    Call(
        "POST", "/api/v1/ask", "ask-turn", "A question of a conversation",
        "Send back the `turn` of the answer before, and a question may go on from it: `and with modifier 59?`. Notes to be coded "
        "go here, too.",
        ask_turn, "answer",
        Example(body={"question": "and in outpatient?", "on": "2024-08-01", "turn": {
            "intent": "pair", "slots": {"codes": [{"system": "cpt", "code": "82331"}, {"system": "cpt", "code": "82310"}]}}}),
        body=Question,
    ),
)  # fmt: skip
