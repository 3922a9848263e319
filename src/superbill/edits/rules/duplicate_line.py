"""Lines that repeat another one: same code, date, modifiers and practitioner."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, ServiceLine
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.finding import Finding

REPEATED = frozenset({"76", "77", "91", "59", "XE", "XS", "XP", "XU"})


class DuplicateLine(Rule):
    """See the module."""

    id = "duplicate-line"
    title = "Duplicate lines"
    about = (
        "Two lines, or a line and one of an earlier claim, with one code, date, set of modifiers, place and practitioner: the "
        "second is denied as an exact duplicate. 76, 77, 91, 59 or X{EPSU} say that it was done again."
    )
    authority = "Medicare Claims Processing Manual, chapter 1, section 120 (exact and suspect duplicates)"
    kinds = ALL_KINDS
    order = 6

    def check(self, case: Case) -> Iterator[Finding]:
        """The second of each two; one pass for the rest."""
        billed = self._billed_before(case)
        for day in case.days:
            if not billed and len(day.codes) == len(day.lines):
                yield self.clear_day(case, day, why="no line repeats another")
                continue
            seen: dict[tuple[object, ...], ServiceLine] = {}
            good: list[int] = []
            for line in day.lines:
                key = _key(line)
                first = seen.get(key)
                if first is None and key not in billed:
                    seen[key] = line
                    good.append(line.number)
                    continue
                where = f"line {first.number}" if first is not None else "an earlier claim"
                again = next((mark for mark in line.marks if mark in REPEATED), "")
                if again:
                    yield self.bypassed((line,), f"{line.shown} repeats {where}: {again} says it was done again")
                else:
                    fix = "remove it, add the units to one line, or add 76, 77 or 91 if it was done again"
                    yield self.fail((line,), f"{line.shown} repeats {where}", fix)
            if good:
                yield self.passed(case, tuple(good), day.on, why="no line repeats another")

    def _billed_before(self, case: Case) -> set[tuple[object, ...]]:
        if not case.history or case.claim.frequency in ("7", "8"):
            return set()
        maker, policy = case.maker, case.policy
        return {_key(line) for claim in case.history for line in maker.case(claim, policy).lines}


def _key(line: ServiceLine) -> tuple[object, ...]:
    marks = tuple(sorted(set(line.marks)))
    return (
        line.code,
        line.on,
        line.last_day,
        marks,
        line.place,
        line.practitioner,
        line.line.revenue_code,
        line.line.ndc,
    )


RULE = DuplicateLine()
