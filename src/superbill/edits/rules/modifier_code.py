"""Whether a modifier exists: the HCPCS level II list, and the two-digit modifiers of CPT."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, ServiceLine
from superbill.edits.facts import ACTIVE, HCPCS, Answer
from superbill.edits.procedure_facts import Listed
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.codes import CPT_MODIFIERS, System
from superbill.model.finding import Finding
from superbill.model.periods import from_day_number

PHYSICAL_STATUS = frozenset({"P1", "P2", "P3", "P4", "P5", "P6"})
NUMERIC = CPT_MODIFIERS | PHYSICAL_STATUS
MOST = 4
"""A service line has room for four modifiers (SV101-3 to -6)."""


class ModifierCode(Rule):
    """See the module."""

    id = "modifier-code"
    title = "Modifiers that exist"
    about = "Each modifier is one of CPT, or of HCPCS level II in force that day; none stands twice on a line."
    authority = "HCPCS level II modifier list; CPT, appendix A (numbers only); 45 CFR 162.1002"
    kinds = ALL_KINDS
    order = 19

    def check(self, case: Case) -> Iterator[Finding]:
        """Modifiers that do not exist, have ended or are repeated; one pass for the rest."""
        for day in case.days:
            if not day.marks:
                yield self.clear_day(case, day)
                continue
            by_release: dict[int, list[int]] = {}
            for line in day.lines:
                release_id, findings = self._of_line(case, line) if line.marks else (0, [])
                if findings:
                    yield from findings
                else:
                    by_release.setdefault(release_id, []).append(line.number)
            for release_id, numbers in by_release.items():
                yield self.passed(case, tuple(numbers), day.on, release_id, "every modifier exists")

    def _of_line(self, case: Case, line: ServiceLine) -> tuple[int, list[Finding]]:
        """The release that knows the modifiers (0: those of CPT), and what is wrong."""
        release_id, findings = 0, []
        for mark in dict.fromkeys(line.marks):
            if mark in NUMERIC:
                continue
            found = _listed(case, mark, line)
            if found.missing:
                findings.append(self.missing(case, HCPCS, (line.number,), line.on))
                continue
            release_id = found.release.id if found.release else 0
            why = _wrong(mark, found.value, line)
            if not why:
                continue
            citation = case.facts.cite(release_id, found.src, line.on)
            if found.value is None and self.outdated(case, citation):
                findings.append(self.not_told(line, f"modifier {mark}", citation))
            else:
                findings.append(
                    self.fail((line,), f"{line.code}: {why}", "correct or remove the modifier", citation=citation)
                )
        if len(line.marks) > 1 and len(set(line.marks)) != len(line.marks):
            findings.append(self.fail((line,), f"{line.shown}: a modifier stands twice", "keep it once"))
        if len(line.marks) > MOST:
            why = f"{line.code} has {len(line.marks)} modifiers, a line has room for {MOST}"
            findings.append(self.fail((line,), why, "keep those that pay"))
        return release_id, findings


def _listed(case: Case, mark: str, line: ServiceLine) -> Answer[Listed]:
    key = ("modifier", line.facts.epoch, mark)
    known: Answer[Listed] | None = case.facts.shared.get(key)
    if known is None:
        shelf = line.facts.epoch.shelves[HCPCS]
        rows, release = case.facts.first_rows(shelf, "listed_code", system=System.MODIFIER, code=mark)
        value = Listed(rows[0][1], rows[0][2]) if rows else None
        known = case.facts.shared.keep(key, Answer(value, release, rows[0][-1] if rows else None))
    return known


def _wrong(mark: str, listed: Listed | None, line: ServiceLine) -> str:
    day = line.on.year * 10000 + line.on.month * 100 + line.on.day
    if listed is None:
        return f"{mark} is no modifier of CPT or HCPCS"
    if listed.first_day > day:
        return f"modifier {mark} begins on {from_day_number(listed.first_day)}"
    if listed.last_day < day and listed.last_day != ACTIVE:
        return f"modifier {mark} ended on {from_day_number(listed.last_day)}"
    return ""


RULE = ModifierCode()
