"""Which code is for this?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.errors import UsageError
from superbill.model.answer import Step, Unchecked, cited, gap, of, say
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import KnownAnswer
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Slots

SHOWN = 5
_LEAD = re.compile(
    r"^\W*(?:please |can you |could you |help me |i need |tell me |what(?:'s| is| are| would be)|which|is there|find|search(?: for)?|give me|show me|look up|"
    r"how (?:do|would|should) (?:i|you|we) (?:code|bill|report)(?: for)?|the|an?|(?:icd-?\s?10(?:-?cm|-?pcs)?|icd|cpt|hcpcs(?: level ii)?|dx|diagnosis|procedure|"
    r"billing|correct|right|best|drg|level ii) |codes?|used?|is used|do i use|should i use|number|apply|applies|to (?:report|bill|code)|for|of|there|me|i|on|with)\b\s*",
    re.IGNORECASE,
)


class FindCode(Intent):
    """Codes by words, from the search index."""

    id = "find_code"
    title = "Which code is for this"
    examples = (
        "what is the code for knee replacement", "icd-10 code for diabetes with neuropathy", "which cpt code for a chest x-ray", "find the code for hypertension",
        "how do i code a urinary tract infection", "hcpcs code for a wheelchair", "what's the dx code for low back pain", "code for colonoscopy with biopsy",
        "search for vitamin d test", "diagnosis code for asthma", "what code do i use for a flu shot", "which code is used for a mammogram", "pcs code for bypass of coronary artery",
        "is there a code for tobacco use counseling", "procedure code for cataract surgery", "what do i bill for an ear wax removal", "icd 10 for gerd",
        "cpt for basic metabolic panel", "give me the code for migraine without aura", "look up codes for anemia", "how would you code chest pain",
    )  # fmt: skip
    cues = ((r"\bcodes? (?:for|to (?:use|bill|report) for|is used|do i use)\b(?! <)", 1.6), (r"\b(?:icd-?\s?10|cpt|hcpcs|dx) (?:code )?for\b(?! <)", 1.4),
            (r"\bhow (?:do|would|should) (?:i|you|we) code\b", 1.5), (r"^\W*(?:find|search)\b", 1.0))  # fmt: skip
    needs = (Need("words", "A code for what?"),)
    sources = ("the search index",)
    refusal = "Which diagnosis a patient has."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The first hits in force, each with its receipt."""
        words = sought(asked.text)
        yield Step(f"searching codes for “{words}”")
        systems = (asked.slots.system,) if asked.slots.system else ()
        try:
            found = asked.desk.calls.search(words, systems, SHOWN * 2, on=asked.on)
        except UsageError as error:
            yield gap(NotAvailable(error.message, "superbill search WORDS"))
            return
        said = 0
        for hit in found.hits:
            known = asked.desk.calls.lookup(hit.code, asked.on, System(hit.system))
            if said < SHOWN and isinstance(known, KnownAnswer) and isinstance(known.title, Fact) and hit.billable:
                said += 1
                yield say(cited(known.display, known.evidence), f" ({known.system.label}): ", of(known.title), ".")
        if not said:
            yield gap(NotAvailable(f"no code in force was found for “{words}”", "superbill search WORDS"))
        elif found.total > said:
            yield Unchecked("There are more hits, and more specific codes: superbill search shows them all.")
        yield Unchecked("A hit is no coding decision: the record and the notes of the tabular list decide.")

    def fits(self, slots: Slots) -> float:
        """Words and no code."""
        return -2.0 if slots.codes else 0.1


def sought(text: str) -> str:
    """What a code is sought for: the question without the words that ask."""
    left = text.strip().rstrip("?.! ")
    while True:
        shorter = _LEAD.sub("", left, count=1)
        if shorter == left or not shorter.strip():
            return left.strip()
        left = shorter


INTENT = FindCode()
