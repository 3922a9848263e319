"""A claim of an 837 while its segments come in (loops 2300 to 2430): what 837P and 837I have in common.

Each segment that matters has a method; segments of the guides that do not matter here are passed over; all others, doubled
ones and ones out of place are faults. Amounts, units, dates and codes are checked for form, not for meaning.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Set
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.x12.envelope import element
from superbill.claims.x12.levels import Levels
from superbill.claims.x12.lines import LineDraft
from superbill.claims.x12.segments import Segment
from superbill.claims.x12.vocabulary import MOST_ELEMENTS
from superbill.model.claim import Claim, ClaimKind, Diagnosis, DiagnosisRole, Procedure, Provider, Spot
from superbill.model.codes import System

_ABOVE = frozenset({"85", "87", "PE", "QC", "40", "41", "IL", "PR"})
"""NM101 of the levels above, which a claim has only in the loops of other payers (2320, 2330)."""
_NOBODY = Provider()
_PERIODS = frozenset({"434", "435", "096"})
_REFERENCES = frozenset({"F8", "G1", "X4"})


def longest_without(foreign: Set[str]) -> Mapping[str, int]:
    """Segments of a claim but those of the other form, with their greatest length."""
    return MappingProxyType({tag: most + 1 for tag, most in MOST_ELEMENTS.items() if tag not in foreign})


class Draft(ABC):
    """What a claim's segments have said so far. Subclasses name their form, their service segment and their limits."""

    kind: ClassVar[ClaimKind]
    guide: ClassVar[str]
    service: ClassVar[str]
    facility_qualifier: ClassVar[str]
    most_lines: ClassVar[int]
    longest: ClassVar[Mapping[str, int]]
    """How many elements, with its id, each segment of the form may have."""
    diagnosis_qualifiers: ClassVar[Mapping[str, tuple[DiagnosisRole, System]]]

    def __init__(self, levels: Levels, component: str, today: date, received: date | None) -> None:
        self.levels = levels
        self.component = component
        self.today = today
        self.received = received
        self.id = self.place = self.frequency = self.assignment = ""
        self.drg = self.discharge_status = ""
        self.charge = Decimal(0)
        self.spot = Spot(0, 0)
        self.diagnoses: list[Diagnosis] = []
        self.procedures: list[Procedure] = []
        self.conditions: list[str] = []
        self.dates: dict[str, tuple[date, date] | None] = {}
        self.references: dict[str, str] = {}
        self.providers: dict[str, Provider] = {}
        self.lines: list[LineDraft] = []
        self.line: LineDraft | None = None
        self.other_payer = False
        self.entity = ""

    def take(self, segment: Segment) -> None:
        """One segment of the claim. Raises `Fault`."""
        elements, number, offset = segment
        tag = elements[0]
        if len(elements) > self.longest.get(tag, 0):
            raise self._misfit(tag)
        handler = HANDLERS.get(tag)
        if handler is not None:
            handler(self, elements)
        elif tag == self.service:
            self._service(elements)
        elif tag == "LX":
            self._start_line(elements, number, offset)
        elif tag == "CLM":
            self.spot = Spot(number, offset, "CLM")
            self._head(elements)

    def _misfit(self, tag: str) -> Fault:
        """Why a segment does not fit this form of claim."""
        if tag not in MOST_ELEMENTS:
            return Fault("segment id", "the segment is unknown")
        if tag not in self.longest:
            return Fault(tag, f"does not belong in an {self.guide}")
        return Fault(tag, f"has more than {MOST_ELEMENTS[tag]} elements: it has swallowed what follows")

    def built(self) -> Claim:
        """The claim, when all its segments are in. Raises `Fault`, saying which segment it is about."""
        if not self.lines:
            raise Fault("LX", "the claim has no service line", segment=(self.spot.segment, self.spot.offset))
        levels = self.levels
        subscriber, patient = levels.subscriber, levels.patient or levels.subscriber
        if levels.billing is None or subscriber is None or patient is None:
            raise Fault("HL", "the claim stands under no billing provider and subscriber")
        self._check_lines()
        period = self.dates.get("434")
        one_day = period[0] if period and period[0] == period[1] else None
        providers = self.providers
        return Claim(
            id=self.id,
            kind=self.kind,
            lines=tuple([line.built(one_day) for line in self.lines]),
            diagnoses=tuple(self.diagnoses),
            procedures=tuple(self.procedures),
            charge=self.charge,
            payer_id=subscriber.payer_id,
            payer_name=subscriber.payer_name,
            filing=subscriber.filing,
            place_of_service="" if self.kind is ClaimKind.INSTITUTIONAL else self.place,
            bill_type=f"0{self.place}{self.frequency}" if self.kind is ClaimKind.INSTITUTIONAL else "",
            frequency=self.frequency,
            born=patient.born,
            sex=patient.sex,
            billing=levels.billing.provider,
            rendering=providers.get("82", _NOBODY),
            facility=providers.get("77", _NOBODY),
            statement_from=period[0] if period else None,
            statement_through=period[1] if period else None,
            admitted=self._day("435"),
            discharged=self._discharged(),
            discharge_status=self.discharge_status,
            drg=self.drg,
            participating=self.assignment != "C",
            received=self.received,
            spot=self.spot,
            responsibility=subscriber.responsibility,
            attending=providers.get("71", _NOBODY),
            referring=providers.get("DN", _NOBODY),
            original_reference=self.references.get("F8", ""),
            prior_authorization=self.references.get("G1", ""),
            clia=self.references.get("X4", ""),
            condition_codes=tuple(self.conditions),
            patient=levels.patient_digest,
        )

    def _check_lines(self) -> None:
        for line in self.lines:
            if not line.served:
                raise Fault(
                    self.service, f"the line has no {self.service}", segment=(line.spot.segment, line.spot.offset)
                )

    def _discharged(self) -> date | None:
        return self._day("096")

    def _day(self, qualifier: str) -> date | None:
        found = self.dates.get(qualifier)
        return found[0] if found else None

    @abstractmethod
    def _service(self, elements: list[str]) -> None:
        """SV1 or SV2: what was done."""

    def _head(self, elements: list[str]) -> None:
        """CLM: the biller's number, the charge, place or bill type with frequency, assignment."""
        self.charge = values.charge(element(elements, 2), "CLM02")
        facility = element(elements, 5).split(self.component)
        if len(facility) != 3:
            raise Fault("CLM05", f"is not three components, separated by {self.component!r} as ISA16 says")
        if facility[1] != self.facility_qualifier:
            raise Fault("CLM05-2", f"the qualifier is not {self.facility_qualifier}, which an {self.guide} has")
        self.place, _, self.frequency = facility
        if len(self.place) != 2 or len(self.frequency) != 1 or not f"{self.place}{self.frequency}".isalnum():
            raise Fault("CLM05", "place has two characters, frequency one")
        self.assignment = element(elements, 7)

    def _start_line(self, elements: list[str], number: int, offset: int) -> None:
        count = len(self.lines) + 1
        if element(elements, 1) != str(count):
            raise Fault("LX01", f"is not {count}: a line is missing or its number is wrong")
        if count > self.most_lines:
            raise Fault("LX01", f"an {self.guide} takes {self.most_lines} lines")
        self.line = LineDraft(count, Spot(number, offset, "LX"))
        self.lines.append(self.line)
        self.other_payer = False
        self.entity = ""

    def _serve(self) -> LineDraft:
        """The line that a service segment belongs to."""
        line = self.line
        if line is None:
            raise Fault(self.service, "comes before LX")
        if line.served:
            raise Fault(self.service, "comes twice in a line")
        line.served = True
        return line

    def _quantity(self, line: LineDraft, unit: str, quantity: str, names: tuple[str, str]) -> None:
        if values.unit_of_measure(unit, names[0]) == "MJ":
            line.minutes = values.units(quantity, names[1])
        else:
            line.units = values.units(quantity, names[1])

    def _procedure(self, line: LineDraft, composite: str, name: str, qualifiers: tuple[str, ...]) -> None:
        parts = composite.split(self.component)
        if parts[0] not in qualifiers:
            raise Fault(f"{name}-1", f"the qualifier is not {' or '.join(qualifiers)}")
        line.code = values.procedure(element(parts, 1), f"{name}-2")
        if len(parts) > 2:
            line.modifiers = values.modifiers(parts[2:6], f"{name}-3")

    def _codes(self, elements: list[str]) -> None:
        """HI: diagnoses, procedures, DRG and condition codes, each element a composite that starts with its qualifier."""
        if self.line is not None:
            raise Fault("HI", "comes after LX: a CLM segment is missing or damaged")
        for index in range(1, len(elements)):
            parts = elements[index].split(self.component)
            if parts != [""]:
                self._code(parts, f"HI{index:02}")

    def _code(self, parts: list[str], name: str) -> None:
        known = self.diagnosis_qualifiers.get(parts[0])
        if known is None:
            raise Fault(f"{name}-1", f"the qualifier is not of an {self.guide}")
        role, system = known
        if role is DiagnosisRole.PRINCIPAL and any(one.role is role for one in self.diagnoses):
            raise Fault(f"{name}-1", "a second principal diagnosis")
        found = values.diagnosis(element(parts, 1), role, system, element(parts, 8))
        if found is None:
            raise Fault(
                f"{name}-2", f"has not the shape of an {system.label} code, which qualifier {parts[0]} asks for"
            )
        self.diagnoses.append(found)

    def _date(self, elements: list[str]) -> None:
        """DTP: 472 of a line; 434 statement, 435 admission, 096 discharge of a claim. Other dates are passed over."""
        qualifier = element(elements, 1)
        if self.line is not None:
            if qualifier == "472":
                if self.line.on is not None:
                    raise Fault("DTP01", "a second date of service (472) in one line")
                begin, end = self._span(elements)
                self.line.on = begin
                self.line.through = end if end != begin else None
        elif qualifier in _PERIODS:
            if qualifier in self.dates:
                raise Fault("DTP01", f"a second date {qualifier} in one claim")
            self.dates[qualifier] = None if element(elements, 2) == "TM" else self._span(elements)

    def _span(self, elements: list[str]) -> tuple[date, date]:
        form, text = element(elements, 2), element(elements, 3)
        if form == "D8":
            on = values.service_day(text, "DTP03", self.today)
            return on, on
        if form == "RD8":
            first, _, last = text.partition("-")
            return values.span(first, last, "DTP03", self.today)
        if form == "DT":
            on = values.service_day(text[:8], "DTP03", self.today)
            return on, on
        raise Fault("DTP02", "is none of D8, RD8, DT, TM")

    def _name(self, elements: list[str]) -> None:
        self.entity = entity = element(elements, 1)
        if self.other_payer:
            return
        if entity in _ABOVE:
            raise Fault("NM101", "is out of place: an HL segment is missing or damaged", level_lost=True)
        number = element(elements, 9) if element(elements, 8) == "XX" else ""
        found = values.provider(number)
        if self.line is None:
            self.providers.setdefault(entity, found)
        elif entity == "82":
            self.line.rendering = found

    def _speciality(self, elements: list[str]) -> None:
        if self.other_payer or element(elements, 2) not in ("PXC", "ZZ"):
            return
        taxonomy = element(elements, 3)
        if self.line is not None:
            if self.entity == "82" and self.line.rendering:
                self.line.rendering = values.provider(self.line.rendering.number, taxonomy)
        elif self.entity in self.providers:
            was = self.providers[self.entity]
            self.providers[self.entity] = values.provider(was.number, taxonomy, was.state, was.zip_code)

    def _place(self, elements: list[str]) -> None:
        if self.line is None and not self.other_payer and self.entity in self.providers:
            was = self.providers[self.entity]
            self.providers[self.entity] = values.provider(
                was.number, was.taxonomy, element(elements, 2), element(elements, 3)
            )

    def _reference(self, elements: list[str]) -> None:
        qualifier = element(elements, 1)
        if self.line is not None:
            if qualifier == "6R":
                self.line.control = element(elements, 2)
        elif qualifier in _REFERENCES and not self.other_payer:
            self.references[qualifier] = element(elements, 2)

    def _other_payer(self, _elements: list[str]) -> None:
        if self.line is not None:
            raise Fault("SBR", "comes after LX: an HL segment is missing or damaged", level_lost=True)
        self.other_payer = True

    def _lost_level(self, elements: list[str]) -> None:
        raise Fault(elements[0], "is out of place: an HL segment is missing or damaged", level_lost=True)

    def _drug(self, elements: list[str]) -> None:
        if self.line is not None and element(elements, 2) == "N4":
            self.line.ndc = element(elements, 3).replace("-", "")

    def _drug_quantity(self, elements: list[str]) -> None:
        if self.line is not None and self.line.ndc and element(elements, 4):
            self.line.ndc_quantity = values.units(element(elements, 4), "CTP04")
            self.line.ndc_unit = element(elements, 5).split(self.component)[0]

    def _admission(self, elements: list[str]) -> None:
        self.discharge_status = element(elements, 3)


HANDLERS: dict[str, Callable[[Draft, list[str]], None]] = {
    "HI": Draft._codes,
    "DTP": Draft._date,
    "NM1": Draft._name,
    "PRV": Draft._speciality,
    "N4": Draft._place,
    "REF": Draft._reference,
    "SBR": Draft._other_payer,
    "PAT": Draft._lost_level,
    "LIN": Draft._drug,
    "CTP": Draft._drug_quantity,
    "CL1": Draft._admission,
}
