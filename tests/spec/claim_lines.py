"""Reads the short way the tables of the claim rules are written in: `99213-25 x2 $80 @21 2025-10-02`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Provider

NPI = "1234567893"
_LINE = re.compile(
    r"(?P<code>[^\s-]+)(?P<marks>(?:-\w\w)*)(?: x(?P<units>[-\d.]+))?(?: (?P<minutes>\d+)min)?(?: \$(?P<charge>[\d.]+))?"
    r"(?: @(?P<place>\d\d|none))?(?: (?P<on>\d{4}-\d\d-\d\d|none))?(?: to (?P<through>\d{4}-\d\d-\d\d))?(?: by (?P<npi>\d+))?"
)


def read_line(number: int, text: str, on: date, diagnoses: int) -> ClaimLine:
    """One line; the claim's date, place 11, one unit, $100 and all pointers where nothing is said."""
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    said = found.groupdict()
    place = {"none": "", None: "11"}.get(said["place"], said["place"])
    return ClaimLine(
        number, said["code"], None if said["on"] == "none" else date.fromisoformat(said["on"] or on.isoformat()),
        tuple(filter(None, said["marks"].split("-"))), Decimal(said["units"] or 1), Decimal(said["charge"] or 100),
        date.fromisoformat(said["through"]) if said["through"] else None, place or "", tuple(range(1, min(diagnoses, 4) + 1)),
        Decimal(said["minutes"]) if said["minutes"] else None, rendering=Provider(said["npi"]) if said["npi"] else None,
    )  # fmt: skip


def read_claim(case: dict[str, Any]) -> Claim:
    """A claim of a table: `lines`, `diagnoses`, `on`, and any attribute of a claim under `claim`."""
    on = date.fromisoformat(case["on"])
    codes = [code.replace(".", "") for code in case.get("diagnoses", ["E83.52"])]
    other = dict(case.get("claim", {}))
    billing = Provider(other.pop("npi", NPI), state=other.pop("state", ""), zip_code=other.pop("zip", ""))
    for name in ("born", "received", "admitted", "discharged", "statement_from", "statement_through"):
        if name in other:
            other[name] = date.fromisoformat(other[name])
    return Claim(
        case.get("name", "claim"), ClaimKind(other.pop("kind", "professional")),
        tuple(read_line(number, text, on, len(codes)) for number, text in enumerate(case.get("lines", []), 1)),
        tuple(Diagnosis(code, DiagnosisRole.PRINCIPAL if not i else DiagnosisRole.OTHER) for i, code in enumerate(codes)),
        billing=billing, **other,
    )  # fmt: skip
