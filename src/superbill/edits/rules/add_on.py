"""Add-on codes: paid only beside a primary procedure of the same day and practitioner."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, Day, ServiceLine
from superbill.edits.facts import ADDONS
from superbill.edits.procedure_facts import CONTRACTOR_DEFINED, AddonEdit, holding
from superbill.edits.rule import Rule
from superbill.model.finding import Finding, Severity

LISTED_ONLY = 1
SHOWN = 6


class AddOnCodes(Rule):
    """See the module."""

    id = "add-on"
    title = "Add-on codes need their primary procedure"
    about = (
        "An add-on code needs a primary procedure that day: type 1 one of those listed; type 2 one that the contractor "
        "defines; type 3 one listed, or one that the contractor takes besides."
    )
    authority = "NCCI Policy Manual, chapter I, sections R and W; NCCI add-on code edit file"
    order = 12

    def check(self, case: Case) -> Iterator[Finding]:
        """Each add-on code without its primary; one pass for the rest."""
        for day in case.days:
            settled: list[int] = []
            for line in day.lines:
                edits = line.facts.addons.value
                if edits is None:
                    continue
                held = holding(edits, day.number)
                finding = self._judge(case, day, line, held) if held else None
                if finding is not None:
                    settled.append(line.number)
                    yield finding
            yield from self.rest(
                case, day, settled, ADDONS, lambda line: line.facts.addons, "no add-on code without its primary"
            )

    def _judge(self, case: Case, day: Day, line: ServiceLine, edits: list[AddonEdit]) -> Finding | None:
        primaries = {edit.primary for edit in edits} - {CONTRACTOR_DEFINED}
        if not primaries.isdisjoint(day.codes - {line.code}):
            return None
        release, src = line.facts.addons.release, line.facts.addons.src
        citation = case.facts.cite(release.id, src, day.on) if release else None
        kind = max(edit.type for edit in edits)
        others = [each for each in day.lines if each.code != line.code and not _is_addon(each, day)]
        if kind != LISTED_ONLY and others:
            why = f"{line.code} is an add-on code of type {kind}: whether a primary that is not listed counts is the contractor's to say"
            return self.unknown((line.number,), why, codes=(line.code,), citation=citation, severity=Severity.NOTE)
        listed = sorted(primaries)
        named = ", ".join(listed[:SHOWN]) + (f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else "")
        beside = "none of its primary procedures" if listed else "no primary procedure"
        fix = f"report the primary procedure if it was done: {named}" if listed else "report the primary procedure"
        return self.fail(
            (line,),
            f"{line.code} is an add-on code (type {kind}) and {beside} is billed that day",
            fix,
            citation=citation,
        )


def _is_addon(line: ServiceLine, day: Day) -> bool:
    return bool(line.facts.addons.value and holding(line.facts.addons.value, day.number))


RULE = AddOnCodes()
