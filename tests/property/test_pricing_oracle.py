"""The price of professional claims against a slow and obvious oracle: it reads the csv itself, splits every line into units,
sorts them by hand, and knows no cache, no plan and no knowledge base."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from price_schedules import build_schedules
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.citation import Fact
from superbill.model.claim import Claim, ClaimKind, ClaimLine
from superbill.model.claim_price import PriceOptions
from superbill.model.price import Locality, Price, PriceLine
from superbill.pricing.claim import ClaimPricer, price_claim
from superbill.pricing.mpfs import price_mpfs

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
ON = date(2025, 11, 3)
PLACES = {None: ("1", "1", "1"), "02102/01": ("1.5", "1.081", "0.592"), "09102/04": ("1", "1.027", "2.5")}
TECHNICAL = {"93000": ["93005"]}
CENT = Decimal("0.01")

with (FIXTURES / "claim-prices" / "PPRRVU2025_Oct.csv").open(encoding="latin-1", newline="") as file:
    ROWS = {(row[0], row[1]): row for row in csv.reader(file) if len(row[0]) == 5 and row[0] != "HCPCS"}
PAID = sorted({code for (code, modifier), row in ROWS.items() if row[3] in "AT" and not modifier and code != "85060"})


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass
class Unit:
    """One unit of a line, and what it ends up paying before shares."""

    line: ClaimLine
    row: list[str]
    fee: Decimal
    base: Decimal | None = None
    pays: Decimal | None = None


@dataclass
class Oracle:
    place: str | None
    facility: bool
    percent: Decimal
    refused: set[int] = field(default_factory=set)

    def money(self, row: list[str], pe: str | Decimal, mp: str) -> Decimal:
        work, expense, malpractice = (Decimal(index) for index in PLACES[self.place])
        total = Decimal(row[5]) * work + Decimal(pe) * expense + Decimal(mp) * malpractice
        return cents(total * Decimal(row[24]))

    def pe(self, row: list[str]) -> str:
        return row[8] if self.facility else row[6]

    def basis(self, usd: Decimal) -> Decimal:
        return cents(usd * self.percent / 100)

    def fee(self, code: str, modifier: str = "") -> Decimal:
        row = ROWS[code, modifier]
        return self.money(row, self.pe(row), row[10])

    def cap(self, code: str, modifier: str = "") -> Decimal | None:
        row = ROWS[code, modifier]
        opps = row[29] if self.facility else row[28]
        return self.money(row, opps, row[30]) if Decimal(opps) > 0 else None

    def paid(self, code: str, modifier: str = "") -> Decimal:
        cap = self.cap(code, modifier)
        return self.fee(code, modifier) if cap is None else min(cap, self.fee(code, modifier))


def own(line: ClaimLine) -> str:
    return next((m for m in line.modifiers if m in {"26", "TC", "53"}), "")


def refused(line: ClaimLine) -> bool:
    asked = set(line.modifiers)
    if (line.code, own(line)) not in ROWS:
        return True
    row = ROWS[line.code, own(line)]
    whole = ROWS[line.code, ""]
    return bool(
        ({"80", "AS"} & asked and whole[20] != "2")
        or ("62" in asked and whole[21] != "2")
        or ({"54", "55"} & asked and (row[14] not in {"010", "090"} or Decimal(row[16]) == 0))
        or ("50" in asked and row[19] == "9")
    )


def sides(line: ClaimLine) -> tuple[Decimal, int]:
    """How many times the fee of one side is paid, and how many times that is billed."""
    row, units = ROWS[line.code, own(line)], int(line.units)
    if "50" in line.modifiers:
        times = {"0": Decimal(1), "2": Decimal(1), "1": Decimal("1.5"), "3": Decimal(2)}[row[19]]
        return times, 1 if units == 2 else units
    if units == 2 and not line.modifiers and row[19] in {"1", "2"}:
        return (Decimal("1.5") if row[19] == "1" else Decimal(1)), 1
    return Decimal(1), units


def shares(line: ClaimLine) -> Decimal:
    row, factor = ROWS[line.code, own(line)], Decimal(1)
    if "54" in line.modifiers:
        factor *= Decimal(row[15]) + Decimal(row[16])
    elif "55" in line.modifiers:
        factor *= Decimal(row[17])
    for modifier, share in (("62", "0.625"), ("80", "0.16"), ("AS", "0.136")):
        if modifier in line.modifiers:
            factor *= Decimal(share)
    return factor


def answer(oracle: Oracle, lines: list[ClaimLine]) -> dict[int, Decimal | None]:
    """Allowed amount of each line; None where there is none."""
    good = [line for line in lines if not refused(line)]
    result: dict[int, Decimal | None] = {line.number: None for line in lines}
    if any(ROWS[line.code, own(line)][3] != "T" for line in good):
        for line in good:
            if ROWS[line.code, own(line)][3] == "T":
                result[line.number] = Decimal(0)
    todo = [line for line in good if result[line.number] is None]
    units = {line.number: unit_list(oracle, line) for line in todo}
    everyone = [unit for found in units.values() for unit in found]
    by_hand: set[int] = set()
    for assistants in (False, True):
        group = [
            u for u in everyone if bool({"80", "AS"} & set(u.line.modifiers)) == assistants and u.row[18] in {"2", "3"}
        ]
        by_hand |= surgery(oracle, group)
    diagnostic(oracle, [line for line in todo if ROWS[line.code, own(line)][18] in {"4", "6", "7"}], units)
    therapy(oracle, [u for u in everyone if u.row[18] == "5"])
    for line in todo:
        if line.number in by_hand:
            continue
        total = sum(((u.fee if u.pays is None else u.pays) for u in units[line.number]), Decimal(0))
        usd = cents(total * shares(line))
        result[line.number] = min(usd, line.charge) if line.charge else usd
    return result


def unit_list(oracle: Oracle, line: ClaimLine) -> list[Unit]:
    times, count = sides(line)
    row = ROWS[line.code, own(line)]
    fee = oracle.basis(oracle.paid(line.code, own(line))) * times
    base = oracle.basis(oracle.paid(row[23])) * times if row[18] == "3" and row[23] else None
    return [Unit(line, row, fee, base) for _ in range(count)]


def surgery(oracle: Oracle, units: list[Unit]) -> set[int]:
    """Families first, then 100, 50, 50, 50, 50; the lines that are by report come back."""
    bundles: list[list[tuple[Unit, Decimal]]] = []
    left = list(units)
    for base in sorted({unit.row[23] for unit in units if unit.row[18] == "3"}):
        family = [u for u in left if (u.row[18] == "3" and u.row[23] == base) or u.line.code == base]
        if len(family) < 2:
            continue
        left = [u for u in left if not any(u is member for member in family)]
        scopes = sorted((u for u in family if u.row[18] == "3"), key=lambda u: (-u.fee, -u.line.charge, u.line.number))
        bundle = [(scopes[0], scopes[0].fee)]
        bundle += [(u, max(u.fee - (u.base or Decimal(0)), Decimal(0))) for u in scopes[1:]]
        bundle += [(u, Decimal(0)) for u in family if u.row[18] != "3"]
        bundles.append(bundle)
    bundles += [[(unit, unit.fee)] for unit in left]
    bundles.sort(
        key=lambda b: (-sum(a for _, a in b), -max(u.line.charge for u, _ in b), min(u.line.number for u, _ in b))
    )
    by_report: set[int] = set()
    for place, bundle in enumerate(bundles):
        for unit, amount in bundle:
            unit.pays = amount * (Decimal(1) if place == 0 else Decimal("0.5"))
            if place >= 5:
                by_report.add(unit.line.number)
    return by_report


def diagnostic(oracle: Oracle, lines: list[ClaimLine], units: dict[int, list[Unit]]) -> None:
    for indicator, percents in (("4", {"TC": 50, "26": 95}), ("6", {"TC": 75}), ("7", {"TC": 80})):
        group = [line for line in lines if ROWS[line.code, own(line)][18] == indicator and "59" not in line.modifiers]
        parts = {line.number: parts_of(oracle, line) for line in group}
        reduce: dict[tuple[int, str], Decimal] = {}
        for name, percent in percents.items():
            billed = [(line, parts[line.number][name]) for line in group if name in parts[line.number]]
            billed.sort(key=lambda pair: (-pair[1][0], -pair[0].charge, pair[0].number))
            first = True
            for line, (fee, cap) in billed:
                counts = counted(line)
                lower = cents(fee * percent / 100)
                lower, full = min(lower, cap), min(fee, cap)
                paid_full = min(counts, Decimal(1)) if first else Decimal(0)
                first = False
                if paid_full < counts:
                    reduce[line.number, name] = paid_full * full + (counts - paid_full) * lower
        for line in group:
            if not any(number == line.number for number, _ in reduce):
                continue
            total = Decimal(0)
            for name, (fee, cap) in parts[line.number].items():
                total += reduce.get((line.number, name), min(fee, cap) * counted(line))
            for unit in units[line.number]:
                unit.pays = Decimal(0)
            units[line.number][0].pays = total


def counted(line: ClaimLine) -> Decimal:
    times, count = sides(line)
    return times * count


def parts_of(oracle: Oracle, line: ClaimLine) -> dict[str, tuple[Decimal, Decimal]]:
    """Part to fee and cap (a huge one for none)."""
    none = Decimal(10**9)

    def cap(code: str, modifier: str) -> Decimal:
        found = oracle.cap(code, modifier)
        return none if found is None else oracle.basis(found)

    modifier, pctc = own(line), ROWS[line.code, ""][13]
    if modifier == "26":
        return {"26": (oracle.basis(oracle.fee(line.code, "26")), none)}
    if modifier == "TC" or pctc == "3":
        return {"TC": (oracle.basis(oracle.fee(line.code, modifier)), cap(line.code, modifier))}
    if pctc == "4":
        technical = sum((oracle.basis(oracle.fee(code)) for code in TECHNICAL[line.code]), Decimal(0))
        return {"26": (oracle.basis(oracle.fee(line.code)) - technical, none), "TC": (technical, none)}
    return {
        "26": (oracle.basis(oracle.fee(line.code, "26")), none),
        "TC": (oracle.basis(oracle.fee(line.code, "TC")), cap(line.code, "TC")),
    }


def therapy(oracle: Oracle, units: list[Unit]) -> None:
    ranked = sorted(units, key=lambda u: (-Decimal(oracle.pe(u.row)), -oracle.fee(u.line.code), u.line.number))
    for unit in ranked[1:]:
        half = oracle.money(unit.row, Decimal(oracle.pe(unit.row)) / 2, unit.row[10])
        unit.pays = oracle.basis(half)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with opened(build_schedules(FIXTURES, tmp_path_factory.mktemp("oracle") / "knowledge.sqlite")) as found:
        yield found


MODIFIERS = st.sampled_from(
    [
        (),
        (),
        (),
        ("26",),
        ("TC",),
        ("50",),
        ("59",),
        ("25",),
        ("80",),
        ("AS",),
        ("62",),
        ("54",),
        ("55",),
        ("53",),
        ("50", "80"),
    ]
)
CHARGES = st.one_of(st.just(Decimal(0)), st.decimals("1", "3000", places=2))


@st.composite
def billed(draw: st.DrawFn) -> list[ClaimLine]:
    """One to eight lines of one day, often with codes of one kind."""
    pool = draw(st.sampled_from(["", "2", "3", "4", "5", "6", "7"]))
    codes = [code for code in PAID if not pool or ROWS[code, ""][18] in ({"2", "3"} if pool in "23" else {pool})]
    count = draw(st.integers(1, 8))
    return [
        ClaimLine(
            number,
            draw(st.sampled_from(codes)),
            ON,
            draw(MODIFIERS),
            Decimal(draw(st.sampled_from([1, 1, 1, 2, 3]))),
            draw(CHARGES),
        )
        for number in range(1, count + 1)
    ]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(billed(), st.sampled_from(list(PLACES)), st.booleans(), st.booleans())
def test_claims_pay_what_the_oracle_says(
    kb: KnowledgeBase, lines: list[ClaimLine], place: str | None, facility: bool, participating: bool
) -> None:
    claim = Claim(
        "C",
        ClaimKind.PROFESSIONAL,
        tuple(lines),
        place_of_service="21" if facility else "11",
        participating=participating,
    )
    where = Locality(*place.split("/")) if place else None
    price = price_claim(kb, claim, PriceOptions(locality=where, national=where is None))
    found = {
        line.number: line.allowed_usd.value if isinstance(line.allowed_usd, Fact) else None for line in price.lines
    }
    assert found == answer(Oracle(place, facility, Decimal(100 if participating else 95)), lines)
    assert price.allowed_usd == sum((usd for usd in found.values() if usd is not None), Decimal(0))
    for line in price.lines:
        if (
            isinstance(line.allowed_usd, Fact)
            and isinstance(line.payment_usd, Fact)
            and isinstance(line.patient_usd, Fact)
        ):
            assert line.payment_usd.value + line.patient_usd.value == line.allowed_usd.value
            assert all(step.citation.title for step in line.steps)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(billed(), st.randoms())
def test_the_order_of_lines_does_not_matter(kb: KnowledgeBase, lines: list[ClaimLine], random: object) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    options = PriceOptions(national=True)
    one, two = (
        ClaimPricer(kb, options).price(Claim("C", ClaimKind.PROFESSIONAL, tuple(found), place_of_service="11"))
        for found in (lines, shuffled)
    )
    assert {line.number: line.allowed_usd for line in one.lines} == {
        line.number: line.allowed_usd for line in two.lines
    }


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PAID), st.sampled_from([(), ("26",), ("TC",)]))
def test_a_line_alone_pays_the_fee(kb: KnowledgeBase, code: str, modifiers: tuple[str, ...]) -> None:
    """The price of a line and of a claim with that line are one arithmetic."""
    claim = Claim("C", ClaimKind.PROFESSIONAL, (ClaimLine(1, code, ON, modifiers),), place_of_service="11")
    found = price_claim(kb, claim, PriceOptions(national=True)).lines[0].allowed_usd
    alone = price_mpfs(kb, PriceLine(code, ON, modifiers))
    if isinstance(alone, Price):
        assert isinstance(found, Fact) and isinstance(alone.non_facility_usd, Fact)
        assert found.value == alone.non_facility_usd.value
    else:
        assert not isinstance(found, Fact)
