"""What does this modifier mean?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, gap, of, say
from superbill.model.citation import Fact
from superbill.model.codes import System
from superbill.model.lookup import KnownAnswer
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.slots import Code, Slots
from superbill.terminology.cpt_modifiers import CptModifier, cpt_modifiers


class ModifierMeaning(Intent):
    """A modifier by itself: what it says, what it goes on, what Medicare does with it."""

    id = "modifier_meaning"
    title = "What a modifier means"
    examples = (
        "what is modifier <mod>", "what does modifier <mod> mean", "when do i use modifier <mod>", "explain modifier <mod>", "modifier <mod>",
        "define modifier <mod>", "difference between modifier <mod> and <mod>", "when is modifier <mod> appropriate", "meaning of modifier <mod>",
        "how is modifier <mod> used", "modifier <mod> vs <mod>", "what is the <mod> modifier for", "tell me about modifier <mod>",
        "which modifier is <mod>", "description of modifier <mod>", "what does <mod> stand for", "should i use <mod> or <mod>",
    )  # fmt: skip
    cues = (
        (r"\bmodifier <mod>", 0.4),
        (r"<mod>[^?]*\b(?:mean|stand for|used?)\b|\b(?:mean|define|explain|describe)\w*[^?]*<mod>", 0.6),
    )
    needs = (Need("modifier", "Which modifier?"),)
    sources = ("superbill-plain", "cms-hcpcs")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The project's own words for CPT modifiers, the official ones for Level II."""
        for modifier in asked.slots.modifiers[:5]:
            yield Step(f"looking up modifier {modifier} on {asked.on}")
            own = cpt_modifiers().get(modifier)
            yield from (_own(own) if own is not None else _listed(asked, modifier))

    def fits(self, slots: Slots) -> float:
        """A modifier without a code."""
        return 1.0 if slots.modifiers and not slots.codes else -1.5


def _own(own: CptModifier) -> Iterator[Said]:
    receipt = own.citation
    yield say(f"Modifier {own.modifier}: ", of(Fact(own.title, receipt)), ". ", of(Fact(own.does, receipt)))
    yield say("It goes on: ", of(Fact(own.goes_on.rstrip("."), receipt)), ".")
    if own.medicare:
        yield say("Medicare: ", of(Fact(own.medicare, receipt)))
    yield Unchecked(f"The text was {own.review_note}.")


def _listed(asked: Asked, modifier: str) -> Iterator[Said]:
    found = asked.desk.calls.lookup(modifier, asked.on, System.MODIFIER)
    if not isinstance(found, KnownAnswer):
        yield from not_known(found, Code(System.MODIFIER, modifier))
    elif isinstance(found.title, Fact):
        yield say(f"Modifier {modifier}: ", of(found.title), ".")
    else:
        yield gap(found.title, f"Modifier {modifier}")


INTENT = ModifierMeaning()
