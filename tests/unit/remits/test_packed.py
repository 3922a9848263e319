"""Packed sequences give back what was added, in any order, in a fraction of the memory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis
from superbill.remits.packed import SAMPLES, Arranged, Packed

COUNT = 3 * SAMPLES


def claim(number: int) -> Claim:
    line = ClaimLine(1, f"{99200 + number}", date(2026, 1, 1 + number % 28), charge=Decimal(number))
    return Claim(f"C{number}", ClaimKind.PROFESSIONAL, (line,), (Diagnosis("I10"),), charge=Decimal(number))


@pytest.fixture
def packed() -> Packed[Claim]:
    found: Packed[Claim] = Packed()
    for number in range(COUNT):
        found.append(claim(number))
    return found


def test_what_was_added_comes_back(packed: Packed[Claim]) -> None:
    assert list(packed) == [claim(number) for number in range(COUNT)]
    assert (len(packed), packed[-1], packed[5:7]) == (COUNT, claim(COUNT - 1), (claim(5), claim(6)))


def test_there_is_nothing_behind_the_end(packed: Packed[Claim]) -> None:
    with pytest.raises(IndexError):
        packed[COUNT]
    assert not Packed() and packed


def test_another_order(packed: Packed[Claim]) -> None:
    arranged = Arranged(packed, range(COUNT - 1, -1, -1))
    assert arranged[0] == claim(COUNT - 1) and arranged[-2:] == (claim(1), claim(0))
    assert [each.id for each in arranged] == [f"C{number}" for number in reversed(range(COUNT))]
