"""How often Medicare paid a service in a year, and what was charged and allowed on average: national and of one state,
facility and office apart. Authority: CMS, Medicare Physician & Other Practitioners, by Geography and Service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase
from superbill.model.citation import Citation, NotAvailable
from superbill.model.money import round_cents

SQL = load_queries("superbill.pricing", "schedules.sql")
SOURCE = "cms-physician-geo"
PLACES = {"F": "facility", "O": "office and other"}
FIPS = {
    "AL": "01", "AK": "02", "AZ": "04", "AR": "05", "CA": "06", "CO": "08", "CT": "09", "DE": "10", "DC": "11",
    "FL": "12", "GA": "13", "HI": "15", "ID": "16", "IL": "17", "IN": "18", "IA": "19", "KS": "20", "KY": "21",
    "LA": "22", "ME": "23", "MD": "24", "MA": "25", "MI": "26", "MN": "27", "MS": "28", "MO": "29", "MT": "30",
    "NE": "31", "NV": "32", "NH": "33", "NJ": "34", "NM": "35", "NY": "36", "NC": "37", "ND": "38", "OH": "39",
    "OK": "40", "OR": "41", "PA": "42", "RI": "44", "SC": "45", "SD": "46", "TN": "47", "TX": "48", "UT": "49",
    "VT": "50", "VA": "51", "WA": "53", "WV": "54", "WI": "55", "WY": "56", "AS": "60", "GU": "66", "MP": "69",
    "PR": "72", "VI": "78",
}  # fmt: skip
"""State letters to the codes of the file (FIPS 5-2)."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One place of service in the nation or a state, for a calendar year. `services` are units, with decimals for drugs;
    `beneficiaries` is None where CMS leaves the count out; averages are dollars a service, rounded to the cent."""

    where: str
    national: bool
    place: str
    services: Decimal
    beneficiaries: int | None
    average_charge_usd: Decimal
    average_allowed_usd: Decimal
    citation: Citation


def volumes(kb: KnowledgeBase, code: str, on: date, state: str = "") -> tuple[Volume, ...] | Absent | NotAvailable:
    """National rows and, with a state's letters, those of the state, from the newest year begun by that day."""
    found = kb.find(SQL["volumes"], source=SOURCE, on=on, what=code, code=code, geography=FIPS.get(state, ""))
    if not isinstance(found, Found):
        return found
    return tuple(
        Volume(
            where=row[1],
            national=not row[0],
            place=PLACES[row[2]],
            services=Decimal(row[3]),
            beneficiaries=row[4],
            average_charge_usd=round_cents(Decimal(row[5])),
            average_allowed_usd=round_cents(Decimal(row[6])),
            citation=found.cite(row),
        )
        for row in found.rows
    )
