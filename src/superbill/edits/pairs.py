"""Procedure-to-procedure edits (PTP): which two codes are not paid together. Authority: NCCI Policy Manual, chapter I.

Column 2 is the denied code. Indicator 0: never both; 1: a proper modifier may bypass; 9: no edit any more. An edit is in
force from its effective date to its deletion date, both included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from superbill.edits.visits import EM_JSON
from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable
from superbill.model.edits import PairAnswer, PairEdit, PairResult, Setting
from superbill.model.periods import day_number, from_day_number

SQL = load_queries("superbill.edits", "edits.sql")
SOURCE = "cms-ncci-ptp"
ACTIVE = 99991231
NOT_STATED = 0
EXAMPLES = 3
LISTS = (
    ("column1_partners", 0),
    ("column2_partners", 0),
    ("bypassable_column1", EXAMPLES),
    ("bypassable_column2", EXAMPLES),
)
"""Statements that list partners, and how many rows of each are wanted (0: as many as asked for)."""


@dataclass(frozen=True, slots=True)
class Partners:
    """The active edits of one code: where it is column 1 (the other is denied) and column 2 (it is denied itself). The
    lists hold the first ones, the counts all. `n_bypassable` are edits with indicator 1 whose other code is no E&M service,
    and `bypassable` examples of them; `n_em` those with one, for which 25 on the visit is meant."""

    as_column1: tuple[PairEdit, ...]
    as_column2: tuple[PairEdit, ...]
    n_column1: int
    n_column2: int
    n_bypassable: int
    n_em: int
    bypassable: tuple[PairEdit, ...]
    citation: Citation


def check_pair(
    kb: KnowledgeBase, first: str, second: str, on: date, setting: Setting = Setting.PRACTITIONER
) -> PairAnswer:
    """What the release in force says of two codes, whichever stands in column 1."""
    if first == second:
        reason = NotAvailable("a code has no pair edit with itself", f"superbill units {first}")
        return PairAnswer((first, second), setting, on, PairResult.NOT_AVAILABLE, reason=reason)
    edits: list[PairEdit] = []
    absent: Absent | None = None
    missing: NotAvailable | None = None
    for column1, column2 in ((first, second), (second, first)):
        found = kb.find(
            SQL["pair"], source=SOURCE, on=on, series=setting, what=f"{first} with {second}",
            column1=column1, column2=column2,
        )  # fmt: skip
        if isinstance(found, Found):
            edits += [_edit(row, found) for row in found.rows]
        elif isinstance(found, Absent):
            absent = found
        else:
            missing = found
    active = next((edit for edit in edits if edit.in_force(on)), None)
    ended = tuple(edit for edit in edits if edit is not active and edit.modifier_indicator != 9)
    if active is not None:
        result = PairResult.NEVER if active.modifier_indicator == 0 else PairResult.WITH_MODIFIER
        return PairAnswer((first, second), setting, on, result, active, ended, active.citation)
    if missing is not None:
        return PairAnswer((first, second), setting, on, PairResult.NOT_AVAILABLE, None, ended, reason=missing)
    citation = absent.citation if absent else edits[0].citation
    return PairAnswer((first, second), setting, on, PairResult.NO_EDIT, None, ended, citation)


def check_pairs(
    kb: KnowledgeBase, codes: tuple[str, ...], on: date, setting: Setting = Setting.PRACTITIONER
) -> Iterator[PairAnswer]:
    """Every two of `codes`, in their order."""
    for first, second in combinations(dict.fromkeys(codes), 2):
        yield check_pair(kb, first, second, on, setting)


def partners(
    kb: KnowledgeBase, code: str, on: date, setting: Setting = Setting.PRACTITIONER, limit: int = 50
) -> Partners | Absent | NotAvailable:
    """The active edits of one code, at most `limit` in each column, with the full counts."""
    number = day_number(on)
    releases = kb.in_force(SOURCE, on, setting)
    if not releases:
        return kb.missing(SOURCE, on, setting, what=code)
    for release in releases:
        asked = {"release": release.id, "code": code, "on": number, "em": EM_JSON}
        counts = kb.rows(SQL["count_partners"], **asked)[0]
        if not counts[0] and not counts[1]:
            continue
        lists = [
            tuple(_edit(row, Found(rows, release, on, kb)) for row in rows)
            for statement, wanted in LISTS
            for rows in [kb.rows(SQL[statement], **asked, limit=wanted or limit)]
        ]
        return Partners(
            as_column1=lists[0],
            as_column2=lists[1],
            n_column1=counts[0],
            n_column2=counts[1],
            n_bypassable=counts[2],
            n_em=counts[3],
            bypassable=lists[2] + lists[3],
            citation=kb.cite(release, None, on),
        )
    if releases[-1].complete:
        return Absent(releases[-1], kb.cite(releases[-1], None, on))
    return kb.missing(SOURCE, on, setting, what=code)


def _edit(row: Row, found: Found) -> PairEdit:
    effective = None if row[2] == NOT_STATED else from_day_number(row[2])
    deletion = None if row[3] == ACTIVE else from_day_number(row[3])
    return PairEdit(row[0], row[1], row[4], effective, deletion, row[5], found.cite(row))
