"""Numbers of JSON in compiled code: amounts in millionths, whole numbers, and what is a number at all."""

from __future__ import annotations

import numpy as np

from superbill.rates.tic.kernel.scan import BACKSLASH, CLOSE_OBJECT, COMMA, POINT, QUOTE, SHORT, WRONG, ZERO
from superbill.rates.tic.native import inner, load1

WHOLE_DIGITS, DECIMALS = 12, 6
SCALE = np.array([1_000_000, 100_000, 10_000, 1_000, 100, 10, 1], np.int64)


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
