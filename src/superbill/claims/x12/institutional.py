"""Claims of the 837I: 005010X223 with its addenda A1 to A3."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.x12.draft import Draft, longest_without
from superbill.claims.x12.envelope import element
from superbill.model.claim import ClaimKind, DiagnosisRole, Procedure
from superbill.model.codes import System

_PROCEDURES = MappingProxyType(
    {
        "BBR": (True, System.ICD10PCS),
        "BBQ": (False, System.ICD10PCS),
        "BR": (True, System.ICD9PROC),
        "BQ": (False, System.ICD9PROC),
    }
)
_PASSED_OVER = frozenset({"BH", "BI", "BE", "TC", "CAH"})
"""Occurrences and their spans, values, treatment codes."""
_STILL_PATIENT = "30"


class InstitutionalDraft(Draft):
    """SV2 lines with revenue codes; a statement period, a bill type, present-on-admission indicators."""

    kind = ClaimKind.INSTITUTIONAL
    guide = "837I"
    service = "SV2"
    facility_qualifier = "A"
    most_lines = values.MOST_INSTITUTIONAL_LINES
    longest = longest_without({"SV1", "SV5", "PS1", "CR1", "CR2"})
    diagnosis_qualifiers = MappingProxyType(
        {
            "ABK": (DiagnosisRole.PRINCIPAL, System.ICD10CM),
            "ABF": (DiagnosisRole.OTHER, System.ICD10CM),
            "ABJ": (DiagnosisRole.ADMITTING, System.ICD10CM),
            "APR": (DiagnosisRole.REASON, System.ICD10CM),
            "ABN": (DiagnosisRole.EXTERNAL, System.ICD10CM),
            "BK": (DiagnosisRole.PRINCIPAL, System.ICD9CM),
            "BF": (DiagnosisRole.OTHER, System.ICD9CM),
            "BJ": (DiagnosisRole.ADMITTING, System.ICD9CM),
            "PR": (DiagnosisRole.REASON, System.ICD9CM),
            "BN": (DiagnosisRole.EXTERNAL, System.ICD9CM),
        }
    )

    def _code(self, parts: list[str], name: str) -> None:
        qualifier = parts[0]
        if qualifier in _PROCEDURES:
            self._operation(parts, name)
        elif qualifier == "DR":
            self.drg = element(parts, 1)
        elif qualifier == "BG":
            self.conditions.append(element(parts, 1))
        elif qualifier not in _PASSED_OVER:
            super()._code(parts, name)

    def _operation(self, parts: list[str], name: str) -> None:
        principal, system = _PROCEDURES[parts[0]]
        code = element(parts, 1).upper().replace(".", "")
        if not values.has_shape(code, system):
            raise Fault(
                f"{name}-2", f"has not the shape of an {system.label} code, which qualifier {parts[0]} asks for"
            )
        if principal and any(one.principal for one in self.procedures):
            raise Fault(f"{name}-1", "a second principal procedure")
        day = element(parts, 3)
        on = values.service_day(day, f"{name}-4", self.today) if day else None
        self.procedures.append(Procedure(code, on, principal, system))

    def _service(self, elements: list[str]) -> None:
        """SV2: revenue code, code with modifiers where the revenue code asks for one, charge, units."""
        line = self._serve()
        revenue = element(elements, 1)
        if not (revenue.isascii() and revenue.isdecimal() and 3 <= len(revenue) <= 4):
            raise Fault("SV201", "is no revenue code of four digits")
        line.revenue_code = revenue.zfill(4)
        composite = element(elements, 2)
        if composite:
            self._procedure(line, composite, "SV202", ("HC", "HP"))
        line.charge = values.charge(element(elements, 3), "SV203")
        self._quantity(line, element(elements, 4), element(elements, 5), ("SV204", "SV205"))

    def _discharged(self) -> date | None:
        """An 837I says the hour of discharge (096); the day is the end of its statement period."""
        period = self.dates.get("434")
        if "096" not in self.dates or period is None or self.discharge_status == _STILL_PATIENT:
            return None
        return period[1]
