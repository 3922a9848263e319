"""How a CPT code stands on a date, from the federal files that name it.

No public list of all CPT codes exists. The relative value file comes nearest: it has every code but the proprietary
laboratory analyses and multianalyte assays (codes that end in U or M), which are left to the laboratory fee schedule.
So an older file that names a code is outranked by a newer, whole relative value file that lacks it. That the laboratory
fee schedule lacks a code proves less, for it has only what is priced: then the code is not confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase, Row
from superbill.model.citation import Citation, Release

SQL = load_queries("superbill.terminology", "codes.sql")

Witness = tuple[str, str, str]

CPT_WITNESSES: tuple[Witness, ...] = (
    ("mpfs_has", "cms-mpfs-rvu", ""),
    ("clfs_has", "cms-clfs", ""),
    ("mue_has", "cms-ncci-mue", "practitioner"),
    ("mue_has", "cms-ncci-mue", "outpatient"),
)
"""The federal files that name CPT codes: statement, source, series. The first is the one whose silence counts."""

_RVU, _CLFS = CPT_WITNESSES[:2]


@dataclass(frozen=True, slots=True)
class Naming:
    """A release that names the code."""

    witness: Witness
    release: Release
    row: Row


class CptOutcome(StrEnum):
    """How a code stands; `UNCONFIRMED` when files disagree and none of them settles it."""

    VALID = "valid"
    DELETED = "deleted"
    NOT_YET = "not yet valid"
    UNCONFIRMED = "not confirmed"


@dataclass(frozen=True, slots=True)
class CptStanding:
    """How a code stands: `evidence` names the code; `lacking` is the whole release that does not, where one decided; `day`
    the last or first day, None when no release says."""

    outcome: CptOutcome
    evidence: Citation
    lacking: Citation | None = None
    day: date | None = None


def in_relative_value_file(code: str) -> bool:
    """Whether codes of its kind stand in the relative value file."""
    return not code.endswith(("U", "M"))


def cpt_standing(kb: KnowledgeBase, code: str, on: date) -> CptStanding | None:
    """How a code stands that day; None when no loaded release tells."""
    named = next(_naming(kb, _RVU, code, kb.in_force(_RVU[1], on)), None)
    if named is not None:
        return CptStanding(CptOutcome.VALID, _cite(kb, named, on))
    others = [
        found for witness in CPT_WITNESSES[1:] for found in _naming(kb, witness, code, kb.in_force(*_keys(witness, on)))
    ]
    if others:
        return _weighed(kb, code, on, max(others, key=lambda found: found.release.period.start))
    return _of_another_time(kb, code, on)


def _weighed(kb: KnowledgeBase, code: str, on: date, named: Naming) -> CptStanding:
    """A code that the relative value file in force lacks, but another file names."""
    judge = _judge(kb, code, on)
    evidence = _cite(kb, named, on)
    if judge is not None and judge.period.start > named.release.period.start:
        if judge.source == _RVU[1]:
            return CptStanding(CptOutcome.DELETED, evidence, kb.cite(judge, None, on), _last_day(kb, code, judge))
        return CptStanding(CptOutcome.UNCONFIRMED, evidence, kb.cite(judge, None, on))
    later = _later_without(kb, code, on) if evidence.stale_days else None
    if later is not None:
        return CptStanding(CptOutcome.UNCONFIRMED, evidence, kb.cite(later, None, on))
    return CptStanding(CptOutcome.VALID, evidence)


def _of_another_time(kb: KnowledgeBase, code: str, on: date) -> CptStanding | None:
    """A code that no release in force names, but an earlier or a later one."""
    judge = _judge(kb, code, on)
    if judge is None:
        return None
    named = [found for witness in CPT_WITNESSES for found in _naming(kb, witness, code, kb.series(*witness[1:]))]
    if not named:
        return None
    lacking = kb.cite(judge, None, on)
    earlier = [found for found in named if found.release.period.start < judge.period.start]
    if earlier:
        last = max(earlier, key=lambda found: found.release.period.start)
        outcome = CptOutcome.DELETED if judge.source == _RVU[1] else CptOutcome.UNCONFIRMED
        day = _last_day(kb, code, judge) if outcome is CptOutcome.DELETED else None
        return CptStanding(outcome, _cite(kb, last, on), lacking, day)
    first = min(named, key=lambda found: found.release.period.start)
    if judge.source == _RVU[1] and judge.period.holds(on):
        return CptStanding(CptOutcome.NOT_YET, _cite(kb, first, on), lacking, _first_day(kb, first))
    return CptStanding(CptOutcome.UNCONFIRMED, _cite(kb, first, on), lacking)


def _judge(kb: KnowledgeBase, code: str, on: date) -> Release | None:
    """The whole release in force that should name the code if it were valid."""
    source = (_RVU if in_relative_value_file(code) else _CLFS)[1]
    in_force = kb.in_force(source, on)
    return in_force[-1] if in_force and in_force[-1].complete else None


def _later_without(kb: KnowledgeBase, code: str, on: date) -> Release | None:
    """The first whole relative value file begun after that day, if it lacks the code."""
    later = (
        [r for r in kb.series(_RVU[1]) if r.complete and r.period.start > on] if in_relative_value_file(code) else []
    )
    if not later or any(True for _ in _naming(kb, _RVU, code, later[-1:])):
        return None
    return later[-1]


def _last_day(kb: KnowledgeBase, code: str, judge: Release) -> date | None:
    """The end of the last relative value file with the code, if the one without it follows without a gap."""
    before = [r for r in kb.series(_RVU[1]) if r.complete and r.period.start <= judge.period.start]
    for newer, older in pairwise(before):
        if any(True for _ in _naming(kb, _RVU, code, (older,))):
            return older.period.end if follows(older, newer) else None
    return None


def _first_day(kb: KnowledgeBase, first: Naming) -> date | None:
    before = [r for r in kb.series(_RVU[1]) if r.complete and r.period.start < first.release.period.start]
    gapless = first.witness is _RVU and before and follows(before[0], first.release)
    return first.release.period.start if gapless else None


def follows(older: Release, newer: Release) -> bool:
    """Whether a release begins on the day after another ends: then what one has and the other lacks is dated."""
    return older.period.end is not None and older.period.end + timedelta(days=1) == newer.period.start


def _keys(witness: Witness, on: date) -> tuple[str, date, str]:
    return witness[1], on, witness[2]


def _naming(
    kb: KnowledgeBase, witness: Witness, code: str, releases: tuple[Release, ...] | list[Release]
) -> Iterator[Naming]:
    for release in releases:
        for row in kb.rows(SQL[witness[0]], release=release.id, code=code):
            yield Naming(witness, release, row)


def _cite(kb: KnowledgeBase, named: Naming, on: date) -> Citation:
    return kb.cite(named.release, named.row[-1], on)


def cpt_codes(kb: KnowledgeBase, on: date, after: str, limit: int) -> list[str]:
    """CPT codes behind `after` that the files in force name, in order; not those that only a file older than the relative
    value file in force names."""
    found: set[str] = set()
    in_force = kb.in_force(_RVU[1], on)
    whole = in_force[-1] if in_force and in_force[-1].complete else None
    for witness in CPT_WITNESSES:
        for release in kb.in_force(*_keys(witness, on)):
            outranked = whole is not None and release.period.start < whole.period.start
            rows = kb.rows(SQL[witness[0].replace("_has", "_codes")], release=release.id, after=after, limit=limit)
            found.update(row[0] for row in rows if not outranked or not in_relative_value_file(row[0]))
    return sorted(found)[:limit]
