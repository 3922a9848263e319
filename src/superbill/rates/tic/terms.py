"""The terms of a price: everything in a price object but the rate itself.

Schema: CMS price-transparency-guide, in-network-rates, `negotiated_price` (2.x; `setting` is new there, the rest as in 1.x).
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from superbill.rates.tic.members import Members, Number, read_members

TYPES = frozenset({"negotiated", "derived", "fee schedule", "percentage", "per diem"})
CLASSES = frozenset({"professional", "institutional", "both"})
SETTINGS = frozenset({"inpatient", "outpatient", "both"})


class Terms(NamedTuple):
    """`expiration_date` is None for a date that is none; `expiration_text` then says what stood there. A `percentage` rate is
    in percent, every other type in dollars. `other` is JSON of keys that the schema does not know."""

    negotiated_type: str | None
    billing_class: str | None
    setting: str | None
    service_codes: list[str] | None
    modifiers: list[str] | None
    expiration_date: date | None
    expiration_text: str | None
    additional_information: str | None
    other: str | None
    flags: list[str]


def terms_of_text(head: bytes, tail: bytes) -> Terms:
    """The terms of a price object given as the texts before and behind its rate. Raises `Unreadable`."""
    return read_members(head + b"0" + tail, lambda found: terms_of_members(found)[0])


def terms_of_members(found: Members) -> tuple[Terms, Any]:
    """The terms of a price object, and its rate as parsed (None where it is missing)."""
    rate = found.take("negotiated_rate")
    if isinstance(rate, str) and not isinstance(rate, Number):
        found.flags.add("quoted_rate")
    return read_terms(found), rate


def read_terms(found: Members) -> Terms:
    """The terms of the members that are left when the rate is taken out."""
    kind, billing_class, setting = found.text("negotiated_type"), found.text("billing_class"), found.text("setting")
    service_codes, modifiers = found.texts("service_code"), found.texts("billing_code_modifier")
    expiration_date, expiration_text = read_date(found.text("expiration_date"))
    information = found.text("additional_information")
    other = found.rest
    for known, value, flag in (
        (TYPES, kind, "unknown_negotiated_type"),
        (CLASSES, billing_class, "unknown_billing_class"),
        (SETTINGS | {None}, setting, "unknown_setting"),
    ):
        if value not in known:
            found.flags.add(flag)
    if expiration_date is None:
        found.flags.add("bad_date" if expiration_text is not None else "date_missing")
    return Terms(
        kind, billing_class, setting, service_codes, modifiers, expiration_date, expiration_text,
        information, other, sorted(found.flags),
    )  # fmt: skip


def read_date(text: str | None) -> tuple[date | None, str | None]:
    """A `YYYY-MM-DD`, or None and the text that is no such date."""
    if text is None:
        return None, None
    try:
        return (date.fromisoformat(text), None) if len(text) == 10 else (None, text)
    except ValueError:
        return None, text
