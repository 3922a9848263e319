"""What a report section must answer: its id, title, place, systems, and its items for one code."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from superbill.edits.covered_codes import diagnoses_of
from superbill.edits.pairs import Partners, partners
from superbill.guidelines.store import DocumentStore
from superbill.kb.store import Absent, KnowledgeBase
from superbill.model.citation import Citation, NotAvailable
from superbill.model.codes import System
from superbill.model.coverage import CoveredCodes
from superbill.model.edits import Setting
from superbill.model.lookup import KnownAnswer
from superbill.model.price import Locality
from superbill.model.report import Item
from superbill.rates.access import LakeAccess
from superbill.terminology.lookup import Lookup
from superbill.terminology.tree import Tree

ALL_SYSTEMS = frozenset(System)
PROCEDURES = frozenset({System.CPT, System.HCPCS, System.CDT})
SHOWN_PARTNERS = 25
DIAGNOSES = frozenset({System.ICD10CM, System.ICD9CM})


@dataclass(frozen=True, slots=True)
class Context:
    """One code on one date, and the services a section may ask. `locality` None: national amounts."""

    kb: KnowledgeBase
    lookup: Lookup
    tree: Tree
    answer: KnownAnswer
    locality: Locality | NotAvailable | None = None
    setting: Setting = Setting.PRACTITIONER
    cited: tuple[Citation, ...] = ()
    shared: dict[str, Any] = field(default_factory=dict, compare=False)
    """What sections of one report have asked already."""
    documents: DocumentStore | None = None
    """The operator's guideline documents, if any."""
    rates: LakeAccess | None = None
    """The lake of payers' rates, if any."""

    def partners(self) -> Partners | Absent | NotAvailable:
        """The code's pair edits, asked once for all sections."""
        if "partners" not in self.shared:
            self.shared["partners"] = partners(self.kb, self.code, self.on, self.setting, limit=SHOWN_PARTNERS)
        found: Partners | Absent | NotAvailable = self.shared["partners"]
        return found

    def covered_diagnoses(self) -> CoveredCodes | NotAvailable:
        """The diagnoses that coverage articles list for the code, asked once for all sections."""
        if "covered" not in self.shared:
            self.shared["covered"] = diagnoses_of(self.kb, self.code, self.on, limit=SHOWN_PARTNERS)
        found: CoveredCodes | NotAvailable = self.shared["covered"]
        return found

    @property
    def code(self) -> str:
        """The normalised code."""
        return self.answer.code

    @property
    def system(self) -> System:
        """Its system."""
        return self.answer.system

    @property
    def on(self) -> date:
        """The date of service."""
        return self.answer.on


@dataclass(frozen=True, slots=True)
class Built:
    """What a section has to show; no items leaves it out of the report. `note` goes into its heading."""

    items: tuple[Item, ...]
    note: str = ""


class ReportSection(ABC):
    """One section; a module of `report/sections/` has one as `SECTION`."""

    id: ClassVar[str]
    title: ClassVar[str]
    order: ClassVar[int]
    systems: ClassVar[frozenset[System]]
    authority: ClassVar[str]
    """The documents its statements rest on, for the reference pages."""
    needs_cited: ClassVar[bool] = False
    """Whether it lists what the sections before it cited (`Context.cited`)."""

    @abstractmethod
    def build(self, context: Context) -> Built:
        """The items for one code."""


def items(*found: Item | Iterable[Item] | None) -> tuple[Item, ...]:
    """Flattens, leaving out None."""
    flat: list[Item] = []
    for entry in found:
        if entry is None:
            continue
        if isinstance(entry, Iterable):
            flat.extend(entry)
        else:
            flat.append(entry)
    return tuple(flat)
