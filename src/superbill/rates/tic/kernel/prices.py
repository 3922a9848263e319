"""Negotiated prices in compiled code.

A price object is (text up to the rate)(number)(text behind it): head, amount, tail. A file has few distinct heads and
tails, so each distinct text is walked key by key once; after that a byte search, a hash and a comparison decide.
"""

from __future__ import annotations

from superbill.rates.tic import control as w
from superbill.rates.tic.kernel.numbers import plain_amount
from superbill.rates.tic.kernel.scan import (
    CLOSE_LIST,
    CLOSE_OBJECT,
    COLON,
    NEGOTIATED_RATE,
    NO_ROOM,
    OPEN_LIST,
    OPEN_OBJECT,
    QUOTE,
    RATE_KEY_END,
    SHORT,
    WRONG,
    after_member,
    blank,
    find_byte,
    first_member,
    key_is,
    next_element,
    string_end,
    trouble,
    value_end,
    value_start,
)
from superbill.rates.tic.kernel.texts import memo_add, memo_find, pair_place, same
from superbill.rates.tic.native import inner, load1, load4, load8, store4, store8

HEADS_TRIED = 6


@inner
def walk_price(i: int, n: int) -> tuple[int, int, int]:
    """Key by key: behind the object, and the span of its rate without quotes."""
    start, end = 0, 0
    i = first_member(i, n)
    while True:
        if i <= 0:
            return i, 0, 0
        key = i + 1
        i = string_end(key, n)
        if i == SHORT:
            return SHORT, 0, 0
        is_rate = key_is(key, i - 1, 15, NEGOTIATED_RATE)
        i = value_start(i, n)
        if i <= 0:
            return i, 0, 0
        value = i
        i = value_end(i, n)
        if i == SHORT:
            return SHORT, 0, 0
        if is_rate:
            if start != 0 or i == value:
                return WRONG, 0, 0
            quoted = 1 if load1(value) == QUOTE else 0
            start, end = value + quoted, i - quoted
        i = after_member(i, n)
        if i > 0 and load1(i) == CLOSE_OBJECT:
            break
    if start == 0:
        return WRONG, 0, 0
    return i + 1, start, end


@inner
def known_head(i: int, n: int, s: int) -> tuple[int, int]:
    """The memo's number of the text before the rate, and where the rate begins; -1 for an unknown one."""
    heads = load8(s + w.HEADS)
    texts, offsets, count = load8(heads + 16), load8(heads + 24), load8(heads + 32)
    for k in range(min(count, HEADS_TRIED)):
        at = load8(offsets + k * 8)
        length = load8(offsets + k * 8 + 8) - at
        if same(texts + at, i, length):
            return k, i + length
    if count <= HEADS_TRIED:
        return -1, i
    j = i
    for _ in range(16):
        j = find_byte(j, n, COLON) + 1
        if j > n:
            return -1, i
        if load8(j - 8) == RATE_KEY_END:
            j = blank(j)
            if load1(j) == QUOTE:
                j += 1
            return memo_find(i, j, heads), j
    return -1, i


@inner
def remember(start: int, end: int, memo: int) -> int:
    """The number of a text in a memo, added when new."""
    found = memo_find(start, end, memo)
    return found if found >= 0 else memo_add(start, end, memo)


@inner
def new_price(i: int, n: int, s: int) -> tuple[int, int, int]:
    """Behind a price with a text not met before; its terms and amount. The pair is noted for a real parser to read."""
    behind, start, end = walk_price(i, n)
    if behind <= 0:
        return behind, 0, 0
    amount, j = plain_amount(start)
    if j != end or j == start:
        odd = load8(s + w.ODD)
        if odd >= load8(s + w.ODD_MOST):
            return NO_ROOM, 0, 0
        store4(load8(s + w.ODD_PRICE) + odd * 4, load8(s + w.PRICES))
        store8(load8(s + w.ODD_START) + odd * 8, start)
        store8(load8(s + w.ODD_END) + odd * 8, end)
        store8(s + w.ODD, odd + 1)
        amount = 0
    head, tail = remember(i, start, load8(s + w.HEADS)), remember(end, behind, load8(s + w.TAILS))
    if head < 0 or tail < 0:
        return NO_ROOM, 0, 0
    place = pair_place(head, tail, s)
    if load8(load8(s + w.PAIR_KEYS) + place * 8) == 0:
        new, terms = load8(s + w.NEW), load8(s + w.NEXT_TERMS)
        if new >= load8(s + w.NEW_MOST) or load8(s + w.PAIR_COUNT) >= load8(s + w.PAIR_MOST):
            return NO_ROOM, 0, 0
        store4(load8(s + w.NEW_HEAD) + new * 4, head)
        store4(load8(s + w.NEW_TAIL) + new * 4, tail)
        store8(load8(s + w.PAIR_KEYS) + place * 8, ((head << 32) | tail) + 1)
        store4(load8(s + w.PAIR_TERMS) + place * 4, terms)
        store8(s + w.NEW, new + 1)
        store8(s + w.NEXT_TERMS, terms + 1)
        store8(s + w.PAIR_COUNT, load8(s + w.PAIR_COUNT) + 1)
    return behind, load4(load8(s + w.PAIR_TERMS) + place * 4), amount


@inner
def price(i: int, n: int, s: int) -> tuple[int, int, int]:
    """Behind a price object, its terms and its amount in millionths."""
    head, start = known_head(i, n, s)
    if head >= 0:
        amount, j = plain_amount(start)
        if j != start:
            end = find_byte(j, n, CLOSE_OBJECT) + 1
            if end <= n:
                tail = memo_find(j, end, load8(s + w.TAILS))
                if tail >= 0:
                    place = pair_place(head, tail, s)
                    if load8(load8(s + w.PAIR_KEYS) + place * 8) != 0:
                        return end, load4(load8(s + w.PAIR_TERMS) + place * 4), amount
    return new_price(i, n, s)


@inner
def price_list(i: int, n: int, s: int) -> int:
    """Behind an array of prices, which become rows without item and list yet. An empty array is wrong."""
    if load1(i) != OPEN_LIST:
        return trouble(i, n)
    rows, most = load8(s + w.PRICES), load8(s + w.PRICES_MOST)
    terms_column, amounts = load8(s + w.PRICE_TERMS), load8(s + w.PRICE_AMOUNT)
    i = blank(i + 1)
    while True:
        if load1(i) != OPEN_OBJECT:
            return trouble(i, n)
        if rows >= most:
            return NO_ROOM
        i, terms, amount = price(i, n, s)
        if i <= 0:
            return i
        store4(terms_column + rows * 4, terms)
        store8(amounts + rows * 8, amount)
        rows += 1
        store8(s + w.PRICES, rows)
        i = next_element(i, n, False)
        if i <= 0:
            return i
        if load1(i) == CLOSE_LIST:
            return i + 1
