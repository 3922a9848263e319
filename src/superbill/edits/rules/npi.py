"""National provider identifiers: there, ten digits, with the right check digit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from superbill.edits.case import Case
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.finding import Finding

PREFIX = 24
"""What the prefix 80840 (health care, United States) adds to the sum of the Luhn formula."""


class ProviderNumber(Rule):
    """See the module."""

    id = "npi"
    title = "NPI check digit"
    about = "The billing provider has an NPI; each NPI of the claim has ten digits, begins with 1 or 2, and passes its check digit."
    authority = "45 CFR 162.406; ISO/IEC 7812 Luhn formula with prefix 80840"
    kinds = ALL_KINDS
    inpatient = True
    order = 3

    def check(self, case: Case) -> Iterator[Finding]:
        """Each provider whose number is wrong; else a pass."""
        claim, clear = case.claim, True
        if not claim.billing.number:
            clear = False
            yield self.fail_claim(case, "the billing provider has no NPI", "add it")
        for role, provider in (
            ("billing", claim.billing),
            ("rendering", claim.rendering),
            ("facility", claim.facility),
        ):
            if provider.number and not valid_npi(provider.number):
                clear = False
                yield self.fail_claim(
                    case,
                    f"the {role} provider's NPI is not valid: its check digit is wrong or it has no ten digits",
                    "correct the NPI",
                )
        for line in case.lines:
            rendering = line.line.rendering
            if rendering is not None and rendering.number and not valid_npi(rendering.number):
                clear = False
                yield self.fail(
                    (line,), "the line's rendering provider has an NPI that is not valid", "correct the NPI"
                )
        if clear:
            yield self.clear(case, why="check digits are right")


@lru_cache(maxsize=20_000)
def valid_npi(number: str) -> bool:
    """Whether ten digits are an NPI by their check digit.

    >>> valid_npi("1234567893"), valid_npi("1234567890")
    (True, False)
    """
    if len(number) != 10 or not number.isascii() or not number.isdigit() or number[0] not in "12":
        return False
    digits = [int(digit) for digit in number]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[8::-2]]
    return (sum(doubled) + sum(digits[7::-2]) + PREFIX + digits[9]) % 10 == 0


RULE = ProviderNumber()
