"""Claims of the 837P: 005010X222 with its addenda A1 and A2."""

from __future__ import annotations

from types import MappingProxyType

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.x12.draft import Draft, longest_without
from superbill.claims.x12.envelope import element
from superbill.model.claim import ClaimKind, DiagnosisRole
from superbill.model.codes import System

_PASSED_OVER = frozenset({"BP", "BO", "BG"})
"""Anesthesia related procedures."""


class ProfessionalDraft(Draft):
    """SV1 lines with a date each; pointers to at most twelve diagnoses."""

    kind = ClaimKind.PROFESSIONAL
    guide = "837P"
    service = "SV1"
    facility_qualifier = "B"
    most_lines = values.MOST_PROFESSIONAL_LINES
    longest = longest_without({"SV2", "CL1", "SV4"})
    diagnosis_qualifiers = MappingProxyType(
        {
            "ABK": (DiagnosisRole.PRINCIPAL, System.ICD10CM),
            "ABF": (DiagnosisRole.OTHER, System.ICD10CM),
            "BK": (DiagnosisRole.PRINCIPAL, System.ICD9CM),
            "BF": (DiagnosisRole.OTHER, System.ICD9CM),
        }
    )

    def _code(self, parts: list[str], name: str) -> None:
        if parts[0] == "BG":
            self.conditions.append(element(parts, 1))
        elif parts[0] not in _PASSED_OVER:
            if len(self.diagnoses) == values.MOST_DIAGNOSES:
                raise Fault(name, f"a claim has at most {values.MOST_DIAGNOSES} diagnoses")
            super()._code(parts, name)

    def _service(self, elements: list[str]) -> None:
        """SV1: code with modifiers, charge, units or minutes, place, pointers."""
        line = self._serve()
        self._procedure(line, element(elements, 1), "SV101", ("HC",))
        line.charge = values.charge(element(elements, 2), "SV102")
        self._quantity(line, element(elements, 3), element(elements, 4), ("SV103", "SV104"))
        line.place = element(elements, 5)
        pointers = element(elements, 7)
        if pointers:
            line.pointers = values.pointers(pointers, self.component)
            if not line.pointers or max(line.pointers) > len(self.diagnoses):
                raise Fault("SV107", f"points to no diagnosis: the claim has {len(self.diagnoses)}")

    def _check_lines(self) -> None:
        super()._check_lines()
        for line in self.lines:
            if line.on is None:
                raise Fault(
                    "DTP", "the line has no date of service (472)", segment=(line.spot.segment, line.spot.offset)
                )
