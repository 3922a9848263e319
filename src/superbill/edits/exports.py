"""The export of the coverage database that answers for a day, and its contractors, jurisdictions and states.

A document of one contractor applies in its primary states where it lists any; a document of several applies where they
have jurisdiction that day (Article and LCD data dictionaries). The export lists parts of New York, Missouri and
California by themselves; a question about the state finds the documents of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import NotAvailable, Release
from superbill.model.coverage import DocumentKind

SQL = load_queries("superbill.edits", "coverage.sql")
SOURCE = "cms-mcd"
SERIES = {DocumentKind.ARTICLE: "article", DocumentKind.LCD: "lcd", DocumentKind.NCD: "ncd"}

ContractorKey = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The export that answers for a day. `early`: it is of a later day, the oldest that is loaded; its documents tell
    by themselves from when they hold, but what had ended before is not in it."""

    release: Release
    early: bool


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
