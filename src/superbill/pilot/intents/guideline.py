"""What do the loaded guidelines say?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Unchecked
from superbill.pilot.extracts import extracts
from superbill.pilot.intent import Asked, Intent, Said
from superbill.pilot.slots import Slots


class Guideline(Intent):
    """Extracts of the operator's documents, with document, section and page."""

    id = "guideline"
    title = "Guidelines"
    examples = (
        "what does the ncci manual say about biopsies", "according to the policy manual can a diagnostic endoscopy be reported with a surgical endoscopy",
        "ncci policy on modifier <mod>", "is local anesthesia by the surgeon included", "what are the rules for reporting fluoroscopy", "policy on wound closure",
        "guideline on sequencing of diagnoses", "when may a lysis of adhesions be reported separately", "what does chapter 1 say about separate procedures",
        "is moderate sedation separately reportable", "rules for drug administration services", "what does the guideline say about <proc>",
        "is closure included in an excision", "how are casts and splints reported with fracture care", "does the manual allow reporting nasogastric tube placement",
        "when is a venipuncture bundled", "what is a separate procedure designation", "what is the standard of care rule", "may an anesthesiologist report an arterial line",
        "more extensive procedure rule", "sequential procedure policy", "can a control of bleeding be reported separately", "what does the policy manual say on laparoscopy converted to open",
        "which services are integral to surgery", "how should a failed endoscopic procedure followed by an open one be reported",
    )  # fmt: skip
    cues = ((r"\bmanual\b|\bpolicy manual\b", 2.2), (r"\bguidelines? (?:say|on|for|about)\b|\baccording to\b", 1.2), (r"\bseparately report|\breported separately|\bintegral\b", 1.2),
            (r"\bpolicy on\b|\brules? (?:for|on|about)\b", 0.8))  # fmt: skip
    sources = ("the operator's documents",)
    refusal = "What no loaded document says."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The best passages, quoted."""
        yield from extracts(asked)
        yield Unchecked("Extracts, not a ruling: read the passage in its document, and check the code's own edits.")

    def fits(self, slots: Slots) -> float:
        """Mostly words."""
        return 0.1 if not slots.codes else -0.5


INTENT = Guideline()
