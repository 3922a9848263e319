"""The physician fee schedule's amounts of one code in one place, both settings, with what reductions need of them.

Payment = (work x GPCI work + PE x GPCI PE + MP x GPCI MP) x CF, rounded half up to the cent. Where the file gives OPPS
values, the same with those is the cap on what imaging pays. Authority: CMS, RVU file documentation; Deficit Reduction Act
of 2005, section 5102(b).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.store import Absent, KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.money import round_cents
from superbill.model.price import Locality, ZipPlace
from superbill.pricing.localities import Gpci, gpci
from superbill.pricing.rvu import PAID_STATUSES, STATUS_MEANING, RvuRow, rvu_row

OWN_ROW = ("26", "TC", "53")
"""Modifiers that have rows of their own in the file."""


@dataclass(frozen=True, slots=True)
class SettingRate:
    """What one unit pays in a setting. `usd` is the lower of `fee_usd` and `cap_usd` (None without OPPS values)."""

    usd: Decimal
    fee_usd: Decimal
    cap_usd: Decimal | None
    steps: tuple[Fact[str], ...]


@dataclass(frozen=True, slots=True)
class PhysicianRate:
    """The row, the indices of the place (None: national) and the amounts of one unit."""

    row: RvuRow
    indices: Gpci | None
    non_facility: SettingRate
    facility: SettingRate

    def of(self, facility: bool) -> SettingRate:
        """The amounts of a setting."""
        return self.facility if facility else self.non_facility

    @property
    def receipts(self) -> tuple[Citation, ...]:
        """The row's receipt, then those of the place."""
        return (self.row.citation, *place_receipts(self.indices))

    def with_reduced_pe(self, facility: bool, share: Decimal) -> tuple[Decimal, str]:
        """One unit with that share of the practice expense, and its arithmetic."""
        pe = self.row.facility_pe_rvu if facility else self.row.non_facility_pe_rvu
        return fee(self.row, self.indices, pe * share, self.row.mp_rvu)


def physician_rate(
    kb: KnowledgeBase, code: str, modifier: str, on: date, locality: Locality | None, series: str = ""
) -> PhysicianRate | NotAvailable:
    """The amounts of a code with the modifier that has a row of its own ('' for none), or why there are none."""
    row = rvu_row(kb, code, modifier, on, series)
    if isinstance(row, Absent):
        what = f"{code}-{modifier}" if modifier else code
        return NotAvailable(
            f"{row.citation.title} {row.citation.release} has no row {what}", "superbill fetch cms-mpfs-rvu"
        )
    if isinstance(row, NotAvailable):
        return row
    if not row.priced:
        return unpriced(row)
    indices = None if locality is None else gpci(kb, locality, on)
    if isinstance(indices, NotAvailable):
        return indices
    also = place_receipts(indices)
    return PhysicianRate(
        row,
        indices,
        _setting(
            row, indices, also, "non-facility", row.non_facility_pe_rvu, row.non_facility_opps_pe, row.non_facility_na
        ),
        _setting(row, indices, also, "facility", row.facility_pe_rvu, row.facility_opps_pe, row.facility_na),
    )


def unpriced(row: RvuRow) -> NotAvailable:
    """Why a row has no amount: its status, or that it has no relative values."""
    meaning = STATUS_MEANING.get(row.status, "not priced")
    if row.status in PAID_STATUSES:
        meaning = "no relative values: priced by the contractor when covered"
    by_contractor = row.status == "C" or row.status in PAID_STATUSES
    return NotAvailable(
        f"status {row.status} ({meaning}): no physician fee schedule amount",
        "the contractor" if by_contractor else "no release: the physician fee schedule sets none",
    )


def fee(row: RvuRow, indices: Gpci | None, pe: Decimal, mp: Decimal) -> tuple[Decimal, str]:
    """The formula, with the arithmetic in words."""
    if indices is None:
        total = (row.work_rvu + pe + mp) * row.conversion_factor
        text = f"(work {row.work_rvu} + PE {pe} + MP {mp}) x CF {row.conversion_factor}"
    else:
        total = (row.work_rvu * indices.work + pe * indices.pe + mp * indices.mp) * row.conversion_factor
        text = (
            f"(work {row.work_rvu} x {indices.work} + PE {pe} x {indices.pe} + MP {mp} x {indices.mp})"
            f" x CF {row.conversion_factor}"
        )
    return round_cents(total), text


def _setting(
    row: RvuRow, indices: Gpci | None, also: tuple[Citation, ...], name: str, pe: Decimal, opps_pe: Decimal, na: bool
) -> SettingRate:
    amount, text = fee(row, indices, pe, row.mp_rvu)
    steps = [Fact(f"{name}: {text} = ${amount}", row.citation, also)]
    cap: Decimal | None = None
    if opps_pe > 0:
        cap, cap_text = fee(row, indices, opps_pe, row.opps_mp)
        if cap < amount:
            steps.append(Fact(f"{name}: OPPS cap {cap_text} = ${cap}, lower, so it is paid", row.citation, also))
    if na:
        steps.append(Fact(f"{name}: marked NA, rarely or never done in this setting", row.citation))
    return SettingRate(amount if cap is None else min(amount, cap), amount, cap, tuple(steps))


def place_receipts(indices: Gpci | None) -> tuple[Citation, ...]:
    """The receipts that a place adds: of its indices, and of the ZIP code that led to it."""
    if indices is None:
        return ()
    place = indices.locality
    by_zip = place.zip_citation if isinstance(place, ZipPlace) else None
    return (indices.citation, by_zip) if by_zip is not None else (indices.citation,)
