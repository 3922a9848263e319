"""What do the rules say of evaluation and management services?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.casecode.visit import LEVELS, families
from superbill.model.answer import Step, Unchecked, cited, listed, say
from superbill.pilot.extracts import extracts
from superbill.pilot.intent import Asked, Intent, Said
from superbill.pilot.intents.em_level import NAMES, RULES
from superbill.pilot.slots import Slots


class EmGuidance(Intent):
    """The table of visits, and passages of the loaded guidelines on them."""

    id = "em_guidance"
    title = "Guidelines for E/M services"
    examples = (
        "guidelines for e/m services", "e/m guidelines", "how is an e/m level chosen", "rules for evaluation and management coding", "em documentation guidelines",
        "what counts as time for e/m", "explain medical decision making rules", "2023 e/m changes guidance", "how do i pick an office visit level",
        "evaluation and management guidance", "how does mdm work", "em coding rules for hospital visits", "what are the elements of medical decision making",
        "overview of e/m coding", "when can i code a visit by time", "how to select the level of a visit", "guidance on evaluation and management levels",
    )  # fmt: skip
    cues = ((r"\be/?m\b[^?]*\b(?:guid|rule|service|overview|cod)|\b(?:guid\w*|rules?|overview)\b[^?]*\be/?m\b", 2.2), (r"evaluation and management", 1.2),
            (r"\belements? of\b|\bhow (?:is|does|do|to)\b[^?]*\b(?:level|mdm|visit)\b", 1.0))  # fmt: skip
    sources = ("content/casecode/visit.toml", "the operator's documents")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """How a level is found, the table, and what the documents say."""
        yield Step("reading the table of visits")
        yield say(
            cited(
                "A level follows from medical decision making, or from the total time on the day where the family allows it",
                RULES,
            ),
            ".",
        )
        yield say(
            cited("Of problems, data and risk, two must reach the level", RULES),
            "; the levels are ",
            *listed([cited(x, RULES) for x in LEVELS[1:]]),
            ".",
        )
        for family in families().values():
            minutes = family.minutes or ("",) * len(family.codes)
            pieces = [
                cited(f"{code} {LEVELS[level]}{f', {least} minutes' if least else ''}", RULES)
                for code, level, least in zip(family.codes, family.levels, minutes, strict=True)
            ]
            yield say(f"{NAMES[family.id].capitalize()}: ", *listed(pieces, "; "), ".")
        yield from extracts(asked, "evaluation and management services", most=3)
        yield Unchecked(
            "The table is in the project's own words and not yet reviewed by a coder; the AMA's guidelines are not part of it."
        )

    def fits(self, slots: Slots) -> float:
        """No code, no level, no time."""
        return 0.0 if not (slots.codes or slots.level or slots.minutes) else -1.0


INTENT = EmGuidance()
