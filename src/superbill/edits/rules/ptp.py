"""Procedure-to-procedure edits: column 2 is denied beside column 1 on one date by one practitioner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from superbill.edits.case import Case, Day, ServiceLine
from superbill.edits.procedure_facts import PairRow, pair_edit
from superbill.edits.rule import Rule
from superbill.model.finding import Finding

_ANATOMIC = "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI"
_OTHERS = "24 25 57 58 78 79 27 59 91 XE XS XP XU"
ANATOMIC = frozenset(_ANATOMIC.split())
BYPASS = ANATOMIC | frozenset(_OTHERS.split())
"""NCCI PTP-associated modifiers; 22, 76 and 77 are none."""


class PairEdits(Rule):
    """See the module."""

    id = "ptp"
    title = "NCCI procedure-to-procedure edits"
    about = (
        "Two codes of one date of service and practitioner against the pair edits of the setting in force that day. "
        "Column 2 is denied; a modifier on either code bypasses indicator 1, nothing bypasses indicator 0."
    )
    authority = "NCCI Policy Manual, chapter I, sections B to Q and E (modifiers); NCCI PTP edit files"
    order = 10

    def check(self, case: Case) -> Iterator[Finding]:
        """Each pair that has an edit; one pass for the rest of the day."""
        for day in case.days:
            yield from self._of_day(case, day, day.lines)
        if case.spans:
            yield from self._across(case)

    def _of_day(self, case: Case, day: Day, lines: Sequence[ServiceLine]) -> Iterator[Finding]:
        setting, hit, whole = case.setting, set(), 0
        codes = day.codes
        for line in lines:
            partners = line.facts.column2(setting)
            if partners.release is not None:
                whole = partners.release.id
            if partners.value and not codes.isdisjoint(partners.value):
                for other in lines:
                    if other.code in partners.value and other.code != line.code and _together(line, other):
                        finding = self._judge(case, line, other)
                        if finding is not None:
                            hit.add(other.number)
                            yield finding
        why = "no pair edit with another line of the day"
        clear = day.numbers if not hit else tuple([number for number in day.numbers if number not in hit])
        if whole and not hit:
            yield self.clear_day(case, day, whole, why)
        elif clear and whole:
            yield self.passed(case, clear, day.on, whole, why)
        elif clear:
            yield self.missing(case, ("cms-ncci-ptp", setting), clear, day.on)

    def _across(self, case: Case) -> Iterator[Finding]:
        """Lines that span days, with lines of other first days that they overlap."""
        spanning = [line for line in case.lines if line.last_day > line.on]
        for line in spanning:
            for other in case.lines:
                if other.on == line.on or not (line.on <= other.on <= line.last_day) or not _together(line, other):
                    continue
                for first, second in ((line, other), (other, line)):
                    if second.code in (first.facts.column2(case.setting).value or ()):
                        finding = self._judge(case, first, second)
                        if finding is not None:
                            yield finding

    def _judge(self, case: Case, column1: ServiceLine, column2: ServiceLine) -> Finding | None:
        on = max(column1.on, column2.on)
        edit = _edit(case, column1.code, column2.code, on)
        if edit is None:
            return None
        citation = case.facts.cite(edit.release_id, edit.src, on)
        pair = f"{column2.code} is column 2 of {column1.code}"
        lines = (column2, column1)
        if edit.indicator == 0:
            why = f"{pair}, indicator 0: never paid together that day"
            return self.fail(lines, why, "can not be bypassed: indicator 0", citation=citation, usd=column2.charge)
        used = [mark for line in lines for mark in line.marks if mark in BYPASS]
        if used:
            where = column2 if any(mark in BYPASS for mark in column2.marks) else column1
            return self.bypassed(lines, f"{pair}, indicator 1: bypassed by {used[0]} on {where.code}", citation)
        why = f"{pair}, indicator 1: not paid together without a modifier"
        return self.fail(lines, why, _fix(column1, column2), citation=citation, usd=column2.charge)


def _together(line: ServiceLine, other: ServiceLine) -> bool:
    return line.practitioner == other.practitioner or not line.practitioner or not other.practitioner


def _edit(case: Case, column1: str, column2: str, on: date) -> PairRow | None:
    """The edit that holds that day, remembered: rows have periods of their own."""
    key = ("pair", case.setting, column1, column2, on)
    known: PairRow | bool | None = case.facts.shared.get(key)
    if known is None:
        found = pair_edit(case.facts, case.facts.epoch(on), column1, column2, on, case.setting)
        known = case.facts.shared.keep(key, found or False)
    return known if isinstance(known, PairRow) else None


def _fix(column1: ServiceLine, column2: ServiceLine) -> str:
    if column2.facts.visit:
        return f"add 25 to {column2.code} if the visit was significant and separate: indicator 1"
    if column1.facts.visit:
        return f"add 25 to {column1.code} if the visit was significant and separate: indicator 1"
    return f"add 59 or X{{EPSU}} to {column2.code} if truly separate: indicator 1"


RULE = PairEdits()
