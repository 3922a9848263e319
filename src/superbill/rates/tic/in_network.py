"""Reads `in_network`: the items of an in-network file, with their entries and prices."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from superbill.rates.reading.window import Window
from superbill.rates.tic import control as c
from superbill.rates.tic.amounts import Amount, amount_of
from superbill.rates.tic.columns import Column
from superbill.rates.tic.elements import ElementReader
from superbill.rates.tic.items import Item, read_header
from superbill.rates.tic.kernel.calls import read_items
from superbill.rates.tic.members import Unreadable, read_value
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.skipping import skip_value
from superbill.rates.tic.slow import read_item
from superbill.rates.tic.state import State
from superbill.rates.tic.terms import terms_of_text

NO_ITEM = Item(None, None, None, None, None, None, None, None, None, None, [])
GONE = -1


class _Upto(NamedTuple):
    """What stands up to the end of an item: prices, header bytes, entries, references."""

    prices: int
    header: int
    entries: int
    edges: int


_ZERO = _Upto(0, 0, 0, 0)


class ItemReader(ElementReader):
    """An item is taken as a whole or quarantined as a whole, as long as its text fits into the window's room. A larger one is
    taken entry by entry; where it breaks, its row says so and keeps what was whole."""

    kind = "in_network"
    first_key = re.compile(rb'\{\s*"negotiation_arrangement"')

    def __init__(self, window: Window, state: State, rows: Rows) -> None:
        super().__init__(window, state, rows)
        self.rows: Rows = rows
        self._odd: dict[int, Amount] = {}
        self._bad_terms: dict[int, str] = {}
        self._offset = 0

    def call(self) -> int:
        """See `kernel.calls.read_items`."""
        window = self.window
        return int(read_items(window.base, window.pos, window.stop, self.state.address))

    def plain(self, text: bytes, offset: int) -> None:
        """See `slow.read_item`."""
        self.rows.whole_item(read_item(text), offset)

    # Where an item stands -----------------------------------------------------------------------------------------

    @property
    def _inside(self) -> bool:
        return self.state[c.PHASE] >= c.IN_ENTRIES

    @property
    def _gone(self) -> bool:
        """Whether the item in reading is too large to stay visible."""
        return self._inside and self.state[c.ELEMENT] < 0

    def keep(self) -> int:
        """The item in reading stays visible from its start, so that the plain reader can have it."""
        return self.state[c.ELEMENT] if self._inside and not self._gone else self.window.pos

    def let_go(self) -> None:
        """Takes over what is read of a large item, for good."""
        if self._inside and not self._gone:
            self._offset = self.window.origin + self.state[c.ELEMENT]
            self.state[c.ELEMENT] = -(1 << 60)
            self._commit_large()

    def roll_back(self) -> int | None:
        """Takes back the item in reading, unless it is too large to stay visible."""
        if not self._inside or self._gone:
            return None
        state = self.state
        for word, saved in (
            (c.PRICES, c.SAVED_PRICES), (c.ENTRIES, c.SAVED_ENTRIES), (c.EDGES_SEEN, c.SAVED_EDGES),
            (c.HEADER_USED, c.SAVED_HEADER), (c.ODD, c.SAVED_ODD),
        ):  # fmt: skip
            state[word] = state[saved]
        self._odd = {row: amount for row, amount in self._odd.items() if row < state[c.PRICES]}
        return state[c.ELEMENT]

    def mend(self, why: str) -> bool:
        """As for every element; a large item ends here, as far as it was whole."""
        if not self._gone:
            return super().mend(why)
        text, offset = self.window.text(self.window.pos, self.window.pos + 1000), self.window.offset
        self._end_large(f"cannot be read from byte {offset} on")
        size = skip_value(self.window, depth=2)
        self.rows.quarantine("negotiated_rates", offset, size, f"{why}, in an item that was begun", text)
        return True

    def _cut(self) -> None:
        if self._gone:
            self.broken = "the file ends in the middle"
            text, offset = self.window.text(self.window.pos, self.window.stop), self.window.offset
            self._end_large("the file ends inside it")
            self.rows.quarantine("negotiated_rates", offset, len(text), "the file ends inside it", text)
            self.window.pos = self.window.stop
        else:
            super()._cut()

    def _end_large(self, problem: str) -> None:
        self._commit_large()
        state = self.state
        header = state.header[: state[c.HEADER_USED]].tobytes() + b"[]}"
        try:
            item = read_header(header)
        except Unreadable:
            item = NO_ITEM
        self.rows.item(state[c.NEXT_ITEM], item._replace(problem=problem), self._offset)
        state[c.NEXT_ITEM] += 1
        state[c.HEADER_USED] = state[c.SAVED_HEADER] = 0
        state[c.PHASE] = c.BETWEEN

    def _commit_large(self) -> None:
        """Takes over all prices read so far of the item in reading. Those with unreadable terms are quarantined one by one."""
        state = self.state
        self._read_new_terms()
        self._read_odd()
        rows = np.flatnonzero(self._without_bad(slice(0, state[c.PRICES])))
        self.rows.prices(rows, self._odd)
        self.rows.counts.entries += state[c.ENTRIES]
        self.rows.counts.edges += state[c.EDGES_SEEN]
        self.rows.list_columns()
        self._odd = {}
        for word in (
            c.PRICES,
            c.SAVED_PRICES,
            c.ENTRIES,
            c.SAVED_ENTRIES,
            c.EDGES_SEEN,
            c.SAVED_EDGES,
            c.ODD,
            c.SAVED_ODD,
        ):
            state[word] = 0

    # Taking rows over ---------------------------------------------------------------------------------------------

    def drain(self) -> None:
        """Takes over the items that are complete; the one in reading waits. Items with unreadable parts go the plain way."""
        state = self.state
        self._read_new_terms()
        self._read_odd()
        self.rows.prices(self._good_rows(), self._odd)
        self.rows.list_columns()
        self.rows.reference_columns()
        self.rows.inline_references()
        self._shift()
        if self._gone:
            self._commit_large()
        elif self._inside and self._bad_rows(slice(0, state[c.PRICES])).any():
            self.mend("a price in it cannot be read")

    def _read_new_terms(self) -> None:
        state = self.state
        first = state[c.NEXT_TERMS] - state[c.NEW]
        for place in range(state[c.NEW]):
            head, tail = state.heads.text(int(state.new_head[place])), state.tails.text(int(state.new_tail[place]))
            try:
                self.rows.terms(first + place, terms_of_text(head, tail))
            except Unreadable as error:
                self._bad_terms[first + place] = str(error)
        state[c.NEW] = 0

    def _read_odd(self) -> None:
        """Reads rates that are no plain decimals while their text is visible."""
        state, base = self.state, self.window.base
        for place in range(state[c.ODD]):
            row, start, end = (
                int(state.odd_price[place]),
                int(state.odd_start[place]) - base,
                int(state.odd_end[place]) - base,
            )
            if row in self._odd:
                continue
            text = self.window.text(start, end)
            quoted = start > 0 and self.window.buffer[start - 1] == ord('"') and self.window.buffer[end] == ord('"')
            try:
                self._odd[row] = amount_of(read_value(b'"' + text + b'"' if quoted else text))
            except Unreadable as error:
                self._bad_terms[GONE] = str(error)
                state.price_terms[row] = GONE
                self._odd[row] = Amount(None, None)
        state[c.ODD] = state[c.SAVED_ODD] = 0

    def _bad_rows(self, rows: slice) -> Column:
        """Which prices have terms or a rate that are no JSON."""
        terms = self.state.price_terms[rows]
        return np.isin(terms, list(self._bad_terms)) if self._bad_terms else np.zeros(len(terms), np.bool_)

    def _good_rows(self) -> Column:
        """Prices of the complete items that are fine. Writes their headers; reads the others the plain way."""
        state, counts = self.state, self.rows.counts
        size = state[c.ITEMS]
        first = state[c.NEXT_ITEM] - size
        good = np.ones(int(state.item_prices[size - 1]) if size else 0, np.bool_)
        before = _ZERO
        for place in range(size):
            upto = _Upto(*(int(column[place]) for column in (
                state.item_prices, state.item_header, state.item_entries, state.item_edges
            )))  # fmt: skip
            prices, begin = slice(before.prices, upto.prices), int(state.item_start[place])
            item = self._header(state.header[before.header : upto.header].tobytes(), prices, begin)
            if item is None:
                good[prices] = False
                self._again(place, begin)
            else:
                good[prices] = self._without_bad(prices)
                self.rows.item(first + place, item, self._offset if begin < 0 else self.window.origin + begin)
                counts.entries += upto.entries - before.entries
                counts.edges += upto.edges - before.edges
            before = upto
        return np.flatnonzero(good)

    def _header(self, text: bytes, prices: slice, begin: int) -> Item | None:
        """The item; None for one to be read again the plain way, which a large one cannot be."""
        try:
            item = read_header(text)
        except Unreadable as error:
            return NO_ITEM._replace(problem=str(error)) if begin < 0 else None
        return None if begin >= 0 and self._bad_rows(prices).any() else item

    def _without_bad(self, prices: slice) -> Column:
        """Marks the readable prices of a large item; the others are quarantined one by one."""
        bad = self._bad_rows(prices)
        for terms in self.state.price_terms[prices][bad].tolist():
            reason = f"{self._bad_terms[terms]}, in a large item that begins here"
            self.rows.quarantine("negotiated_prices", self._offset, None, reason, b"")
        return ~bad

    def _again(self, place: int, begin: int) -> None:
        """An item that the compiled reader took, but whose parts are no JSON: the plain way, or quarantine."""
        end = int(self.state.item_end[place])
        text = self.window.text(begin, end)
        try:
            self.plain(text, self.window.origin + begin)
        except Unreadable as error:
            self.rows.quarantine(self.kind, self.window.origin + begin, len(text), str(error), text)

    def _shift(self) -> None:
        """Moves the rows of the item in reading to the front of the columns."""
        state = self.state
        done = state[c.SAVED_PRICES] if self._inside else state[c.PRICES]
        left = state[c.PRICES] - done
        for column in (state.price_item, state.price_list, state.price_terms, state.price_amount):
            column[:left] = column[done : done + left].copy()
        self._odd = {row - done: amount for row, amount in self._odd.items() if row >= done}
        header = state[c.SAVED_HEADER] if self._inside else state[c.HEADER_USED]
        rest = state[c.HEADER_USED] - header
        state.header[:rest] = state.header[header : header + rest].copy()
        for word, saved, by in (
            (c.PRICES, c.SAVED_PRICES, done), (c.HEADER_USED, c.SAVED_HEADER, header),
            (c.ENTRIES, c.SAVED_ENTRIES, state[c.SAVED_ENTRIES] if self._inside else state[c.ENTRIES]),
            (c.EDGES_SEEN, c.SAVED_EDGES, state[c.SAVED_EDGES] if self._inside else state[c.EDGES_SEEN]),
        ):  # fmt: skip
            state[word] -= by
            state[saved] = 0
        state[c.ITEMS] = 0
