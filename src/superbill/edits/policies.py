"""Coverage documents that name a code, with the contractors that issued them and the states these serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from superbill.edits.exports import SQL, Snapshot, places, snapshot
from superbill.errors import UsageError
from superbill.kb.store import KnowledgeBase, Row
from superbill.model.citation import NotAvailable, Release
from superbill.model.coverage import DocumentKind, Policy
from superbill.model.periods import day_number, from_day_number

APPROVED = "A"
NOT_STATED = 0
OPEN_END = 99991231
LEVELS = {1: "full coverage", 2: "restricted coverage", 3: "no coverage"}


@dataclass(frozen=True, slots=True)
class Naming:
    """A document that names a code: the groups it stands in, or since when it is on an exclusion list. `begun` and
    `ended` are for the day that was asked about."""

    policy: Policy
    release: Release
    groups: tuple[int, ...]
    excluded: str
    begun: bool
    ended: bool


def policies_of(kb: KnowledgeBase, code: str, on: date, state: str | None = None) -> tuple[Policy, ...] | NotAvailable:
    """The articles and LCDs in force that name a procedure code, of one state or of all. Empty: none is loaded."""
    found = namings(kb, code, on, state)
    if isinstance(found, NotAvailable):
        return found
    return tuple(naming.policy for naming in found if naming.begun and not naming.ended)


def namings(kb: KnowledgeBase, code: str, on: date, state: str | None) -> tuple[Naming, ...] | NotAvailable:
    """Every document that names a code, whether or not its version holds on the day. An unknown state is a
    `UsageError`."""
    articles = snapshot(kb, DocumentKind.ARTICLE, on)
    if isinstance(articles, NotAvailable):
        return articles
    check_state(kb, articles.release, state)
    lcds = snapshot(kb, DocumentKind.LCD, on)
    found = list(_named(kb, DocumentKind.ARTICLE, articles.release, "articles_of_code", code, on, state))
    found += _named(kb, DocumentKind.ARTICLE, articles.release, "exclusions_of_code", code, on, state)
    if isinstance(lcds, Snapshot):
        found += _named(kb, DocumentKind.LCD, lcds.release, "lcds_of_code", code, on, state)
    return tuple(found)


def check_state(kb: KnowledgeBase, release: Release, state: str | None) -> None:
    """Raises `UsageError` for letters that are no state of the export."""
    known = places(kb, release).known
    if state is not None and known and state not in known:
        raise UsageError(f"{state!r} is no state", hint=f"States are {', '.join(sorted(known))}.")


def _named(
    kb: KnowledgeBase, kind: DocumentKind, release: Release, statement: str, code: str, on: date, state: str | None
) -> Iterator[Naming]:
    day, where = day_number(on) or 0, places(kb, release)
    wanted = where.ids(state) if state is not None else None
    exclusions = statement == "exclusions_of_code"
    parameters = {"release": release.id, "code": code, "on": day}
    documents: dict[tuple[int, int], list[Row]] = {}
    for row in kb.rows(SQL[statement], **parameters):
        documents.setdefault(row[:2], []).append(row)
    for (document, version), rows in sorted(documents.items()):
        row = rows[0]
        if row[4] != APPROVED and row[6] == OPEN_END:
            continue
        contractors, state_ids = where.of(document, version, day)
        if wanted is not None and wanted.isdisjoint(state_ids):
            continue
        yield Naming(
            policy=_policy(kb, kind, release, row, on, where.names(contractors), where.labels(state_ids)),
            release=release,
            groups=() if exclusions else tuple(sorted({each[7] for each in rows})),
            excluded=_excluded(row) if exclusions else "",
            begun=row[5] <= day,
            ended=row[6] < day,
        )


def _excluded(row: Row) -> str:
    since = from_day_number(row[8] or None)
    return ", ".join(part for part in (row[7], f"since {since}" if since else "") if part) or "without a date"


def _policy(
    kb: KnowledgeBase,
    kind: DocumentKind,
    release: Release,
    row: Row,
    on: date,
    contractors: tuple[str, ...],
    states: tuple[str, ...],
) -> Policy:
    return Policy(
        kind=kind,
        id=f"{'A' if kind is DocumentKind.ARTICLE else 'L'}{row[0]}",
        number=row[0],
        version=row[1],
        type=row[2],
        title=row[3],
        effective_date=from_day_number(row[5]) if row[5] != NOT_STATED else None,
        end_date=from_day_number(row[6]) if row[6] != OPEN_END else None,
        contractors=contractors,
        states=states,
        citation=kb.cite(release, row[-1], on),
    )


def policy(kb: KnowledgeBase, kind: DocumentKind, document: int, on: date, *, placed: bool = True) -> Policy | None:
    """One document in its newest version, or None when the export that answers for the day has it not. `placed` False
    leaves its contractors and states out."""
    found = snapshot(kb, kind, on)
    if isinstance(found, NotAvailable):
        return None
    rows = kb.rows(SQL[kind], release=found.release.id, document=document)
    if not rows:
        return None
    row = rows[0]
    if kind is DocumentKind.NCD:
        return _ncd(kb, found.release, row, on)
    if not placed:
        return _policy(kb, kind, found.release, row, on, (), ())
    where = places(kb, found.release)
    contractors, state_ids = where.of(row[0], row[1], day_number(on) or 0)
    return _policy(kb, kind, found.release, row, on, where.names(contractors), where.labels(state_ids))


def _ncd(kb: KnowledgeBase, release: Release, row: Row, on: date) -> Policy:
    level = LEVELS.get(row[4], f"coverage level {row[4]}")
    return Policy(
        kind=DocumentKind.NCD,
        id=f"NCD {row[2]}",
        number=row[0],
        version=row[1],
        type=f"retired, {level}" if row[7] else level,
        title=row[3],
        effective_date=from_day_number(row[5]) if row[5] != NOT_STATED else None,
        end_date=from_day_number(row[6]) if row[6] != OPEN_END else None,
        contractors=(),
        states=(),
        citation=kb.cite(release, row[-1], on),
    )


def related_policies(kb: KnowledgeBase, found: Policy, on: date) -> tuple[Policy, ...]:
    """The LCDs and NCDs that a document names, as far as they are loaded, without contractors and states: an LCD has
    those of the article that belongs to it."""
    loaded = snapshot(kb, found.kind, on)
    if isinstance(loaded, NotAvailable) or found.kind is DocumentKind.NCD:
        return ()
    rows = kb.rows(SQL["related"], release=loaded.release.id, document=found.number, version=found.version)
    named = (policy(kb, DocumentKind(row[0]), row[1], on, placed=False) for row in rows)
    return tuple(each for each in named if each is not None)


def policy_text(kb: KnowledgeBase, found: Policy, on: date) -> str:
    """The indications of an LCD or NCD as plain text; empty for articles and where none is stored."""
    loaded = snapshot(kb, found.kind, on)
    if isinstance(loaded, NotAvailable) or found.kind is DocumentKind.ARTICLE:
        return ""
    rows = kb.rows(
        SQL["text"], release=loaded.release.id, document=found.number, version=found.version, part="indications"
    )
    return str(rows[0][0]) if rows else ""
