"""Has this code a professional and a technical part?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, say
from superbill.pilot.indicators import row_of, stale
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Slots
from superbill.pricing.rvu import RvuRow

MEANING = {
    "0": "a physician's service: no parts, neither 26 nor TC",
    "1": "a diagnostic test with both parts: 26 and TC apply",
    "2": "the professional part only: neither 26 nor TC",
    "3": "the technical part only: neither 26 nor TC",
    "4": "the global test only: neither 26 nor TC",
    "5": "incident to a physician's service: neither 26 nor TC",
    "6": "interpretation of a laboratory test: 26 applies, TC does not",
    "7": "a therapist's service, not paid as such to this kind of provider: neither 26 nor TC",
    "8": "interpretation of a blood smear by a physician, for inpatients: neither 26 nor TC",
    "9": "the concept does not apply: neither 26 nor TC",
}
"""In the project's own words, after the RVU file documentation."""


class PcTc(Intent):
    """The PC/TC indicator."""

    id = "pc_tc"
    title = "Professional and technical part"
    examples = (
        "what is the pc/tc indicator for <proc>", "does <proc> have a professional component", "can <proc> be split into technical and professional",
        "pctc indicator <proc>", "is <proc> technical component only", "does <proc> have a technical component", "pc tc <proc>", "is <proc> global only",
        "is <proc> professional component only", "can i bill the professional part of <proc>", "does <proc> split into 26 and tc",
        "professional and technical components of <proc>", "can i bill only the interpretation of <proc>", "is there a tc split for <proc>",
    )  # fmt: skip
    cues = (
        (r"\bpc ?/? ?tc\b|\bpc ?/? ?<mod>", 2.5),
        (r"\b(?:professional|technical)\b(?! claim)", 1.5),
        (r"\b(?:interpretation|split)\b", 0.8),
    )
    needs = (Need("procedure", "The PC/TC indicator of which procedure code?"),)
    sources = ("cms-mpfs-rvu",)

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The digit and what it means for 26 and TC."""
        for code in asked.slots.procedures[:5]:
            yield Step(f"looking up the PC/TC indicator of {code.display} on {asked.on}")
            row = row_of(asked, code)
            if not isinstance(row, RvuRow):
                yield from row
                continue
            meaning = MEANING.get(row.pctc, "see the file's documentation")
            yield say(
                f"The PC/TC indicator of {code.display} is ",
                cited(row.pctc, row.citation),
                ": ",
                cited(meaning, row.citation),
                ".",
            )
            yield from stale(asked, row.citation)
        yield Unchecked(
            "Not checked: who owns the equipment and where the test is done, which decide who bills which part."
        )

    def fits(self, slots: Slots) -> float:
        """One procedure."""
        return -0.4 if len(slots.procedures) > 1 else 0.0


INTENT = PcTc()
