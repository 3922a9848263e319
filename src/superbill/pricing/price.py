"""Which schedule pays a line: the laboratory schedule where it lists the code, the physician fee schedule, the Part B drug
limits; else why none does, and which other schedules list the code."""

from __future__ import annotations

from superbill.kb.store import KnowledgeBase
from superbill.model.citation import NotAvailable
from superbill.model.price import Price, PriceLine
from superbill.pricing.asp import SOURCE as ASP
from superbill.pricing.asp import price_asp
from superbill.pricing.clfs import price_clfs
from superbill.pricing.elsewhere import schedules_listing
from superbill.pricing.mpfs import price_mpfs
from superbill.pricing.refusals import refusal

DMEPOS = "cms-dmepos"
FAMILIES = {"J": ASP, "Q": ASP, "E": DMEPOS, "K": DMEPOS, "L": DMEPOS}
"""The schedule that most HCPCS codes of a letter are paid on, to name when it is not loaded."""
PARTS = frozenset({"26", "TC"})


def price(kb: KnowledgeBase, line: PriceLine) -> Price:
    """The Medicare price of one line; amounts are `NotAvailable` with the reason where there is none."""
    refused = refusal(kb, line)
    if refused is not None:
        return Price(line, "none", refused, refused)
    laboratory = None if PARTS & set(line.modifiers) else price_clfs(kb, line)
    if isinstance(laboratory, Price):
        return laboratory
    physician = price_mpfs(kb, line)
    if isinstance(physician, Price):
        return physician
    drug = price_asp(kb, line)
    if isinstance(drug, Price):
        return drug
    reason = _reason(kb, line, physician, laboratory, drug)
    return Price(line, "none", reason, reason)


def _reason(
    kb: KnowledgeBase, line: PriceLine, physician: NotAvailable, laboratory: NotAvailable | None,
    drug: NotAvailable | None,
) -> NotAvailable:  # fmt: skip
    """Of the schedules asked, those that have something to say; then the schedules that list the code, if any."""
    unlisted = not physician.not_available.startswith("status")
    excluded = physician.not_available.startswith("status X")
    elsewhere = schedules_listing(kb, line.code, line.on)
    family = FAMILIES.get(line.code[:1])
    said = [physician]
    if family == DMEPOS and not elsewhere and not kb.in_force(DMEPOS, line.on):
        said = [kb.missing(DMEPOS, line.on, what=line.code)]
    elif family == ASP and drug is not None:
        said = [drug] if unlisted else [physician, drug]
    elif laboratory is not None and (unlisted or excluded):
        said = [laboratory] if excluded else [physician, laboratory]
    why = "; ".join(dict.fromkeys(reason.not_available for reason in said))
    if elsewhere:
        return NotAvailable(why, f"other schedules that list it: {', '.join(elsewhere)}")
    return NotAvailable(why, "; ".join(dict.fromkeys(reason.would_come_from for reason in said)))
