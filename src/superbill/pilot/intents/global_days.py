"""How long is the global period?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, say
from superbill.pilot.indicators import row_of, stale
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pricing.rvu import RvuRow

MEANING = {
    "000": "the day itself only",
    "010": "the day and 10 days after",
    "090": "the day before, the day, and 90 days after",
    "MMM": "maternity: the usual global period does not apply",
    "XXX": "the global concept does not apply",
    "YYY": "set by the contractor",
    "ZZZ": "an add-on: part of another service's global period",
}


class GlobalDays(Intent):
    """The global surgery indicator with its shares."""

    id = "global_days"
    title = "Global days"
    examples = (
        "what is the global period of <proc>", "global days for <proc>", "how many global days does <proc> have", "is <proc> a 90 day global",
        "postoperative period for <proc>", "global surgery indicator <proc>", "how long is the global for <proc>", "does <proc> have a global period",
        "are follow up visits included in <proc>", "is <proc> a minor or major surgery", "follow-up days <proc>", "post op days for <proc>",
        "when does the global period of <proc> end", "surgical package days <proc>", "what is the global on <proc>",
    )  # fmt: skip
    cues = (
        (r"\bglobal\b", 2.0),
        (r"\bpost-?\s?op|follow-?\s?up (?:days|visits)", 1.2),
        (r"\b(?:minor|major) (?:surgery|procedure)", 1.2),
    )
    needs = (Need("procedure", "The global period of which procedure code?"),)
    sources = ("cms-mpfs-rvu",)

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The indicator and what it means; the shares of a surgical package."""
        for code in asked.slots.procedures[:5]:
            yield Step(f"looking up the global days of {code.display} on {asked.on}")
            row = row_of(asked, code)
            if not isinstance(row, RvuRow):
                yield from row
                continue
            here = row.citation
            meaning = MEANING.get(row.global_days, "see the file's documentation")
            yield say(
                f"The global period of {code.display} is ",
                cited(row.global_days, here),
                ": ",
                cited(meaning, here),
                ".",
            )
            if row.pre_op or row.intra_op or row.post_op:
                yield say("Shares of the package: before ", cited(row.pre_op, here), ", operation ", cited(row.intra_op, here), ", after ",
                          cited(row.post_op, here), ".")  # fmt: skip
            yield from stale(asked, here)
        yield Unchecked(
            "Not checked: which visits in the period are for another reason (24, 79) or for a complication."
        )


INTENT = GlobalDays()
