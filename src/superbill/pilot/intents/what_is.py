"""What is this code?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, gap, of, say
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import Billable, KnownAnswer, NotBillable
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.intents.validity import standing
from superbill.pilot.slots import Code, Slots
from superbill.terminology.plain import plain_text

MOST = 5


class WhatIs(Intent):
    """The name of a code, its plain text, and whether it stands that day."""

    id = "what_is"
    title = "What a code is"
    examples = (
        "what is <proc>", "what is code <dx>", "what does <proc> mean", "define <dx>", "describe <proc>", "<proc>", "<dx>", "<code>",
        "what does code <dx> stand for", "explain <code>", "meaning of <dx>", "tell me about <proc>", "what service is <proc>",
        "what diagnosis is <dx>", "what procedure is <code>", "look up <dx>", "description of <proc>", "which disease is <dx>",
        "what is the definition of cpt <proc>", "whats hcpcs <proc> for", "what drg is <code>", "i saw <dx> on a claim what is that",
    )  # fmt: skip
    cues = ((r"^\W*(?:<proc>|<dx>|<code>)\W*$", 3.0), (r"\bwhat(?: is|'s|s)(?: the)?(?: code| cpt| hcpcs| icd-?\w*)* <(?:proc|dx|code)>\W*$", 1.2),
            (r"\bused for\b", 2.2), (r"\b(?:define|describe|description|stand for|look up|definition|explain)\b", 1.4))  # fmt: skip
    needs = (Need("code", "Which code?"),)
    sources = ("the lists of record", "superbill-plain")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """One paragraph a code."""
        for code in asked.slots.codes[:MOST]:
            yield Step(f"looking up {code.display} ({code.system.label}) on {asked.on}")
            found = asked.lookup(code)
            if isinstance(found, KnownAnswer):
                yield from _known(asked, code, found)
            else:
                yield from not_known(found, code)

    def fits(self, slots: Slots) -> float:
        """Only codes name what it is about."""
        return 0.2 if slots.codes and not slots.modifiers else -0.3


def _known(asked: Asked, code: Code, found: KnownAnswer) -> Iterator[Said]:
    if isinstance(found.title, Fact):
        yield say(f"{code.display} is a code of {code.system.label}: ", of(found.title), ".")
    else:
        yield say(cited(code.display, found.evidence), f" is a code of {code.system.label}.")
        yield gap(found.title, "Its name")
    if isinstance(found.description, NotAvailable) and isinstance(found.title, Fact):
        yield gap(found.description, "Its official description")
    text = plain_text(asked.desk.kb, code.system, code.code, asked.on)
    if isinstance(text, Fact):
        yield say("In plain words: ", of(text, text.value.what.strip()))
        if text.value.review_note:
            yield Unchecked(f"The plain words were {text.value.review_note}.")
    if not isinstance(found, Billable) or isinstance(found, NotBillable) or code.system is not System.CPT:
        yield from standing(asked, code, found)


INTENT = WhatIs()
