"""The claims of an X12 file, one after the other: what is good comes out as `Claim`, what is not as `Refused`.

A claim runs from its CLM to the next CLM, HL or trailer. Whatever cannot be read is named; the next claim starts afresh.
A claim that swallowed others (their CLM is damaged) says how many: each service line numbered 1 was the start of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.x12.draft import Draft
from superbill.claims.x12.envelope import CONTROL, Envelope, element
from superbill.claims.x12.institutional import InstitutionalDraft
from superbill.claims.x12.levels import Levels
from superbill.claims.x12.professional import ProfessionalDraft
from superbill.claims.x12.segments import Segment
from superbill.claims.x12.strict import StrictModels
from superbill.model.claim import Claim, Refused

FORMS: dict[str, type[Draft]] = {"005010X222": ProfessionalDraft, "005010X223": InstitutionalDraft}
"""By the first ten characters of GS08; addenda (A1, A2, A3) change nothing that is read here."""
MOST_SEGMENTS = 50_000
"""Of one claim: 999 lines with everything the guides allow stay below."""
_ENDS = CONTROL | {"CLM", "HL"}
_COMPLETE = frozenset({"CLM", "HL", "SE"})
"""What may follow a claim that is whole."""


def x12_claims(
    segments: Iterable[Segment], *, today: date, file: str = "", strict: StrictModels | None = None
) -> Iterator[Claim | Refused]:
    """Claims and refusals of a file's segments, in their order; `strict` checks each claim by validated models, too."""
    return ClaimReader(today, file, strict).read(segments)


class ClaimReader:
    """Holds the envelope, the levels and the segments of the claim that is open."""

    def __init__(self, today: date, file: str = "", strict: StrictModels | None = None) -> None:
        self._strict = strict
        self._today = today
        self._file = file
        self._envelope = Envelope(file)
        self._levels = Levels(today, file)
        self._claim: list[Segment] = []
        self._received: date | None = None

    def read(self, segments: Iterable[Segment]) -> Iterator[Claim | Refused]:
        """Everything, with remarks on the envelope where they arise."""
        segment: Segment = ([""], 0, 0)
        for segment in segments:
            tag = segment[0][0]
            claim = self._claim
            if claim:
                if tag not in _ENDS:
                    claim.append(segment)
                    if len(claim) > MOST_SEGMENTS:
                        yield from self._close("")
                    continue
                yield from self._close(tag)
            yield from self._outside(tag, segment)
        yield from self._close("")
        yield from self._envelope.close(segment)

    def _outside(self, tag: str, segment: Segment) -> Iterator[Claim | Refused]:
        """A segment while no claim is open."""
        if tag == "CLM":
            self._claim = [segment]
        elif tag in CONTROL:
            yield from self._envelope.take(segment)
            self._levels.clear()
            if self._strict is not None:
                self._strict.keep(segment[0])
            if tag == "ST" and self._envelope.kind != "837":
                yield Refused(
                    "", segment[1], "ST01", segment[2], "the transaction holds no claims (837)", 0, self._file
                )
        elif self._envelope.kind == "837" and self._envelope.transaction is not None:
            yield from self._above(tag, segment)
        elif tag == "LX" and self._envelope.transaction is None:
            yield from self._headless(segment)

    def _above(self, tag: str, segment: Segment) -> Iterator[Refused]:
        if tag == "BHT":
            try:
                self._received = values.day(element(segment[0], 4), "BHT04")
            except Fault:
                self._received = None
        fault = self._levels.take(segment)
        if fault is not None:
            yield fault
        if self._strict is not None:
            self._strict.keep(segment[0])
        if tag == "LX":
            yield from self._headless(segment)

    def _headless(self, segment: Segment) -> Iterator[Refused]:
        """The first line of a claim whose CLM was not recognised."""
        if element(segment[0], 1) == "1":
            yield Refused("", segment[1], "CLM", segment[2], "service lines without their CLM segment", 1, self._file)

    def _close(self, follows: str) -> Iterator[Claim | Refused]:
        """The open claim, if there is one."""
        segments, self._claim = self._claim, []
        if segments:
            yield self._read(segments, follows)

    def _read(self, segments: list[Segment], follows: str) -> Claim | Refused:
        at = segments[0]
        name = element(at[0], 1)
        try:
            self._check_place(follows, len(segments))
            draft = FORMS[self._envelope.version[:10]](
                self._levels, self._envelope.component, self._today, self._received
            )
            draft.id = values.claim_id(name, "CLM01")
            for at in segments:
                draft.take(at)
            claim = draft.built()
            if self._strict is not None:
                at = segments[0]
                self._strict.check([one[0] for one in segments])
            return claim
        except Fault as fault:
            number, offset = fault.segment or (at[1], at[2])
            refused = Refused(
                name[: values.LONGEST_ID], number, fault.element, offset, fault.why, _starts(segments), self._file
            )
            if fault.level_lost:
                self._levels.damage(refused)
            return refused

    def _check_place(self, follows: str, count: int) -> None:
        """Whether a claim can be read here at all: inside an 837 of a version we know, under sound levels, and whole."""
        envelope = self._envelope
        transaction = envelope.transaction
        if transaction is None or envelope.kind != "837":
            raise Fault("CLM", "a claim outside an 837 transaction (ST)")
        if envelope.version[:10] not in FORMS:
            header = envelope.group or transaction
            raise Fault(
                "GS08" if envelope.group else "ST03",
                "the version is neither 005010X222 (837P) nor 005010X223 (837I), the standards of 45 CFR 162.1102",
                segment=(header.number, header.offset),
            )
        above = self._levels.fault
        if above is not None:
            raise Fault(above.element, f"a level above the claim: {above.why}", segment=(above.segment, above.offset))
        if count > MOST_SEGMENTS:
            raise Fault("CLM", f"the claim has more than {MOST_SEGMENTS} segments")
        if follows not in _COMPLETE:
            raise Fault("CLM", "the file or transaction ends before the end of the claim is certain (no SE)")


def _starts(segments: list[Segment]) -> int:
    """How many claims these segments were: at least one."""
    return max(1, sum(one[0][0] == "LX" and element(one[0], 1) == "1" for one in segments))
