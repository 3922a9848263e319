"""What is this code in another system, or which codes go with it?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.covered_codes import diagnoses_of, procedures_of
from superbill.model.answer import Piece, Step, Unchecked, cited, gap, listed, say
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import PROCEDURES, System, display_code
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Code, Slots
from superbill.terminology.crosswalks import GemTarget, icd9_of, icd10cm_of
from superbill.terminology.plain import related_codes, related_to

SHOWN = 20


class Crosswalk(Intent):
    """ICD-10-CM to ICD-9-CM and back (general equivalence mappings); procedures to diagnoses and back (coverage articles)."""

    id = "crosswalk"
    title = "Crosswalks"
    examples = (
        "what is the icd-9 code for <dx>", "crosswalk <dx> to icd-9", "convert <code> to icd-10", "icd-10 equivalent of <code>", "map <dx> to icd9",
        "which procedures go with <dx>", "what diagnosis codes go with <proc>", "crosswalk for <proc>", "gem mapping for <dx>", "translate <code> into icd-10-cm",
        "what cpt codes are used with <dx>", "what did <dx> use to be in icd-9", "old code for <dx>", "related codes of <proc>", "<code> in icd-10",
        "which icd-10 codes pair with cpt <proc>", "icd-9 to icd-10 <code>", "equivalent of <dx> in icd-9-cm", "procedures linked to <dx>",
    )  # fmt: skip
    cues = (
        (r"\bcrosswalk|\bequivalen|\bconvert|\btranslate\b|\bmaps?\b|\bgems?\b", 1.8),
        (r"\bicd-?\s?9\b", 1.5),
        (r"\bgo with\b|\blinked\b|\brelated\b", 0.8),
    )
    needs = (Need("code", "A crosswalk of which code?"),)
    sources = ("cms-gems", "cms-mcd", "superbill-plain")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The targets with their flags, or the related codes with the articles that relate them."""
        for code in asked.slots.codes[:3]:
            yield Step(f"looking up crosswalks of {code.display} ({code.system.label})")
            if code.system is System.ICD9CM:
                yield from _mapped(icd10cm_of(asked.desk.kb, code.code, asked.on), code, System.ICD10CM)
            elif code.system is System.ICD10CM:
                yield from _mapped(icd9_of(asked.desk.kb, code.code, asked.on), code, System.ICD9CM)
                yield from _related(asked, code)
            elif code.system in PROCEDURES:
                yield from _related(asked, code)
            else:
                yield gap(NotAvailable(f"no crosswalk of {code.system.label} is loaded", "cms-gems"), code.display)
        yield Unchecked("A mapping is no coding advice: code from the record, not from the old code.")

    def fits(self, slots: Slots) -> float:
        """An ICD-9-CM code speaks for it."""
        return 1.0 if any(code.system is System.ICD9CM for code in slots.codes) else 0.0


def _mapped(found: tuple[Fact[GemTarget], ...] | NotAvailable, code: Code, target: System) -> Iterator[Said]:
    if isinstance(found, NotAvailable):
        yield gap(found, f"{code.display} in {target.label}")
        return
    pieces = [
        Piece(
            f"{fact.value.display} ({fact.value.words})" if not fact.value.no_map else "no equivalent", fact.citations
        )
        for fact in found[:SHOWN]
    ]
    yield say(f"{code.display} in {target.label}: ", *listed(pieces, "; "), ".")


def _related(asked: Asked, code: Code) -> Iterator[Said]:
    kb = asked.desk.kb
    if code.system is System.ICD10CM:
        covered, own = (
            procedures_of(kb, code.code, asked.on, limit=SHOWN),
            related_to(kb, code.code, "diagnosis", asked.on),
        )
        title, other = f"Procedures whose coverage articles list {code.display} as covered", System.CPT
    else:
        covered = diagnoses_of(kb, code.code, asked.on, limit=SHOWN)
        own = related_codes(kb, code.system, code.code, "diagnosis", asked.on)
        title, other = f"Diagnoses that coverage articles list as covered for {code.display}", System.ICD10CM
    if isinstance(covered, NotAvailable):
        yield gap(covered, title)
    elif covered.codes:
        yield say(f"{title} (", cited(covered.total, covered.citation), "): ",
                  *listed([cited(display_code(other, each.code), each.citation) for each in covered.codes]), ".")  # fmt: skip
    else:
        yield say(f"{title}: ", cited("none", covered.citation), ".")
    if own:
        pieces = [Piece(display_code(other, fact.value), fact.citations) for fact in own]
        yield say("The project's own text (not yet reviewed) relates it to: ", *listed(pieces), ".")


INTENT = Crosswalk()
