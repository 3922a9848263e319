"""May these procedure codes be billed together?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Piece, Step, Unchecked, cited, gap, listed, say
from superbill.model.edits import PairAnswer, PairEdit, PairResult, Setting
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Slots

BYPASS = frozenset(
    [
        *(
            "E1",
            "E2",
            "E3",
            "E4",
            "FA",
            "F1",
            "F2",
            "F3",
            "F4",
            "F5",
            "F6",
            "F7",
            "F8",
            "F9",
            "TA",
            "T1",
            "T2",
            "T3",
            "T4",
            "T5",
        ),
        *(
            "T6",
            "T7",
            "T8",
            "T9",
            "LT",
            "RT",
            "LC",
            "LD",
            "RC",
            "LM",
            "RI",
            "24",
            "25",
            "57",
            "58",
            "78",
            "79",
            "27",
            "59",
            "91",
        ),
        *("XE", "XS", "XP", "XU"),
    ]
)
"""Modifiers that an edit with indicator 1 may be bypassed with: NCCI Policy Manual, chapter I, section E."""
UNCHECKED = "Not checked: whether the record supports both services as distinct, units (MUE), coverage for the diagnosis, and the payer's own edits."


class Pair(Intent):
    """The pair edits between two or more procedure codes, in one setting."""

    id = "pair"
    title = "Two procedure codes on one day"
    examples = (
        "can <proc> be billed with <proc>", "can <proc> and <proc> be billed together on the same day", "can i bill <proc> with <proc>",
        "is <proc> bundled into <proc>", "is there an ncci edit between <proc> and <proc>", "do <proc> and <proc> bundle", "<proc> and <proc> same day",
        "does <proc> include <proc>", "are <proc> and <proc> mutually exclusive", "<proc> with <proc>", "which is column one <proc> or <proc>",
        "can <proc> and <proc> be reported together in outpatient hospital", "is <proc> a component of <proc>", "ptp edit <proc> <proc>",
        "will <proc> be denied when billed with <proc>", "does an edit exist for <proc> and <proc>", "do i need a modifier to bill <proc> with <proc>",
        "can <proc> be unbundled from <proc> with <mod>", "is <proc> separately payable with <proc>", "<proc> <proc> with modifier <mod>",
        "can you bill <proc> along with <proc> on <date>", "may <proc> be reported in addition to <proc>", "conflict between <proc> and <proc>",
        "can <proc> go on the same claim as <proc>", "which modifier do i append to bill <proc> with <proc>",
    )  # fmt: skip
    cues = (
        (r"\b(?:bundl|column (?:one|two|1|2)|ptp|mutually exclusive|component of)", 1.4), (r"\b(?:together|same day|same claim|along with|in addition)\b", 0.8),
        (r"<proc>[^?]*\b(?:with|and|alongside)\b[^?]*<proc>", 0.5), (r"\bncci edit|\bedits? between\b|\bpair edit", 2.0),
    )  # fmt: skip
    needs = (Need("two procedures", "Which is the other procedure code?"),)
    sources = ("cms-ncci-ptp",)
    refusal = "Whether a record supports a modifier; how to get around an edit."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """Each pair: the edit with its columns, indicator and period, or that none was found."""
        codes = [code.code for code in asked.slots.procedures]
        modifiers = tuple(m for code in asked.slots.procedures for m in code.modifiers) + asked.slots.modifiers
        yield Step(f"looking up PTP edits ({asked.setting.value}) on {asked.on}")
        for found in asked.desk.calls.pairs(codes, asked.on, asked.setting):
            yield from _pair(asked, found, modifiers)
        if asked.slots.setting is None:
            yield Unchecked(f"Setting: {Setting.PRACTITIONER.value} edits; say outpatient for the hospital's.")
        yield Unchecked(UNCHECKED)

    def fits(self, slots: Slots) -> float:
        """Two procedures, and no more than one kind of code."""
        return 0.9 if len(slots.procedures) >= 2 else -0.6


def _pair(asked: Asked, found: PairAnswer, modifiers: tuple[str, ...]) -> Iterator[Said]:
    first, second = found.codes
    if found.reason is not None:
        yield gap(found.reason, f"{first} with {second}")
        return
    if found.edit is None:
        if found.citation is not None:
            release = cited(f"{found.citation.title} {found.citation.release}", found.citation)
            yield say(f"No active edit between {first} and {second} is in ", release,
                      f" ({asked.setting.value}). That alone is no permission.")  # fmt: skip
            yield from _stale(asked, found)
        yield from (_ended(edit) for edit in found.ended)
        return
    edit = found.edit
    paid, denied = cited(edit.column1, edit.citation), cited(edit.column2, edit.citation)
    indicator = cited(edit.modifier_indicator, edit.citation)
    if found.result is PairResult.NEVER:
        yield say("No: ", paid, " (column 1) is paid and ", denied, " (column 2) denied; modifier indicator ", indicator,
                  ", so no modifier bypasses the edit.")  # fmt: skip
    else:
        yield say("Not without a modifier: ", paid, " (column 1) is paid and ", denied, " (column 2) denied; modifier indicator ",
                  indicator, ", so a proper modifier may bypass the edit when the services are distinct and the record shows it.")  # fmt: skip
        yield from _modifiers(edit, modifiers)
    yield say(
        "In force: ",
        *_period(edit),
        *((". Rationale: ", cited(edit.rationale, edit.citation)) if edit.rationale else ()),
        ".",
    )
    yield from _stale(asked, found)
    yield from (_ended(each) for each in found.ended)


def _period(edit: PairEdit) -> tuple[str | Piece, ...]:
    since = cited(edit.effective_date, edit.citation) if edit.effective_date else "a day that the file does not state"
    until = (
        (" to ", cited(edit.deletion_date, edit.citation))
        if edit.deletion_date
        else (", ", cited("not deleted", edit.citation))
    )
    return ("from ", since, *until)


def _modifiers(edit: PairEdit, modifiers: tuple[str, ...]) -> Iterator[Said]:
    for modifier in dict.fromkeys(modifiers):
        word = "is" if modifier in BYPASS else "is not"
        yield say(
            f"Modifier {modifier} {word} one of those that bypass an edit with indicator ",
            cited(edit.modifier_indicator, edit.citation),
            ".",
        )
    if not modifiers:
        yield say("Which one depends on the record: 25 or 57 on a visit, an anatomic modifier, or 59, XE, XS, XP, XU on column 2 (",
                  cited(edit.column2, edit.citation), ").")  # fmt: skip


def _ended(edit: PairEdit) -> Said:
    return say("An earlier edit, ", *listed([cited(edit.column1, edit.citation), cited(edit.column2, edit.citation)], " over "),
               ", modifier indicator ", cited(edit.modifier_indicator, edit.citation), ", held ", *_period(edit), ".")  # fmt: skip


def _stale(asked: Asked, found: PairAnswer) -> Iterator[Said]:
    receipt = found.citation
    if receipt is not None and receipt.stale_days:
        yield say(
            "That release ended on ",
            cited(receipt.effective_to, receipt),
            f", before {asked.on}; a newer one is not loaded.",
        )


INTENT = Pair()
