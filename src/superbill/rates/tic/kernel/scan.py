"""Finding one's way through JSON text in compiled code: strings, values, members, elements.

Every function takes and gives addresses; a result of `SHORT`, `WRONG` or `NO_ROOM` is none. `n` is where the text ends.
"""

# ruff: noqa: SIM109 (a chain of comparisons compiles to one test, a search in a tuple does not)

from __future__ import annotations

from superbill.rates.tic.native import byte_mask, first_bit, inner, load1, load8

# A result that is no address. Addresses are large positive numbers.
SHORT, WRONG, NO_ROOM = 0, -1, -2

QUOTE, COMMA, COLON, BACKSLASH, POINT, ZERO = 34, 44, 58, 92, 46, 48
OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT = 91, 93, 123, 125


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
