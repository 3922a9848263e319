"""ZIP code or MAC/locality to the payment locality and its geographic practice cost indices (GPCI).

A ZIP code with the plus-four flag lies in several localities; the answer is its main one and says so (ZIP5 layout).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from superbill.errors import UsageError
from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable
from superbill.model.price import Locality, ZipPlace

SQL = load_queries("superbill.pricing", "schedules.sql")
GPCI_SOURCE = "cms-mpfs-gpci"
ZIP_SOURCE = "cms-zip-locality"


@dataclass(frozen=True, slots=True)
class Gpci:
    """The three indices of a locality."""

    locality: Locality
    work: Decimal
    pe: Decimal
    mp: Decimal
    citation: Citation


def gpci(kb: KnowledgeBase, locality: Locality, on: date) -> Gpci | NotAvailable:
    """The indices in force, with the locality's name; `NotAvailable` for an unknown locality, too. What a ZIP code told
    stays with the locality."""
    found = kb.find(
        SQL["gpci"], source=GPCI_SOURCE, on=on, what=locality.id, mac=locality.mac, locality=locality.locality
    )
    if isinstance(found, Found):
        row, cite = found.rows[0], found.cite(found.rows[0])
        return _gpci(row, cite, replace(locality, name=row[3], state=row[2], citation=cite))
    if isinstance(found, NotAvailable):
        return found
    cite = found.citation
    return NotAvailable(f"{cite.title} {cite.release} has no locality {locality.id}", "see: superbill localities")


def localities(kb: KnowledgeBase, on: date) -> tuple[Gpci, ...] | NotAvailable:
    """Every locality of the release in force, by state and name."""
    found = kb.find(SQL["localities"], source=GPCI_SOURCE, on=on)
    if isinstance(found, Found):
        cited = ((row, found.cite(row)) for row in found.rows)
        return tuple(_gpci(row, cite, Locality(row[0], row[1], row[3], row[2], cite)) for row, cite in cited)
    return found if isinstance(found, NotAvailable) else NotAvailable("no locality is loaded", GPCI_SOURCE)


def _gpci(row: Row, citation: Citation, place: Locality) -> Gpci:
    return Gpci(place, Decimal(row[4]), Decimal(row[5]), Decimal(row[6]), citation)


def parse_locality(text: str) -> Locality:
    """`01112/05` or `0111205`; anything else is a `UsageError`."""
    match = re.fullmatch(r"\s*(\d{5})\s*[/-]?\s*(\d{2})\s*", text)
    if match is None:
        raise UsageError(f"{text!r} is no locality", hint="Write MAC/locality with all digits, for example 01112/05.")
    return Locality(match.group(1), match.group(2))


def locality_of_zip(kb: KnowledgeBase, zip_code: str, on: date) -> ZipPlace | NotAvailable:
    """The locality of a 5-digit ZIP code (a ZIP+4 is cut), the main one where it spans several. Raises `UsageError` for
    anything else."""
    match = re.fullmatch(r"\s*(\d{5})(?:-?\d{4})?\s*", zip_code)
    if match is None:
        raise UsageError(f"{zip_code!r} is no ZIP code", hint="A ZIP code has five digits, for example 94110.")
    zip5 = match.group(1)
    found = kb.find(SQL["zip"], source=ZIP_SOURCE, on=on, what=f"ZIP {zip5}", zip=zip5)
    if isinstance(found, Found):
        row = found.rows[0]
        cite = found.cite(row)
        return ZipPlace(row[2], row[3], "", row[1], cite, zip5, row[1], bool(row[4]), cite)
    if isinstance(found, NotAvailable):
        return found
    cite = found.citation
    return NotAvailable(f"{cite.title} {cite.release} has no ZIP code {zip5}", "a ZIP code that Medicare prices by")
