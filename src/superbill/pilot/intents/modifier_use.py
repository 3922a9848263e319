"""May this modifier stand on this code?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.modifiers import judge, modifiers_of
from superbill.model.answer import Piece, Step, Unchecked, gap, listed, of, say
from superbill.model.citation import Fact, NotAvailable
from superbill.model.edits import ModifierUse, Use
from superbill.model.lookup import KnownAnswer
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.slots import Code, Slots

VERDICT = {
    Use.APPLIES: "applies to", Use.WHEN: "may stand, under a condition, on", Use.DOES_NOT_APPLY: "does not apply to",
}  # fmt: skip


class ModifierUseIntent(Intent):
    """Modifiers judged by the indicators of the code; without one named, those that the indicators speak of."""

    id = "modifier_use"
    title = "Whether a modifier is for a code"
    examples = (
        "can i use modifier <mod> with <proc>", "is modifier <mod> valid for <proc>", "does <proc> take modifier <mod>", "<proc> with modifier <mod>",
        "is modifier <mod> appropriate on <proc>", "may <proc> be billed with <mod>", "which modifiers apply to <proc>", "what modifiers can be used with <proc>",
        "modifiers for <proc>", "does modifier <mod> apply to <proc>", "can <proc> be billed bilaterally", "is an assistant surgeon allowed for <proc>",
        "can i append <mod> to <proc>", "is <mod> allowed on <proc>", "does <proc> need a <mod> modifier", "<proc> <mod> allowed",
        "does medicare pay an assistant for <proc>", "co-surgeons for <proc>", "list the valid modifiers of <proc>", "is <proc> eligible for modifier <mod>",
        "will medicare accept <mod> on <proc>", "can you put <mod> on <proc>", "team surgery <proc>", "bilateral indicator for <proc>",
    )  # fmt: skip
    cues = (
        (r"\bmodifiers?\b", 0.5),
        (r"<mod>[^?]*<proc>|<proc>[^?]*<mod>", 0.6),
        (r"\bbilateral|assistant|co-?surgeon|team surg", 1.5),
    )
    needs = (Need("procedure", "On which procedure code?"),)
    sources = ("cms-mpfs-rvu", "cms-ncci-ptp", "cms-ncci-mue", "cms-clfs")
    refusal = "Whether the record supports the modifier."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """A verdict for each modifier with its reason."""
        for code in asked.slots.procedures[:3]:
            yield Step(f"judging modifiers on {code.display} by the indicators in force on {asked.on}")
            found = asked.lookup(code)
            if not isinstance(found, KnownAnswer):
                yield from not_known(found, code)
                continue
            named = asked.slots.all_modifiers(code)
            yield from (_named(asked, code, named) if named else _all(asked, code))
        yield Unchecked("Not checked: whether the record supports the modifier, and the payer's own rules.")

    def fits(self, slots: Slots) -> float:
        """A code and a modifier speak for it; two codes are a pair, no code is the meaning."""
        if not slots.procedures:
            return -0.8
        both = bool(slots.modifiers or any(code.modifiers for code in slots.procedures))
        return (0.4 if both else 0.0) - (0.8 if len(slots.procedures) > 1 else 0.0)


def _named(asked: Asked, code: Code, modifiers: tuple[str, ...]) -> Iterator[Said]:
    for use in judge(asked.desk.kb, code.code, asked.on, modifiers, asked.setting):
        yield from _verdict(use, code)


def _verdict(use: ModifierUse, code: Code) -> Iterator[Said]:
    name = " ".join(use.modifiers)
    if isinstance(use.why, NotAvailable) or use.use is None:
        missing = use.why if isinstance(use.why, NotAvailable) else NotAvailable("no verdict", "the payer's rules")
        yield gap(missing, f"Modifier {name} on {code.display}")
        return
    meaning = f" ({use.meaning})" if use.meaning else ""
    yield say(f"Modifier {name}{meaning} ", of(use.why, VERDICT[use.use]), f" {code.display}: ", of(use.why), ".")


def _all(asked: Asked, code: Code) -> Iterator[Said]:
    found = modifiers_of(asked.desk.kb, code.code, asked.on, asked.setting)
    if isinstance(found, NotAvailable):
        yield gap(found, f"Modifiers of {code.display}")
        return
    for use, heading in (
        (Use.APPLIES, "apply"),
        (Use.WHEN, "may stand under a condition"),
        (Use.DOES_NOT_APPLY, "do not apply"),
    ):
        pieces = [_piece(each) for each in found if each.use is use]
        if pieces:
            yield say(f"On {code.display} {heading}: ", *listed(pieces, "; "), ".")


def _piece(use: ModifierUse) -> Piece:
    why = use.why
    return (
        Piece(f"{' '.join(use.modifiers)}, {why.value}", why.citations)
        if isinstance(why, Fact)
        else Piece(" ".join(use.modifiers))
    )


INTENT = ModifierUseIntent()
