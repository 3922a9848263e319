"""Which evaluation and management code does a level or a time support?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.casecode.visit import LEVELS, Family, families
from superbill.model.answer import Ask, Step, Unchecked, cited, gap, say
from superbill.model.citation import Citation, NotAvailable
from superbill.pilot.intent import Asked, Intent, Said
from superbill.pilot.slots import Slots

RULES = Citation(
    source="superbill-plain", title="Superbill visit table", publisher="Superbill", release="rules of 2021 and 2023", file="visit.toml",
    locator="families", effective_from=date(2023, 1, 1),
)  # fmt: skip
"""The published rules in the project's own words: content/casecode/visit.toml, not yet reviewed."""
FAMILIES = {
    ("office", "new"): "office_new", ("office", "established"): "office_established", ("hospital", "new"): "hospital_initial",
    ("hospital", "established"): "hospital_subsequent", ("nursing", "new"): "nursing_initial", ("nursing", "established"): "nursing_subsequent",
    ("home", "new"): "home_new", ("home", "established"): "home_established",
}  # fmt: skip
NAMES = {
    "office_new": "office, new patient", "office_established": "office, established patient", "hospital_initial": "hospital, initial",
    "hospital_subsequent": "hospital, subsequent", "emergency": "emergency department", "nursing_initial": "nursing facility, initial",
    "nursing_subsequent": "nursing facility, subsequent", "home_new": "home, new patient", "home_established": "home, established patient",
}  # fmt: skip


class EmLevel(Intent):
    """The code of a visit by decision making or by total time; the level and time of a code."""

    id = "em_level"
    title = "Level of a visit (E/M)"
    examples = (
        "what e/m code for moderate mdm established patient", "which office visit code for <minutes>", "what level is <proc>", "how many minutes for <proc>",
        "new patient high complexity mdm code", "e/m level for a <minutes> office visit", "time requirement for <proc>", "what mdm does <proc> require",
        "which em code for low complexity decision making", "emergency visit code with moderate decision making", "established patient <minutes> visit what code",
        "subsequent hospital visit moderate mdm", "code for a new patient visit of <minutes>", "what visit code does straightforward decision making support",
        "level of decision making for <proc>", "total time threshold <proc>", "which level for <minutes> with an established patient", "em code for <minutes>",
        "nursing facility visit high mdm code", "home visit new patient <minutes>", "minimum time for <proc>",
    )  # fmt: skip
    cues = ((r"\bmdm\b|decision making|complexity", 1.8), (r"<minutes>|\bminutes?\b|\btime (?:requirement|threshold|for)\b|\bminimum time", 1.5), (r"\be/?m\b(?! guid)", 1.0),
            (r"\bvisit\b", 0.4), (r"\blevel\b", 0.8), (r"\bguid(?:eline|ance)|\bwhat counts\b|\bmanual\b", -2.0))  # fmt: skip
    sources = ("content/casecode/visit.toml",)
    refusal = "Which level a record supports without the record; how to reach a higher one."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The code of each family meant, or the level and time of the codes named."""
        yield Step("reading the table of visits")
        if asked.slots.procedures:
            yield from _of_codes(asked)
        elif not asked.slots.level and asked.slots.minutes is None:
            yield Ask(
                "level",
                "At which level of decision making (straightforward, low, moderate, high), or after how many minutes in total?",
            )
            return
        else:
            yield from _of_families(asked.slots)
        yield Unchecked(
            "Not checked: the record. Two of problems, data and risk must reach the level, or the total time on the day must be stated."
        )
        yield Unchecked("The table is in the project's own words and not yet reviewed by a coder.")

    def fits(self, slots: Slots) -> float:
        """A level or a time speaks for it."""
        return 0.8 if slots.level or slots.minutes is not None else -0.2


def _of_codes(asked: Asked) -> Iterator[Said]:
    for code in asked.slots.procedures[:5]:
        family = next((each for each in families().values() if code.code in each.codes), None)
        if family is None:
            yield gap(
                NotAvailable(f"{code.display} is in no family of visits of the table", "content/casecode/visit.toml"),
                "Its level",
            )
            continue
        place = family.codes.index(code.code)
        minutes = (
            ("; least total time ", cited(family.minutes[place], RULES), " minutes")
            if family.minutes
            else ("; time does not decide here",)
        )
        yield say(
            f"{code.display} ({NAMES[family.id]}): decision making ",
            cited(LEVELS[family.levels[place]], RULES),
            *minutes,
            ".",
        )


def _of_families(slots: Slots) -> Iterator[Said]:
    for family in _meant(slots):
        if slots.level:
            code = family.by_level(LEVELS.index(slots.level))
            yield say(f"{NAMES[family.id].capitalize()}, {slots.level} decision making: ", cited(code, RULES), ".")
        if slots.minutes is not None:
            timed = family.by_minutes(slots.minutes)
            if timed:
                yield say(
                    f"{NAMES[family.id].capitalize()}, {slots.minutes} minutes in total: ", cited(timed, RULES), "."
                )
            elif family.minutes:
                yield say(f"{NAMES[family.id].capitalize()}: {slots.minutes} minutes reach no code by time; the least is ",
                          cited(family.minutes[0], RULES), ".")  # fmt: skip
            else:
                yield say(f"{NAMES[family.id].capitalize()}: ", cited("time does not decide", RULES), ".")


def _meant(slots: Slots) -> list[Family]:
    known = families()
    visit = slots.visit or "office"
    if visit == "emergency":
        return [known["emergency"]]
    who = (slots.patient,) if slots.patient else ("new", "established")
    return [known[FAMILIES[visit, each]] for each in who]


INTENT = EmLevel()
