"""A charge as all hospital layouts give it, and its row in the lake.

Authority: CMS hospital-price-transparency data dictionary, version 3.0.0 (in force from April 2026), and 2.2.0 before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from superbill.rates.tic.amounts import Amount, read_amount
from superbill.rates.tic.items import is_licensed
from superbill.rates.tic.members import as_text
from superbill.rates.tic.rows import Rows

AMOUNTS = (
    "gross_charge", "discounted_cash", "minimum", "maximum", "negotiated_dollar", "negotiated_percentage",
    "estimated_amount", "median_amount", "p10_amount", "p90_amount",
)  # fmt: skip
SETTINGS = frozenset({"inpatient", "outpatient", "both"})
NINES = re.compile(r"9{9,}(\.0+)?")
_FORMATTED = re.compile(r"\$?\s*(\d{1,3}(,\d{3})+|\d+)(\.\d*)?\s*%?")
_NOT_RC = "RC"


@dataclass(slots=True)
class Charge:
    """One service in one setting for one payer and plan, or for none. Amounts and texts are as they stand in the file."""

    description: str | None = None
    codes: list[tuple[str | None, str | None]] = field(default_factory=list)
    texts: dict[str, str | None] = field(default_factory=dict)
    """Columns of the table by name: setting, payer_name, methodology ..."""
    amounts: dict[str, str] = field(default_factory=dict)
    modifiers: list[str] | None = None
    other: dict[str, object] = field(default_factory=dict)


def write_charge(charge: Charge, item: int, offset: int, rows: Rows) -> None:
    """Hands a charge to its table, with its oddities counted."""
    flags = rows.counts.flags
    amounts = {name: _amount(charge.amounts.get(name), rows) for name in AMOUNTS}
    kept = {name: found.text for name, found in amounts.items() if found is not None and found.text is not None}
    setting = charge.texts.get("setting")
    if setting is not None and setting.lower() not in SETTINGS:
        flags["unknown_setting"] += 1
    description = charge.description
    if description and _licensed(charge):
        description = None
        flags["descriptor_withheld"] += 1
    decimals = {name: None if found is None else found.decimal for name, found in amounts.items()}
    text = charge.texts.get
    rows.charge(
        (
            item, description, [{"code": code, "type": kind} for code, kind in charge.codes], setting,
            text("billing_class"), charge.modifiers, text("drug_unit"), text("drug_type"),
            *(decimals[name] for name in AMOUNTS[:4]), text("payer_name"), text("plan_name"),
            decimals["negotiated_dollar"], decimals["negotiated_percentage"], text("negotiated_algorithm"),
            text("methodology"), *(decimals[name] for name in AMOUNTS[6:]), text("allowed_count"), text("payer_notes"),
            text("generic_notes"), as_text(kept) if kept else None, as_text(charge.other) if charge.other else None, offset,
        ),
        amounts["negotiated_dollar"],
    )  # fmt: skip


def _amount(text: str | None, rows: Rows) -> Amount | None:
    """An amount; `$1,234.50` is taken for what it says. Nine nines are a hospital's word for `not known` (schema 2.x)."""
    if text is None or not text.strip():
        return None
    cleaned = text.strip()
    found = read_amount(cleaned)
    if found.micro is None and _FORMATTED.fullmatch(cleaned):
        rows.counts.flags["formatted_number"] += 1
        found = read_amount(cleaned.strip("$% ").replace(",", ""))
    if NINES.fullmatch(cleaned):
        rows.counts.flags["amount_all_nines"] += 1
    return found


def _licensed(charge: Charge) -> bool:
    """Whether a code of it has a licensed descriptor; a revenue code beside another code does not count."""
    others = [code for code in charge.codes if (code[1] or "").upper() != _NOT_RC]
    return any(is_licensed(kind, code) for code, kind in others or charge.codes)
