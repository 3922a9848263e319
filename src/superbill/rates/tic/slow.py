"""The plain reader: one item or provider reference at a time, with a JSON parser and no tricks.

It reads what the compiled reader will not take, and is what that reader is held against in tests.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from superbill.rates.tic.amounts import Amount, amount_of
from superbill.rates.tic.items import Item, item_of
from superbill.rates.tic.members import Members, Number, Unreadable, as_text, kind_of, read_object
from superbill.rates.tic.terms import Terms, terms_of_members

_DIGITS = re.compile(r"0|[1-9]\d{0,17}")
_WHOLE = re.compile(r"(0|[1-9]\d{0,17})\.0+")


class Price(NamedTuple):
    """One negotiated price."""

    terms: Terms
    amount: Amount


class Group(NamedTuple):
    """Providers under one tax id. An NPI that is no number is None."""

    tin_type: str | None
    tin_value: str | None
    business_name: str | None
    npis: list[int | None]
    flags: list[str]


class Entry(NamedTuple):
    """Prices and whom they are for: ids of provider references, and groups written in place."""

    reference_ids: list[str]
    groups: list[Group]
    prices: list[Price]
    flags: list[str]


class WholeItem(NamedTuple):
    """An item with all its entries."""

    item: Item
    entries: list[Entry]


class Reference(NamedTuple):
    """A provider reference. With a `location`, its groups stand in another file."""

    reference_id: str
    groups: list[Group]
    network_names: list[str] | None
    location: str | None
    other: str | None
    flags: list[str]


def read_item(text: bytes) -> WholeItem:
    """An in-network item. Raises `Unreadable`."""
    found = Members(read_object(text))
    rates = found.take("negotiated_rates")
    if rates is not None and not isinstance(rates, list):
        raise Unreadable(f"negotiated_rates is {kind_of(rates)}, not a list")
    entries = [_entry(one) for one in rates or ()]
    if not entries:
        found.flags.add("item_without_rates")
    return WholeItem(item_of(found), entries)


def _entry(value: Any) -> Entry:
    if not isinstance(value, dict):
        raise Unreadable(f"{kind_of(value)} in negotiated_rates where an object must be")
    found = Members(value)
    ids = _ids(found)
    groups = [read_group(one) for one in found.objects("provider_groups")]
    prices = [_price(one) for one in found.objects("negotiated_prices")]
    if not prices:
        found.flags.add("entry_without_prices")
    if not ids and not groups:
        found.flags.add("entry_without_providers")
    if found.rest is not None:
        found.flags.add("unknown_key")
    return Entry(ids, groups, prices, sorted(found.flags))


def _ids(found: Members) -> list[str]:
    value = found.take("provider_references")
    if value is None:
        return []
    if not isinstance(value, list):
        found.flags.add("no_list")
        value = [value]
    for one in value:
        if not isinstance(one, str):
            raise Unreadable(f"{kind_of(one)} in provider_references where an id must be")
        if not isinstance(one, Number):
            found.flags.add("quoted_reference_id")
    return [str(one) for one in value]


def _price(value: dict[str, Any]) -> Price:
    terms, rate = terms_of_members(Members(value))
    return Price(terms, amount_of(rate))


def read_group(value: dict[str, Any]) -> Group:
    """A provider group of a parsed object."""
    found = Members(value)
    npis = found.take("npi")
    if npis is not None and not isinstance(npis, list):
        found.flags.add("no_list")
        npis = [npis]
    numbers = [_npi(one, found.flags) for one in npis or ()]
    if not numbers:
        found.flags.add("npi_missing")
    tin = found.take("tin")
    if not isinstance(tin, dict):
        found.flags.add("tin_missing" if tin is None else "tin_no_object")
        tin = {} if tin is None else {"value": tin if isinstance(tin, str) else as_text(tin)}
    members = Members(tin)
    kind, number, name = members.text("type"), members.text("value"), members.text("business_name")
    if members.rest is not None or found.rest is not None:
        found.flags.add("unknown_key")
    return Group(kind, number, name, numbers, sorted(found.flags | members.flags))


def _npi(value: Any, flags: set[str]) -> int | None:
    text = value.strip() if isinstance(value, str) else ""
    if not isinstance(value, Number):
        flags.add("npi_quoted")
    if _DIGITS.fullmatch(text):
        return int(text)
    flags.add("npi_no_whole_number")
    whole = _WHOLE.fullmatch(text)
    return int(whole[1]) if whole else None


def read_reference(text: bytes) -> Reference:
    """A provider reference. Raises `Unreadable`."""
    found = Members(read_object(text))
    number = found.take("provider_group_id")
    if not isinstance(number, str) or not number:
        raise Unreadable(
            "provider_group_id is missing" if number is None else f"provider_group_id is {kind_of(number)}"
        )
    if not isinstance(number, Number):
        found.flags.add("quoted_reference_id")
    groups = [read_group(one) for one in found.objects("provider_groups")]
    names, location = found.texts("network_name"), found.text("location")
    other = found.rest
    if not groups and location is None:
        found.flags.add("reference_without_groups")
    return Reference(str(number), groups, names, location, other, sorted(found.flags))


def whole_number(text: str) -> int | None:
    """The number of an id that is a plain whole number, None for any other id."""
    return int(text) if _DIGITS.fullmatch(text) else None
