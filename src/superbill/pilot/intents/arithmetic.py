"""How does Medicare come to an amount?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Piece, Step, Unchecked, cited, gap, of, say
from superbill.model.citation import Fact
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.intents.fee import UNCHECKED, amounts, priced
from superbill.pricing.rvu import RvuRow, rvu_row
from superbill.terminology.lookup import absent_or_missing


class Arithmetic(Intent):
    """Relative values, practice cost indices and conversion factor, step by step."""

    id = "arithmetic"
    title = "How a fee is worked out"
    examples = (
        "how is the fee for <proc> calculated", "show the arithmetic for <proc>", "what are the rvus of <proc>", "work rvu for <proc>", "rvu <proc>",
        "how did you get the price of <proc>", "break down the payment for <proc> in <place>", "total rvu of <proc>", "practice expense rvu <proc>",
        "how does medicare compute the rate of <proc>", "show me the math behind <proc>", "what gpci and conversion factor are used for <proc>",
        "explain the calculation of the <proc> fee", "malpractice rvus <proc>", "relative value units for <proc>", "step by step price of <proc>",
        "conversion factor for <proc>", "how is <proc> payment derived",
    )  # fmt: skip
    cues = ((r"\brvus?\b|relative value", 2.0), (r"\b(?:calculat|comput|arithmetic|math|break ?down|derived?|step by step|worked out|formula)", 1.5),
            (r"\bgpci|conversion factor", 1.5))  # fmt: skip
    needs = (Need("procedure", "The arithmetic of which procedure code?"),)
    sources = ("cms-mpfs-rvu", "cms-mpfs-gpci", "cms-clfs")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The amount, its steps with their receipts, and the relative values."""
        for code in asked.slots.procedures[:3]:
            yield Step(f"pricing {code.typed} on {asked.on}")
            found = priced(asked, code)
            yield from amounts(asked, code, found)
            yield from (say(Piece(_sentence(step.value), step.citations)) for step in found.steps)
            yield from _relative_values(asked, code.code)
        yield Unchecked(UNCHECKED)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _relative_values(asked: Asked, code: str) -> Iterator[Said]:
    modifier = next((m for m in asked.slots.modifiers if m in ("26", "TC", "53")), "")
    row = rvu_row(asked.desk.kb, code, modifier, asked.on)
    if not isinstance(row, RvuRow):
        yield gap(absent_or_missing(row, code), f"The relative values of {code}")
        return
    here = row.citation
    yield say(f"Relative values of {code}: work ", cited(row.work_rvu, here), ", practice expense ", cited(row.non_facility_pe_rvu, here),
              " non-facility and ", cited(row.facility_pe_rvu, here), " facility, malpractice ", cited(row.mp_rvu, here), "; total ",
              cited(row.non_facility_total_rvu, here), " non-facility and ", cited(row.facility_total_rvu, here), " facility; conversion factor ",
              of(Fact(row.conversion_factor, here), str(row.conversion_factor)), ".")  # fmt: skip


INTENT = Arithmetic()
