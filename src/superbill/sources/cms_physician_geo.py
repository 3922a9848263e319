"""Medicare Physician & Other Practitioners, by Geography and Service: what is done, how often, charged and allowed.

Written from the published layout (data dictionary `MUP_PHY_RY..._DD_GEO`); an unknown heading stops the import. The year
is in the file's name only: `MUP_PHY_R26_P05_V10_D24_Geo.csv` is the 2026 release of the data of 2024. The averages are
long decimals and are kept as published. Services and beneficiaries under 11 are left out by CMS, so a code that is not
listed is no code that nobody bills. The code's description is not stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Amount, Interned, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows
from superbill.sources.layout import check_columns, check_width, hcpcs_code, last_name, whole_number

COLUMNS = (
    "Rndrng_Prvdr_Geo_Lvl",
    "Rndrng_Prvdr_Geo_Cd",
    "Rndrng_Prvdr_Geo_Desc",
    "HCPCS_Cd",
    "HCPCS_Desc",
    "HCPCS_Drug_Ind",
    "Place_Of_Srvc",
    "Tot_Rndrng_Prvdrs",
    "Tot_Benes",
    "Tot_Srvcs",
    "Tot_Bene_Day_Srvcs",
    "Avg_Sbmtd_Chrg",
    "Avg_Mdcr_Alowd_Amt",
    "Avg_Mdcr_Pymt_Amt",
    "Avg_Mdcr_Stdzd_Amt",
)
NATIONAL = "National"
LEVELS = (NATIONAL, "State")
PLACES = ("F", "O")

_NAME = re.compile(r"MUP_PHY_R(\d{2})_P\d{2}_V\d{2}_D(\d{2})_Geo", re.IGNORECASE)
_CODE = re.compile(r"[0-9A-Z]{1,5}")
_DECIMAL = re.compile(r"\d{1,15}(?:\.\d{1,20})?")


class PractitionerService(NamedTuple):
    """One code in one place of service, in the nation (`geography` empty) or in a state (its FIPS code; other codes are
    territories and foreign countries). `place` F facility, O office and other. `drug` 1: on the Part B drug list.
    `services` are units, with decimals for drugs; `beneficiary_days` counts a patient once a day. Averages are dollars a
    service: submitted charge, allowed, paid, and paid with geographic differences taken out."""

    hcpcs: str
    geography: str
    place: str
    geography_name: Interned
    drug: int
    providers: int
    beneficiaries: int | None
    services: Amount
    beneficiary_days: Amount
    average_charge_usd: Amount
    average_allowed_usd: Amount
    average_payment_usd: Amount
    average_standardised_usd: Amount


PRACTITIONER_SERVICE = Table("practitioner_service", PractitionerService, ("hcpcs", "geography", "place"))


class CmsPhysicianGeo(Source):
    """The csv of one calendar year."""

    id = "cms-physician-geo"
    title = "Medicare Physician & Other Practitioners, by Geography and Service"
    publisher = "CMS"
    page = (
        "https://data.cms.gov/provider-summary-by-type-of-service/medicare-physician-other-practitioners/"
        "medicare-physician-other-practitioners-by-geography-and-service"
    )
    licence = "US government work; the CPT descriptors in the file are the AMA's and are not stored"
    cadence = "yearly, two years behind"
    authority = "CMS, data dictionary and methodology of the Medicare Physician & Other Practitioners data"
    tables = (PRACTITIONER_SERVICE,)
    floors: ClassVar[dict[str, int]] = {"practitioner_service": 100_000}
    fetch_hint = (
        f"superbill fetch cms-physician-geo, or superbill build --from DIR with MUP_PHY_..._Geo.csv from {page}"
    )

    def recognises(self, file: SourceFile) -> bool:
        """A header of places, codes and places of service."""
        head = file.head[:4_000].partition(b"\n")[0]
        return all(name.encode() in head for name in ("Rndrng_Prvdr_Geo_Lvl", "HCPCS_Cd", "Place_Of_Srvc"))

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        yield Part(_edition(file), file, PRACTITIONER_SERVICE, _services(file))


def _services(file: SourceFile) -> Iterator[tuple[object, ...]]:
    rows = csv_rows(file, encoding="latin-1")
    line, names = next(rows)
    check_columns([name.removeprefix("ï»¿").strip() for name in names], COLUMNS, file, line)
    for line, cells in rows:
        if any(cells):
            check_width(cells, len(COLUMNS), file, line)
            yield (*_service(file, line, dict(zip(COLUMNS, cells, strict=True))), line)


def _service(file: SourceFile, line: int, cells: dict[str, str]) -> PractitionerService:
    benes = cells["Tot_Benes"].strip()
    return PractitionerService(
        hcpcs=hcpcs_code(cells["HCPCS_Cd"], file, line, "HCPCS_Cd"),
        geography=_geography(file, line, cells),
        place=_one_of(file, line, cells, "Place_Of_Srvc", PLACES),
        geography_name=cells["Rndrng_Prvdr_Geo_Desc"].strip(),
        drug=int(_one_of(file, line, cells, "HCPCS_Drug_Ind", ("N", "Y")) == "Y"),
        providers=_count(file, line, cells, "Tot_Rndrng_Prvdrs"),
        beneficiaries=_count(file, line, cells, "Tot_Benes") if benes else None,
        services=_decimal(file, line, cells, "Tot_Srvcs"),
        beneficiary_days=_decimal(file, line, cells, "Tot_Bene_Day_Srvcs"),
        average_charge_usd=_decimal(file, line, cells, "Avg_Sbmtd_Chrg"),
        average_allowed_usd=_decimal(file, line, cells, "Avg_Mdcr_Alowd_Amt"),
        average_payment_usd=_decimal(file, line, cells, "Avg_Mdcr_Pymt_Amt"),
        average_standardised_usd=_decimal(file, line, cells, "Avg_Mdcr_Stdzd_Amt"),
    )


def _geography(file: SourceFile, line: int, cells: dict[str, str]) -> str:
    """Empty for the nation; a state must have its code."""
    level = _one_of(file, line, cells, "Rndrng_Prvdr_Geo_Lvl", LEVELS)
    code = cells["Rndrng_Prvdr_Geo_Cd"].strip().upper()
    if level == NATIONAL:
        return ""
    if _CODE.fullmatch(code) is None:
        raise BadInput(f"{code!r} is no state code", file=file.name, line=line, column="Rndrng_Prvdr_Geo_Cd")
    return code.zfill(2)


def _one_of(file: SourceFile, line: int, cells: dict[str, str], column: str, known: tuple[str, ...]) -> str:
    value = cells[column].strip()
    if value not in known:
        raise BadInput(f"{value!r} is none of {', '.join(known)}", file=file.name, line=line, column=column)
    return value


def _count(file: SourceFile, line: int, cells: dict[str, str], column: str) -> int:
    return whole_number(cells[column].strip().replace(",", ""), file, line, column)


def _decimal(file: SourceFile, line: int, cells: dict[str, str], column: str) -> str:
    """A decimal with as many places as it was published with: averages have up to a dozen."""
    text = cells[column].strip()
    if _DECIMAL.fullmatch(text) is None:
        raise BadInput(f"{cells[column]!r} is no number", file=file.name, line=line, column=column)
    return text


def _edition(file: SourceFile) -> Edition:
    named = _NAME.search(last_name(file))
    if named is None:
        raise BadInput(
            "neither content nor name states the year",
            file=file.name,
            hint="Give it the name CMS gave it, such as MUP_PHY_R26_P05_V10_D24_Geo.csv.",
        )
    year = 2000 + int(named[2])
    return Edition(f"CY{year} R{named[1]}", Period(date(year, 1, 1), date(year, 12, 31)))


SOURCE = CmsPhysicianGeo()
