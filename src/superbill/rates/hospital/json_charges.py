"""Hospital charges in JSON: `standard_charge_information`, schema 2.x and 3.x."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from superbill.rates.hospital.charges import Charge, write_charge
from superbill.rates.reading.window import Window
from superbill.rates.tic.elements import PlainReader
from superbill.rates.tic.members import Members, as_text, read_object
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.state import State

AMOUNTS_OF_CHARGE = {
    "gross_charge": "gross_charge", "discounted_cash": "discounted_cash", "minimum": "minimum", "maximum": "maximum",
}  # fmt: skip
AMOUNTS_OF_PAYER = {
    "standard_charge_dollar": "negotiated_dollar", "standard_charge_percentage": "negotiated_percentage",
    "estimated_amount": "estimated_amount", "median_amount": "median_amount", "10th_percentile": "p10_amount",
    "90th_percentile": "p90_amount",
}  # fmt: skip
TEXTS_OF_PAYER = {
    "payer_name": "payer_name", "plan_name": "plan_name", "standard_charge_algorithm": "negotiated_algorithm",
    "methodology": "methodology", "additional_payer_notes": "payer_notes",
}  # fmt: skip


class ChargeReader(PlainReader):
    """One service at a time, as a whole or quarantined as a whole."""

    kind = "standard_charge_information"
    first_key = re.compile(rb'\{\s*"description"')

    def __init__(self, window: Window, state: State, rows: Rows) -> None:
        super().__init__(window, state, rows)
        self.rows: Rows = rows

    def plain(self, text: bytes, offset: int) -> None:
        """One service with all its charges."""
        found = Members(read_object(text))
        charges = list(charges_of(found))
        number = self.rows.next_item()
        self.rows.counts.items += 1
        self.rows.counts.flags.update(found.flags)
        for charge in charges:
            write_charge(charge, number, offset, self.rows)


def charges_of(found: Members) -> Iterator[Charge]:
    """The charges of a service. Raises `Unreadable`."""
    description = found.text("description")
    codes = []
    for one in found.objects("code_information"):
        members = Members(one)
        codes.append((members.text("code"), members.text("type")))
        found.flags |= members.flags
    unit, kind = _drug(found)
    entries = list(found.objects("standard_charges"))
    other = {"service": found.rest} if found.rest is not None else {}
    if not entries:
        found.flags.add("service_without_charges")
    for entry in entries:
        for charge in _charges_of_entry(Members(entry), found.flags):
            charge.description, charge.codes = description, codes
            charge.texts |= {"drug_unit": unit, "drug_type": kind}
            charge.other |= other
            yield charge


def _drug(found: Members) -> tuple[str | None, str | None]:
    """Unit and type of measurement. The unit is a number, kept as its digits."""
    value = found.take("drug_information")
    members = Members(value) if isinstance(value, dict) else Members({})
    if value is not None and not isinstance(value, dict):
        found.flags.add("drug_information_no_object")
    unit = members.take("unit")
    return unit if unit is None or isinstance(unit, str) else as_text(unit), members.text("type")


def _charges_of_entry(entry: Members, flags: set[str]) -> Iterator[Charge]:
    amounts = _amounts(entry, AMOUNTS_OF_CHARGE)
    texts = {name: entry.text(key) for key, name in (("setting", "setting"), ("billing_class", "billing_class"))}
    texts["generic_notes"] = entry.text("additional_generic_notes")
    modifiers = entry.texts("modifier_code") or entry.texts("modifiers")
    payers = [Members(one) for one in entry.objects("payers_information")]
    rest = entry.rest
    flags |= entry.flags
    for payer in payers or [Members({})]:
        charge = Charge(texts=dict(texts), amounts=dict(amounts), modifiers=modifiers)
        charge.amounts |= _amounts(payer, AMOUNTS_OF_PAYER)
        charge.texts |= {name: payer.text(key) for key, name in TEXTS_OF_PAYER.items()}
        count = payer.take("count")
        charge.texts["allowed_count"] = count if count is None or isinstance(count, str) else as_text(count)
        charge.other = {key: value for key, value in (("charge", rest), ("payer", payer.rest)) if value is not None}
        flags |= payer.flags
        yield charge


def _amounts(found: Members, names: dict[str, str]) -> dict[str, str]:
    taken: dict[str, Any] = {name: found.take(key) for key, name in names.items()}
    return {
        name: value if isinstance(value, str) else as_text(value) for name, value in taken.items() if value is not None
    }
