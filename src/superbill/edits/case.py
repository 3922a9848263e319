"""A claim laid out for the rules: its lines by day of service, each with the facts of its code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from superbill.edits.diagnosis_facts import DiagnosisFacts
from superbill.edits.facts import ANSWERS_KEPT, CODES_KEPT, Epoch, Facts, Kept
from superbill.edits.grouper import Grouper
from superbill.edits.payers import Policy
from superbill.edits.procedure_facts import ProcedureFacts
from superbill.kb.store import KnowledgeBase
from superbill.model.claim import Claim, ClaimKind, ClaimLine, DiagnosisRole
from superbill.model.codes import System
from superbill.model.edits import Setting
from superbill.model.finding import Finding
from superbill.model.periods import day_number

OLDEST = date(1966, 7, 1)
"""The first day of Medicare: a date before it is a slip."""


ZERO = Decimal(0)
MOST_UNITS = Decimal(1_000_000)


def usable(number: Decimal, most: Decimal = Decimal(10**12)) -> Decimal:
    """A number from a claim to reckon with: 0 for what is none or negative, no more than `most`."""
    return min(number, most) if number.is_finite() and number > ZERO else ZERO


class ServiceLine:
    """A claim line with a code and a usable date."""

    __slots__ = (
        "charge", "code", "facts", "last_day", "line", "marks", "minutes", "number", "on", "place", "practitioner", "units",
    )  # fmt: skip

    def __init__(self, line: ClaimLine, code: str, on: date, facts: ProcedureFacts, claim: Claim) -> None:
        self.line = line
        self.number = line.number
        self.code = code
        self.on = on
        self.last_day = line.through if line.through is not None and line.through > on else on
        self.facts = facts
        self.marks = line.modifiers
        """The modifiers in their order."""
        self.units = usable(line.units, MOST_UNITS)
        self.charge = usable(line.charge)
        self.minutes = None if line.minutes is None else usable(line.minutes, MOST_UNITS)
        self.place = line.place_of_service or claim.place_of_service
        self.practitioner = line.rendering.number if line.rendering is not None else ""

    @property
    def shown(self) -> str:
        """The code with its modifiers: `99213-25`."""
        return "-".join((self.code, *self.marks))


class Day:
    """The lines of one date of service, in the claim's order; `number` is the day as yyyymmdd."""

    __slots__ = ("codes", "epoch", "lines", "marks", "number", "numbers", "on", "passes")

    def __init__(self, on: date, epoch: Epoch) -> None:
        self.on = on
        self.number = day_number(on) or 0
        self.epoch = epoch
        self.lines: list[ServiceLine] = []
        self.numbers: tuple[int, ...] = ()
        self.codes: frozenset[str] = frozenset()
        self.marks: frozenset[str] = frozenset()
        """All modifiers of the day."""
        self.passes: dict[tuple[str, int], Finding] = {}
        """Passes of these line numbers on this day, shared between claims."""


class CodedDiagnosis:
    """A diagnosis of the claim with its facts; `position` counts from 1, `first` is the principal or first-listed one."""

    __slots__ = ("code", "facts", "first", "position", "role")

    def __init__(self, code: str, role: DiagnosisRole, position: int, first: bool, facts: DiagnosisFacts) -> None:
        self.code = code
        self.role = role
        self.position = position
        self.first = first
        self.facts = facts


class Case:
    """One claim for the rules. `days` hold the lines that have a code and a usable date; `history` is None when nobody
    gave the earlier claims of the patient."""

    __slots__ = (
        "claim", "day", "days", "diagnoses", "epoch", "facts", "history", "inpatient", "lines", "maker", "on", "passes", "policy", "professional",
        "setting", "spans", "strays", "today",
    )  # fmt: skip

    def __init__(self, maker: CaseMaker, claim: Claim, policy: Policy, history: Sequence[Claim] | None) -> None:
        self.maker = maker
        self.facts = maker.facts
        self.claim = claim
        self.policy = policy
        self.history = history
        self.today = maker.today
        self.inpatient = claim.inpatient
        self.professional = claim.kind is not ClaimKind.INSTITUTIONAL
        self.setting = Setting.PRACTITIONER if self.professional else Setting.OUTPATIENT
        self.spans = False
        self.strays: list[ClaimLine] = []
        """Lines whose code has the shape of no procedure code."""
        self.days = self._by_day(claim, maker)
        self.lines = [line for day in self.days for line in day.lines]
        self.on = self._stands_for(claim)
        self.epoch = maker.facts.epoch(self.on)
        self.day = day_number(self.on) or 0
        """The date that stands for the claim, as yyyymmdd."""
        self.passes = maker.shared_passes((), self.on, policy)
        self.diagnoses = self._diagnoses(claim, maker)

    def _by_day(self, claim: Claim, maker: CaseMaker) -> list[Day]:
        days: dict[date, Day] = {}
        for line in claim.lines:
            on = line.on
            if on is None or not line.code or not OLDEST <= on <= maker.latest:
                continue
            day = days.get(on)
            if day is None:
                day = days[on] = Day(on, maker.facts.epoch(on))
            code = line.code.strip().upper()
            facts = maker.procedure(code, day.epoch)
            if facts.system is None:
                self.strays.append(line)
                continue
            if line.through is not None and line.through > on:
                self.spans = True
            day.lines.append(ServiceLine(line, code, on, facts, claim))
        for day in days.values():
            day.numbers = tuple([line.number for line in day.lines])
            day.codes = frozenset([line.code for line in day.lines])
            day.marks = frozenset([mark for line in day.lines for mark in line.marks])
            day.passes = maker.shared_passes(day.numbers, day.on, self.policy)
        return [day for day in days.values() if day.lines]

    def _stands_for(self, claim: Claim) -> date:
        """Discharge of a stay (the Medicare Code Editor's date), else the first service; today when there is none."""
        if self.inpatient:
            found = claim.discharged or claim.statement_through or claim.statement_from
        else:
            found = min((day.on for day in self.days), default=claim.statement_from)
        return found if found is not None and OLDEST <= found <= self.maker.latest else self.today

    def _diagnoses(self, claim: Claim, maker: CaseMaker) -> list[CodedDiagnosis]:
        """Those that stand on lines or for the stay, not the admitting one and reasons for the visit."""
        found: list[CodedDiagnosis] = []
        principal = any(diagnosis.role is DiagnosisRole.PRINCIPAL for diagnosis in claim.diagnoses)
        for position, diagnosis in enumerate(claim.diagnoses, 1):
            if diagnosis.role in (DiagnosisRole.ADMITTING, DiagnosisRole.REASON) or not diagnosis.code:
                continue
            if diagnosis.system is not System.ICD10CM:
                continue
            first = diagnosis.role is DiagnosisRole.PRINCIPAL if principal else position == 1
            code = diagnosis.code.replace(".", "").strip().upper()
            facts = maker.diagnosis(code, self.epoch)
            found.append(CodedDiagnosis(code, diagnosis.role, position, first, facts))
        return found

    @property
    def charged(self) -> Decimal:
        """What is charged on all lines."""
        return sum([usable(line.charge) for line in self.claim.lines], ZERO)

    @property
    def age(self) -> int | None:
        """Completed years on the day of admission or service; None without a birth date before it."""
        born, on = self.claim.born, (self.claim.admitted if self.inpatient else None) or self.on
        if born is None or born > on:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    @property
    def place_provider(self) -> tuple[str, str]:
        """State and ZIP code of the place of service: the facility, else the billing provider."""
        claim = self.claim
        facility = claim.facility
        if facility.zip_code or facility.state:
            return facility.state, facility.zip_code
        return claim.billing.state, claim.billing.zip_code


class CaseMaker:
    """Lays claims out; keeps the facts of codes between claims."""

    def __init__(self, kb: KnowledgeBase, today: date) -> None:
        self.facts = Facts(kb)
        self.today = today
        self.latest = today + timedelta(days=3_650)
        """Later dates are slips; rules are not asked about them."""
        self.passes: Kept[tuple[object, ...], Finding] = Kept(ANSWERS_KEPT)
        self.grouper = Grouper()
        self._shared: Kept[tuple[object, ...], dict[tuple[str, int], Finding]] = Kept(CODES_KEPT)
        self._procedures: Kept[tuple[str, Epoch], ProcedureFacts] = Kept(CODES_KEPT)
        self._diagnoses: Kept[tuple[str, Epoch], DiagnosisFacts] = Kept(2 * CODES_KEPT)

    def case(self, claim: Claim, policy: Policy, history: Sequence[Claim] | None = None) -> Case:
        """One claim, laid out."""
        return Case(self, claim, policy, history)

    def shared_passes(self, numbers: tuple[int, ...], on: date, policy: Policy) -> dict[tuple[str, int], Finding]:
        """Passes by rule and release, of all claims with these line numbers on this day."""
        key = (numbers, on, policy.stale_days)
        found = self._shared.get(key)
        return self._shared.keep(key, {}) if found is None else found

    def procedure(self, code: str, epoch: Epoch) -> ProcedureFacts:
        """The facts of a procedure code."""
        key = (code, epoch)
        return self._procedures.get(key) or self._procedures.keep(key, ProcedureFacts(self.facts, epoch, code))

    def diagnosis(self, code: str, epoch: Epoch) -> DiagnosisFacts:
        """The facts of a diagnosis code."""
        key = (code, epoch)
        return self._diagnoses.get(key) or self._diagnoses.keep(key, DiagnosisFacts(self.facts, epoch, code))


def charged(lines: Sequence[ServiceLine]) -> Decimal:
    """What is charged on lines."""
    return sum([line.charge for line in lines], Decimal(0))
