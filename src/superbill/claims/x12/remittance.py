"""Remittances: 835, 005010X221 with its addendum A1. One `Remittance` for each transaction, exact to the cent.

Memory holds one transaction; the guide asks payers for at most 10,000 claims in one. A claim that cannot be read comes out
as `Refused` before its remittance, which counts it; amounts are never made up to balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.x12.envelope import CONTROL, Envelope, element
from superbill.claims.x12.payments import ClaimPaymentDraft, is_patient
from superbill.claims.x12.segments import Segment, text_of
from superbill.claims.x12.vocabulary import REMITTANCE_ELEMENTS
from superbill.model.claim import Refused, Spot
from superbill.model.remittance import ClaimPayment, ProviderAdjustment, Remittance

GUIDE = "005010X221"
MOST_SEGMENTS = 50_000
_OUTSIDE_CLAIMS = frozenset({"CLP", "LX", "PLB", "TS3", "TS2"}) | CONTROL
"""What ends a claim."""
_COMPLETE = frozenset({"CLP", "LX", "PLB", "SE"})
Read: TypeAlias = Remittance | Refused


def x12_remittances(segments: Iterable[Segment], *, file: str = "") -> Iterator[Read]:
    """Remittances and refusals of a file's segments, in their order."""
    return RemittanceReader(file).read(segments)


class RemittanceReader:
    """Holds the envelope, the transaction that is open, and the segments of its open claim."""

    def __init__(self, file: str = "") -> None:
        self._file = file
        self._envelope = Envelope(file)
        self._claim: list[Segment] = []
        self._clear()

    def _clear(self) -> None:
        self._spot = Spot(0, 0)
        self._open = False
        self._head: dict[str, Segment] = {}
        self._payer = self._payer_id = self._payee = ""
        self._claims: list[ClaimPayment] = []
        self._adjustments: list[ProviderAdjustment] = []
        self._refused = 0

    def read(self, segments: Iterable[Segment]) -> Iterator[Read]:
        """Everything, with remarks on the envelope where they arise."""
        segment: Segment = ([""], 0, 0)
        for segment in segments:
            tag = segment[0][0]
            if self._claim:
                if tag not in _OUTSIDE_CLAIMS:
                    self._claim.append(segment)
                    if len(self._claim) > MOST_SEGMENTS:
                        yield from self._close_claim("")
                    continue
                yield from self._close_claim(tag)
            if tag in CONTROL:
                yield from self._control(tag, segment)
            elif tag == "CLP":
                self._claim = [segment]
            elif self._open:
                yield from self._above(segment)
        yield from self._close_claim("")
        yield from self._finish(segment, whole=False)
        yield from self._envelope.close(segment)

    def _control(self, tag: str, segment: Segment) -> Iterator[Read]:
        yield from self._finish(segment, whole=tag == "SE")
        yield from self._envelope.take(segment)
        if tag != "ST":
            return
        if self._envelope.kind != "835":
            yield self._refusal(segment, "ST01", "the transaction is no remittance (835)", 0)
        elif self._envelope.version[:10] != GUIDE:
            yield self._refusal(segment, "GS08", f"the version is not {GUIDE}, which 45 CFR 162.1602 asks for", 0)
        else:
            self._open, self._spot = True, Spot(segment[1], segment[2], "ST")

    def _finish(self, segment: Segment, *, whole: bool) -> Iterator[Read]:
        """The remittance that is open, if there is one; without its payment (BPR, TRN) it is refused with its claims."""
        if self._open:
            if not whole:
                self._refused += 1
                yield self._refusal(segment, "SE", "the remittance ends before its trailer: claims may be missing", 0)
            yield from self._remittance(segment)
        self._clear()

    def _remittance(self, end: Segment) -> Iterator[Read]:
        at = self._head.get("BPR", end)
        try:
            payment = self._needed("BPR")
            trace = self._needed("TRN")
            credit = element(payment, 3)
            if credit not in ("C", "D"):
                raise Fault("BPR03", "is neither C (credit) nor D (debit)")
            paid = values.amount(element(payment, 2), "BPR02")
        except Fault as fault:
            yield self._refusal(at, fault.element, fault.why, len(self._claims))
            return
        days = []
        for tag, index, name in (("BPR", 16, "BPR16"), ("405", 2, "DTM02")):
            day = None
            segment = self._head.get(tag, end)
            try:
                text = element(segment[0], index) if tag in self._head else ""
                day = values.day(text, name) if text else None
            except Fault as fault:
                yield self._refusal(segment, fault.element, f"{fault.why}; the remittance is read without it", 0)
            days.append(day)
        yield Remittance(
            trace=element(trace, 2),
            payer_name=self._payer,
            payer_id=self._payer_id or element(trace, 3),
            payee=self._payee,
            paid=paid,
            credit=credit == "C",
            method=element(payment, 4),
            on=days[0],
            produced=days[1],
            claims=tuple(self._claims),
            adjustments=tuple(self._adjustments),
            refused=self._refused,
            spot=self._spot,
        )

    def _needed(self, tag: str) -> list[str]:
        if tag not in self._head:
            raise Fault(tag, "is missing")
        return self._head[tag][0]

    def _above(self, segment: Segment) -> Iterator[Refused]:
        """A segment of the transaction outside claims."""
        elements = segment[0]
        tag = elements[0]
        try:
            most = REMITTANCE_ELEMENTS.get(tag)
            if most is None:
                raise Fault("segment id", "the segment is unknown")
            if len(elements) > most + 1:
                raise Fault(tag, f"has more than {most} elements: it has swallowed what follows")
            if is_patient(elements):
                raise Fault("CLP", "a patient (NM1 QC) without the CLP segment of the claim")
            self._header(tag, segment)
            if tag == "PLB":
                self._provider_adjustments(elements, Spot(segment[1], segment[2], "PLB"))
        except Fault as fault:
            self._refused += 1
            yield self._refusal(segment, fault.element, fault.why, int(is_patient(elements)))

    def _header(self, tag: str, segment: Segment) -> None:
        elements = segment[0]
        if tag in ("BPR", "TRN"):
            self._head[tag] = segment
        elif tag == "DTM":
            self._head[element(elements, 1)] = segment
        elif tag == "N1":
            if element(elements, 1) == "PR":
                self._payer, self._payer_id = text_of(element(elements, 2)), element(elements, 4)
            elif element(elements, 1) == "PE":
                self._payee = element(elements, 4)
        elif tag == "REF" and element(elements, 1) == "2U":
            self._payer_id = self._payer_id or element(elements, 2)

    def _provider_adjustments(self, elements: list[str], spot: Spot) -> None:
        """PLB: provider, end of the fiscal year, then pairs of reason with reference, and amount."""
        year_end = values.day(element(elements, 2), "PLB02")
        for index in range(3, len(elements), 2):
            if not elements[index] and not element(elements, index + 1):
                continue
            reason, _, reference = elements[index].partition(self._envelope.component)
            amount = values.amount(element(elements, index + 1), f"PLB{index + 1:02}")
            self._adjustments.append(
                ProviderAdjustment(element(elements, 1), year_end, reason, reference, amount, spot)
            )

    def _close_claim(self, follows: str) -> Iterator[Refused]:
        segments, self._claim = self._claim, []
        if not segments:
            return
        at = segments[0]
        name = element(at[0], 1)
        try:
            self._check_place(follows, len(segments))
            draft = ClaimPaymentDraft(self._envelope.component)
            for at in segments:
                draft.take(at)
            self._claims.append(draft.built())
        except Fault as fault:
            self._refused += 1
            claims = max(1, sum(is_patient(one[0]) for one in segments))
            yield self._refusal(at, fault.element, fault.why, claims, name[: values.LONGEST_ID])

    def _check_place(self, follows: str, count: int) -> None:
        if not self._open:
            raise Fault("CLP", f"a claim outside an 835 transaction of version {GUIDE}")
        if count > MOST_SEGMENTS:
            raise Fault("CLP", f"the claim has more than {MOST_SEGMENTS} segments")
        if follows not in _COMPLETE:
            raise Fault("CLP", "the file or transaction ends before the end of the claim is certain (no SE)")

    def _refusal(self, segment: Segment, name: str, why: str, claims: int, claim: str = "") -> Refused:
        return Refused(claim, segment[1], name, segment[2], why, claims, self._file)
