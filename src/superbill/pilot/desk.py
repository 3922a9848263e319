"""What the assistant may ask: the calls of the workbench, and the stores below it.

The same calls as every surface makes, so that a question has one answer, however it is put.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from superbill.guidelines.store import DocumentStore
from superbill.kb.store import KnowledgeBase
from superbill.model.changes import Change
from superbill.model.citation import NotAvailable, Release
from superbill.model.codes import System
from superbill.model.coverage import CoverageAnswer, CoveredCodes, Policy
from superbill.model.edits import PairAnswer, Setting, UnitsAnswer
from superbill.model.guidance import Passage
from superbill.model.lookup import LookupAnswer
from superbill.model.price import Locality, Price
from superbill.model.report import Report
from superbill.rates.access import LakeAccess
from superbill.terminology.history import Event
from superbill.terminology.lookup import Lookup
from superbill.terminology.search import SearchResult
from superbill.terminology.tree import Tree


class Calls(Protocol):
    """The part of the workbench that questions need."""

    @property
    def releases(self) -> tuple[Release, ...]: ...  # noqa: D102
    @property
    def sources(self) -> dict[str, tuple[str, str]]: ...  # noqa: D102
    def lookup(self, code: str, on: date | None = None, system: System | None = None) -> LookupAnswer: ...  # noqa: D102
    def search(  # noqa: D102
        self, text: str, systems: Collection[System] = (), limit: int = 20, offset: int = 0, *, on: date | None = None
    ) -> SearchResult: ...
    def history(  # noqa: D102
        self, code: str, on: date | None = None, system: System | None = None
    ) -> tuple[Event, ...]: ...
    def updates(  # noqa: D102
        self, code: str, on: date | None = None, system: System | None = None
    ) -> tuple[Change, ...]: ...
    def changes(  # noqa: D102
        self, before: str | None = None, after: str | None = None, codes: Collection[str] = (), on: date | None = None
    ) -> list[Change]: ...
    def place(  # noqa: D102
        self, on: date | None = None, *, locality: str | None = None, zip_code: str | None = None
    ) -> Locality | NotAvailable | None: ...
    def price(  # noqa: D102
        self,
        code: str,
        on: date | None = None,
        *,
        modifiers: Sequence[str] = (),
        units: int = 1,
        locality: str | None = None,
        zip_code: str | None = None,
    ) -> Price: ...
    def pairs(  # noqa: D102
        self, codes: Iterable[str], on: date | None = None, setting: Setting = Setting.PRACTITIONER
    ) -> tuple[PairAnswer, ...]: ...
    def units(  # noqa: D102
        self, code: str, on: date | None = None, setting: Setting = Setting.PRACTITIONER
    ) -> UnitsAnswer: ...
    def coverage(  # noqa: D102
        self, code: str, diagnosis: str, state: str, on: date | None = None
    ) -> CoverageAnswer: ...
    def policies(  # noqa: D102
        self, code: str, on: date | None = None, state: str | None = None
    ) -> tuple[Policy, ...] | NotAvailable: ...
    def covered_diagnoses(  # noqa: D102
        self, code: str, on: date | None = None, state: str | None = None, limit: int = 100
    ) -> CoveredCodes | NotAvailable: ...
    def passages(self, code: str, on: date | None = None) -> tuple[Passage, ...]: ...  # noqa: D102
    def search_documents(  # noqa: D102
        self, text: str, on: date | None = None, limit: int = 20
    ) -> tuple[Passage, ...]: ...
    def report(  # noqa: D102
        self,
        code: str,
        on: date | None = None,
        *,
        system: System | None = None,
        locality: str | None = None,
        zip_code: str | None = None,
        setting: Setting = Setting.PRACTITIONER,
    ) -> Report | Any: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The calls, and what stands below them. `code_note` is the coder of notes, None where there is none."""

    calls: Calls
    kb: KnowledgeBase
    lookup: Lookup
    tree: Tree
    documents: DocumentStore | None = None
    rates: LakeAccess | None = None
    code_note: Callable[..., Any] | None = None
