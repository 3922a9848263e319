"""The compiled reader of in-network files: items, prices, reference lists, provider groups.

A price object is (text up to the rate)(number)(text behind it): head, amount, tail. A file has few distinct heads and
tails, so each distinct text is walked key by key once; after that a byte search, a hash and a comparison decide. Identical
bytes read identically, so nothing is lost; a text met for the first time is walked, and its pair of head and tail is read
by a real JSON parser before any row of it is kept (`terms.py`).

What the reader will not take (unknown keys in an entry, escapes in a tax id, a broken object) ends a call with `BAD`, and
`slow.py` reads that one element. Every address is an int64; `s` is the control block (`control.py`).

One long module on purpose: compiled code is kept on disk by the module's own date, so what is compiled together stands
together.
"""

# ruff: noqa: SIM109 (a chain of comparisons compiles to one test, a search in a tuple does not)

from __future__ import annotations

import numpy as np

from superbill.rates.tic import control as w
from superbill.rates.tic.native import (
    byte_mask,
    compiled,
    first_bit,
    inner,
    load1,
    load4,
    load8,
    store1,
    store4,
    store8,
)

# A result that is no address. Addresses are large positive numbers.
SHORT, WRONG, NO_ROOM = 0, -1, -2

QUOTE, COMMA, COLON, BACKSLASH, POINT, ZERO = 34, 44, 58, 92, 46, 48
OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT = 91, 93, 123, 125
HEADS_TRIED = 6
WHOLE_DIGITS, DECIMALS = 12, 6
SCALE = np.array([1_000_000, 100_000, 10_000, 1_000, 100, 10, 1], np.int64)


def _word(text: bytes) -> int:
    return int.from_bytes(text, "little")


def _key(key: bytes) -> tuple[int, int, int]:
    """A key of 8 to 24 bytes as words of eight: the first, one from the middle, the last."""
    middle = len(key) // 2 - 4
    return _word(key[:8]), _word(key[middle : middle + 8]), _word(key[-8:])


NEGOTIATED_RATES, NEGOTIATED_PRICES = _key(b"negotiated_rates"), _key(b"negotiated_prices")
NEGOTIATED_RATE, PROVIDER_REFERENCES = _key(b"negotiated_rate"), _key(b"provider_references")
PROVIDER_GROUPS, PROVIDER_GROUP_ID = _key(b"provider_groups"), _key(b"provider_group_id")
NETWORK_NAME, BUSINESS_NAME = _key(b"network_name"), _key(b"business_name")
RATE_KEY_END = _word(b'd_rate":')
NPI, TIN, TYPE, VALUE_START, VALUE_END = _word(b"npi"), _word(b"tin"), _word(b"type"), _word(b"valu"), _word(b"alue")


# --- Memo of distinct texts -----------------------------------------------------------------------------------------
# Eight words: hash table (uint32, place + 1), its mask, the texts end to end, their offsets, how many, bytes used, most
# texts, most bytes.


@inner
def same(a: int, b: int, length: int) -> bool:
    """Whether so many bytes are equal."""
    k = 0
    while k + 8 <= length:
        if load8(a + k) != load8(b + k):
            return False
        k += 8
    return k == length or ((load8(a + k) ^ load8(b + k)) & ((1 << (8 * (length - k))) - 1)) == 0


@inner
def text_hash(start: int, end: int) -> int:
    """A hash of the bytes."""
    h = 0x243F6A8885A308D3 ^ (end - start)
    g = 0x13198A2E03707344
    while start + 16 <= end:
        h = (h ^ load8(start)) * 0x1E3779B97F4A7C15
        g = (g ^ load8(start + 8)) * 0x42B2AE3D27D4EB4F
        h ^= h >> 32
        g ^= g >> 29
        start += 16
    if start + 8 <= end:
        h = (h ^ load8(start)) * 0x1E3779B97F4A7C15
        h ^= h >> 32
        start += 8
    if start < end:
        g = (g ^ (load8(start) & ((1 << (8 * (end - start))) - 1))) * 0x42B2AE3D27D4EB4F
        g ^= g >> 29
    h = (h ^ g) * 0x1E3779B97F4A7C15
    return h ^ (h >> 32)


@inner
def memo_find(start: int, end: int, memo: int) -> int:
    """The text's number, -1 for an unknown one."""
    table, mask, texts, offsets = load8(memo), load8(memo + 8), load8(memo + 16), load8(memo + 24)
    place = text_hash(start, end) & mask
    while True:
        found = load4(table + place * 4)
        if found == 0:
            return -1
        at = load8(offsets + (found - 1) * 8)
        length = load8(offsets + found * 8) - at
        if length == end - start and same(texts + at, start, length):
            return found - 1
        place = (place + 1) & mask


@inner
def memo_add(start: int, end: int, memo: int) -> int:
    """The number of a new text, NO_ROOM when it does not fit."""
    table, mask, texts, offsets = load8(memo), load8(memo + 8), load8(memo + 16), load8(memo + 24)
    count, used, length = load8(memo + 32), load8(memo + 40), end - start
    if count >= load8(memo + 48) or used + length > load8(memo + 56):
        return NO_ROOM
    place = text_hash(start, end) & mask
    while load4(table + place * 4) != 0:
        place = (place + 1) & mask
    copy(start, end, texts + used)
    store8(memo + 40, used + length)
    store8(offsets + (count + 1) * 8, used + length)
    store8(memo + 32, count + 1)
    store4(table + place * 4, count + 1)
    return count


@inner
def copy(start: int, end: int, to: int) -> None:
    """Copies bytes; may write up to seven more, which the room behind every text column allows."""
    while start < end:
        store8(to, load8(start))
        start += 8
        to += 8


@inner
def pair_place(head: int, tail: int, s: int) -> int:
    """Where the pair stands in its table, or the empty place for it."""
    keys, mask, key = load8(s + w.PAIR_KEYS), load8(s + w.PAIR_MASK), ((head << 32) | tail) + 1
    h = key * 0x1E3779B97F4A7C15
    place = (h ^ (h >> 29)) & mask
    while True:
        found = load8(keys + place * 8)
        if found == key or found == 0:
            return place
        place = (place + 1) & mask


# --- Scanning -------------------------------------------------------------------------------------------------------


@inner
def blank(i: int) -> int:
    """Past JSON's white space."""
    c = load1(i)
    while c == 32 or c == 10 or c == 13 or c == 9:
        i += 1
        c = load1(i)
    return i


@inner
def find_byte(i: int, n: int, byte: int) -> int:
    """Where the byte stands next; `n` or more when it does not."""
    while i < n:
        mask = byte_mask(i, byte)
        if mask != 0:
            return i + first_bit(mask)
        i += 64
    return n


@inner
def string_end(i: int, n: int) -> int:
    """From behind the opening quote to behind the closing one; SHORT without one."""
    start = i
    while True:
        q = find_byte(i, n, QUOTE)
        if q >= n:
            return SHORT
        k = q
        while k > start and load1(k - 1) == BACKSLASH:
            k -= 1
        if (q - k) & 1 == 0:
            return q + 1
        i = q + 1


@inner
def value_end(i: int, n: int) -> int:
    """Behind any value, by its brackets and quotes alone; SHORT when it does not end before `n`."""
    c = load1(i)
    if c == QUOTE:
        return string_end(i + 1, n)
    if c == OPEN_OBJECT or c == OPEN_LIST:
        depth = 0
        while i < n:
            c = load1(i)
            i += 1
            if c == QUOTE:
                i = string_end(i, n)
                if i == SHORT:
                    return SHORT
            elif c == OPEN_OBJECT or c == OPEN_LIST:
                depth += 1
            elif c == CLOSE_OBJECT or c == CLOSE_LIST:
                depth -= 1
                if depth == 0:
                    return i
        return SHORT
    while i < n:
        c = load1(i)
        if c == COMMA or c == CLOSE_OBJECT or c == CLOSE_LIST or c <= 32:
            return i
        i += 1
    return SHORT


@inner
def trouble(i: int, n: int) -> int:
    """Why what is wanted does not stand at `i`: the text ends, or it is wrong."""
    return SHORT if i >= n else WRONG


@inner
def value_start(i: int, n: int) -> int:
    """From behind a key's closing quote to its value."""
    i = blank(i)
    if load1(i) != COLON:
        return trouble(i, n)
    i = blank(i + 1)
    return i if i < n else SHORT


@inner
def after_member(i: int, n: int) -> int:
    """From behind a member to the quote of the next key, or to the closing brace."""
    i = blank(i)
    c = load1(i)
    if c == CLOSE_OBJECT and i < n:
        return i
    if c != COMMA:
        return trouble(i, n)
    i = blank(i + 1)
    return i if load1(i) == QUOTE and i < n else trouble(i, n)


@inner
def first_member(i: int, n: int) -> int:
    """From an opening brace to the quote of its first key; an empty object is wrong."""
    i = blank(i + 1)
    return i if load1(i) == QUOTE and i < n else trouble(i, n)


@inner
def key_is(start: int, end: int, length: int, words: tuple[int, int, int]) -> bool:
    """Whether a key of 8 to 24 bytes is the wanted one."""
    if end - start != length or load8(start) != words[0]:
        return False
    return load8(start + length // 2 - 4) == words[1] and load8(start + length - 8) == words[2]


@inner
def next_element(i: int, n: int, at_start: bool) -> int:
    """From behind an element (or the opening bracket) to the next one; an address of `]` when the array ends."""
    i = blank(i)
    c = load1(i)
    if i >= n:
        return SHORT
    if c == CLOSE_LIST or at_start:
        return i
    if c != COMMA:
        return WRONG
    i = blank(i + 1)
    if i >= n:
        return SHORT
    return WRONG if load1(i) == CLOSE_LIST else i


# --- Numbers --------------------------------------------------------------------------------------------------------


@inner
def plain_amount(i: int) -> tuple[int, int]:
    """Millionths and the address behind a decimal of up to 12 digits and 6 decimals; the address `i` for anything else."""
    value = 0
    j = i
    d = load1(j) - ZERO
    while d >= 0 and d < 10:
        value = value * 10 + d
        j += 1
        d = load1(j) - ZERO
    whole = j - i
    if whole == 0 or whole > WHOLE_DIGITS or (whole > 1 and load1(i) == ZERO):
        return 0, i
    places = 0
    if load1(j) == POINT:
        point = j
        j += 1
        d = load1(j) - ZERO
        while d >= 0 and d < 10 and j - point <= DECIMALS:
            value = value * 10 + d
            j += 1
            d = load1(j) - ZERO
        places = j - point - 1
        if places == 0:
            return 0, i
    c = load1(j)
    if c != COMMA and c != CLOSE_OBJECT and c != QUOTE and c > 32:
        return 0, i
    return value * SCALE[places], j


@inner
def is_number(i: int, end: int) -> bool:
    """Whether the bytes are a JSON number."""
    if i < end and load1(i) == 45:
        i += 1
    start = i
    while i < end and load1(i) >= ZERO and load1(i) <= 57:
        i += 1
    if i == start or (i - start > 1 and load1(start) == ZERO):
        return False
    if i < end and load1(i) == POINT:
        start = i + 1
        i = start
        while i < end and load1(i) >= ZERO and load1(i) <= 57:
            i += 1
        if i == start:
            return False
    if i < end and (load1(i) == 101 or load1(i) == 69):
        i += 1
        if i < end and (load1(i) == 43 or load1(i) == 45):
            i += 1
        start = i
        while i < end and load1(i) >= ZERO and load1(i) <= 57:
            i += 1
        if i == start:
            return False
    return i == end


@inner
def whole_number(i: int, end: int) -> int:
    """The value of up to 18 digits without a leading zero, -1 for anything else."""
    if end - i < 1 or end - i > 18 or (load1(i) == ZERO and end - i > 1):
        return -1
    value = 0
    while i < end:
        d = load1(i) - ZERO
        if d < 0 or d > 9:
            return -1
        value = value * 10 + d
        i += 1
    return value


@inner
def plain_text_end(i: int, n: int) -> int:
    """From behind the opening quote to the closing one of a string of printable ASCII without escapes."""
    while i < n:
        c = load1(i)
        if c == QUOTE:
            return i
        if c < 32 or c > 126 or c == BACKSLASH:
            return WRONG
        i += 1
    return SHORT


# --- Reference ids and lists ----------------------------------------------------------------------------------------


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


# --- Provider groups ------------------------------------------------------------------------------------------------


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


# --- Prices ---------------------------------------------------------------------------------------------------------


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


# --- Entries and items ----------------------------------------------------------------------------------------------


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


@inner
def finish(result: int, safe: int, base: int, s: int) -> int:
    """Ends a call that could not go on."""
    store8(s + w.STATUS, w.NEED if result == SHORT else w.FULL if result == NO_ROOM else w.BAD)
    return safe - base


@compiled
def read_items(base: int, start: int, stop: int, s: int) -> int:
    """Reads items from offset `start` of the text at `base`; gives the offset up to which it is read, a safe point.

    Safe points are behind an item and behind an entry; w.PHASE says which. w.STATUS says why the call ended.
    """
    i, n = base + start, base + stop
    while True:
        phase = load8(s + w.PHASE)
        if phase <= w.BETWEEN:
            at = next_element(i, n, phase == w.AT_START)
            if at <= 0:
                return finish(at, i, base, s)
            if load1(at) == CLOSE_LIST:
                store8(s + w.STATUS, w.DONE)
                return at + 1 - base
            if load8(s + w.ITEMS) >= load8(s + w.ITEMS_MOST):
                return finish(NO_ROOM, i, base, s)
            begin_item(at - base, s)
            first = open_item(at, n, s)
            result = entry(blank(first), n, s) if first > 0 else first
            if result <= 0:
                store8(s + w.HEADER_USED, load8(s + w.SAVED_HEADER))
                return finish(result, i, base, s)
            store8(s + w.PHASE, w.IN_ENTRIES)
            i = result
        elif phase == w.IN_ENTRIES:
            at = next_element(i, n, False)
            if at <= 0:
                return finish(at, i, base, s)
            if load1(at) == CLOSE_LIST:
                store8(s + w.PHASE, w.BEHIND_ENTRIES)
                i = at + 1
            else:
                result = entry(at, n, s)
                if result <= 0:
                    return finish(result, i, base, s)
                i = result
        else:
            result = close_item(i, n, s)
            if result <= 0:
                return finish(result, i, base, s)
            i = result
            end_item(i - base, s)
            store8(s + w.PHASE, w.BETWEEN)


# --- Provider references --------------------------------------------------------------------------------------------


@inner
def reference(i: int, n: int, s: int) -> int:
    """Behind one provider reference, which becomes a row with its groups."""
    first = load8(s + w.GROUPS)
    key, has_key, has_groups, network = 0, False, False, -1
    if load1(i) != OPEN_OBJECT:
        return trouble(i, n)
    i = first_member(i, n)
    while True:
        if i <= 0:
            return i
        name = i + 1
        i = string_end(name, n)
        if i == SHORT:
            return SHORT
        name_end = i - 1
        i = value_start(i, n)
        if i <= 0:
            return i
        if key_is(name, name_end, 17, PROVIDER_GROUP_ID) and not has_key:
            has_key = True
            i, key = reference_id(i, n, s)
        elif key_is(name, name_end, 15, PROVIDER_GROUPS) and not has_groups:
            has_groups = True
            i = provider_groups(i, n, s)
        elif key_is(name, name_end, 12, NETWORK_NAME) and network < 0:
            end = value_end(i, n)
            if end == SHORT:
                return SHORT
            network = remember(i, end, load8(s + w.NETWORKS))
            if network < 0:
                return NO_ROOM
            i = end
        else:
            return WRONG
        if i <= 0:
            return i
        i = after_member(i, n)
        if i > 0 and load1(i) == CLOSE_OBJECT:
            break
    if not (has_key and has_groups):
        return WRONG
    row = load8(s + w.REFERENCES)
    store8(load8(s + w.REFERENCE_KEY) + row * 8, key)
    store4(load8(s + w.REFERENCE_NETWORK) + row * 4, network)
    store4(load8(s + w.REFERENCE_GROUPS) + row * 4, load8(s + w.GROUPS) - first)
    store8(s + w.REFERENCES, row + 1)
    give_key(first, key, s)
    return i + 1


@compiled
def read_references(base: int, start: int, stop: int, s: int) -> int:
    """Reads provider references as `read_items` reads items; safe points are behind references only."""
    i, n = base + start, base + stop
    while True:
        at = next_element(i, n, load8(s + w.PHASE) == w.AT_START)
        if at <= 0:
            return finish(at, i, base, s)
        if load1(at) == CLOSE_LIST:
            store8(s + w.STATUS, w.DONE)
            return at + 1 - base
        store8(s + w.ELEMENT, at - base)
        groups, npis, quoted, ids = (
            load8(s + w.GROUPS), load8(s + w.NPIS), load8(s + w.NPI_QUOTED), load8(s + w.QUOTED_IDS),
        )  # fmt: skip
        result = NO_ROOM if load8(s + w.REFERENCES) >= load8(s + w.REFERENCES_MOST) else reference(at, n, s)
        if result <= 0:
            store8(s + w.GROUPS, groups)
            store8(s + w.NPIS, npis)
            store8(s + w.NPI_QUOTED, quoted)
            store8(s + w.QUOTED_IDS, ids)
            return finish(result, i, base, s)
        i = result
        store8(s + w.PHASE, w.BETWEEN)


# --- For Python -----------------------------------------------------------------------------------------------------


@compiled
def end_of_value(base: int, start: int, stop: int) -> int:
    """Offset behind the value at `start`, -1 when it does not end before `stop`."""
    end = value_end(base + start, base + stop)
    return end - base if end > 0 else -1


@compiled
def memo_number(start: int, end: int, memo: int) -> int:
    """The number of a text in a memo, added when new; NO_ROOM when it does not fit."""
    return remember(start, end, memo)


@compiled
def skip(base: int, start: int, stop: int, s: int) -> int:
    """Skips on through a value that is larger than the visible text; ends behind it (w.STATUS w.DONE) or at `stop` (w.NEED).

    `s` has five words: w.STATUS, depth, whether in a string, whether behind a backslash, whether anything was seen.
    """
    i, n = base + start, base + stop
    depth, in_string, escaped = load8(s + 8), load8(s + 16), load8(s + 24)
    seen = load8(s + 32)
    store8(s, w.DONE)
    while i < n:
        c = load1(i)
        if in_string != 0:
            if escaped != 0:
                escaped = 0
            elif c == BACKSLASH:
                escaped = 1
            elif c == QUOTE:
                in_string = 0
                if depth == 0:
                    return i + 1 - base
        elif c == QUOTE:
            in_string = 1
        elif c == OPEN_OBJECT or c == OPEN_LIST:
            depth += 1
        elif c == CLOSE_OBJECT or c == CLOSE_LIST:
            if depth == 0:
                return i - base
            depth -= 1
            if depth == 0:
                return i + 1 - base
        elif depth == 0 and seen != 0 and (c == COMMA or c <= 32):
            return i - base
        seen = 1
        i += 1
    store8(s, w.NEED)
    store8(s + 8, depth)
    store8(s + 16, in_string)
    store8(s + 24, escaped)
    store8(s + 32, seen)
    return stop
