"""What every intent declares and keeps."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from superbill.pilot.classify import scorer
from superbill.pilot.decline import declines
from superbill.pilot.intent import Intent
from superbill.pilot.missing import HAS
from superbill.pilot.registry import all_intents
from superbill.pilot.slots import NOTHING, Slots
from superbill.surfaces.answers import to_json
from superbill.surfaces.asking import answer_data, read_turn
from superbill.surfaces.schemas import schemas
from superbill.workbench import Workbench

INTENTS = tuple(all_intents().values())
PLACES = {
    "<proc>",
    "<dx>",
    "<code>",
    "<mod>",
    "<state>",
    "<place>",
    "<payer>",
    "<date>",
    "<denial>",
    "<minutes>",
    "<n>",
}
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.id)
def test_an_intent_declares_what_it_is(intent: Intent) -> None:
    assert intent.id and intent.title and type(intent).__doc__ and len(intent.examples) >= 10
    assert type(intent).__module__.rpartition(".")[2] == intent.id
    assert {name for example in intent.examples for name in re.findall(r"<\w+>", example)} <= PLACES
    assert all(need.slot in HAS and need.question.endswith(("?", ".")) for need in intent.needs)
    assert len(set(intent.examples)) == len(intent.examples)


def test_no_example_is_one_of_the_held_out_phrasings() -> None:
    held_out = (ROOT / "benchmarks/gold/paraphrases.toml").read_text("utf-8")
    phrasings = {re.sub(r"\W|\{\w+\}", "", text).lower() for text in re.findall(r'"([^"]+)"', held_out)}
    examples = {
        re.sub(r"<\w+>|\W", "", example).lower() for intent in INTENTS for example in intent.examples if " " in example
    }
    assert len(phrasings & examples) <= 12, phrasings & examples


def test_the_scorer_gives_the_same_order_twice() -> None:
    slots: Slots = NOTHING
    assert scorer().rank("what is the code for asthma", slots) == scorer().rank("what is the code for asthma", slots)


def test_kinds_that_are_declined_say_why_and_what_can_be_said() -> None:
    assert all(kind.said.endswith(".") and len(kind.instead) > 20 for kind in declines())


QUESTIONS = (
    "Can 82331 be billed with 82310?",
    "is 82306 covered for E55.9?",
    "upcode 99213",
    "what is the fee of 99213",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_keep_their_schema(bench: Workbench, question: str) -> None:
    data = json.loads(to_json(answer_data(bench.ask(question))))
    jsonschema.validate(data, schemas()["answer"])
    assert all(1 <= mark <= len(data["citations"]) for part in data["parts"] for said in part["statements"]
               for piece in said["pieces"] for mark in piece["marks"])  # fmt: skip
    assert read_turn(data["turn"]) is None or data["turn"]
