"""Lines that the payer put together under one code that was not billed: SVC01 is its code, SVC06 ours (005010X221A1, 1.10.2.6).

They are compared by their sum: one of them carries the payment, and the zeros of the others are no denials.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from superbill.model.citation import NotAvailable
from superbill.model.claim import ClaimLine
from superbill.model.remittance import LinePayment
from superbill.remits.amounts import ZERO
from superbill.remits.expected import Expectation, Expected
from superbill.remits.match import Answered

Due = tuple[Answered, Expectation | None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The lines as one: `line` is the first of them with the charges of all."""

    line: ClaimLine
    payments: tuple[LinePayment, ...]
    due: Expectation | None
    words: str


def split_bundles(answered: Iterable[Due]) -> tuple[list[Due], list[Bundle]]:
    """The lines that stand by themselves, and the bundles."""
    groups: dict[tuple[str, date | None], list[Due]] = {}
    single: list[Due] = []
    for each, due in answered:
        codes = {payment.code for payment in each.payments if payment.original_code not in ("", payment.code)}
        if len(codes) == 1 and each.line is not None and each.line.code not in codes:
            groups.setdefault((codes.pop(), each.line.on), []).append((each, due))
        else:
            single.append((each, due))
    bundles = []
    for (code, _), group in groups.items():
        if len(group) > 1:
            bundles.append(_bundle(code, group))
        else:
            single += group
    return single, bundles


def _bundle(code: str, group: Sequence[Due]) -> Bundle:
    lines = [each.line for each, _ in group if each.line is not None]
    payments = tuple(payment for each, _ in group for payment in each.payments)
    charge = sum((line.charge for line in lines), ZERO)
    billed = ", ".join(line.code for line in lines)
    dues = [due for _, due in group]
    due = summed([each for each in dues if each is not None], f"{billed} as billed") if None not in dues else None
    return Bundle(replace(lines[0], charge=charge), payments, due, f"{billed} put together as {code}")


def summed(lines: Sequence[Expectation], why: str) -> Expectation | None:
    """The expectations of several lines as one; the first reason when one has none."""
    missing = next((each for each in lines if isinstance(each, NotAvailable)), None)
    known = [each for each in lines if isinstance(each, Expected)]
    if missing is not None or not known:
        return missing
    receipts = tuple(dict.fromkeys(citation for each in known for citation in each.citations))
    steps = tuple(step for each in known for step in each.steps)
    return Expected(sum((each.usd for each in known), ZERO), why, receipts, steps)
