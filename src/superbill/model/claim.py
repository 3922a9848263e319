"""A claim as it goes to a payer: what an 837, a CSV row or a web form hands in. Money in US dollars.

Only what a check or a price needs is kept; names and member ids stay in the file they came from. `Spot` says where a
thing stands in its file, so that a finding can name segment and position.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from superbill.model.codes import System


class ClaimKind(StrEnum):
    """Which form of claim: 837P or CMS-1500, 837I or UB-04, 837D."""

    PROFESSIONAL = "professional"
    INSTITUTIONAL = "institutional"
    DENTAL = "dental"


class DiagnosisRole(StrEnum):
    """What a diagnosis is there for; the value is ours, the 837 qualifier is the reader's affair."""

    PRINCIPAL = "principal"
    OTHER = "other"
    ADMITTING = "admitting"
    REASON = "reason for visit"
    EXTERNAL = "external cause"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing stands: number of the segment (X12, from 1) or of the row (CSV), and the offset of its first byte."""

    segment: int
    offset: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis code without its dot. `poa` is the present-on-admission indicator (Y, N, U, W, 1) or empty."""

    code: str
    role: DiagnosisRole = DiagnosisRole.OTHER
    system: System = System.ICD10CM
    poa: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of an inpatient claim: ICD-10-PCS, on claims of before October 2015 ICD-9-CM."""

    code: str
    on: date | None = None
    principal: bool = False
    system: System = System.ICD10PCS


@dataclass(frozen=True, slots=True)
class Provider:
    """Who bills, renders, orders or owns the place. `number` is the NPI as it stands (not yet checked)."""

    number: str = ""
    taxonomy: str = ""
    state: str = ""
    zip_code: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One service line. `pointers` are the positions (from 1) of the diagnoses it stands on. `minutes` is set when the
    units are minutes (MJ, anesthesia), `units` when they are counts. `control` is the biller's own number of the line (REF
    6R), which comes back on the remittance."""

    number: int
    code: str
    on: date | None
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    charge: Decimal = Decimal(0)
    through: date | None = None
    place_of_service: str = ""
    pointers: tuple[int, ...] = ()
    minutes: Decimal | None = None
    revenue_code: str = ""
    ndc: str = ""
    rendering: Provider | None = None
    spot: Spot | None = None
    control: str = ""
    ndc_quantity: Decimal | None = None
    ndc_unit: str = ""

    @property
    def days(self) -> int:
        """How many days the line spans, both ends included; 1 when no date is known."""
        return (self.through - self.on).days + 1 if self.on and self.through and self.through > self.on else 1


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `sex` is M, F, U or empty; `age_years` is worked out from `born` where a rule needs it. `filing` is the
    claim filing indicator of the payer (MB, MA, MC, CI, BL ...); `responsibility` its turn (P, S, T); `received` the day it
    is (to be) filed. `original_reference` is the payer's number of the claim that this one replaces (REF F8). `patient` tells
    one patient's claims from another's while the process lives: a keyed digest, never the member id; empty when unknown."""

    id: str
    kind: ClaimKind
    lines: tuple[ClaimLine, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    charge: Decimal = Decimal(0)
    payer_id: str = ""
    payer_name: str = ""
    filing: str = ""
    place_of_service: str = ""
    bill_type: str = ""
    frequency: str = "1"
    born: date | None = None
    sex: str = ""
    billing: Provider = Provider()
    rendering: Provider = Provider()
    facility: Provider = Provider()
    statement_from: date | None = None
    statement_through: date | None = None
    admitted: date | None = None
    discharged: date | None = None
    discharge_status: str = ""
    drg: str = ""
    participating: bool = True
    received: date | None = None
    spot: Spot | None = None
    responsibility: str = ""
    attending: Provider = Provider()
    referring: Provider = Provider()
    original_reference: str = ""
    prior_authorization: str = ""
    clia: str = ""
    condition_codes: tuple[str, ...] = ()
    patient: str = ""

    @property
    def inpatient(self) -> bool:
        """Whether the type of bill is inpatient hospital (011x, 012x apart: Part B only) or an inpatient stay."""
        digits = self.bill_type.lstrip("0")
        return self.kind is ClaimKind.INSTITUTIONAL and digits[:2] in {"11", "18", "21", "41"}

    @property
    def on(self) -> date | None:
        """The date that stands for the claim: first service, else the statement's start."""
        dates = [line.on for line in self.lines if line.on]
        return min(dates) if dates else self.statement_from


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim (or a whole envelope) that could not be read: where, and why, without a word of patient data.

    `claims` says how many claims it stands for: 0 is a remark on an envelope whose claims came out all the same."""

    id: str
    segment: int
    element: str
    offset: int
    why: str
    claims: int = 1
    file: str = ""
