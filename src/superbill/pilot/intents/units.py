"""How many units a day?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, gap, say
from superbill.model.edits import Setting, UnitsAnswer
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Code

UNCHECKED = "Not checked: medical necessity of the units, coverage, and the payer's own limits."


class Units(Intent):
    """The medically unlikely edit of a code."""

    id = "units"
    title = "Units a day (MUE)"
    examples = (
        "how many units of <proc> can i bill", "what is the mue for <proc>", "mue <proc>", "maximum units for <proc>", "unit limit of <proc> per day",
        "can i bill <n> units of <proc>", "how many <proc> per day are allowed", "what is the mai of <proc>", "how often can <proc> be billed on one day",
        "medically unlikely edit for <proc>", "is <n> units of <proc> too many", "units of service limit <proc> outpatient", "max units <proc>",
        "does <proc> have an mue", "how many times can i report <proc> on one date", "daily limit for <proc>", "are <n> units of <proc> ok",
        "what quantity of <proc> is payable per day",
    )  # fmt: skip
    cues = ((r"\bmue\b|\bmai\b|medically unlikely", 2.0), (r"\bunits?\b(?! office)", 1.0), (r"\bhow many\b.*<proc>.*\b(?:day|date|visit)\b", 0.8),
            (r"\b(?:per day|a day|daily)\b", 0.4))  # fmt: skip
    needs = (Need("procedure", "Units of which procedure code?"),)
    sources = ("cms-ncci-mue",)

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The value with its adjudication indicator in the setting; what a count that was named means against it."""
        for code in asked.slots.procedures[:5]:
            yield Step(f"looking up the MUE of {code.display} ({asked.setting.value}) on {asked.on}")
            yield from _units(asked, code, asked.desk.calls.units(code.code, asked.on, asked.setting))
        if asked.slots.setting is None:
            yield Unchecked(f"Setting: {Setting.PRACTITIONER.value}; say outpatient or DME for another file.")
        yield Unchecked(UNCHECKED)


def _units(asked: Asked, code: Code, found: UnitsAnswer) -> Iterator[Said]:
    if found.reason is not None:
        yield gap(found.reason, f"The MUE of {code.display}")
        return
    if found.citation is None:
        return
    receipt = found.citation
    if found.mue is None:
        yield say(f"No MUE value of {code.display} is published in ", cited(f"{receipt.title} {receipt.release}", receipt),
                  "; that is not the same as no limit.")  # fmt: skip
    else:
        yield say(f"The MUE of {code.display} is ", cited(found.mue, receipt), " a day (", asked.setting.value, "), adjudication indicator ",
                  cited(found.mai, receipt), ": ", cited(found.meaning, receipt), ".")  # fmt: skip
        if found.rationale:
            yield say("Rationale: ", cited(found.rationale, receipt), ".")
        if asked.slots.units is not None:
            fits = "within" if asked.slots.units <= found.mue else "above"
            yield say(f"{asked.slots.units} units are {fits} the MUE of ", cited(found.mue, receipt), ".")
    if receipt.stale_days:
        yield say(
            "That release ended on ",
            cited(receipt.effective_to, receipt),
            f", before {asked.on}; a newer one is not loaded.",
        )


INTENT = Units()
