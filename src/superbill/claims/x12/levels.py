"""The levels above a claim: billing provider (HL 20), subscriber (HL 22) and patient (HL 23), 005010X222 and X223, 2000A-C.

A level whose segments are damaged, doubled or out of place is not trusted: its claims are refused with that fault, up to the
next level of the kind. Nothing of names and member ids is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.patients import patient_key
from superbill.claims.x12.envelope import element
from superbill.claims.x12.segments import Segment, text_of
from superbill.claims.x12.vocabulary import MOST_ELEMENTS
from superbill.model.claim import Provider, Refused

BILLING, SUBSCRIBER, PATIENT = "20", "22", "23"
_ENTITIES = {BILLING: frozenset({"85", "87", "PE"}), SUBSCRIBER: frozenset({"IL", "PR"}), PATIENT: frozenset({"QC"})}
_ONCE = frozenset({"85", "87", "IL", "PR", "QC", "SBR", "PAT"})
_CLAIM_ONLY = frozenset({"HI", "LX", "SV1", "SV2", "CL1", "CLM"})


@dataclass(slots=True)
class Level:
    """One hierarchical level as far as it has been read. `fault` says where and why it cannot be trusted."""

    kind: str
    number: str
    parent: str = ""
    seen: set[str] = field(default_factory=set)
    fault: Refused | None = None
    npi: str = ""
    taxonomy: str = ""
    state: str = ""
    zip_code: str = ""
    born: date | None = None
    sex: str = ""
    payer_id: str = ""
    payer_name: str = ""
    filing: str = ""
    responsibility: str = ""
    member: str = ""
    """Digest of member id and first name."""

    @property
    def provider(self) -> Provider:
        """The billing provider."""
        return values.provider(self.npi, self.taxonomy, self.state, self.zip_code)


class Levels:
    """The levels in force at a place of a transaction."""

    def __init__(self, today: date, file: str = "") -> None:
        self._today = today
        self._file = file
        self.billing: Level | None = None
        self.subscriber: Level | None = None
        self.patient: Level | None = None
        self._entity = ""

    @property
    def current(self) -> Level | None:
        """The lowest level that is open."""
        return self.patient or self.subscriber or self.billing

    def clear(self) -> None:
        """At the start and end of a transaction there is none."""
        self.billing = self.subscriber = self.patient = None

    @property
    def patient_digest(self) -> str:
        """Tells the patient at this place from others: member, first name, birth date and sex, as a keyed digest."""
        subscriber = self.subscriber
        if subscriber is None or not subscriber.member:
            return ""
        patient = self.patient or subscriber
        return patient_key(subscriber.member, patient.member, str(patient.born or ""), patient.sex)

    @property
    def fault(self) -> Refused | None:
        """Why claims at this place cannot be trusted: the fault of a level above them, or that there is none."""
        for level in (self.billing, self.subscriber, self.patient):
            if level is not None and level.fault is not None:
                return level.fault
        return None

    def take(self, segment: Segment) -> Refused | None:
        """One segment between HL and CLM. Returns a fault that no level could take on (before the first HL)."""
        try:
            self._take(segment[0])
        except Fault as fault:
            return self.damage(Refused("", segment[1], fault.element, segment[2], fault.why, 0, self._file))
        return None

    def damage(self, fault: Refused) -> Refused | None:
        """Sets the lowest level down as not to be trusted; hands the fault back when there is no level."""
        level = self.current
        if level is None:
            return fault
        level.fault = level.fault or fault
        return None

    def _take(self, elements: list[str]) -> None:
        tag = elements[0]
        most = MOST_ELEMENTS.get(tag)
        if most is None:
            raise Fault("segment id", "the segment is unknown")
        if tag == "HL":
            self._open(elements)
        if len(elements) > most + 1:
            raise Fault(tag, f"has more than {most} elements")
        if tag in _CLAIM_ONLY:
            raise Fault(tag, "belongs to a claim, and no claim is open")
        level = self.current
        if level is None or tag == "HL":
            return
        if tag == "NM1":
            self._name(level, elements)
        elif tag == "SBR":
            self._once(level, tag, SUBSCRIBER)
            level.responsibility, level.filing = element(elements, 1), element(elements, 9)
        elif tag == "PAT":
            self._once(level, tag, SUBSCRIBER if level is self.subscriber else PATIENT)
        elif tag == "DMG":
            self._demographics(level, elements)
        elif tag == "PRV":
            level.taxonomy = element(elements, 3) if element(elements, 2) in ("PXC", "ZZ") else level.taxonomy
        elif tag == "N4" and self._entity == "85":
            level.state, level.zip_code = element(elements, 2), element(elements, 3)

    def _open(self, elements: list[str]) -> None:
        number, parent, kind = element(elements, 1), element(elements, 2), element(elements, 3)
        self._entity = ""
        self.patient = None
        if kind == BILLING:
            self.billing, self.subscriber = Level(kind, number), None
        elif kind == PATIENT:
            self.patient = Level(kind, number, parent)
            self._check_parent(parent, self.subscriber)
        else:
            self.subscriber = Level(SUBSCRIBER, number, parent)
            if kind != SUBSCRIBER:
                raise Fault("HL03", "is none of 20, 22, 23")
            self._check_parent(parent, self.billing)

    def _check_parent(self, parent: str, above: Level | None) -> None:
        if above is None or above.number != parent:
            raise Fault("HL02", "is not the number of the level above: a level is missing or damaged")

    def _once(self, level: Level, mark: str, kind: str) -> None:
        if level.kind != kind:
            raise Fault(mark, "is out of place: an HL segment is missing or damaged", level_lost=True)
        if mark in level.seen and mark in _ONCE:
            raise Fault(mark, "comes twice in one level: an HL segment is missing or damaged", level_lost=True)
        level.seen.add(mark)

    def _name(self, level: Level, elements: list[str]) -> None:
        self._entity = entity = element(elements, 1)
        if entity not in _ENTITIES[level.kind]:
            raise Fault("NM101", "is out of place: an HL segment is missing or damaged")
        self._once(level, entity, level.kind)
        if entity == "85":
            level.npi = element(elements, 9) if element(elements, 8) == "XX" else ""
        elif entity in ("IL", "QC"):
            level.member = patient_key(element(elements, 9), element(elements, 4))
        elif entity == "PR":
            level.payer_id = element(elements, 9)
            level.payer_name = text_of(element(elements, 3))

    def _demographics(self, level: Level, elements: list[str]) -> None:
        born = element(elements, 2)
        level.born = values.service_day(born, "DMG02", self._today) if born else None
        level.sex = values.sex(element(elements, 3), "DMG03")
