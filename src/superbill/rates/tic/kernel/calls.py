"""The compiled reader of in-network files, as Python calls it.

It reads items with their prices and lists, and provider references with their groups, from text at an address into the columns
of the control block (`control.py`), and ends at a safe point. Identical bytes read identically, so what a memo knows is not
read again; a text met for the first time is walked, and its pair of head and tail is read by a real JSON parser before any row
of it is kept (`terms.py`). What the reader will not take (unknown keys in an entry, escapes in a tax id, a broken object) ends a
call with `BAD`, and `slow.py` reads that one element. Every address is an int64; `s` is the control block.

Compiled code is kept on disk by this module's date. `BUILT_FROM` is a digest of the modules that it is built from: a test asks
for a new one when they change, and with it comes a new date.
"""

# ruff: noqa: SIM109 (a chain of comparisons compiles to one test, a search in a tuple does not)

from __future__ import annotations

from superbill.rates.tic import control as w
from superbill.rates.tic.kernel.items import begin_item, close_item, end_item, entry, open_item
from superbill.rates.tic.kernel.prices import remember
from superbill.rates.tic.kernel.references import reference
from superbill.rates.tic.kernel.scan import (
    BACKSLASH,
    CLOSE_LIST,
    CLOSE_OBJECT,
    COMMA,
    NO_ROOM,
    OPEN_LIST,
    OPEN_OBJECT,
    QUOTE,
    SHORT,
    blank,
    next_element,
    value_end,
)
from superbill.rates.tic.native import compiled, inner, load1, load8, store8

BUILT_FROM = "2669d67e89da9236"


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
