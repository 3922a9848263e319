"""What modifiers do to a physician fee: both sides, assistants, two surgeons, split care, stopped and reduced services.

A `Plan` keeps apart what counts before procedures are ranked (sides) and after (shares). Shares multiply; the amount is
rounded once, at the end. Authority: CMS, RVU file documentation, attachment A; Claims Processing Manual, chapter 12,
sections 20.4.3, 20.4.6, 40.4, 40.7 and 40.8. 22 and 52 are the contractor's decision (section 20.4.6): its percentage is
given, or 22 pays the fee and 52 has no amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from superbill.model.citation import Citation, NotAvailable
from superbill.pricing.authority import (
    ASSISTANT,
    ASSISTANT_AS,
    BILATERAL,
    CO_SURGEON,
    DISCONTINUED,
    SPLIT_CARE,
    THERAPY_ASSISTANT,
)
from superbill.pricing.rvu import RvuRow

HUNDRED = Decimal(100)
CONTRACTOR = "the contractor, on the records"
ASSISTANTS = {"80": "16", "81": "16", "82": "16", "AS": "13.6"}
CO_SURGEON_PERCENT = "62.5"
THERAPY_ASSISTANTS = frozenset({"CQ", "CO"})
SIDES = frozenset({"LT", "RT"})
COUNTED = frozenset(
    {
        "50", "LT", "RT", "54", "55", "56", "62", "66", "78", "80", "81", "82", "AS", "22", "52", "53", "26", "TC",
        "CQ", "CO", "33", "PT",
    }
)  # fmt: skip
"""Modifiers whose effect on the amount is worked out."""
NEUTRAL = frozenset(
    {
        "24", "25", "27", "51", "57", "58", "59", "76", "77", "79", "91", "93", "95", "XE", "XS", "XP", "XU", "GC",
        "GE", "GN", "GO", "GP", "GT", "GQ", "GA", "GX", "KX", "QW", "SG", "Q5", "Q6", "QS", "AI", "AQ", "AR", "CR",
        "CS", "E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1", "T2",
        "T3", "T4", "T5", "T6", "T7", "T8", "T9", "LC", "LD", "RC", "LM", "RI", "JZ", "JW", "JG", "TB",
    }
)  # fmt: skip
"""Modifiers that inform or bypass an edit and leave the fee as it is."""
GLOBALS = frozenset({"010", "090"})


@dataclass(frozen=True, slots=True)
class Share:
    """One percentage of the amount, why, and its authority."""

    percent: Decimal
    why: str
    authority: Citation


@dataclass(frozen=True, slots=True)
class Plan:
    """What the modifiers and units of a line do. `sides` counts before ranking; `units` are those that pay on their own.
    `role` groups lines that are ranked together; `ranked` is False for a return to the operating room."""

    units: Decimal
    sides: Share | None = None
    shares: tuple[Share, ...] = ()
    role: str = "surgeon"
    ranked: bool = True
    remarks: tuple[str, ...] = ()
    refused: NotAvailable | None = None

    @property
    def factor(self) -> Decimal:
        """All shares multiplied, 1 for none."""
        total = Decimal(1)
        for share in self.shares:
            total *= share.percent / HUNDRED
        return total

    @property
    def side_factor(self) -> Decimal:
        """What both sides pay of one, 1 for one side."""
        return self.sides.percent / HUNDRED if self.sides else Decimal(1)


def plan(
    row: RvuRow,
    modifiers: tuple[str, ...],
    units: Decimal,
    *,
    records: bool = False,
    contractor_percent: Mapping[str, Decimal] | None = None,
) -> Plan:
    """The plan of a line that no indicator forbids (`pricing.refusals` looks at that first)."""
    if not modifiers and units != 2:
        return Plan(units)
    asked = frozenset(modifiers)
    decided = contractor_percent or {}
    refused = _by_hand(row, asked, records, decided)
    if refused is not None:
        return Plan(units, refused=refused)
    sides, paid_units, refused = _sides(row, asked, units)
    shares = (*_care(row, asked), *_surgeons(asked), *_decided(asked, decided), *_therapist(asked))
    others = [modifier for modifier in modifiers if modifier not in COUNTED and modifier not in NEUTRAL]
    remarks = []
    if others:
        remarks.append(f"modifier {', '.join(others)} is not taken into account")
    if "22" in asked and "22" not in decided:
        remarks.append("modifier 22: the contractor may allow more, on the records; the fee is shown")
    if "55" in asked:
        remarks.append("modifier 55: the whole share is shown; where several share the care, it is divided by days")
    return Plan(
        paid_units,
        sides,
        shares,
        _role(asked),
        ranked="78" not in asked,
        remarks=tuple(remarks),
        refused=refused,
    )


def _role(asked: frozenset[str]) -> str:
    return "assistant" if asked & set(ASSISTANTS) else "surgeon"


def _by_hand(row: RvuRow, asked: frozenset[str], records: bool, decided: Mapping[str, Decimal]) -> NotAvailable | None:
    """Lines that only the contractor prices, or only with records."""
    if asked & set(ASSISTANTS) and row.assistant == "0" and not records:
        return NotAvailable("assistant indicator 0: paid only with records that show the need", CONTRACTOR)
    if "62" in asked and row.co_surgeon == "1" and not records:
        return NotAvailable("co-surgeon indicator 1: paid only with records that show the need", CONTRACTOR)
    if "66" in asked:
        return NotAvailable("team surgery (66) is paid by report", CONTRACTOR)
    if "52" in asked and "52" not in decided:
        return NotAvailable("modifier 52: the contractor reduces the fee, by how much is not published", CONTRACTOR)
    if "53" in asked and row.modifier != "53" and "53" not in decided:
        return NotAvailable(f"{row.hcpcs} has no row with 53: a stopped procedure is priced by hand", CONTRACTOR)
    if asked & {"54", "55", "56"} and row.global_days not in GLOBALS:
        return NotAvailable(
            f"global period {row.global_days}: care before and after is not split (54, 55 and 56 are for 010 and 090)",
            "no release: Medicare pays no such line",
        )
    if asked & {"54", "55", "56"} and not row.intra_op:
        return NotAvailable(f"{row.hcpcs} has no shares of its global period", CONTRACTOR)
    return None


def _sides(row: RvuRow, asked: frozenset[str], units: Decimal) -> tuple[Share | None, Decimal, NotAvailable | None]:
    """Bilateral: what both sides pay, and the units left to count (both sides are one).

    Two units count as two sides for indicators 1 and 2 when no modifier says otherwise (RVU documentation)."""
    both = "50" in asked or {"LT", "RT"} <= asked
    twice = units == 2 and not asked and row.bilateral in {"1", "2"}
    if not both and not twice:
        return None, units, None
    how = "50" if "50" in asked else "LT and RT" if both else "2 units"
    one = Decimal(1)
    left = one if twice or (units == 2 and row.bilateral != "3") else units
    if row.bilateral == "1":
        return Share(Decimal(150), f"both sides ({how}), bilateral indicator 1", BILATERAL), left, None
    if row.bilateral == "3":
        sides = one if units == 2 else units
        return (
            Share(Decimal(200), f"both sides ({how}), bilateral indicator 3: each side in full", BILATERAL),
            sides,
            None,
        )
    if row.bilateral in {"0", "2"}:
        why = "already for both" if row.bilateral == "2" else "no bilateral adjustment"
        return Share(HUNDRED, f"both sides ({how}), bilateral indicator {row.bilateral}: {why}", BILATERAL), left, None
    return (
        None,
        units,
        NotAvailable(
            f"modifier 50 does not apply to {row.hcpcs}: bilateral indicator {row.bilateral}",
            "no release: Medicare pays no such line",
        ),
    )


def _care(row: RvuRow, asked: frozenset[str]) -> tuple[Share, ...]:
    """54 takes the share before and during, 55 that after, 56 that before; 78 that during, in full for 000."""
    found = []
    if "54" in asked:
        share = (row.pre_op + row.intra_op) * HUNDRED
        found.append(
            Share(share, f"operation without later care (54): {row.pre_op} before + {row.intra_op} during", SPLIT_CARE)
        )
    elif "55" in asked:
        found.append(Share(row.post_op * HUNDRED, f"later care only (55): {row.post_op} after", SPLIT_CARE))
    elif "56" in asked:
        found.append(Share(row.pre_op * HUNDRED, f"earlier care only (56): {row.pre_op} before", SPLIT_CARE))
    elif "78" in asked and row.global_days in GLOBALS and row.intra_op:
        found.append(
            Share(row.intra_op * HUNDRED, f"return to the operating room (78): {row.intra_op} during", SPLIT_CARE)
        )
    return tuple(found)


def _surgeons(asked: frozenset[str]) -> tuple[Share, ...]:
    found = []
    if "62" in asked:
        found.append(Share(Decimal(CO_SURGEON_PERCENT), "two surgeons (62)", CO_SURGEON))
    if "AS" in asked:
        found.append(Share(Decimal(ASSISTANTS["AS"]), "assistant who is no physician (AS): 85 % of 16 %", ASSISTANT_AS))
    else:
        name = next((modifier for modifier in ("80", "81", "82") if modifier in asked), "")
        if name:
            found.append(Share(Decimal(ASSISTANTS[name]), f"assistant at surgery ({name})", ASSISTANT))
    return tuple(found)


def _decided(asked: frozenset[str], decided: Mapping[str, Decimal]) -> tuple[Share, ...]:
    return tuple(
        Share(decided[name], f"modifier {name}: the contractor's decision, as given", DISCONTINUED)
        for name in ("22", "52", "53")
        if name in asked and name in decided
    )


def _therapist(asked: frozenset[str]) -> tuple[Share, ...]:
    name = next(iter(sorted(THERAPY_ASSISTANTS & asked)), "")
    return (Share(Decimal(85), f"by a therapy assistant ({name})", THERAPY_ASSISTANT),) if name else ()
