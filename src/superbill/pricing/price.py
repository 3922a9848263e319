"""Which schedule pays a line: the laboratory schedule where it lists the code, else the physician fee schedule."""

from __future__ import annotations

from superbill.kb.store import KnowledgeBase
from superbill.model.citation import NotAvailable
from superbill.model.price import Price, PriceLine
from superbill.pricing.clfs import price_clfs
from superbill.pricing.mpfs import price_mpfs


def price(kb: KnowledgeBase, line: PriceLine) -> Price:
    """The Medicare price of one line; amounts are `NotAvailable` with the reason where there is none."""
    laboratory = price_clfs(kb, line)
    if isinstance(laboratory, Price):
        return laboratory
    physician = price_mpfs(kb, line)
    if isinstance(physician, Price):
        return physician
    reason = physician
    if laboratory is not None and not physician.not_available.startswith("status"):
        reason = NotAvailable(
            f"{physician.not_available}; {laboratory.not_available}",
            f"{physician.would_come_from}; {laboratory.would_come_from}",
        )
    elif laboratory is not None and physician.not_available.startswith("status X"):
        reason = laboratory
    return Price(line, "none", reason, reason)
