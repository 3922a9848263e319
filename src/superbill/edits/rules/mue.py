"""Medically unlikely edits: how many units of a code on a line (MAI 1) or on a day (MAI 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator
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
ONE = Decimal(1)
WITHIN = "units are within the published values"
FIXES = {
    1: f"report units of other sites or sessions on lines of their own with {APART}, if done",
    2: "none: an absolute limit set by policy, not overturned on appeal; correct the units",
    3: "correct the units; if so many were done and needed, appeal with records",
}


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
        setting = case.setting
        for line in day.lines:
            found = self._limit(line, setting)
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
        yield from self.rest(case, day, settled, shelf, lambda line: self._limit(line, setting), WITHIN)

    def _limit(self, line: ServiceLine, setting: Setting) -> Answer[UnitLimit]:
        """The value of the setting; for items that suppliers bill, their own where the practitioners' file has none."""
        found = line.facts.limit(setting)
        if found.value is None and setting is Setting.PRACTITIONER and line.code[0] in DME_LETTERS:
            supplier = line.facts.limit(Setting.DME)
            return supplier if supplier.value is not None else found
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
        return self.fail(lines, why, FIXES.get(limit.mai, FIXES[3]), citation=citation)

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


def _a_day(line: ServiceLine) -> Decimal:
    """Units for each day of a span, rounded to the nearest whole number."""
    if line.last_day == line.on:
        return line.units
    return (line.units / ((line.last_day - line.on).days + 1)).quantize(ONE, rounding=ROUND_HALF_UP)


RULE = UnitEdits()
