"""What changed from one release to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from superbill.model.citation import Citation


class What(StrEnum):
    """The kind of a change."""

    ADDED = "added"
    GONE = "gone"
    REVISED = "revised"
    RAISED = "raised"
    LOWERED = "lowered"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: data set, code, what it is about, before and after as text ('' where there is none), and the receipts
    of both sides. `subject` names the value, or the row for rows added and gone; `when` is the later release's first day."""

    source: str
    title: str
    series: str
    when: date
    code: str
    subject: str
    what: What
    before: str
    after: str
    citation_before: Citation | None
    citation_after: Citation | None

    @property
    def citation(self) -> Citation:
        """The receipt of the later side, or of the earlier one for what is gone."""
        found = self.citation_after or self.citation_before
        if found is None:
            raise ValueError("a change without a receipt")
        return found
