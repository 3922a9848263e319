"""Rates of one knowledge base, kept: each is read once per code, modifier, place and release. The caches are bounded.

All days on which the same releases are in force share their entries; a day after the end of a release has its own, because
its receipts say how old they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from weakref import WeakKeyDictionary, ref

from superbill.errors import InternalError
from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.price import Locality, Price, PriceLine
from superbill.pricing.adjustments import Plan, plan
from superbill.pricing.anesthesia import BASE_SOURCE, FACTOR_SOURCE, AnesthesiaRate, anesthesia_rate
from superbill.pricing.asc import AscRate, asc_rate
from superbill.pricing.asp import SOURCE as DRUGS
from superbill.pricing.asp import DrugLimit, drug_limit
from superbill.pricing.clfs import SOURCE as LABORATORY
from superbill.pricing.clfs import price_clfs
from superbill.pricing.drg import DrgWeight, drg_weight
from superbill.pricing.localities import GPCI_SOURCE, ZIP_SOURCE, gpci, locality_of_zip
from superbill.pricing.opps import SERIES as ADDENDUM_B
from superbill.pricing.opps import SOURCE as OPPS
from superbill.pricing.opps import OppsRate, opps_rate
from superbill.pricing.oppscap import published_cap
from superbill.pricing.physician import OWN_ROW, PhysicianRate, physician_rate
from superbill.pricing.refusals import refusal
from superbill.pricing.rvu import SOURCE as VALUES
from superbill.pricing.rvu import RvuRow, rvu_row

SQL = load_queries("superbill.pricing", "claim.sql")
KEPT = 16_384
PLACES_OF_SERVICE = "cms-place-of-service"
FACILITY_PLACES = frozenset(
    {"02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"}
)  # fmt: skip
"""Places of service with the facility amount, where no list of them is loaded (Claims Processing Manual, chapter 26,
section 10.5)."""
_ZIP = re.compile(r"\d{5}(?:-?\d{4})?")

Decided = tuple[tuple[str, Decimal], ...]


class Rates:
    """The lookups of pricing over one knowledge base; safe to share between threads, as the knowledge base is."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._open = ref(kb)
        self._days: dict[tuple[str, str, date], date] = {}
        self._reasons: dict[object, NotAvailable] = {}
        self._physician = lru_cache(KEPT)(self._read_physician)
        self._plan = lru_cache(KEPT)(self._make_plan)
        self._refusal = lru_cache(KEPT)(self._make_refusal)
        self._laboratory = lru_cache(KEPT)(self._read_laboratory)
        self._drug = lru_cache(KEPT)(self._read_drug)
        self._anesthesia = lru_cache(KEPT)(self._read_anesthesia)
        self._outpatient = lru_cache(KEPT)(self._read_outpatient)
        self.surgery_centre = lru_cache(KEPT)(self._read_surgery_centre)
        self._place_of_zip = lru_cache(KEPT)(self._read_place_of_zip)
        self.place = lru_cache(KEPT)(self._read_place)
        self.facility = lru_cache(KEPT)(self._read_facility)

    @property
    def kb(self) -> KnowledgeBase:
        """Held weakly: what is kept must not keep a replaced knowledge base open."""
        kb = self._open()
        if kb is None:
            raise InternalError("the knowledge base of these rates was closed")
        return kb

    def day(self, on: date, source: str, series: str = "") -> date:
        """A day that stands for `on`: the same releases of the source are in force, with the same receipts."""
        key = (source, series, on)
        found = self._days.get(key)
        if found is None:
            releases = self.kb.in_force(source, on, series)
            current = releases and all(release.period.holds(on) for release in releases)
            found = max(release.period.start for release in releases) if current else on
            if len(self._days) > KEPT:
                self._days.clear()
            self._days[key] = found
        return found

    def _of_both(self, on: date, one: str, series: str, other: str) -> date:
        """The same for two sources: the later of their days, when each has one."""
        first, second = self.day(on, one, series), self.day(on, other)
        return on if on in {first, second} else max(first, second)

    def physician(
        self, code: str, own: str, on: date, place: Locality | None, series: str
    ) -> PhysicianRate | NotAvailable:
        """The physician fee schedule's rate of a code with the modifier that has a row of its own."""
        day = self.day(on, VALUES, series) if place is None else self._of_both(on, VALUES, series, GPCI_SOURCE)
        return self._physician(code, own, day, place, series)

    def _read_physician(
        self, code: str, own: str, on: date, place: Locality | None, series: str
    ) -> PhysicianRate | NotAvailable:
        return physician_rate(self.kb, code, own, on, place, series)

    def plan(
        self,
        code: str,
        modifiers: tuple[str, ...],
        units: Decimal,
        on: date,
        series: str,
        records: bool,
        decided: Decided,
    ) -> Plan | None:
        """What the modifiers and units of a line do; None when no row is for it."""
        return self._plan(code, modifiers, units, self.day(on, VALUES, series), series, records, decided)

    def _make_plan(
        self,
        code: str,
        modifiers: tuple[str, ...],
        units: Decimal,
        on: date,
        series: str,
        records: bool,
        decided: Decided,
    ) -> Plan | None:
        own = own_row(modifiers)
        row = rvu_row(self.kb, code, own, on, series)
        if not isinstance(row, RvuRow) and own == "53":
            row = rvu_row(self.kb, code, "", on, series)
        if not isinstance(row, RvuRow):
            return None
        return plan(row, modifiers, units, records=records, contractor_percent=dict(decided))

    def refusal(self, code: str, modifiers: tuple[str, ...], on: date) -> NotAvailable | None:
        """Why the modifiers are not for the code; None when nothing speaks against them."""
        return self._refusal(code, modifiers, self._of_both(on, VALUES, "", LABORATORY))

    def _make_refusal(self, code: str, modifiers: tuple[str, ...], on: date) -> NotAvailable | None:
        return refusal(self.kb, PriceLine(code, on, modifiers))

    def laboratory(self, code: str, waived: bool, on: date) -> Price | NotAvailable | None:
        """The laboratory rate of one unit, with or without QW; None when the schedule does not list the code."""
        return self._laboratory(code, waived, self.day(on, LABORATORY))

    def _read_laboratory(self, code: str, waived: bool, on: date) -> Price | NotAvailable | None:
        return price_clfs(self.kb, PriceLine(code, on, ("QW",) if waived else ()))

    def drug(self, code: str, on: date) -> DrugLimit | NotAvailable | None:
        """The payment limit of a drug; None when the file does not list the code."""
        return self._drug(code, self.day(on, DRUGS))

    def _read_drug(self, code: str, on: date) -> DrugLimit | NotAvailable | None:
        return drug_limit(self.kb, code, on)

    def row(self, code: str, on: date, series: str) -> RvuRow | None:
        """The row of a code without modifier, priced or not."""
        found = rvu_row(self.kb, code, "", on, series)
        return found if isinstance(found, RvuRow) else None

    def drg(self, drg: str, on: date) -> DrgWeight | NotAvailable:
        """The weight of a group."""
        return drg_weight(self.kb, drg, on)

    def cap(self, code: str, modifier: str, on: date, place: Locality, facility: bool) -> Fact[Decimal] | None:
        """The published imaging cap of a code that the contractor prices."""
        return published_cap(self.kb, code, modifier, on, place, facility)

    def reason(self, key: object, find: Callable[[], NotAvailable]) -> NotAvailable:
        """A reason why there is no amount, found once."""
        known = self._reasons.get(key)
        if known is None:
            if len(self._reasons) > KEPT:
                self._reasons.clear()
            known = self._reasons[key] = find()
        return known

    def anesthesia(self, code: str, on: date, place: Locality | None) -> AnesthesiaRate | NotAvailable | None:
        """Base units and conversion factor of a code; None when the list of base units does not hold it."""
        return self._anesthesia(code, self._of_both(on, BASE_SOURCE, "", FACTOR_SOURCE), place)

    def _read_anesthesia(self, code: str, on: date, place: Locality | None) -> AnesthesiaRate | NotAvailable | None:
        return anesthesia_rate(self.kb, code, on, place)

    def outpatient(self, code: str, on: date) -> OppsRate | NotAvailable:
        """The row of OPPS Addendum B."""
        return self._outpatient(code, self.day(on, OPPS, ADDENDUM_B))

    def _read_outpatient(self, code: str, on: date) -> OppsRate | NotAvailable:
        return opps_rate(self.kb, code, on)

    def _read_surgery_centre(self, code: str, on: date) -> AscRate | NotAvailable:
        return asc_rate(self.kb, code, on)

    def _read_facility(self, place_of_service: str, on: date) -> bool | None:
        """Whether a place of service takes the facility amount; None for a number that stands for nothing."""
        found = self.kb.find(SQL["place"], source=PLACES_OF_SERVICE, on=on, code=place_of_service)
        if isinstance(found, Found) and found.rows[0][0] is not None:
            return bool(found.rows[0][0] == "facility")
        if isinstance(found, Found) or not self.kb.loaded(PLACES_OF_SERVICE):
            return place_of_service in FACILITY_PLACES
        return None

    def place_of_zip(self, zip_code: str, on: date) -> Locality | NotAvailable:
        """The locality of a ZIP code, with its name and receipts."""
        return self._place_of_zip(zip_code, self._of_both(on, ZIP_SOURCE, "", GPCI_SOURCE))

    def _read_place_of_zip(self, zip_code: str, on: date) -> Locality | NotAvailable:
        if not _ZIP.fullmatch(zip_code.strip()):
            return NotAvailable(f"{zip_code!r} is no ZIP code", "a ZIP code of five digits")
        found = locality_of_zip(self.kb, zip_code, on)
        return found if isinstance(found, NotAvailable) else self.place(found, on)

    def _read_place(self, place: Locality, on: date) -> Locality | NotAvailable:
        """The locality with its name and receipts; `NotAvailable` when no release has its indices."""
        indices = gpci(self.kb, place, on)
        return indices if isinstance(indices, NotAvailable) else indices.locality


_KNOWN: WeakKeyDictionary[KnowledgeBase, Rates] = WeakKeyDictionary()


def rates_of(kb: KnowledgeBase) -> Rates:
    """The rates kept for a knowledge base."""
    found = _KNOWN.get(kb)
    if found is None:
        found = _KNOWN.setdefault(kb, Rates(kb))
    return found


def own_row(modifiers: tuple[str, ...]) -> str:
    """The modifier that has a row of its own in the relative value file; '' for none."""
    if not modifiers:
        return ""
    return next((modifier for modifier in modifiers if modifier in OWN_ROW), "")
