"""Provider groups, with their tax ids and NPIs, in compiled code."""

from __future__ import annotations

from superbill.rates.tic import control as w
from superbill.rates.tic.kernel.lists import add_to_list, known_list, new_list
from superbill.rates.tic.kernel.numbers import plain_text_end
from superbill.rates.tic.kernel.scan import (
    BUSINESS_NAME,
    CLOSE_LIST,
    CLOSE_OBJECT,
    COMMA,
    NO_ROOM,
    NPI,
    OPEN_LIST,
    OPEN_OBJECT,
    QUOTE,
    SHORT,
    TIN,
    TYPE,
    VALUE_END,
    VALUE_START,
    WRONG,
    ZERO,
    after_member,
    blank,
    first_member,
    key_is,
    next_element,
    string_end,
    trouble,
    value_end,
    value_start,
)
from superbill.rates.tic.kernel.texts import copy, memo_add, memo_find
from superbill.rates.tic.native import inner, load1, load4, load8, store1, store4, store8


@inner
def npi_list(i: int, n: int, s: int) -> int:
    """Behind an array of NPIs, which become rows of the group in reading."""
    rows, most, group = load8(s + w.NPIS), load8(s + w.NPIS_MOST), load8(s + w.GROUPS)
    values, groups = load8(s + w.NPI_VALUE), load8(s + w.NPI_GROUP)
    if load1(i) != OPEN_LIST:
        return trouble(i, n)
    i = blank(i + 1)
    if load1(i) == CLOSE_LIST:
        return WRONG
    while True:
        quoted = load1(i) == QUOTE
        if quoted:
            i += 1
        value = 0
        start = i
        d = load1(i) - ZERO
        while d >= 0 and d < 10 and i - start < 18:
            value = value * 10 + d
            i += 1
            d = load1(i) - ZERO
        if i == start or (load1(start) == ZERO and i - start > 1):
            return trouble(i, n)
        if quoted:
            if load1(i) != QUOTE:
                return trouble(i, n)
            i += 1
            store8(s + w.NPI_QUOTED, load8(s + w.NPI_QUOTED) + 1)
        if rows >= most:
            return NO_ROOM
        store8(values + rows * 8, value)
        store4(groups + rows * 4, group)
        rows += 1
        i = blank(i)
        c = load1(i)
        if i >= n:
            return SHORT
        if c == CLOSE_LIST:
            store8(s + w.NPIS, rows)
            return i + 1
        if c != COMMA:
            return WRONG
        i = blank(i + 1)


@inner
def tax_id(i: int, n: int, s: int) -> int:
    """Behind the `tin` object. Type, value and business name become columns of the group in reading."""
    group = load8(s + w.GROUPS)
    kind, valued, named = -1, False, False
    tin_ends, name_ends = load8(s + w.TIN_ENDS), load8(s + w.NAME_ENDS)
    tin_at, name_at = load8(tin_ends + group * 8), load8(name_ends + group * 8)
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
        if load1(i) != QUOTE:
            return WRONG
        start = i + 1
        end = plain_text_end(start, n)
        if end <= 0:
            return end
        if key_end - key == 4 and load4(key) == TYPE and kind < 0:
            kind = memo_find(start, end, load8(s + w.TIN_TYPES))
            if kind < 0:
                kind = memo_add(start, end, load8(s + w.TIN_TYPES))
            if kind < 0:
                return WRONG
        elif key_end - key == 5 and load4(key) == VALUE_START and load4(key + 1) == VALUE_END and not valued:
            valued = True
            if tin_at + end - start > load8(s + w.TIN_MOST):
                return NO_ROOM
            copy(start, end, load8(s + w.TIN_TEXT) + tin_at)
            store8(tin_ends + (group + 1) * 8, tin_at + end - start)
        elif key_is(key, key_end, 13, BUSINESS_NAME) and not named:
            named = True
            if name_at + end - start > load8(s + w.NAME_MOST):
                return NO_ROOM
            copy(start, end, load8(s + w.NAME_TEXT) + name_at)
            store8(name_ends + (group + 1) * 8, name_at + end - start)
        else:
            return WRONG
        i = after_member(end + 1, n)
        if i > 0 and load1(i) == CLOSE_OBJECT:
            break
    if kind < 0 or not valued:
        return WRONG
    if not named:
        store8(name_ends + (group + 1) * 8, name_at)
    store1(load8(s + w.GROUP_NAMED) + group, 1 if named else 0)
    store4(load8(s + w.GROUP_TIN_TYPE) + group * 4, kind)
    return i + 1


@inner
def provider_group(i: int, n: int, s: int) -> int:
    """Behind one `{"npi": [...], "tin": {...}}`, which becomes a row of groups."""
    if load8(s + w.GROUPS) >= load8(s + w.GROUPS_MOST):
        return NO_ROOM
    has_npi, has_tin = False, False
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
        length = i - 1 - key
        i = value_start(i, n)
        if i <= 0:
            return i
        if length == 3 and (load4(key) & 0xFFFFFF) == NPI and not has_npi:
            has_npi = True
            i = npi_list(i, n, s)
        elif length == 3 and (load4(key) & 0xFFFFFF) == TIN and not has_tin:
            has_tin = True
            i = tax_id(i, n, s)
        else:
            return WRONG
        if i <= 0:
            return i
        i = after_member(i, n)
        if i > 0 and load1(i) == CLOSE_OBJECT:
            break
    if not (has_npi and has_tin):
        return WRONG
    store8(s + w.GROUPS, load8(s + w.GROUPS) + 1)
    return i + 1


@inner
def provider_groups(i: int, n: int, s: int) -> int:
    """Behind an array of provider groups, which become rows without a key yet. An empty array is wrong."""
    groups, npis, quoted = load8(s + w.GROUPS), load8(s + w.NPIS), load8(s + w.NPI_QUOTED)
    if load1(i) != OPEN_LIST:
        return trouble(i, n)
    i = blank(i + 1)
    while True:
        i = provider_group(i, n, s) if i < n else SHORT
        if i > 0:
            i = next_element(i, n, False)
        if i <= 0:
            store8(s + w.GROUPS, groups)
            store8(s + w.NPIS, npis)
            store8(s + w.NPI_QUOTED, quoted)
            return i
        if load1(i) == CLOSE_LIST:
            return i + 1


@inner
def give_key(first: int, key: int, s: int) -> None:
    """The reference key of the groups read since `first`."""
    for group in range(first, load8(s + w.GROUPS)):
        store8(load8(s + w.GROUP_KEY) + group * 8, key)


@inner
def inline_groups(i: int, n: int, s: int) -> int:
    """Behind provider groups written in an entry: a list of one reference of its own, the same for the same text."""
    intern = load8(s + w.INTERN) != 0
    if intern:
        end = value_end(i, n)
        if end == SHORT:
            return SHORT
        if known_list(i, end, s):
            return end
    row, first = load8(s + w.LIST_ROWS), load8(s + w.GROUPS)
    if row >= load8(s + w.LIST_ROWS_MOST):
        return NO_ROOM
    end = provider_groups(i, n, s)
    if end <= 0:
        return end
    key = w.INLINE_KEY - load8(s + w.INLINE)
    store8(s + w.INLINE, load8(s + w.INLINE) + 1)
    give_key(first, key, s)
    add_to_list(row, load8(s + w.NEXT_LIST), key, s)
    new_list(i, end, row + 1, intern, s)
    return end
