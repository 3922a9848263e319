"""Files about providers in their official layouts, made by the tests, and a lake with payers to ask."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from superbill.rates.providers.nppes import CODES, SWITCHES, WIDTH

_ADDRESS = (
    "First Line Business {} Address", "Second Line Business {} Address", "Business {} Address City Name",
    "Business {} Address State Name", "Business {} Address Postal Code", "Business {} Address Country Code (If outside U.S.)",
    "Business {} Address Telephone Number", "Business {} Address Fax Number",
)  # fmt: skip


def nppes_headings() -> list[str]:
    """The 330 columns in their order (CMS, NPPES Data Dissemination, file header)."""
    names = ["NPI", "Entity Type Code", "Replacement NPI", "Employer Identification Number (EIN)"]
    names += [
        "Provider Organization Name (Legal Business Name)",
        "Provider Last Name (Legal Name)",
        "Provider First Name",
    ]
    names += [
        "Provider Middle Name",
        "Provider Name Prefix Text",
        "Provider Name Suffix Text",
        "Provider Credential Text",
    ]
    names += [
        "Provider Other Organization Name",
        "Provider Other Organization Name Type Code",
        "Provider Other Last Name",
    ]
    names += [
        f"Provider Other {part}" for part in ("First Name", "Middle Name", "Name Prefix Text", "Name Suffix Text")
    ]
    names += ["Provider Other Credential Text", "Provider Other Last Name Type Code"]
    for place in ("Mailing", "Practice Location"):
        names += [f"Provider {part.format(place)}" for part in _ADDRESS]
    names += ["Provider Enumeration Date", "Last Update Date", "NPI Deactivation Reason Code", "NPI Deactivation Date"]
    names += ["NPI Reactivation Date", "Provider Sex Code"]
    names += [f"Authorized Official {part}" for part in ("Last Name", "First Name", "Middle Name", "Title or Position")]
    names += ["Authorized Official Telephone Number"]
    for slot in range(15):
        number = slot + 1
        names += [CODES[slot], f"Provider License Number_{number}", f"Provider License Number State Code_{number}"]
        names += [SWITCHES[slot]]
    for number in range(1, 51):
        names += [f"Other Provider Identifier{part}_{number}" for part in ("", " Type Code", " State", " Issuer")]
    names += ["Is Sole Proprietor", "Is Organization Subpart", "Parent Organization LBN", "Parent Organization TIN"]
    names += [f"Authorized Official {part}" for part in ("Name Prefix Text", "Name Suffix Text", "Credential Text")]
    names += [f"Healthcare Provider Taxonomy Group_{number}" for number in range(1, 16)]
    names += ["Certification Date"]
    if len(names) != WIDTH:
        raise ValueError(len(names))
    return names


def provider(npi: int, state: str = "TX", zip_code: str = "78701", *taxonomies: str, **more: str) -> dict[str, str]:
    """A row; a taxonomy with a star is the primary one."""
    row = {
        "NPI": str(npi), "Entity Type Code": "1", "Last Update Date": "10/05/2026",
        "Provider Business Practice Location Address State Name": state,
        "Provider Business Practice Location Address Postal Code": zip_code,
    }  # fmt: skip
    for slot, taxonomy in enumerate(taxonomies or ("207R00000X*",)):
        row[CODES[slot]] = taxonomy.removesuffix("*")
        row[SWITCHES[slot]] = "Y" if taxonomy.endswith("*") else "N"
    return {**row, **more}


def write_nppes(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """As published: every cell quoted."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, nppes_headings(), restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_practitioners(path: Path, rows: Iterable[tuple[int, str]]) -> Path:
    """CMS, by Provider and Service: the columns that are read among others."""
    lines = ["Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Rndrng_Prvdr_Type,HCPCS_Cd,HCPCS_Desc,Place_Of_Srvc,Tot_Srvcs"]
    lines += [f'{npi},"Name, A",Internal Medicine,{code},CPT descriptor withheld,O,25' for npi, code in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def write_areas(path: Path, rows: Iterable[tuple[Any, ...]]) -> Path:
    """HUD's crosswalk as CSV."""
    lines = ["ZIP,CBSA,USPS_ZIP_PREF_CITY,USPS_ZIP_PREF_STATE,RES_RATIO,BUS_RATIO,OTH_RATIO,TOT_RATIO"]
    lines += [f"{zip_code},{cbsa},CITY,TX,0.5,{business},0.5,{total}" for zip_code, cbsa, business, total in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
