"""What the codes of a line mean for the work: which adjustments are denials, which text leads, which letter fits."""

from __future__ import annotations

from collections.abc import Sequence

from superbill.model.remittance import Adjustment
from superbill.remits.actions import Action, Actions, Kind
from superbill.remits.amounts import Amounts
from superbill.remits.answer import Reason

GENERIC = "denial"


def is_denied(actions: Actions, adjustment: Adjustment, amounts: Amounts) -> bool:
    """Whether an adjustment refuses payment: by its text; without one, when it takes the whole charge and nothing was paid."""
    if adjustment.amount <= 0:
        return False
    text = actions.of("CARC", adjustment.reason)
    if text is not None:
        return text.kind is Kind.DENIED
    return adjustment.group in ("CO", "PI", "OA") and not amounts.paid and adjustment.amount >= amounts.charge > 0


def reasons_of(actions: Actions, adjustments: Sequence[Adjustment]) -> tuple[Reason, ...]:
    """Every adjustment with its text, those of one name summed."""
    found: dict[tuple[str, str], Reason] = {}
    for one in adjustments:
        before = found.get((one.group, one.reason))
        usd = one.amount + (before.usd if before else 0)
        found[one.group, one.reason] = Reason(one.group, one.reason, usd, actions.of("CARC", one.reason))
    return tuple(found.values())


def texts_of(actions: Actions, denied: Sequence[Adjustment], remarks: Sequence[str]) -> tuple[Action, ...]:
    """The texts on what is denied, the largest amount first, then those on the remarks."""
    by_amount = sorted(denied, key=lambda one: -one.amount)
    found = [actions.of("CARC", one.reason) for one in by_amount] + [actions.of("RARC", each) for each in remarks]
    return tuple(dict.fromkeys(text for text in found if text is not None))


def letter_of(texts: Sequence[Action]) -> str:
    """The letter that fits best: the first that is made for a ground, else the general one; '' for none."""
    letters = [text.appeal for text in texts if text.appeal]
    return next((letter for letter in letters if letter != GENERIC), letters[0] if letters else "")
