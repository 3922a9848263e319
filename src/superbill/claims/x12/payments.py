"""One claim of an 835 while its segments come in: loops 2100 (CLP) and 2110 (SVC), 005010X221."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.x12.envelope import element
from superbill.claims.x12.segments import Segment
from superbill.claims.x12.vocabulary import REMITTANCE_ELEMENTS
from superbill.model.claim import Spot
from superbill.model.remittance import Adjustment, ClaimPayment, LinePayment

GROUPS = frozenset({"CO", "PR", "OA", "PI"})
_ADJUSTMENTS_OF_SEGMENT = 6
_MIA_REMARKS = (5, 20, 21, 22, 23)
_MOA_REMARKS = (3, 4, 5, 6, 7)
_ONE = Decimal(1)
_REVENUE = "NU"


def is_patient(elements: list[str]) -> bool:
    """Whether a segment names the patient, which each claim does once."""
    return elements[0] == "NM1" and element(elements, 1) == "QC"


class ClaimPaymentDraft:
    """What a claim's segments have said so far; `adjustments`, `amounts` and `dates` are those of the open line or, before
    the first SVC, of the claim."""

    def __init__(self, component: str) -> None:
        self._component = component
        self._spot = Spot(0, 0)
        self._claim: ClaimPayment | None = None
        self._lines: list[LinePayment] = []
        self._line: LinePayment | None = None
        self._adjustments: list[Adjustment] = []
        self._amounts: list[tuple[str, Decimal]] = []
        self._remarks: list[str] = []
        self._dates: dict[str, date] = {}
        self._control = ""
        self._rendering = ""
        self._patient = False

    def take(self, segment: Segment) -> None:
        """One segment. Raises `Fault`."""
        elements, number, offset = segment
        tag = elements[0]
        most = REMITTANCE_ELEMENTS.get(tag)
        if most is None:
            raise Fault("segment id", "the segment is unknown")
        if len(elements) > most + 1:
            raise Fault(tag, f"has more than {most} elements: it has swallowed what follows")
        handler = HANDLERS.get(tag)
        if handler is not None:
            self._spot = Spot(number, offset, tag)
            handler(self, elements)

    def built(self) -> ClaimPayment:
        """The claim with its lines."""
        self._close()
        if self._claim is None:
            raise Fault("CLP", "is missing")
        return replace(self._claim, lines=tuple(self._lines), rendering=self._rendering)

    def _close(self) -> None:
        """Hands what came in to the open line, or to the claim."""
        if self._line is not None:
            on = self._dates.get("472") or self._dates.get("150")
            self._lines.append(
                replace(
                    self._line,
                    on=on,
                    through=self._dates.get("151"),
                    adjustments=tuple(self._adjustments),
                    remarks=tuple(self._remarks),
                    control=self._control,
                    amounts=tuple(self._amounts),
                )
            )
        elif self._claim is not None:
            self._claim = replace(
                self._claim,
                adjustments=tuple(self._adjustments),
                remarks=tuple(self._remarks),
                amounts=tuple(self._amounts),
                statement_from=self._dates.get("232"),
                statement_through=self._dates.get("233"),
                received=self._dates.get("050"),
            )
        self._adjustments, self._amounts, self._remarks, self._dates, self._control = [], [], [], {}, ""

    def _head(self, elements: list[str]) -> None:
        weight = element(elements, 12)
        self._claim = ClaimPayment(
            id=values.claim_id(element(elements, 1), "CLP01"),
            status=_needed(elements, 2, "CLP02"),
            charge=values.amount(element(elements, 3), "CLP03"),
            paid=values.amount(element(elements, 4), "CLP04"),
            patient_responsibility=values.amount(element(elements, 5) or "0", "CLP05"),
            filing=element(elements, 6),
            payer_control=element(elements, 7),
            facility=element(elements, 8),
            frequency=element(elements, 9),
            drg=element(elements, 11),
            drg_weight=values.amount(weight, "CLP12") if weight else None,
            spot=self._spot,
        )

    def _service(self, elements: list[str]) -> None:
        self._close()
        qualifier, code, modifiers = self._procedure(element(elements, 1), "SVC01")
        original = element(elements, 6)
        _, was, was_modified = self._procedure(original, "SVC06") if original else ("", "", ())
        units, was_units = element(elements, 5), element(elements, 7)
        revenue = element(elements, 4)
        self._line = LinePayment(
            number=len(self._lines) + 1,
            code="" if qualifier == _REVENUE else code,
            charge=values.amount(element(elements, 2), "SVC02"),
            paid=values.amount(element(elements, 3) or "0", "SVC03"),
            qualifier=qualifier,
            modifiers=modifiers,
            revenue_code=(code if qualifier == _REVENUE else revenue).zfill(4)
            if revenue or qualifier == _REVENUE
            else "",
            units=values.amount(units, "SVC05") if units else _ONE,
            original_code=was,
            original_modifiers=was_modified,
            original_units=values.amount(was_units, "SVC07") if was_units else None,
            spot=self._spot,
        )

    def _procedure(self, composite: str, name: str) -> tuple[str, str, tuple[str, ...]]:
        parts = composite.split(self._component)
        if len(parts) < 2:
            raise Fault(name, f"is not qualifier and code, separated by {self._component!r} as ISA16 says")
        code = parts[1].strip().upper()
        if not code or not code.isalnum():
            raise Fault(f"{name}-2", "is no code")
        return parts[0], code, values.modifiers(parts[2:6], f"{name}-3")

    def _adjust(self, elements: list[str]) -> None:
        """CAS: a group, then up to six triples of reason, amount and quantity."""
        group = element(elements, 1)
        if group not in GROUPS:
            raise Fault("CAS01", "is none of CO, PR, OA, PI")
        for index in range(2, 2 + 3 * _ADJUSTMENTS_OF_SEGMENT, 3):
            reason, amount, quantity = (element(elements, index + place) for place in range(3))
            if not (reason or amount or quantity):
                continue
            if not reason:
                raise Fault(f"CAS{index:02}", "an amount without its reason")
            self._adjustments.append(
                Adjustment(
                    group,
                    reason,
                    values.amount(amount, f"CAS{index + 1:02}"),
                    values.amount(quantity, f"CAS{index + 2:02}") if quantity else None,
                    self._spot,
                )
            )

    def _date(self, elements: list[str]) -> None:
        if element(elements, 2):
            self._dates[element(elements, 1)] = values.day(element(elements, 2), "DTM02")

    def _amount(self, elements: list[str]) -> None:
        self._amounts.append((element(elements, 1), values.amount(element(elements, 2), "AMT02")))

    def _remark(self, elements: list[str]) -> None:
        if element(elements, 2):
            self._remarks.append(element(elements, 2))

    def _inpatient(self, elements: list[str]) -> None:
        self._remarks += [code for index in _MIA_REMARKS if (code := element(elements, index))]

    def _outpatient(self, elements: list[str]) -> None:
        self._remarks += [code for index in _MOA_REMARKS if (code := element(elements, index))]

    def _reference(self, elements: list[str]) -> None:
        if element(elements, 1) == "6R" and self._line is not None:
            self._control = element(elements, 2)

    def _name(self, elements: list[str]) -> None:
        if is_patient(elements):
            if self._patient:
                raise Fault("NM1", "a second patient in one claim: a CLP segment is missing or damaged")
            self._patient = True
        if element(elements, 1) == "82" and element(elements, 8) == "XX":
            self._rendering = element(elements, 9)


def _needed(elements: list[str], index: int, name: str) -> str:
    text = element(elements, index)
    if not text:
        raise Fault(name, "is missing")
    return text


HANDLERS: dict[str, Callable[[ClaimPaymentDraft, list[str]], None]] = {
    "CLP": ClaimPaymentDraft._head,
    "SVC": ClaimPaymentDraft._service,
    "CAS": ClaimPaymentDraft._adjust,
    "DTM": ClaimPaymentDraft._date,
    "AMT": ClaimPaymentDraft._amount,
    "LQ": ClaimPaymentDraft._remark,
    "MIA": ClaimPaymentDraft._inpatient,
    "MOA": ClaimPaymentDraft._outpatient,
    "REF": ClaimPaymentDraft._reference,
    "NM1": ClaimPaymentDraft._name,
}
