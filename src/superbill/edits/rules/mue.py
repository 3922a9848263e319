"""Medically unlikely edits: how many units of a code on a line (MAI 1) or on a day (MAI 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from superbill.edits.case import Case, Day, ServiceLine
from superbill.edits.facts import Answer
from superbill.edits.procedure_facts import UnitLimit
from superbill.edits.rule import Rule
from superbill.model.citation import Release
from superbill.model.edits import Setting
from superbill.model.finding import Finding, Severity

PER_LINE = 1
APART = "59, XE, XS, XP, XU, 76, 77, 91 or an anatomic modifier"
DME_LETTERS = frozenset("AEKL")
SUPPLIER_LETTERS = DME_LETTERS | frozenset("BJQV")
AMBULANCE = "A0"
BOTH_SIDES = frozenset({"LT", "RT"})
ONE = Decimal(1)
WITHIN = "units are within the published values"
FIXES = {
    1: f"report units of other sites or sessions on lines of their own with {APART}, if done",
    2: "none: an absolute limit set by policy, not overturned on appeal; correct the units",
    3: "correct the units; if so many were done and needed, appeal with records",
}
BOTH_AS_ONE = "both sides are one unit: report one line with 50 and 1 unit"


class UnitEdits(Rule):
    """See the module."""

    id = "mue"
    title = "NCCI medically unlikely edits"
    about = (
        "Units against the medically unlikely edit of the setting: each line by itself under MAI 1, the day's sum under "
        "MAI 2 (absolute) and 3 (more only on records). A line that spans days counts its units by day, rounded. A code "
        "without a published value has no data: that is not the same as no limit."
    )
    authority = "NCCI Policy Manual, chapter I, section V; NCCI MUE files"
    order = 11

    def check(self, case: Case) -> Iterator[Finding]:
        """Excesses by line or day; one pass for what is within."""
        for day in case.days:
            yield from self._of_day(case, day)

    def _of_day(self, case: Case, day: Day) -> Iterator[Finding]:
        judged: set[str] = set()
        settled: list[int] = []
        setting, supplier = case.setting, _of_supplier(case)
        for line in day.lines:
            found = self._limit(line, setting, supplier)
            limit = found.value
            if limit is None:
                if found.release is not None:
                    settled.append(line.number)
                    yield self._no_value(case, line, found.release)
            elif limit.mai == PER_LINE:
                if _a_day(line) > limit.units:
                    settled.append(line.number)
                    yield self._over(case, (line,), limit, found, _a_day(line), day.on)
            elif line.code not in judged:
                judged.add(line.code)
                lines = self._of_day_lines(case, day, line)
                units = lines[0].units if len(lines) == 1 and not case.spans else sum(map(_a_day, lines), Decimal(0))
                if units > limit.units:
                    settled.extend([each.number for each in lines])
                    yield self._over(case, lines, limit, found, units, day.on)
        shelf = ("cms-ncci-mue", setting)
        yield from self.rest(case, day, settled, shelf, lambda line: self._limit(line, setting, supplier), WITHIN)

    def _limit(self, line: ServiceLine, setting: Setting, supplier: bool) -> Answer[UnitLimit]:
        """The value of the setting; for items that suppliers bill, their own: on a supplier's claim (the practitioners'
        file has 0 for them), and where the practitioners' file has none."""
        found = line.facts.limit(setting)
        if setting is Setting.PRACTITIONER and line.code[0] in DME_LETTERS and (supplier or found.value is None):
            own = line.facts.limit(Setting.DME)
            return own if own.value is not None else found
        return found

    def _of_day_lines(self, case: Case, day: Day, line: ServiceLine) -> tuple[ServiceLine, ...]:
        """The lines of the code that count for the day, those that began before it and last included."""
        if not case.spans:
            return (
                (line,)
                if len(day.codes) == len(day.lines)
                else tuple([each for each in day.lines if each.code == line.code])
            )
        return tuple([each for each in case.lines if each.code == line.code and each.on <= day.on <= each.last_day])

    def _over(
        self, case: Case, lines: tuple[ServiceLine, ...], limit: UnitLimit, found: Answer[UnitLimit], units: Decimal,
        on: date,
    ) -> Finding:  # fmt: skip
        what = "line" if limit.mai == PER_LINE else "day"
        why = f"{lines[0].code}: {units:f} units on the {what}, MUE {limit.units} (MAI {limit.mai}): all of them are denied"
        citation = case.facts.cite(found.release.id, found.src, on) if found.release else None
        fix = BOTH_AS_ONE if _one_a_side(lines, units) else FIXES.get(limit.mai, FIXES[3])
        return self.fail(lines, why, fix, citation=citation)

    def _no_value(self, case: Case, line: ServiceLine, release: Release) -> Finding:
        key = ("mue", line.number, line.code, line.on, case.setting)
        known = case.maker.passes.get(key)
        if known is None:
            citation = case.facts.cite(release.id, None, line.on)
            why = f"no value is published for {line.code}, which is not the same as no limit"
            known = case.maker.passes.keep(
                key, self.unknown((line.number,), why, codes=(line.code,), citation=citation, severity=Severity.NOTE)
            )
        return known


def _of_supplier(case: Case) -> bool:
    """A professional claim of items alone is a supplier's: practitioners bill theirs to the same contractor as suppliers do."""
    codes = [line.code for line in case.lines]
    return (
        case.professional
        and any(code[0] in DME_LETTERS for code in codes)
        and all(code[0] in SUPPLIER_LETTERS and not code.startswith(AMBULANCE) for code in codes)
    )


def _one_a_side(lines: Sequence[ServiceLine], units: Decimal) -> bool:
    """Left and right on lines of their own, where 50 makes both sides one unit (bilateral indicator 1; NCCI Policy Manual,
    chapter I, section V)."""
    fees = lines[0].facts.fees.value
    marks = {mark for line in lines for mark in line.marks}
    return fees is not None and fees.bilateral == "1" and marks >= BOTH_SIDES and units == len(BOTH_SIDES)


def _a_day(line: ServiceLine) -> Decimal:
    """Units for each day of a span, rounded to the nearest whole number."""
    if line.last_day == line.on:
        return line.units
    return (line.units / ((line.last_day - line.on).days + 1)).quantize(ONE, rounding=ROUND_HALF_UP)


RULE = UnitEdits()
