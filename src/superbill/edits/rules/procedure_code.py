"""Whether a procedure code is valid on the date of service."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, ServiceLine, usable
from superbill.edits.facts import FEES, HCPCS
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.claim import ClaimKind, ClaimLine
from superbill.model.codes import System, systems_of
from superbill.model.edits import Setting
from superbill.model.finding import Finding, Result, Severity
from superbill.model.periods import from_day_number

VALID = "every code is valid that day"
DELETED = frozenset("DF")


class ProcedureCode(Rule):
    """See the module."""

    id = "procedure-code"
    title = "Procedure codes valid on the date"
    about = (
        "A HCPCS level II code stands in the list in force and has not ended. No public list of CPT codes exists: a CPT code "
        "is known when a federal file in force lists it; that none does is for review."
    )
    authority = "HCPCS quarterly update; 45 CFR 162.1002; RVU, laboratory and MUE files as witnesses for CPT"
    kinds = ALL_KINDS
    order = 5

    def check(self, case: Case) -> Iterator[Finding]:
        """Codes that are not valid; one pass for the rest."""
        dental = case.claim.kind is ClaimKind.DENTAL
        for day in case.days:
            lacking: dict[tuple[str, str], list[int]] = {}
            by_release: dict[int, list[int]] = {}
            for line in day.lines:
                system = line.facts.system
                if system is System.HCPCS:
                    release_id, finding = self._hcpcs(case, line, day.number)
                elif system is System.CPT:
                    release_id, finding = self._cpt(case, line)
                elif dental:
                    release_id, finding = 0, self._dental(line)
                else:
                    release_id, finding = 0, self._other(line.line)
                if finding is not None:
                    yield finding
                elif release_id:
                    by_release.setdefault(release_id, []).append(line.number)
                else:
                    lacking.setdefault(HCPCS if system is System.HCPCS else FEES, []).append(line.number)
            for release_id, numbers in by_release.items():
                if len(numbers) == len(day.numbers):
                    yield self.clear_day(case, day, release_id, VALID)
                else:
                    yield self.passed(case, tuple(numbers), day.on, release_id, VALID)
            for shelf, numbers in lacking.items():
                yield self.missing(case, shelf, tuple(numbers), day.on)
        for stray in case.strays:
            yield self._other(stray)

    def _hcpcs(self, case: Case, line: ServiceLine, day: int) -> tuple[int, Finding | None]:
        found = line.facts.listed
        if found.release is None:
            return 0, None
        listed = found.value
        if listed is not None and listed.first_day <= day <= listed.last_day:
            return found.release.id, None
        citation = case.facts.cite(found.release.id, found.src, line.on)
        if listed is None and self.outdated(case, citation):
            return 0, self.not_told(line, line.code, citation)
        if listed is None:
            return 0, self.fail((line,), f"{line.code} is not in the HCPCS list", "correct the code", citation=citation)
        if listed.first_day > day:
            why, fix = (
                f"{line.code} begins on {from_day_number(listed.first_day)}",
                "use the code that was valid that day",
            )
        else:
            why, fix = f"{line.code} ended on {from_day_number(listed.last_day)}", "use the code that replaced it"
        return 0, self.fail((line,), why, fix, citation=citation)

    def _cpt(self, case: Case, line: ServiceLine) -> tuple[int, Finding | None]:
        fees = line.facts.fees
        if fees.value is not None and fees.release is not None:
            if fees.value.status not in DELETED:
                return fees.release.id, None
            citation = case.facts.cite(fees.release.id, fees.src, line.on)
            why = f"{line.code} is deleted (status {fees.value.status})"
            return 0, self.fail((line,), why, "use the code that replaced it", citation=citation)
        others = (line.facts.laboratory, line.facts.limit(Setting.PRACTITIONER), line.facts.limit(Setting.OUTPATIENT))
        release = next((found.release for found in others if found.value is not None and found.release), None)
        if release is not None:
            return release.id, None
        if fees.release is None:
            return 0, None
        citation = case.facts.cite(fees.release.id, None, line.on)
        why = f"{line.code} stands in no federal file in force that day: mistyped, deleted or new"
        if self.outdated(case, citation):
            return 0, self.not_told(line, line.code, citation)
        fix = "check the code against this year's CPT"
        return 0, self.fail((line,), why, fix, citation=citation, severity=Severity.REVIEW)

    def _dental(self, line: ServiceLine) -> Finding:
        if line.facts.system is not System.CDT:
            return self._other(line.line)
        why = "no public list of CDT codes exists"
        return self.unknown((line.number,), why, codes=(line.code,), severity=Severity.NOTE)

    def _other(self, line: ClaimLine) -> Finding:
        code = line.code.strip().upper()
        systems = systems_of(code)
        what = f"has the shape of {systems[0].label}" if systems else "is no code"
        why = f"procedure code {code[:12]} {what}"
        return Finding(
            self.id,
            Result.FAIL,
            why,
            (line.number,),
            (code,),
            "use a CPT or HCPCS code",
            self.severity,
            None,
            usable(line.charge),
        )


RULE = ProcedureCode()
