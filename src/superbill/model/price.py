"""Where a service is priced, and what pricing answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.model.citation import Citation, Fact, NotAvailable


@dataclass(frozen=True, slots=True)
class Locality:
    """A Medicare payment locality: contractor (MAC) number and locality number, kept as text with their zeros."""

    mac: str
    locality: str
    name: str = ""
    state: str = ""
    citation: Citation | None = None

    @property
    def short_name(self) -> str:
        """The name without the list of counties in brackets, in ordinary letters; empty when no name is known."""
        return self.name.partition(" (")[0].title()

    @property
    def id(self) -> str:
        """As typed and shown: `01112/05`."""
        return f"{self.mac}/{self.locality}"


@dataclass(frozen=True, slots=True)
class ZipPlace(Locality):
    """A locality that a ZIP code led to. `spans`: parts of the ZIP code lie in other localities, told apart by the last
    four digits only; this is its main one. `zip_state` may differ from the state the locality is filed under."""

    zip_code: str = ""
    zip_state: str = ""
    spans: bool = False
    zip_citation: Citation | None = None

    @property
    def caution(self) -> str:
        """What to be told of a ZIP code that spans localities; else empty."""
        return f"ZIP {self.zip_code} spans localities: CMS needs the ZIP+4, this is the main one" if self.spans else ""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What is asked: a code with modifiers, units, a date, and a locality (None for the national amount)."""

    code: str
    on: date
    modifiers: tuple[str, ...] = ()
    units: int = 1
    locality: Locality | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """The Medicare amount of one line. An amount is a `Fact` in US dollars for all units, or `NotAvailable`; `steps`
    show the arithmetic, each with its receipt. `schedule` names the fee schedule that pays it, or `none`."""

    line: PriceLine
    schedule: str
    non_facility_usd: Fact[Decimal] | NotAvailable
    facility_usd: Fact[Decimal] | NotAvailable
    steps: tuple[Fact[str], ...] = ()
    remarks: tuple[str, ...] = ()
