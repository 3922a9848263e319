"""Reads `out_of_network`: what a payer has allowed for providers outside its network.

Schema: CMS price-transparency-guide, allowed-amounts. A row is one provider list of one payment.
"""

from __future__ import annotations

import re
from typing import Any

from superbill.rates.reading.window import Window
from superbill.rates.tic.amounts import amount_of
from superbill.rates.tic.elements import PlainReader
from superbill.rates.tic.items import item_of
from superbill.rates.tic.members import Members, Unreadable, as_text, kind_of, read_object
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.slow import read_group
from superbill.rates.tic.state import State


class AllowedReader(PlainReader):
    """Items with their allowed amounts. An item is taken as a whole or quarantined as a whole."""

    kind = "out_of_network"
    first_key = re.compile(rb'\{\s*"name"')

    def __init__(self, window: Window, state: State, rows: Rows) -> None:
        super().__init__(window, state, rows)
        self.rows: Rows = rows

    def plain(self, text: bytes, offset: int) -> None:
        """One item."""
        found = Members(read_object(text))
        entries = list(found.objects("allowed_amounts"))
        found.flags.discard("no_list")
        rows = [row for entry in entries for row in _entry(Members(entry), self.rows)]
        item = item_of(found)
        item = item._replace(flags=[flag for flag in item.flags if flag != "unknown_arrangement"])
        number = self.rows.next_item()
        self.rows.item(number, item, offset)
        self.rows.counts.entries += len(entries)
        for amount, values in rows:
            self.rows.allowed((number, *values), amount)


def _entry(found: Members, rows: Rows) -> list[tuple[Any, tuple[object, ...]]]:
    tin = found.take("tin")
    group = read_group({"npi": ["0"], "tin": tin if isinstance(tin, dict) else as_text(tin)} if tin is not None else {})
    terms = (found.text("billing_class"), found.text("setting"), found.texts("service_code"))
    payments = list(found.objects("payments"))
    other = found.rest
    collected = []
    for payment in payments:
        collected += _payment(Members(payment), (group.tin_type, group.tin_value), terms, other, rows)
    rows.counts.flags.update(found.flags | {flag for flag in group.flags if flag.startswith("tin")})
    if not payments:
        rows.counts.flags["entry_without_payments"] += 1
    return collected


def _payment(
    found: Members, tin: tuple[object, ...], terms: tuple[object, ...], other: str | None, rows: Rows
) -> list[tuple[Any, tuple[object, ...]]]:
    amount = amount_of(found.take("allowed_amount"))
    modifiers = found.texts("billing_code_modifier")
    collected = []
    for provider in found.objects("providers"):
        members = Members(provider)
        charge = amount_of(members.take("billed_charge"))
        group = read_group({"npi": members.take("npi"), "tin": {}})
        rows.counts.npis += len(group.npis)
        rest = other or members.rest
        rows.counts.flags.update(members.flags | (set(group.flags) - {"tin_missing"}))
        collected.append(
            (
                amount,
                (*tin, *terms, modifiers, amount.decimal, amount.text, charge.decimal, charge.text, group.npis, rest),
            )
        )
    if not collected:
        raise Unreadable(f"a payment without providers: {kind_of(found.take('providers'))}")
    rows.counts.flags.update(found.flags)
    return collected
