"""Which release an addendum of a payment rule belongs to: calendar year, quarter, final rule or correction notice.

The title states the calendar year. Web addenda, which replace those of the final rule each quarter, state their month in
the file's name (hospital) or in the column names (surgical centres). Addenda of a proposed rule are refused.
"""

from __future__ import annotations

import re
from datetime import date

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.base import Edition, SourceFile, quarter_period
from superbill.sources.layout import last_name
from superbill.sources.release_names import dated, published_in_name, quarter_in_name, year_in_name

QUARTERLY = "CMS replaces this addendum every quarter; rates of drugs and the codes themselves change with it"

_PROPOSED = re.compile(r"\bproposed\b|\bNPRM\b", re.IGNORECASE)
_KINDS = ((re.compile(r"\bCN\b|\bcorrection\b", re.IGNORECASE), "correction notice"),
          (re.compile(r"\bN?FRM\b|\bfinal\b", re.IGNORECASE), "final rule"))  # fmt: skip


def addendum_edition(
    file: SourceFile,
    title: str,
    year: int,
    series: str,
    *,
    quarter: int | None = None,
    quarterly: bool = True,
    notes: tuple[str, ...] = (),
) -> Edition:
    """The edition of an addendum titled for `year`.

    With a quarter (`quarter`, or the month of the name) it is in force that quarter, else from January 1 to December 31.
    An addendum that is not `quarterly` (lists of indicators) holds for the year, whatever its name says. Raises
    `BadInput` for a proposed rule and for a name that states another year.
    """
    name = last_name(file).replace("_", " ")
    if _PROPOSED.search(title) or _PROPOSED.search(name):
        raise BadInput(
            f"an addendum of the proposed rule for {year}: its rates never come into force",
            file=file.name,
            hint="Use the addendum of the final rule, or the quarterly web addendum.",
        )
    named = year_in_name(file)
    if named is not None and named != year:
        raise BadInput(
            f"is named for {named}, its title says {year}", file=file.name, hint="Give it the name CMS gave it."
        )
    published = published_in_name(file)
    in_quarter = (quarter or quarter_in_name(file)) if quarterly else None
    if in_quarter is not None:
        period = quarter_period(year, in_quarter)
        return Edition(dated(f"CY{year} Q{in_quarter}", published), period, series, published, notes=notes)
    kind = next((kind for shape, kind in _KINDS if shape.search(name) or shape.search(title)), "")
    year_notes = (*notes, QUARTERLY) if quarterly else notes
    period = Period(date(year, 1, 1), date(year, 12, 31))
    return Edition(dated(f"CY{year} {kind}".strip(), published), period, series, published, notes=year_notes)
