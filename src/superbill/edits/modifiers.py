"""Modifiers computed from the indicators in force, each with its reason; never a generic list.

Authority: CMS, RVU file documentation (PC/TC, bilateral, assistant, co-surgeon, team, global); NCCI Policy Manual,
chapter I (bypass modifiers, MUE); CLFS (QW rows). The meanings are in the project's own words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from superbill.edits.indicators import indicators_of
from superbill.edits.modifier_rules import MEANING, RULES, meaning_of
from superbill.edits.pairs import Partners
from superbill.kb.store import Absent, KnowledgeBase
from superbill.model.citation import NotAvailable
from superbill.model.edits import ModifierUse, Setting
from superbill.terminology.cpt_modifiers import cpt_modifiers

Known = Partners | Absent | NotAvailable | None


def modifiers_of(
    kb: KnowledgeBase,
    code: str,
    on: date,
    setting: Setting = Setting.PRACTITIONER,
    known_partners: Known = None,
    but: Collection[str] = (),
) -> tuple[ModifierUse, ...] | NotAvailable:
    """The modifiers worth a word for a code, each with its reason; `NotAvailable` when no indicator file has the code.

    `known_partners` saves asking again when the caller has the code's pair edits already. `but` are left out."""
    indicators = indicators_of(kb, code, on, setting, known_partners)
    if isinstance(indicators, NotAvailable):
        return indicators
    return tuple(_without((use for rule in RULES for use in rule(indicators)), but))


def judge(
    kb: KnowledgeBase,
    code: str,
    on: date,
    modifiers: Sequence[str],
    setting: Setting = Setting.PRACTITIONER,
    known_partners: Known = None,
) -> tuple[ModifierUse, ...]:
    """The verdict on each modifier that was typed with a code; where no loaded file speaks of one, that is the verdict."""
    if not modifiers:
        return ()
    indicators = indicators_of(kb, code, on, setting, known_partners, asked=modifiers)
    if isinstance(indicators, NotAvailable):
        return tuple(ModifierUse((each,), MEANING.get(each, ""), None, indicators) for each in dict.fromkeys(modifiers))
    uses = [use for rule in RULES for use in rule(indicators)]
    return tuple(_verdict(uses, code, modifier) for modifier in dict.fromkeys(modifiers))


def _verdict(uses: Sequence[ModifierUse], code: str, modifier: str) -> ModifierUse:
    own = cpt_modifiers().get(modifier)
    meaning = MEANING.get(modifier) or (own.title if own is not None else "")
    for use in uses:
        if modifier in use.modifiers:
            return ModifierUse((modifier,), meaning, use.use, use.why)
    goes_on = f"; it goes on: {own.goes_on}" if own is not None else ""
    why = NotAvailable(f"no indicator of {code} speaks of modifier {modifier}{goes_on}", "the payer's rules")
    return ModifierUse((modifier,), meaning, None, why)


def _without(uses: Iterator[ModifierUse], modifiers: Collection[str]) -> Iterator[ModifierUse]:
    """The uses less some modifiers, so that a list behind their verdicts does not repeat them."""
    for use in uses:
        left = tuple(name for name in use.modifiers if name not in modifiers)
        if left == use.modifiers:
            yield use
        elif left:
            yield replace(use, modifiers=left, meaning=meaning_of(left))
