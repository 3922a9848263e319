"""X12: a claim that is written reads back equal; a damaged file never crashes, loses a claim or repeats what it says.

The writer here is a small and obvious one, of its own reading of the guides (005010X222, 005010X223).
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from superbill.claims import read_claims, read_remittances
from superbill.errors import BadInput
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Provider, Refused
from superbill.model.remittance import Remittance

TODAY = date(2026, 12, 1)
BILLING = Provider("1234567893", "207Q00000X", "PA", "19104")
SECRETS = ("ZYLBERQUIST", "WILHELMINA", "MEMBER77", "HIDDENSTREET", "19510610")

codes = st.from_regex(r"[0-9A-V][0-9]{3}[0-9A-Z]", fullmatch=True)
diagnosis_codes = st.from_regex(r"[A-TV-Z][0-9][0-9A-Z]{1,5}", fullmatch=True)
days = st.dates(date(2020, 1, 1), TODAY)
amounts = st.decimals(0, 99_999, places=2)


@st.composite
def professional_claims(draw: st.DrawFn) -> Claim:
    found = draw(st.lists(diagnosis_codes, min_size=1, max_size=12, unique=True))
    lines = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        on = draw(days)
        extra = draw(st.integers(0, 5))
        minutes = draw(st.none() | st.integers(1, 400).map(Decimal))
        lines.append(
            ClaimLine(
                number=number,
                code=draw(codes),
                on=on,
                modifiers=tuple(draw(st.lists(st.sampled_from(["25", "59", "RT", "XU", "TC"]), max_size=4))),
                units=Decimal(1) if minutes else draw(st.decimals("0.1", 999, places=1)),
                charge=draw(amounts),
                through=on + timedelta(days=extra) if extra else None,
                place_of_service=draw(st.sampled_from(["", "11", "22"])),
                pointers=tuple(draw(st.lists(st.integers(1, len(found)), min_size=1, max_size=4))),
                minutes=minutes,
                ndc=draw(st.sampled_from(["", "00409379501"])),
                control=draw(st.from_regex(r"[A-Z0-9]{0,12}", fullmatch=True)),
            )
        )
    return Claim(
        id=draw(st.from_regex(r"[A-Z0-9][A-Z0-9 #-]{0,18}[A-Z0-9]", fullmatch=True)),
        kind=ClaimKind.PROFESSIONAL,
        lines=tuple(lines),
        diagnoses=tuple(
            Diagnosis(code, DiagnosisRole.OTHER if place else DiagnosisRole.PRINCIPAL)
            for place, code in enumerate(found)
        ),
        charge=sum((line.charge for line in lines), Decimal(0)),
        payer_id="12345",
        payer_name="GRANITE HEALTH",
        filing=draw(st.sampled_from(["MB", "CI", "MC"])),
        place_of_service=draw(st.sampled_from(["11", "22", "81"])),
        frequency=draw(st.sampled_from(["1", "7", "8"])),
        born=draw(st.dates(date(1920, 1, 1), TODAY)),
        sex=draw(st.sampled_from(["M", "F", "U"])),
        billing=BILLING,
        rendering=draw(st.sampled_from([Provider(), Provider("1003000126", "363L00000X")])),
        received=date(2026, 6, 1),
        responsibility="P",
        original_reference=draw(st.sampled_from(["", "ICN77"])),
    )


def written(claims: list[Claim], *, separators: str = "*:~", end: str = "") -> bytes:
    """A file of one transaction, each claim with a subscriber of its own."""
    element, component, terminator = separators
    body = ["ST*837*0001*005010X222A1", "BHT*0019*00*1*20260601*1200*CH", "NM1*41*2*DESK*****46*9"]
    body += ["PER*IC*DESK*TE*5550100", "NM1*40*2*RECEIVER*****46*8", "HL*1**20*1", "PRV*BI*PXC*207Q00000X"]
    body += ["NM1*85*2*QUARRY*****XX*1234567893", "N3*1 ROAD", "N4*PHILADELPHIA*PA*19104", "REF*EI*7"]
    for number, claim in enumerate(claims, 2):
        body += [f"HL*{number}*1*22*0", *subscriber(claim), *head(claim)]
        for line in claim.lines:
            body += service(line)
    body.append(f"SE*{len(body) + 1}*0001")
    isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260601*1200*^*00501*000000001*0*T*:"
    text = [isa, "GS*HC*S*R*20260601*1200*1*X*005010X222A1", *body, "GE*1*1", "IEA*1*000000001"]
    plain = "".join(f"{segment}\0{end}" for segment in text)
    return plain.replace("*", element).replace(":", component).replace("\0", terminator).encode()


def subscriber(claim: Claim) -> list[str]:
    return [
        f"SBR*P*18*******{claim.filing}",
        "NM1*IL*1*ZYLBERQUIST*WILHELMINA****MI*MEMBER77",
        "N3*HIDDENSTREET 1",
        f"DMG*D8*{claim.born:%Y%m%d}*{claim.sex}",
        "NM1*PR*2*GRANITE HEALTH*****PI*12345",
    ]


def head(claim: Claim) -> list[str]:
    body = [f"CLM*{claim.id}*{claim.charge}***{claim.place_of_service}:B:{claim.frequency}*Y*A*Y*Y"]
    if claim.original_reference:
        body.append(f"REF*F8*{claim.original_reference}")
    qualified = [f"{'ABF' if place else 'ABK'}:{one.code}" for place, one in enumerate(claim.diagnoses)]
    body.append("*".join(["HI", *qualified]))
    if claim.rendering.number:
        body += [f"NM1*82*1*DOC*A****XX*{claim.rendering.number}", f"PRV*PE*PXC*{claim.rendering.taxonomy}"]
    return body


def service(line: ClaimLine) -> list[str]:
    procedure = ":".join(["HC", line.code, *line.modifiers])
    unit, quantity = ("MJ", line.minutes) if line.minutes else ("UN", line.units)
    pointers = ":".join(map(str, line.pointers))
    assert line.on is not None
    period = f"RD8*{line.on:%Y%m%d}-{line.through:%Y%m%d}" if line.through else f"D8*{line.on:%Y%m%d}"
    body = [f"LX*{line.number}", f"SV1*{procedure}*{line.charge}*{unit}*{quantity}*{line.place_of_service}**{pointers}"]
    body.append(f"DTP*472*{period}")
    if line.control:
        body.append(f"REF*6R*{line.control}")
    if line.ndc:
        body.append(f"LIN**N4*{line.ndc}")
    return body


def read(raw: bytes) -> list[Claim | Refused]:
    """Everything in a file; nothing for one whose first segment is no longer a header."""
    try:
        return list(read_claims(io.BytesIO(raw), today=TODAY))
    except BadInput:
        return []


def without_spots(claim: Claim) -> Claim:
    return replace(claim, spot=None, patient="", lines=tuple(replace(line, spot=None) for line in claim.lines))


@given(
    st.lists(professional_claims(), min_size=1, max_size=4),
    st.sampled_from(["*:~", "|>!", "\x1d\x1f\x1c", "+^\n"]),
    st.sampled_from(["", "\r\n", "\n"]),
)
def test_what_is_written_reads_back_equal(claims: list[Claim], separators: str, end: str) -> None:
    found = read(written(claims, separators=separators, end=end))
    assert [without_spots(one) for one in found if isinstance(one, Claim)] == claims
    assert not [one for one in found if isinstance(one, Refused)]


OFFICE = written(
    [
        Claim(
            id=f"C{number}",
            kind=ClaimKind.PROFESSIONAL,
            lines=tuple(
                ClaimLine(place, "99213", date(2026, 2, 13), charge=Decimal(10), pointers=(1,)) for place in (1, 2)
            ),
            diagnoses=(Diagnosis("E1165", DiagnosisRole.PRINCIPAL),),
            charge=Decimal(20),
            filing="MB",
            place_of_service="11",
            born=date(1951, 6, 10),
            sex="F",
        )
        for number in range(1, 5)
    ]
)
PAYMENTS = (
    b"ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260701*1200*^*00501*000000003*0*T*:~"
    b"GS*HP*P*C*20260701*1200*1*X*005010X221A1~ST*835*0001~BPR*I*20*C*ACH************20260703~TRN*1*E1*19~"
    b"N1*PR*GRANITE~N1*PE*QUARRY*XX*1234567893~LX*1~"
    + b"".join(
        b"CLP*C%d*1*10*5*5*MB*I%d~NM1*QC*1*ZYLBERQUIST*WILHELMINA****MI*MEMBER77~SVC*HC:99213*10*5~"
        b"DTM*472*20260213~CAS*PR*2*5~" % (number, number)
        for number in range(4)
    )
    + b"SE*28*0001~GE*1*1~IEA*1*000000003~"
)


def reported(found: list[Claim | Refused]) -> int:
    return sum(one.claims if isinstance(one, Refused) else 1 for one in found)


def repeats_nothing(found: list[Claim | Refused] | list[Remittance | Refused]) -> bool:
    messages = [f"{one.element} {one.why}" for one in found if isinstance(one, Refused)]
    return not any(secret in message for message in messages for secret in SECRETS)


@given(st.integers(0, len(OFFICE) - 1), st.integers(0, 255))
def test_any_byte_may_be_wrong_and_no_claim_is_lost(at: int, byte: int) -> None:
    found = read(OFFICE[:at] + bytes([byte]) + OFFICE[at + 1 :])
    assert repeats_nothing(found)
    assert reported(found) >= 4 or at < 3  # without ISA it is no X12 file, and read_claims says so


@given(st.integers(0, len(OFFICE)))
def test_a_file_cut_anywhere_reports_every_claim_that_had_begun(at: int) -> None:
    found = read(OFFICE[:at])
    assert repeats_nothing(found)
    assert reported(found) >= OFFICE[:at].count(b"CLM*")
    whole = len(re.findall(rb"~HL[^~]*(?=~)", OFFICE[:at])) - 2
    assert sum(isinstance(one, Claim) for one in found) >= max(whole, 0)


@given(st.integers(0, len(OFFICE) - 1), st.integers(1, 40), st.binary(max_size=20))
def test_any_stretch_may_be_replaced_without_a_crash(at: int, length: int, by: bytes) -> None:
    found = read(OFFICE[:at] + by + OFFICE[at + length :])
    assert repeats_nothing(found)


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_header(rest: bytes) -> None:
    read(OFFICE[:106] + rest)


@given(st.integers(0, len(PAYMENTS) - 1), st.integers(0, 255), st.booleans())
def test_any_byte_of_a_remittance_may_be_wrong_or_the_last(at: int, byte: int, cut: bool) -> None:
    raw = PAYMENTS[:at] if cut else PAYMENTS[:at] + bytes([byte]) + PAYMENTS[at + 1 :]
    try:
        found = list(read_remittances(io.BytesIO(raw)))
    except BadInput:
        assert at < 3
        return
    assert repeats_nothing(found)
    counted = sum(one.claims if isinstance(one, Refused) else len(one.claims) for one in found)
    assert counted >= (PAYMENTS[:at].count(b"CLP*") if cut else 4)
