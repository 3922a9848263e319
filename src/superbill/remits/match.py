"""Which line of a claim a line of a remittance answers.

In this order: the biller's own line number (REF 6R); code, modifiers, date and charge; without the modifiers; without the
date; without the charge, where the payer split a line; then the code that the payer put in its place; a revenue code for lines
without a code. The code that counts first is the one billed: SVC06 where the payer bundled or changed it (005010X221A1, section
1.10.2.6). A line may be answered by several.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from superbill.model.claim import Claim, ClaimLine
from superbill.model.remittance import ClaimPayment, LinePayment

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Answered:
    """A claim line (None: the claim has no such line, or no claim is at hand) with the payment lines that answer it, and how
    they were matched."""

    line: ClaimLine | None
    payments: tuple[LinePayment, ...]
    how: str = ""


def billed_code(line: LinePayment) -> str:
    """What was billed."""
    return line.original_code or line.code


def billed_modifiers(line: LinePayment) -> tuple[str, ...]:
    """The modifiers that were billed."""
    return line.original_modifiers if line.original_code else line.modifiers


def choose_claim(claims: Sequence[Claim], payment: ClaimPayment) -> Claim | None:
    """The claim that a payment answers, among those of its id: of its frequency and charge, else of one, else the last."""
    if not claims:
        return None
    charge = abs(payment.charge)
    ranked = [
        ((claim.charge == charge) + (claim.frequency == payment.frequency), place) for place, claim in enumerate(claims)
    ]
    return claims[max(ranked)[1]]


def match_lines(claim: Claim | None, payments: Sequence[LinePayment]) -> tuple[Answered, ...]:
    """Every payment line once, and every claim line that none answers (`payments` empty), in the claim's order."""
    if claim is None:
        return tuple(Answered(None, (line,)) for line in payments)
    matching = _Matching(claim)
    left = list(payments)
    for how, claim_key, payment_key, shared in _PASSES:
        left = matching.run(left, how, claim_key, payment_key, shared=shared)
    strange = tuple(Answered(None, (line,), "no line of the claim fits") for line in left)
    return (*matching.answers(), *strange)


class _Matching:
    """What is matched so far, by the place of the claim line."""

    def __init__(self, claim: Claim) -> None:
        self._lines = claim.lines
        self._found: dict[int, list[LinePayment]] = {}
        self._how: dict[int, str] = {}

    def run(
        self, payments: list[LinePayment], how: str, claim_key: _ClaimKey, payment_key: _PaymentKey, *, shared: bool
    ) -> list[LinePayment]:
        """One pass; the payment lines that are left. `shared` lets several answer one line, up to its charge."""
        places: dict[Hashable, list[int]] = {}
        for place, line in enumerate(self._lines):
            key = claim_key(line)
            if key is not None and (shared or place not in self._found):
                places.setdefault(key, []).append(place)
        left = []
        for payment in payments:
            found = places.get(payment_key(payment))
            chosen = next((each for each in found or () if self._has_room(each, payment, shared=shared)), None)
            if chosen is None:
                left.append(payment)
                continue
            self._found.setdefault(chosen, []).append(payment)
            self._how.setdefault(chosen, how)
        return left

    def _has_room(self, place: int, payment: LinePayment, *, shared: bool) -> bool:
        taken = self._found.get(place)
        if not taken:
            return True
        charged = sum((line.charge for line in taken), ZERO)
        return shared and charged + payment.charge <= self._lines[place].charge

    def answers(self) -> list[Answered]:
        return [
            Answered(line, tuple(self._found.get(place, ())), self._how.get(place, ""))
            for place, line in enumerate(self._lines)
        ]


_ClaimKey = Callable[[ClaimLine], Hashable]
_PaymentKey = Callable[[LinePayment], Hashable]


def _control(line: ClaimLine | LinePayment) -> Hashable:
    return line.control or None


def _modifiers(modifiers: Sequence[str]) -> frozenset[str]:
    return frozenset(modifiers)


_PASSES: tuple[tuple[str, _ClaimKey, _PaymentKey, bool], ...] = (
    ("line control number", _control, _control, False),
    ("line control number", _control, _control, True),
    (
        "code, modifiers, date and charge",
        lambda line: (line.code, _modifiers(line.modifiers), line.on, line.charge) if line.code else None,
        lambda line: (billed_code(line), _modifiers(billed_modifiers(line)), line.on, line.charge),
        False,
    ),
    (
        "code, date and charge",
        lambda line: (line.code, line.on, line.charge) if line.code else None,
        lambda line: (billed_code(line), line.on, line.charge),
        False,
    ),
    (
        "code and charge",
        lambda line: (line.code, line.charge) if line.code else None,
        lambda line: (billed_code(line), line.charge),
        False,
    ),
    (
        "code and date, part of the charge",
        lambda line: (line.code, line.on) if line.code else None,
        lambda line: (billed_code(line), line.on),
        True,
    ),
    (
        "code as decided, and charge",
        lambda line: (line.code, line.charge) if line.code else None,
        lambda line: (line.code, line.charge),
        False,
    ),
    (
        "revenue code and charge",
        lambda line: (line.revenue_code, line.charge) if line.revenue_code else None,
        lambda line: (line.revenue_code or billed_code(line), line.charge),
        False,
    ),
)
