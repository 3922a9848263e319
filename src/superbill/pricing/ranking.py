"""Several procedures in one day: indicators 2 and 3 (surgery, endoscopy), 4, 6 and 7 (parts of tests), 5 (therapy).

Ranks are by fee, never by the order on the claim. Pure arithmetic: amounts in, amounts out.

Authority: CMS, RVU file documentation, attachment A (multiple procedure); Claims Processing Manual, chapter 12, section
40.6 (ranking, endoscopy families, ties by charge, by report from the sixth); chapter 5, section 10.7 (therapy); chapter 13,
section 40.2 (imaging); CR 7848 (cardiology, ophthalmology).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from superbill.model.citation import Citation
from superbill.pricing.authority import CARDIOLOGY, IMAGING, IMAGING_READING, IMAGING_READING_BEFORE, OPHTHALMOLOGY

ZERO = Decimal(0)
FULL = Decimal(1)
HALF = Decimal("0.5")
BY_REPORT_FROM = 6
SURGERY = frozenset({"2", "3"})
TESTS = frozenset({"4", "6", "7"})
THERAPY = "5"


@dataclass(frozen=True, slots=True)
class Procedure:
    """A line as it is ranked: `amount` is what one unit (both sides together) would pay alone. `base` is the endoscopic
    base code and `base_amount` its fee, with indicator 3."""

    line: int
    code: str
    amount: Decimal
    units: int = 1
    charge: Decimal = ZERO
    base: str = ""
    base_amount: Decimal | None = None


@dataclass(slots=True)
class Ranked:
    """What ranking makes of a line: the amount, unrounded, and how it came to that. `by_report` when some of it is priced
    by hand; `no_base` when the fee of its endoscopic base is not known."""

    amount: Decimal = ZERO
    notes: list[str] = field(default_factory=list)
    by_report: bool = False
    no_base: bool = False


@dataclass(slots=True)
class _Service:
    """One service of the ranking: a single unit, or a whole endoscopy family."""

    parts: list[tuple[Procedure, Decimal]]
    family: str = ""

    @property
    def total(self) -> Decimal:
        return sum((amount for _, amount in self.parts), ZERO)

    @property
    def order(self) -> tuple[Decimal, Decimal, int]:
        """Dearest first; equal fees by charge, then as billed."""
        return (
            -self.total,
            -max(procedure.charge for procedure, _ in self.parts),
            min(procedure.line for procedure, _ in self.parts),
        )


def rank_surgery(procedures: Sequence[Procedure]) -> dict[int, Ranked]:
    """100, 50, 50, 50, 50 percent, then by report; an endoscopy family counts as one service.

    In a family the dearest pays in full, each other the difference to its base; the base itself is included."""
    ranked = {procedure.line: Ranked() for procedure in procedures}
    services = sorted(_services(procedures, ranked), key=lambda service: service.order)
    for place, service in enumerate(services):
        share = FULL if place == 0 else HALF
        for procedure, amount in service.parts:
            answer = ranked[procedure.line]
            if place + 1 >= BY_REPORT_FROM:
                answer.by_report = True
                continue
            answer.amount += amount * share
            if len(services) > 1:
                group = f" (endoscopy family {service.family})" if service.family else ""
                answer.notes.append(
                    f"rank {place + 1} of {len(services)}{group}: {int(share * 100)} % of ${amount.normalize():f}"
                )
    return ranked


def _services(procedures: Sequence[Procedure], ranked: dict[int, Ranked]) -> Iterable[_Service]:
    families: dict[str, list[Procedure]] = {}
    bases = {procedure.base for procedure in procedures if procedure.base}
    for procedure in procedures:
        family = procedure.base or (procedure.code if procedure.code in bases else "")
        if family:
            families.setdefault(family, []).extend([procedure] * procedure.units)
        else:
            yield from (_Service([(procedure, procedure.amount)]) for _ in range(procedure.units))
    for base, members in families.items():
        if len(members) == 1:
            yield _Service([(members[0], members[0].amount)])
        else:
            yield _Service(list(_family(base, members, ranked)), base)


def _family(base: str, members: list[Procedure], ranked: dict[int, Ranked]) -> Iterable[tuple[Procedure, Decimal]]:
    scopes = sorted((m for m in members if m.base), key=lambda m: (-m.amount, -m.charge, m.line))
    for place, scope in enumerate(scopes):
        answer = ranked[scope.line]
        if place == 0:
            answer.notes.append(f"dearest of the endoscopy family of {base}: in full, ${scope.amount}")
            yield scope, scope.amount
        elif scope.base_amount is None:
            answer.no_base = True
            yield scope, ZERO
        else:
            more = max(scope.amount - scope.base_amount, ZERO)
            answer.notes.append(f"same endoscopy family: ${scope.amount} - base {base} ${scope.base_amount} = ${more}")
            yield scope, more
    for procedure in members:
        if not procedure.base:
            ranked[procedure.line].notes.append(f"base of the endoscopy family, included in {scopes[0].code}: $0")
            yield procedure, ZERO


@dataclass(frozen=True, slots=True)
class PartRule:
    """What all but the dearest part pay, in percent, on a day."""

    percent: Decimal
    authority: Citation


def part_rule(indicator: str, part: str, on: date) -> PartRule | None:
    """The reduction of the technical (`TC`) or professional (`26`) part of tests; None where there is none that day."""
    if indicator == "4" and part == "TC" and on >= date(2010, 7, 1):
        return PartRule(Decimal(50), IMAGING)
    if indicator == "4" and part == "26" and on >= date(2017, 1, 1):
        return PartRule(Decimal(95), IMAGING_READING)
    if indicator == "4" and part == "26" and on >= date(2012, 1, 1):
        return PartRule(Decimal(75), IMAGING_READING_BEFORE)
    if indicator == "6" and part == "TC" and on >= date(2013, 1, 1):
        return PartRule(Decimal(75), CARDIOLOGY)
    if indicator == "7" and part == "TC" and on >= date(2013, 1, 1):
        return PartRule(Decimal(80), OPHTHALMOLOGY)
    return None


@dataclass(frozen=True, slots=True)
class BilledPart:
    """The part of a test that a line bills: `amount` is its fee for one unit, before any cap."""

    line: int
    amount: Decimal
    charge: Decimal = ZERO


def dearest_part(parts: Sequence[BilledPart]) -> int | None:
    """The line of which one unit pays in full; every other unit of that part is reduced. None without parts."""
    return min(parts, key=lambda part: (-part.amount, -part.charge, part.line)).line if parts else None


@dataclass(frozen=True, slots=True)
class TherapyLine:
    """A therapy line: the practice expense it is ranked by, and its fee for one unit to break a tie."""

    line: int
    pe_rvu: Decimal
    amount: Decimal


def dearest_therapy(lines: Sequence[TherapyLine]) -> int:
    """The line of which one unit keeps all of its practice expense: the day's highest."""
    return min(lines, key=lambda line: (-line.pe_rvu, -line.amount, line.line)).line
