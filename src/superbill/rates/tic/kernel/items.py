"""Entries and items in compiled code."""

from __future__ import annotations

from superbill.rates.tic import control as w
from superbill.rates.tic.kernel.groups import inline_groups
from superbill.rates.tic.kernel.lists import reference_list
from superbill.rates.tic.kernel.prices import price_list
from superbill.rates.tic.kernel.scan import (
    CLOSE_LIST,
    CLOSE_OBJECT,
    NEGOTIATED_PRICES,
    NEGOTIATED_RATES,
    NO_ROOM,
    OPEN_LIST,
    OPEN_OBJECT,
    PROVIDER_GROUPS,
    PROVIDER_REFERENCES,
    SHORT,
    WRONG,
    after_member,
    blank,
    first_member,
    key_is,
    string_end,
    trouble,
    value_end,
    value_start,
)
from superbill.rates.tic.kernel.texts import copy
from superbill.rates.tic.native import inner, load1, load8, store1, store4, store8


@inner
def entry(i: int, n: int, s: int) -> int:
    """Behind one object of `negotiated_rates`. Its prices get their item and list here.

    What a failed entry added is taken back, but not a list that the memo knows by now.
    """
    first, odd, quoted_ids, quoted_npis = (
        load8(s + w.PRICES),
        load8(s + w.ODD),
        load8(s + w.QUOTED_IDS),
        load8(s + w.NPI_QUOTED),
    )
    rows, list_id, groups, npis = load8(s + w.LIST_ROWS), load8(s + w.NEXT_LIST), load8(s + w.GROUPS), load8(s + w.NPIS)
    inline = load8(s + w.INLINE)
    end = entry_members(i, n, s)
    if end <= 0:
        store8(s + w.PRICES, first)
        store8(s + w.ODD, odd)
        if load8(s + w.INTERN) == 0:
            store8(s + w.QUOTED_IDS, quoted_ids)
            store8(s + w.NPI_QUOTED, quoted_npis)
            store8(s + w.LIST_ROWS, rows)
            store8(s + w.NEXT_LIST, list_id)
            store8(s + w.GROUPS, groups)
            store8(s + w.NPIS, npis)
            store8(s + w.INLINE, inline)
        return end
    item, list_id = load8(s + w.NEXT_ITEM), load8(s + w.ENTRY_LIST)
    items, lists = load8(s + w.PRICE_ITEM), load8(s + w.PRICE_LIST)
    for row in range(first, load8(s + w.PRICES)):
        store4(items + row * 4, item)
        store4(lists + row * 4, list_id)
    store8(s + w.ENTRIES, load8(s + w.ENTRIES) + 1)
    store8(s + w.EDGES_SEEN, load8(s + w.EDGES_SEEN) + load8(s + w.ENTRY_EDGES))
    return end


@inner
def entry_members(i: int, n: int, s: int) -> int:
    """The members of an entry: prices, and references or groups, once each."""
    priced, listed = False, False
    if load1(i) != OPEN_OBJECT:
        return trouble(i, n)
    i = first_member(i, n)
    while True:
        if i <= 0:
            return i
        key = i + 1
        i = string_end(key, n)
        if i == SHORT:
            return SHORT
        key_end = i - 1
        i = value_start(i, n)
        if i <= 0:
            return i
        if key_is(key, key_end, 17, NEGOTIATED_PRICES) and not priced:
            priced = True
            i = price_list(i, n, s)
        elif listed or load1(i) != OPEN_LIST:
            return WRONG
        elif key_is(key, key_end, 19, PROVIDER_REFERENCES):
            listed = True
            i = reference_list(i, n, s)
        elif key_is(key, key_end, 15, PROVIDER_GROUPS):
            listed = True
            i = inline_groups(i, n, s)
        else:
            return WRONG
        if i <= 0:
            return i
        i = after_member(i, n)
        if i > 0 and load1(i) == CLOSE_OBJECT:
            return i + 1 if priced and listed else WRONG


@inner
def keep_header(start: int, end: int, s: int) -> bool:
    """Appends to the header of the current item; False when there is no room."""
    used = load8(s + w.HEADER_USED)
    if used + end - start + 2 > load8(s + w.HEADER_MOST):
        return False
    copy(start, end, load8(s + w.HEADER_TEXT) + used)
    store8(s + w.HEADER_USED, used + end - start)
    return True


@inner
def open_item(i: int, n: int, s: int) -> int:
    """From an item's brace to behind the bracket of its `negotiated_rates`."""
    start = i
    if load1(i) != OPEN_OBJECT:
        return trouble(i, n)
    i = first_member(i, n)
    while True:
        if i <= 0:
            return i
        key = i + 1
        i = string_end(key, n)
        if i == SHORT:
            return SHORT
        found = key_is(key, i - 1, 16, NEGOTIATED_RATES)
        i = value_start(i, n)
        if i <= 0:
            return i
        if found:
            break
        i = value_end(i, n)
        if i == SHORT:
            return SHORT
        i = after_member(i, n)
        if i > 0 and load1(i) == CLOSE_OBJECT:
            return WRONG
    if load1(i) != OPEN_LIST:
        return WRONG
    first = blank(i + 1)
    if load1(first) != OPEN_OBJECT:
        return trouble(first, n)
    if not keep_header(start, i, s):
        return NO_ROOM
    return i + 1


@inner
def close_item(i: int, n: int, s: int) -> int:
    """From behind the bracket of `negotiated_rates` to behind the item's closing brace."""
    start = i
    i = after_member(i, n)
    while True:
        if i <= 0:
            return i
        if load1(i) == CLOSE_OBJECT:
            break
        key = i + 1
        i = string_end(key, n)
        if i == SHORT:
            return SHORT
        if key_is(key, i - 1, 16, NEGOTIATED_RATES):
            return WRONG
        i = value_start(i, n)
        if i <= 0:
            return i
        i = value_end(i, n)
        if i == SHORT:
            return SHORT
        i = after_member(i, n)
    if load8(s + w.HEADER_USED) + i + 3 - start > load8(s + w.HEADER_MOST):
        return NO_ROOM
    at = load8(s + w.HEADER_TEXT) + load8(s + w.HEADER_USED)
    store1(at, OPEN_LIST)
    store1(at + 1, CLOSE_LIST)
    store8(s + w.HEADER_USED, load8(s + w.HEADER_USED) + 2)
    keep_header(start, i + 1, s)
    return i + 1


@inner
def begin_item(offset: int, s: int) -> None:
    """Notes what stands before an item, to go back to when it cannot be read."""
    store8(s + w.ELEMENT, offset)
    store8(s + w.SAVED_PRICES, load8(s + w.PRICES))
    store8(s + w.SAVED_ENTRIES, load8(s + w.ENTRIES))
    store8(s + w.SAVED_EDGES, load8(s + w.EDGES_SEEN))
    store8(s + w.SAVED_HEADER, load8(s + w.HEADER_USED))
    store8(s + w.SAVED_ODD, load8(s + w.ODD))


@inner
def end_item(offset: int, s: int) -> None:
    """An item is complete: its row, and the next number."""
    row = load8(s + w.ITEMS)
    store8(load8(s + w.ITEM_START) + row * 8, load8(s + w.ELEMENT))
    store8(load8(s + w.ITEM_END) + row * 8, offset)
    store8(load8(s + w.ITEM_PRICES) + row * 8, load8(s + w.PRICES))
    store8(load8(s + w.ITEM_HEADER) + row * 8, load8(s + w.HEADER_USED))
    store8(load8(s + w.ITEM_ENTRIES) + row * 8, load8(s + w.ENTRIES))
    store8(load8(s + w.ITEM_EDGES) + row * 8, load8(s + w.EDGES_SEEN))
    store8(s + w.ITEMS, row + 1)
    store8(s + w.NEXT_ITEM, load8(s + w.NEXT_ITEM) + 1)
