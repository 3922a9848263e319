"""Lines that no schedule pays because a modifier is not for the code. Authority: CMS, RVU file documentation (PC/TC,
assistant, co-surgeon, team); CLFS (QW rows)."""

from __future__ import annotations

from superbill.kb.store import KnowledgeBase
from superbill.model.citation import NotAvailable
from superbill.model.edits import Use
from superbill.model.price import PriceLine
from superbill.pricing.clfs import clfs_rates
from superbill.pricing.indicators import parts, surgeons
from superbill.pricing.physician import OWN_ROW
from superbill.pricing.rvu import RvuRow, rvu_row

NO_RELEASE = "no release: Medicare pays no such line"
CONTRACTOR = "the contractor, on the records"


def refusal(kb: KnowledgeBase, line: PriceLine) -> NotAvailable | None:
    """Why a line is not paid as it stands; None when no loaded file speaks against its modifiers."""
    if not line.modifiers:
        return None
    own = tuple(dict.fromkeys(modifier for modifier in line.modifiers if modifier in OWN_ROW))
    if {"26", "TC"} <= set(own):
        return NotAvailable(
            f"{line.code} with 26 and TC: both parts on one line are the code without a modifier", NO_RELEASE
        )
    if len(own) > 1:
        return NotAvailable(
            f"{line.code} with {' and '.join(own)}: each has an amount of its own, a line takes one", NO_RELEASE
        )
    base = rvu_row(kb, line.code, "", line.on)
    row = base if isinstance(base, RvuRow) else None
    if own and not isinstance(rvu_row(kb, line.code, own[0], line.on), RvuRow):
        refused = _no_row(kb, line, own[0], row)
        if refused is not None:
            return refused
    return _waived(kb, line, row) or (_surgeons(line, row) if row is not None else None)


def _no_row(kb: KnowledgeBase, line: PriceLine, modifier: str, row: RvuRow | None) -> NotAvailable | None:
    """26, TC or 53 without a row of its own in the file."""
    if row is None:
        if isinstance(clfs_rates(kb, line.code, line.on), tuple):
            return NotAvailable(
                f"{line.code}-{modifier}: the laboratory fee schedule pays the test whole, and no relative value file that "
                f"is loaded says whether {modifier} is for it",
                "superbill fetch cms-mpfs-rvu",
            )
        return None
    if modifier == "53":
        return NotAvailable(f"{line.code} has no row with 53: a stopped procedure is priced by hand", CONTRACTOR)
    professional, technical, why = parts(row)
    if (professional if modifier == "26" else technical) is not Use.DOES_NOT_APPLY:
        return None
    return NotAvailable(f"modifier {modifier} does not apply to {line.code}: {why}", NO_RELEASE)


def _waived(kb: KnowledgeBase, line: PriceLine, row: RvuRow | None) -> NotAvailable | None:
    """QW on what is no test; a test without a QW row is refused with the schedule's rows. Where no laboratory schedule is
    loaded for the day, what the physician schedule prices is no laboratory test."""
    if "QW" not in line.modifiers:
        return None
    rates = clfs_rates(kb, line.code, line.on)
    if isinstance(rates, tuple):
        return None
    if not isinstance(rates, NotAvailable):
        why = "the laboratory fee schedule does not list it"
    elif row is not None and row.priced:
        why = "the physician fee schedule prices it, it is no laboratory test"
    else:
        return None
    return NotAvailable(f"modifier QW does not apply to {line.code}: {why}", NO_RELEASE)


def _surgeons(line: PriceLine, row: RvuRow) -> NotAvailable | None:
    for names, meaning in surgeons(row):
        asked = [modifier for modifier in line.modifiers if modifier in names]
        if asked and meaning is not None and meaning[0] is Use.DOES_NOT_APPLY:
            return NotAvailable(f"modifier {asked[0]} does not apply to {line.code}: {meaning[1]}", NO_RELEASE)
    return None
