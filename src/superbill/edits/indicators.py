"""All that the modifier rules look at, gathered for one code on one date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from superbill.edits.pairs import Partners, partners
from superbill.edits.units import units_of
from superbill.edits.visits import in_section, is_visit
from superbill.kb.store import Absent, KnowledgeBase
from superbill.model.citation import NotAvailable
from superbill.model.edits import Setting, UnitsAnswer
from superbill.pricing.clfs import ClfsRate, clfs_rates
from superbill.pricing.rvu import RvuRow, rvu_rows


@dataclass(frozen=True, slots=True)
class Indicators:
    """`row` is the fee-schedule row without modifier, `variants` the rows with one; `asked` the modifiers that somebody
    wants to hear about, however little there is to say."""

    code: str
    setting: Setting
    row: RvuRow | None
    row_missing: NotAvailable | None
    variants: Mapping[str, RvuRow]
    lab: tuple[ClfsRate, ...]
    units: UnitsAnswer
    partners: Partners | Absent | NotAvailable
    asked: frozenset[str] = frozenset()

    @property
    def visit(self) -> bool:
        """Whether it is an evaluation and management visit."""
        return is_visit(self.code)

    @property
    def section(self) -> bool:
        """Whether it stands among the evaluation and management services."""
        return in_section(self.code)

    def asks(self, *modifiers: str) -> bool:
        """Whether one of these was asked for."""
        return not self.asked.isdisjoint(modifiers)


def indicators_of(
    kb: KnowledgeBase,
    code: str,
    on: date,
    setting: Setting,
    known_partners: Partners | Absent | NotAvailable | None = None,
    asked: Collection[str] = (),
) -> Indicators | NotAvailable:
    """The indicators; `NotAvailable` when neither the relative value file nor the laboratory schedule lists the code."""
    rows, rates = rvu_rows(kb, code, on), clfs_rates(kb, code, on)
    known = rows if isinstance(rows, tuple) else ()
    base = next((row for row in known if not row.modifier), None)
    if base is None and not isinstance(rates, tuple):
        if isinstance(rows, NotAvailable):
            return rows
        return NotAvailable(
            f"no fee schedule in force lists {code}, so no indicator says which modifiers it takes",
            "see: superbill releases",
        )
    return Indicators(
        code=code,
        setting=setting,
        row=base,
        row_missing=None if isinstance(rows, tuple) else _why_missing(rows, code),
        variants={row.modifier: row for row in known if row.modifier},
        lab=rates if isinstance(rates, tuple) else (),
        units=units_of(kb, code, on, setting),
        partners=known_partners or partners(kb, code, on, setting, limit=1),
        asked=frozenset(asked),
    )


def _why_missing(found: Absent | NotAvailable, code: str) -> NotAvailable:
    if isinstance(found, NotAvailable):
        return found
    cite = found.citation
    return NotAvailable(f"{cite.title} {cite.release} does not list {code}", "superbill fetch cms-mpfs-rvu")
