"""The row of a code in the relative value file, or why there is none, for the intents that read one of its indicators."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import cited, gap, say
from superbill.model.citation import Citation
from superbill.model.lookup import KnownAnswer
from superbill.pilot.intent import Asked, Said, not_known
from superbill.pilot.slots import Code
from superbill.pricing.rvu import RvuRow, rvu_row
from superbill.terminology.lookup import absent_or_missing


def row_of(asked: Asked, code: Code) -> RvuRow | tuple[Said, ...]:
    """The row without modifier; what is said in its place when there is none."""
    row = rvu_row(asked.desk.kb, code.code, "", asked.on)
    if isinstance(row, RvuRow):
        return row
    found = asked.lookup(code)
    if not isinstance(found, KnownAnswer):
        return tuple(not_known(found, code))
    return (gap(absent_or_missing(row, code.display), f"The indicators of {code.display}"),)


def stale(asked: Asked, receipt: Citation) -> Iterator[Said]:
    """That the release had ended by the day, if it had."""
    if receipt.stale_days:
        yield say(
            "That release ended on ",
            cited(receipt.effective_to, receipt),
            f", before {asked.on}; a newer one is not loaded.",
        )
