"""Part B drugs: the payment limit of the ASP file for each billing unit, the same everywhere. Authority: Social Security
Act 1847A; Claims Processing Manual, chapter 17. In a hospital outpatient department the drug is paid under OPPS.

JW (discarded) and JZ (none discarded) leave the limit as it is: what a single-dose container held beyond the dose is paid
alike, on a line of its own (chapter 17, section 40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.money import round_cents
from superbill.model.price import Price, PriceLine

SQL = load_queries("superbill.pricing", "facility.sql")
SOURCE = "cms-asp"
IN_FACILITY = NotAvailable("in a facility the drug is paid to the facility (OPPS)", "the facility's schedule")
DISCARDED, NOTHING_DISCARDED = "JW", "JZ"


@dataclass(frozen=True, slots=True)
class DrugLimit:
    """The limit of one billing unit (`dosage`) and the patient's share in percent, as published (20 when it is not)."""

    usd: Decimal
    dosage: str
    coinsurance_percent: Decimal
    citation: Citation

    def amount(self, units: Decimal | int) -> Decimal:
        """The limit for that many units, rounded half up to the cent."""
        return round_cents(self.usd * units)

    def step(self, units: Decimal | int) -> Fact[str]:
        """The same in words."""
        unit = f" for {self.dosage}" if self.dosage else ""
        return Fact(f"Part B limit{unit} ${self.usd} x {units} = ${self.amount(units)}", self.citation)


def drug_limit(kb: KnowledgeBase, code: str, on: date) -> DrugLimit | NotAvailable | None:
    """The limit in force; None when the whole file does not list the code, `NotAvailable` for `N/A` and without data."""
    found = kb.find(SQL["asp"], source=SOURCE, on=on, what=code, code=code)
    if isinstance(found, Absent):
        return None
    if not isinstance(found, Found):
        return found
    row = found.rows[0]
    citation = found.cite(row)
    if row[1] is None:
        return NotAvailable(f"{citation.title} {citation.release} gives no limit for {code} (N/A)", "the contractor")
    share = Decimal(20) if row[2] is None else Decimal(row[2])
    return DrugLimit(Decimal(row[1]), row[0] or "", share, citation)


def price_asp(kb: KnowledgeBase, line: PriceLine) -> Price | NotAvailable | None:
    """The limit for the units of a line, rounded to the cent; None when the whole file does not list the code."""
    limit = drug_limit(kb, line.code, line.on)
    if not isinstance(limit, DrugLimit):
        return limit
    usd = Fact(limit.amount(line.units), limit.citation)
    others = tuple(name for name in line.modifiers if name not in (DISCARDED, NOTHING_DISCARDED))
    remarks = (f"modifier {', '.join(others)} is not taken into account",) if others else ()
    return Price(line, "ASP", usd, IN_FACILITY, (limit.step(line.units),), remarks)
