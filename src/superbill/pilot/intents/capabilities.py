"""What can be asked?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.model.answer import cited, say
from superbill.model.citation import Citation
from superbill.pilot.intent import Asked, Intent, Said
from superbill.pilot.slots import Slots

SELF = Citation(
    source="superbill", title="Superbill, the assistant", publisher="Superbill", release="as of this version", file="", locator="what can be asked",
    effective_from=date(1996, 1, 1),
)  # fmt: skip
TOPICS = (
    "what a code is, and whether it is valid on a date", "pairs of codes, units and modifiers", "Medicare's fee with its arithmetic, and payers' published rates",
    "global days, status, PC/TC, add-on codes", "coverage for a diagnosis in a state", "crosswalks, Excludes notes, specific codes", "levels of visits, and notes to codes",
    "denial codes", "what changed, and which data is loaded", "what the loaded guidelines say",
)  # fmt: skip


class Capabilities(Intent):
    """The kinds of questions that are answered."""

    id = "capabilities"
    title = "What can be asked"
    examples = (
        "what can you do", "help", "what can i ask you", "how does this work", "who are you", "what questions do you answer", "hello", "hi there", "what are you able to answer",
        "give me some example questions", "how can you help me", "what do you know about", "getting started", "thanks", "good morning", "what kind of questions can i ask",
    )  # fmt: skip
    cues = (
        (r"^\W*(?:help|hello|hi|hey|thanks|thank you)\b[\W\w]{0,12}$", 3.0),
        (r"\bcan you (?:do|help|answer)\b|\bcan i ask\b|\bwho are you\b", 2.0),
    )

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The list of topics."""
        yield say(
            "I answer from the loaded releases, with a receipt for each value: ", cited("; ".join(TOPICS), SELF), "."
        )

    def fits(self, slots: Slots) -> float:
        """Nothing named."""
        return 0.0 if not slots.codes else -2.0


INTENT = Capabilities()
