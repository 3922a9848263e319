"""The claim engine against slow and obvious oracles that ask the rows by plain SQL, one question at a time; and claims
that no engine should be given."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superbill.edits.payers import Policy
from superbill.edits.scrub import Scrubber
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import opened
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Provider
from superbill.model.finding import ClaimAnswer, Result

TODAY = date(2026, 11, 22)
FIRST = date(2024, 7, 1)
BYPASSING = set(
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI "  # noqa: SIM905
    "24 25 57 58 78 79 27 59 91 XE XS XP XU".split()
)
SERIES = {ClaimKind.PROFESSIONAL: "practitioner", ClaimKind.INSTITUTIONAL: "outpatient"}
CODES = [
    "82310", "82331", "82330", "96523", "85025", "27447", "20610", "99213", "99203", "93000", "93005", "93010", "43235",
    "43239", "45378", "45385", "96365", "96372", "36415", "17003", "71046", "A6460", "A4221", "0001U", "88305", "99999",
]  # fmt: skip


@pytest.fixture(scope="module")
def path(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ncci") / "kb.sqlite"
    files = [file for name in ("cms-ncci-ptp", "cms-ncci-mue", "cms-mpfs-rvu") for file in walk(fixtures / name)]
    return build(files, out, completeness=Completeness.TRUST).path


@pytest.fixture(scope="module")
def scrubber(path: Path) -> Iterator[Scrubber]:
    with opened(path) as kb, Scrubber(kb, Policy(), today=TODAY) as found:
        yield found


@pytest.fixture(scope="module")
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@st.composite
def lines(draw: st.DrawFn, number: int) -> ClaimLine:
    on = FIRST + timedelta(days=draw(st.integers(0, 4)))
    span = draw(st.sampled_from((0, 0, 0, 1, 2)))
    return ClaimLine(
        number, draw(st.sampled_from(CODES)), on,
        tuple(draw(st.lists(st.sampled_from(("59", "25", "76", "22", "LT", "XS", "26")), max_size=2, unique=True))),
        Decimal(draw(st.integers(1, 9))), Decimal(100), on + timedelta(days=span) if span else None, "11", (1,),
        rendering=draw(st.sampled_from((None, None, Provider("1234567893"), Provider("1245319599")))),
    )  # fmt: skip


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    count = draw(st.integers(1, 6))
    kind = draw(st.sampled_from((ClaimKind.PROFESSIONAL, ClaimKind.INSTITUTIONAL)))
    return Claim(
        "C", kind, tuple(draw(lines(number)) for number in range(1, count + 1)),
        (Diagnosis("E8352", DiagnosisRole.PRINCIPAL),), bill_type="0131" if kind is ClaimKind.INSTITUTIONAL else "",
    )  # fmt: skip


def last(line: ClaimLine) -> date:
    assert line.on is not None
    return line.through or line.on


def overlap(first: ClaimLine, second: ClaimLine) -> date | None:
    """The first day that both lines cover."""
    assert first.on is not None and second.on is not None
    start, end = max(first.on, second.on), min(last(first), last(second))
    return start if start <= end else None


def number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def pairs_by_hand(plain: sqlite3.Connection, claim: Claim) -> set[tuple[int, int, str]]:
    """Column 2 line, column 1 line, and how it ends."""
    found = set()
    for first in claim.lines:
        for second in claim.lines:
            day = overlap(first, second)
            others = first.rendering and second.rendering and first.rendering != second.rendering
            if first.number == second.number or first.code == second.code or day is None or others:
                continue
            row = plain.execute(
                "SELECT modifier_indicator FROM ptp JOIN release r ON r.id = release_id WHERE r.series = ? AND column1 = ? "
                "AND column2 = ? AND modifier_indicator <> 9 AND effective_date <= ? AND deletion_date >= ? "
                "ORDER BY effective_date DESC LIMIT 1",
                (SERIES[claim.kind], first.code, second.code, number(day), number(day)),
            ).fetchone()
            if row is not None:
                bypass = row[0] == 1 and BYPASSING & {*first.modifiers, *second.modifiers}
                found.add((second.number, first.number, "bypassed" if bypass else "fail"))
    return found


def per_day(line: ClaimLine) -> Decimal:
    assert line.on is not None
    days = (last(line) - line.on).days + 1
    return (line.units / days).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def units_by_hand(plain: sqlite3.Connection, claim: Claim) -> tuple[set[int], set[int]]:
    """Lines over a limit, and lines without a published value."""
    over, silent = set(), set()
    codes = [line.code for line in claim.lines]
    items = any(code[0] in "AEKL" for code in codes)
    supplier = items and all(code[0] in "ABEJKLQV" and not code.startswith("A0") for code in codes)
    for line in claim.lines:
        rows = plain.execute(
            "SELECT units, mai, r.series FROM mue JOIN release r ON r.id = release_id WHERE hcpcs = ? AND r.series IN (?, ?)",
            (line.code, SERIES[claim.kind], "dme" if claim.kind is ClaimKind.PROFESSIONAL else ""),
        ).fetchall()
        rows.sort(key=lambda row: (row[2] == "dme") != (supplier and line.code[0] in "AEKL"))
        if not rows or (rows[0][2] == "dme" and line.code[0] not in "AEKL"):
            silent.add(line.number)
            continue
        limit, mai, _ = rows[0]
        if mai == 1:
            if per_day(line) > limit:
                over.add(line.number)
            continue
        counted = [o for o in claim.lines if o.code == line.code and o.on <= line.on <= last(o)]  # type: ignore[operator]
        if sum(per_day(other) for other in counted) > limit:
            over |= {other.number for other in counted}
    return over, silent


def lines_that(answer: ClaimAnswer, rule: str, result: Result) -> set[int]:
    return {n for f in answer.findings if f.rule == rule and f.result is result for n in f.lines}


@settings(max_examples=200)
@given(claim=claims())
def test_pair_edits_are_those_of_the_oracle(scrubber: Scrubber, plain: sqlite3.Connection, claim: Claim) -> None:
    answer = scrubber.check(claim)
    found = {
        (*f.lines, f.result.value) for f in answer.findings
        if f.rule == "ptp" and f.result in (Result.FAIL, Result.BYPASSED)
    }  # fmt: skip
    assert found == pairs_by_hand(plain, claim)


@settings(max_examples=200)
@given(claim=claims())
def test_unit_edits_are_those_of_the_oracle(scrubber: Scrubber, plain: sqlite3.Connection, claim: Claim) -> None:
    answer = scrubber.check(claim)
    over, silent = units_by_hand(plain, claim)
    assert lines_that(answer, "mue", Result.FAIL) == over
    assert lines_that(answer, "mue", Result.NO_DATA) == silent
    assert lines_that(answer, "mue", Result.PASS) >= {line.number for line in claim.lines} - over - silent


ODD_DATES = st.one_of(
    st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31)), st.dates(date(2024, 7, 1), date(2026, 10, 1))
)
TEXTS = st.one_of(st.sampled_from((*CODES, "", "E8352", "D0120", "0JH60DZ", "99213 ", "j1885")), st.text(max_size=8))
NUMBERS = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True), st.sampled_from([Decimal(n) for n in ("0", "-1", "0.5", "1")])
)
ODD_LINES = st.builds(
    ClaimLine, st.integers(-3, 999), TEXTS, ODD_DATES, st.lists(st.text(max_size=3), max_size=6).map(tuple), NUMBERS, NUMBERS,
    ODD_DATES, st.text(max_size=3), st.lists(st.integers(-2, 30), max_size=6).map(tuple), st.one_of(st.none(), NUMBERS),
    rendering=st.one_of(st.none(), st.builds(Provider, st.text(max_size=11), state=st.text(max_size=3))),
)  # fmt: skip
ODD_CLAIMS = st.builds(
    Claim, st.just("C"), st.sampled_from(list(ClaimKind)), st.lists(ODD_LINES, max_size=8).map(tuple),
    st.lists(st.builds(Diagnosis, TEXTS, st.sampled_from(list(DiagnosisRole))), max_size=6).map(tuple),
    bill_type=st.sampled_from(("", "0131", "0111", "x")), born=ODD_DATES, sex=st.sampled_from(("", "F", "M", "?")),
    received=ODD_DATES, admitted=ODD_DATES, discharged=ODD_DATES, statement_from=ODD_DATES, statement_through=ODD_DATES,
    discharge_status=st.sampled_from(("", "01", "x")), billing=st.builds(Provider, st.text(max_size=11), state=st.text(max_size=3)),
)  # fmt: skip


@settings(max_examples=150)
@given(claim=ODD_CLAIMS, history=st.one_of(st.none(), st.lists(ODD_CLAIMS, max_size=2)))
def test_no_claim_makes_it_crash_and_none_of_these_is_clean(
    scrubber: Scrubber, claim: Claim, history: list[Claim] | None
) -> None:
    answer = scrubber.check(claim, history)
    assert answer.claim == "C" and answer.result is not Result.PASS
    assert answer.usd_at_risk == answer.usd_at_risk
    known = {line.number for line in claim.lines}
    assert all(set(finding.lines) <= known for finding in answer.findings)


def test_a_claim_of_999_lines(scrubber: Scrubber) -> None:
    many = tuple(ClaimLine(n, CODES[n % len(CODES)], FIRST, ("59",), pointers=(1,)) for n in range(1, 1000))
    answer = scrubber.check(Claim("C", ClaimKind.PROFESSIONAL, many, (Diagnosis("E8352"),)))
    assert answer.result is Result.FAIL
    assert lines_that(answer, "mue", Result.FAIL) >= {n for n in range(1, 1000) if many[n - 1].code == "27447"}
