"""Coverage documents that name a code, with the contractors that issued them and the states these serve.

A document of one contractor applies in its primary states where it lists any; a document of several applies where they
have jurisdiction that day (Article and LCD data dictionaries). The export lists parts of New York, Missouri and
California by themselves; a question about the state finds the documents of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from superbill.errors import UsageError
from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase, Row
from superbill.model.citation import NotAvailable, Release
from superbill.model.coverage import DocumentKind, Policy
from superbill.model.periods import day_number, from_day_number

SQL = load_queries("superbill.edits", "coverage.sql")
SOURCE = "cms-mcd"
APPROVED = "A"
NOT_STATED = 0
OPEN_END = 99991231
SERIES = {DocumentKind.ARTICLE: "article", DocumentKind.LCD: "lcd", DocumentKind.NCD: "ncd"}

ContractorKey = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The export that answers for a day. `early`: it is of a later day, the oldest that is loaded; its documents tell
    by themselves from when they hold, but what had ended before is not in it."""

    release: Release
    early: bool


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


class Places:
    """Contractors, jurisdictions and states of one export. The contractors of a document are remembered: a code is
    named by the same text of many contractors, and most of them are passed over for their states."""

    def __init__(self, kb: KnowledgeBase, release: Release) -> None:
        self._kb = kb
        self._release = release.id
        self.states: dict[int, tuple[str, str, str]] = {
            row[0]: (row[1], row[2], row[3]) for row in kb.rows(SQL["states"], release=release.id)
        }
        self.known = frozenset(name for state in self.states.values() for name in state[:2])
        self._names: dict[ContractorKey, tuple[str, str]] = {
            row[:3]: (row[3], row[4]) for row in kb.rows(SQL["contractors"], release=release.id)
        }
        self._issued: dict[tuple[int, int], tuple[tuple[ContractorKey, ...], frozenset[int]]] = {}
        self._served: dict[ContractorKey, list[tuple[int, int, int]]] = {}
        for row in kb.rows(SQL["jurisdictions"], release=release.id):
            self._served.setdefault(row[:3], []).append(row[3:])

    def of(self, document: int, version: int, day: int) -> tuple[tuple[ContractorKey, ...], frozenset[int]]:
        """The contractors of a document and the ids of the states where it applies that day."""
        contractors, primary = self._issuers(document, version)
        if primary:
            return contractors, primary
        served = (entry for contractor in contractors for entry in self._served.get(contractor, ()))
        return contractors, frozenset(state for state, active, term in served if active <= day <= term)

    def _issuers(self, document: int, version: int) -> tuple[tuple[ContractorKey, ...], frozenset[int]]:
        """The contractors of a document, and its primary states if it is of one contractor."""
        known = self._issued.get((document, version))
        if known is None:
            key = {"release": self._release, "document": document, "version": version}
            contractors = tuple(self._kb.rows(SQL["contractors_of_document"], **key))
            primary = self._kb.rows(SQL["primary_states"], **key) if len(contractors) == 1 else ()
            known = self._issued[document, version] = contractors, frozenset(row[0] for row in primary)
        return known

    def ids(self, state: str) -> frozenset[int]:
        """A state by its letters: itself and its parts; for a part, itself and the state as a whole."""
        parent = next((parent for own, parent, _ in self.states.values() if own == state), state)
        return frozenset(
            state_id
            for state_id, (own, above, _) in self.states.items()
            if state in (own, above) or own == above == parent
        )

    def names(self, contractors: Iterable[ContractorKey]) -> tuple[str, ...]:
        """Contractors by name, each once with what it is: one has many numbers."""
        kinds: dict[str, set[str]] = {}
        for key in contractors:
            name, kind = self._names.get(key, (f"contractor {key[0]}", "not listed"))
            kinds.setdefault(name, set()).add(kind)
        return tuple(f"{name} ({', '.join(sorted(found))})" for name, found in sorted(kinds.items()))

    def labels(self, state_ids: Iterable[int]) -> tuple[str, ...]:
        """States by their letters; a state that is not served as a whole with its parts behind it (`NY (Upstate)`)."""
        parts: dict[str, set[str]] = {}
        for state_id in state_ids:
            own, parent, name = self.states.get(state_id, ("", "", ""))
            parts.setdefault(parent, set()).add("" if own == parent else name.partition(" - ")[2])
        return tuple(
            state if "" in named else f"{state} ({', '.join(sorted(named))})" for state, named in sorted(parts.items())
        )


_places: WeakKeyDictionary[KnowledgeBase, dict[int, Places]] = WeakKeyDictionary()


def places(kb: KnowledgeBase, release: Release) -> Places:
    """The contractors and states of an export, read once for an open knowledge base."""
    known = _places.setdefault(kb, {})
    if release.id not in known:
        known[release.id] = Places(kb, release)
    return known[release.id]


def snapshot(kb: KnowledgeBase, kind: DocumentKind, on: date) -> Snapshot | NotAvailable:
    """The newest export begun by that day, else the oldest there is."""
    series = SERIES[kind]
    begun = kb.in_force(SOURCE, on, series)
    if begun:
        return Snapshot(begun[0], early=False)
    loaded = kb.series(SOURCE, series)
    return Snapshot(loaded[-1], early=True) if loaded else kb.missing(SOURCE, on, series)


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


LEVELS = {1: "full coverage", 2: "restricted coverage", 3: "no coverage"}


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
