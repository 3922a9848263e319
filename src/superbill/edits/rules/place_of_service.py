"""Place of service: there is one, it exists, it goes with the visit codes, and with how the fee schedule prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from superbill.edits.case import Case, ServiceLine
from superbill.edits.facts import FEES, PLACES, Answer
from superbill.edits.rule import PROFESSIONAL, Rule, fees_of
from superbill.model.finding import Finding, Severity

HOSPITAL = frozenset({"19", "21", "22", "23"})
GLOBAL_OR_TC = frozenset("13")
VISIT_PLACES: Sequence[tuple[int, int, frozenset[str], str]] = (
    (99281, 99285, frozenset({"23"}), "emergency department visits"),
    (99304, 99316, frozenset({"31", "32", "54", "56"}), "nursing facility visits"),
    (99341, 99350, frozenset({"04", "12", "13", "14", "16", "33", "55"}), "home or residence visits"),
)
"""First and last code, the places they are for (Claims Processing Manual, chapter 12, sections 30.6.11, .13, .14)."""
INPATIENT_VISITS = (99221, 99239)
NOT_INPATIENT = frozenset({"11", "12", "20", "24", "81"})


class PlaceOfService(Rule):
    """See the module."""

    id = "place-of-service"
    title = "Place of service"
    about = (
        "The place of service is an assigned code; visit codes stand in the places they are for; the technical part of a "
        "test is not paid to a practitioner in a hospital; what the fee schedule marks NA in the place's setting is looked at."
    )
    authority = (
        "CMS place of service code set; Medicare Claims Processing Manual, chapter 12, section 30.6 and chapter 26, section "
        "10.5; RVU file documentation, NA indicators"
    )
    kinds = PROFESSIONAL
    order = 32

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines whose place is wrong; one pass for the rest."""
        for day in case.days:
            settled: list[int] = []
            for line in day.lines:
                place = self._place(case, line)
                finding = self.missing(case, PLACES, (line.number,), day.on) if place.missing else None
                finding = finding or self._judge(case, line, place)
                if finding is not None:
                    settled.append(line.number)
                    yield finding
            yield from self.rest(case, day, settled, FEES, fees_of, "place and code go together")

    def _place(self, case: Case, line: ServiceLine) -> Answer[str]:
        """`facility`, `non-facility` or '' (not assigned)."""
        key = ("place", line.facts.epoch, line.place)
        known: Answer[str] | None = case.facts.shared.get(key)
        if known is None:
            rows, release = case.facts.first_rows(line.facts.epoch.shelves[PLACES], "place_row", code=line.place)
            value = (rows[0][1] or "") if rows and rows[0][2] else None
            known = case.facts.shared.keep(key, Answer(value, release, rows[0][-1] if rows else None))
        return known

    def _judge(self, case: Case, line: ServiceLine, place: Answer[str]) -> Finding | None:
        release = place.release
        cited = case.facts.cite(release.id, place.src, line.on) if release and place.value is None else None
        if not line.place:
            return self.fail(
                (line,), f"{line.code} has no place of service", "give the place of service", citation=cited
            )
        if place.value is None:
            return self.fail((line,), f"place of service {line.place} is not assigned", "correct it", citation=cited)
        return self._visit(line) or self._priced(case, line, place.value == "facility", line.on)

    def _visit(self, line: ServiceLine) -> Finding | None:
        if not line.facts.visit or not line.code.isdigit():
            return None
        number = int(line.code)
        for first, last, places, what in VISIT_PLACES:
            if first <= number <= last and line.place not in places:
                why = f"{line.code} in place of service {line.place}: {what} are for {', '.join(sorted(places))}"
                return self.fail((line,), why, "correct the place or the visit code", severity=Severity.REVIEW)
        if INPATIENT_VISITS[0] <= number <= INPATIENT_VISITS[1] and line.place in NOT_INPATIENT:
            why = f"{line.code} in place of service {line.place}: hospital visits are for a hospital"
            return self.fail((line,), why, "correct the place or the visit code", severity=Severity.REVIEW)
        return None

    def _priced(self, case: Case, line: ServiceLine, facility: bool, on: date) -> Finding | None:
        fees = line.facts.fees
        if fees.value is None or fees.release is None:
            return None
        if line.place in HOSPITAL and fees.value.pctc in GLOBAL_OR_TC and "26" not in line.marks:
            part = "the technical part" if "TC" in line.marks or fees.value.pctc == "3" else "the whole test"
            why = f"{line.shown} in a hospital ({line.place}): {part} is not paid to a practitioner there"
            reading = (
                "bill 26 in place of TC for the reading, if you gave it"
                if "TC" in line.marks
                else "add 26 for the reading"
            )
            fix = reading if fees.value.pctc == "1" else "none: the hospital bills it"
            return self.fail((line,), why, fix, citation=case.facts.cite(fees.release.id, fees.src, on))
        marked = fees.value.facility_na if facility else fees.value.non_facility_na
        if marked and "26" not in line.marks:
            setting = "facility" if facility else "non-facility"
            why = f"{line.code} in place of service {line.place}: the fee schedule has NA there, rarely or never done in a {setting} setting"
            citation = case.facts.cite(fees.release.id, fees.src, on)
            return self.fail((line,), why, "check place and code", citation=citation, severity=Severity.REVIEW)
        return None


RULE = PlaceOfService()
