"""The imaging cap that CMS publishes by locality: the most that a contractor may pay where it prices the code itself.

For codes with relative values the cap follows from the OPPS columns (see `physician`); the published amounts of those agree.
Authority: Deficit Reduction Act of 2005, section 5102(b); RVU file documentation (OPPSCAP).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Fact
from superbill.model.price import Locality

SQL = load_queries("superbill.pricing", "claim.sql")
SOURCE = "cms-oppscap"


def published_cap(
    kb: KnowledgeBase, code: str, modifier: str, on: date, locality: Locality, facility: bool
) -> Fact[Decimal] | None:
    """The cap of a code (modifier `TC` or `""`) at a place; None where no release in force has one."""
    found = kb.find(
        SQL["cap"],
        source=SOURCE,
        on=on,
        what=code,
        code=code,
        modifier=modifier,
        mac=locality.mac,
        locality=locality.locality,
    )
    if not isinstance(found, Found):
        return None
    row = found.rows[0]
    return found.fact(Decimal(row[0] if facility else row[1]), row)
