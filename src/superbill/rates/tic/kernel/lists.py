"""Reference ids, and the lists of them that entries name, in compiled code."""

from __future__ import annotations

from superbill.rates.tic import control as w
from superbill.rates.tic.kernel.numbers import is_number, plain_text_end, whole_number
from superbill.rates.tic.kernel.scan import (
    CLOSE_LIST,
    COMMA,
    NO_ROOM,
    QUOTE,
    SHORT,
    WRONG,
    ZERO,
    blank,
    find_byte,
    next_element,
    trouble,
    value_end,
)
from superbill.rates.tic.kernel.texts import memo_add, memo_find
from superbill.rates.tic.native import inner, load1, load4, load8, store4, store8


@inner
def reference_id(i: int, n: int, s: int) -> tuple[int, int]:
    """Address behind an id, and its key: the number itself for a whole number, else -1, -2 ... by its text."""
    if load1(i) == QUOTE:
        end = plain_text_end(i + 1, n)
        if end <= 0:
            return end, 0
        store8(s + w.QUOTED_IDS, load8(s + w.QUOTED_IDS) + 1)
        start, behind = i + 1, end + 1
    else:
        behind = value_end(i, n)
        if behind == SHORT:
            return SHORT, 0
        start, end = i, behind
        if not is_number(start, end):
            return WRONG, 0
    key = whole_number(start, end)
    if key < 0:
        place = memo_find(start, end, load8(s + w.IDS))
        if place < 0:
            place = memo_add(start, end, load8(s + w.IDS))
        if place < 0:
            return NO_ROOM, 0
        key = -1 - place
    return behind, key


@inner
def add_to_list(row: int, list_id: int, key: int, s: int) -> None:
    """One reference of a list."""
    store4(load8(s + w.LIST_ID) + row * 4, list_id)
    store8(load8(s + w.LIST_KEY) + row * 8, key)


@inner
def known_list(start: int, end: int, s: int) -> bool:
    """Whether the memo has a list of this text; if so it becomes the entry's."""
    store8(s + w.LOOKUPS, load8(s + w.LOOKUPS) + 1)
    place = memo_find(start, end, load8(s + w.LISTS))
    if place < 0:
        return False
    store8(s + w.HITS, load8(s + w.HITS) + 1)
    store8(s + w.ENTRY_LIST, load4(load8(s + w.LIST_OF_TEXT) + place * 4))
    store8(s + w.ENTRY_EDGES, load4(load8(s + w.EDGES_OF_TEXT) + place * 4))
    return True


@inner
def new_list(start: int, end: int, row: int, intern: bool, s: int) -> None:
    """Closes the list whose references have just been added; `row` is the first row behind them."""
    list_id, edges = load8(s + w.NEXT_LIST), row - load8(s + w.LIST_ROWS)
    store8(s + w.LIST_ROWS, row)
    store8(s + w.NEXT_LIST, list_id + 1)
    store8(s + w.ENTRY_LIST, list_id)
    store8(s + w.ENTRY_EDGES, edges)
    if intern:
        place = memo_add(start, end, load8(s + w.LISTS))
        if place >= 0:
            store4(load8(s + w.LIST_OF_TEXT) + place * 4, list_id)
            store4(load8(s + w.EDGES_OF_TEXT) + place * 4, edges)


@inner
def reference_list(i: int, n: int, s: int) -> int:
    """Behind an array of reference ids. Sets w.ENTRY_LIST and w.ENTRY_EDGES. An empty array is wrong."""
    intern = load8(s + w.INTERN) != 0
    if intern:
        end = find_byte(i, n, CLOSE_LIST)
        if end >= n:
            return SHORT
        if known_list(i, end + 1, s):
            return end + 1
    row, most, list_id = load8(s + w.LIST_ROWS), load8(s + w.LIST_ROWS_MOST), load8(s + w.NEXT_LIST)
    quoted = load8(s + w.QUOTED_IDS)
    j = blank(i + 1)
    while True:
        value = 0
        start = j
        d = load1(j) - ZERO
        while d >= 0 and d < 10 and j - start < 18:
            value = value * 10 + d
            j += 1
            d = load1(j) - ZERO
        c = d + ZERO
        if j == start or (c != COMMA and c != CLOSE_LIST and c > 32) or (load1(start) == ZERO and j - start > 1):
            j, value = reference_id(start, n, s)
        result = NO_ROOM if row >= most else trouble(start, n) if j == WRONG else j
        if result > 0:
            add_to_list(row, list_id, value, s)
            row += 1
            result = next_element(j, n, False)
        if result <= 0:
            store8(s + w.QUOTED_IDS, quoted)
            return result
        j = result
        if load1(j) == CLOSE_LIST:
            break
    new_list(i, j + 1, row, intern, s)
    return j + 1
