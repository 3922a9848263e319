"""What a claim rule must answer: its id, title, authority, settings, severity, and its findings for one claim.

A rule gives one finding for each thing that fails or is bypassed, and one that passes (shared between claims) for all
lines that do. What a release that has ended, or none, would have to tell is `no_data`, never `pass`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from superbill.edits.case import Case, Day, ServiceLine, charged
from superbill.edits.facts import Answer
from superbill.edits.procedure_facts import FeeIndicators
from superbill.model.citation import Citation
from superbill.model.claim import ClaimKind
from superbill.model.finding import Finding, Result, Severity
from superbill.model.periods import Period

PROFESSIONAL = frozenset({ClaimKind.PROFESSIONAL})
INSTITUTIONAL = frozenset({ClaimKind.INSTITUTIONAL})
MEDICAL = PROFESSIONAL | INSTITUTIONAL
ALL_KINDS = frozenset(ClaimKind)
ALWAYS = Period(date(1966, 7, 1))


class Rule(ABC):
    """One rule; a module of `edits/rules/` has one as `RULE`."""

    id: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    """What is checked, in a sentence or two, for the reference pages."""
    authority: ClassVar[str]
    """Manual and chapter, or file, that the rule rests on."""
    period: ClassVar[Period] = ALWAYS
    """Dates of service that it holds for."""
    kinds: ClassVar[frozenset[ClaimKind]] = MEDICAL
    outpatient: ClassVar[bool] = True
    inpatient: ClassVar[bool] = False
    """Whether institutional claims of outpatients and of stays are checked."""
    severity: ClassVar[Severity] = Severity.DENY
    medicare: ClassVar[bool] = False
    """Whether it is Medicare's own; other payers choose it in their policy."""
    order: ClassVar[int] = 50

    def applies(self, kind: ClaimKind, inpatient: bool) -> bool:
        """Whether claims of that kind are checked."""
        if kind not in self.kinds:
            return False
        return kind is not ClaimKind.INSTITUTIONAL or (self.inpatient if inpatient else self.outpatient)

    @abstractmethod
    def check(self, case: Case) -> Iterable[Finding]:
        """The findings for one claim."""

    def fail(
        self,
        lines: Sequence[ServiceLine],
        why: str,
        fix: str = "",
        *,
        citation: Citation | None = None,
        usd: Decimal | None = None,
        severity: Severity | None = None,
        codes: tuple[str, ...] = (),
    ) -> Finding:
        """A check that fails on lines, the one to be denied first; without `usd` all of them are at risk."""
        return Finding(
            self.id,
            Result.FAIL,
            why,
            tuple([line.number for line in lines]),
            codes or tuple([line.code for line in lines]),
            fix,
            severity or self.severity,
            citation,
            charged(lines) if usd is None else usd,
        )

    def fail_claim(
        self,
        case: Case,
        why: str,
        fix: str = "",
        *,
        codes: tuple[str, ...] = (),
        citation: Citation | None = None,
        severity: Severity | None = None,
        lines: tuple[int, ...] = (),
        usd: Decimal | None = None,
    ) -> Finding:
        """A check that fails for the claim as a whole: all its charges are at risk."""
        at_risk = case.charged if usd is None else usd
        return Finding(self.id, Result.FAIL, why, lines, codes, fix, severity or self.severity, citation, at_risk)

    def bypassed(self, lines: Sequence[ServiceLine], why: str, citation: Citation | None = None) -> Finding:
        """A check that a modifier properly bypasses."""
        return Finding(
            self.id, Result.BYPASSED, why, tuple([line.number for line in lines]),
            tuple([line.code for line in lines]), "keep records that show it", Severity.NOTE, citation,
        )  # fmt: skip

    def unknown(
        self,
        lines: tuple[int, ...],
        why: str,
        fix: str = "",
        *,
        codes: tuple[str, ...] = (),
        citation: Citation | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A check that lacks its data."""
        return Finding(self.id, Result.NO_DATA, why, lines, codes, fix, severity or self.severity, citation)

    def missing(self, case: Case, shelf: tuple[str, str], lines: tuple[int, ...], on: date) -> Finding:
        """No data, because no release of a series answers for the day; shared."""
        key = (self.id, "missing", shelf, lines, on)
        found = case.maker.passes.get(key)
        if found is None:
            reason = case.facts.why_missing(shelf, on)
            found = case.maker.passes.keep(
                key, self.unknown(lines, reason.not_available, f"load it: {reason.would_come_from}")
            )
        return found

    def passed(self, case: Case, lines: tuple[int, ...], on: date, release_id: int = 0, why: str = "") -> Finding:
        """A check that passes, shared. By a release that had ended longer ago than the payer's policy allows, it is no
        data instead."""
        key = (self.id, lines, on, release_id, why, case.policy.stale_days)
        found = case.maker.passes.get(key)
        return (
            found if found is not None else case.maker.passes.keep(key, self._passed(case, lines, on, release_id, why))
        )

    def clear(self, case: Case, release_id: int = 0, why: str = "") -> Finding:
        """The same for the claim as a whole; `why` is always the same for a rule."""
        key = (self.id, release_id)
        found = case.passes.get(key)
        if found is None:
            found = case.passes[key] = self._passed(case, (), case.on, release_id, why)
        return found

    def clear_day(self, case: Case, day: Day, release_id: int = 0, why: str = "") -> Finding:
        """The same for all lines of a day; `why` is always the same for a rule."""
        key = (self.id, release_id)
        found = day.passes.get(key)
        if found is None:
            found = day.passes[key] = self._passed(case, day.numbers, day.on, release_id, why)
        return found

    def rest(
        self,
        case: Case,
        day: Day,
        settled: Collection[int],
        shelf: tuple[str, str],
        answer: Callable[[ServiceLine], Answer[Any]],
        why: str = "",
    ) -> Iterator[Finding]:
        """The lines of a day that are not settled yet: they pass by the release of the series that answered, or lack
        data. Where excerpts lie on top of a whole release, `answer` tells which one spoke."""
        releases = day.epoch.shelves[shelf].releases
        if len(releases) == 1 and releases[0].complete:
            if not settled:
                yield self.clear_day(case, day, releases[0].id, why)
                return
            left = tuple([number for number in day.numbers if number not in settled])
            if left:
                yield self.passed(case, left, day.on, releases[0].id, why)
            return
        by_release: dict[int, list[int]] = {}
        for line in day.lines:
            if line.number not in settled:
                release = answer(line).release
                by_release.setdefault(release.id if release else 0, []).append(line.number)
        for release_id, numbers in by_release.items():
            lines = tuple(numbers)
            if release_id:
                yield self.passed(case, lines, day.on, release_id, why)
            else:
                yield self.missing(case, shelf, lines, day.on)

    def others(self, case: Case, day: Day, settled: Collection[int], why: str = "") -> Iterator[Finding]:
        """The lines of a day that are not settled pass, without any release."""
        if not settled:
            yield self.clear_day(case, day, 0, why)
            return
        left = tuple([number for number in day.numbers if number not in settled])
        if left:
            yield self.passed(case, left, day.on, 0, why)

    def outdated(self, case: Case, citation: Citation) -> bool:
        """Whether a release had ended too long before to say that something does not exist."""
        return (citation.stale_days or 0) > case.policy.stale_days

    def not_told(self, line: ServiceLine, what: str, citation: Citation) -> Finding:
        """No data: the release that lacks it had ended, the thing may be newer."""
        why = f"{what}: {citation.name} does not list it, but ended {citation.stale_days} days before"
        return self.unknown(
            (line.number,), why, f"load the release of {line.on:%Y-%m}", codes=(line.code,), citation=citation
        )

    def _passed(self, case: Case, lines: tuple[int, ...], on: date, release_id: int, why: str) -> Finding:
        if not release_id:
            return Finding(self.id, Result.PASS, why or "nothing to object to", lines, severity=self.severity)
        citation = case.facts.cite(release_id, None, on)
        if self.outdated(case, citation):
            why = f"{citation.name} has nothing against it, but ended {citation.stale_days} days before"
            return self.unknown(lines, why, f"load the release of {on:%Y-%m}", citation=citation)
        return Finding(
            self.id, Result.PASS, why or "nothing to object to", lines, severity=self.severity, citation=citation
        )


def fees_of(line: ServiceLine) -> Answer[FeeIndicators]:
    """The fee-schedule indicators of a line's code."""
    return line.facts.fees
