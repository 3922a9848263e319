"""The memory that the compiled reader fills: the control block, its output columns and memos."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.rates.tic import control as c
from superbill.rates.tic.memo import TextMemo
from superbill.rates.tic.native import SLACK

PRICES = 3 << 19
LIST_ROWS = 3 << 20
GROUPS = 1 << 19
NPIS = 3 << 20
ITEMS = 1 << 16
HEADER_BYTES = 64 << 20
NEW_PAIRS = 1 << 16
PAIRS = 1 << 18
TRIAL_LOOKUPS = 50_000
LEAST_HITS = 0.125
BLOCKS_OFF = 64
FULL_MEMO = 0.9


class State:
    """Columns are numpy arrays by their address word's name; counts stand in the control block."""

    def __init__(self) -> None:
        self.words = np.zeros(c.WORDS, np.int64)
        self.address = int(self.words.ctypes.data)
        self._kept: list[npt.NDArray[Any]] = []
        self.heads, self.tails = TextMemo(1 << 14, 16 << 20), TextMemo(1 << 17, 64 << 20)
        self.lists, self.ids = TextMemo(1 << 18, 64 << 20), TextMemo(1 << 22, 128 << 20)
        self.tin_types, self.networks = TextMemo(256, 1 << 16), TextMemo(1 << 16, 64 << 20)
        for word, memo in (
            (c.HEADS, self.heads), (c.TAILS, self.tails), (c.LISTS, self.lists), (c.IDS, self.ids),
            (c.TIN_TYPES, self.tin_types), (c.NETWORKS, self.networks),
        ):  # fmt: skip
            self[word] = memo.address
        self._columns()
        self[c.INTERN] = 1
        self._blocks_off = 0

    def _columns(self) -> None:
        new = self._new
        self.price_item, self.price_list = new(c.PRICE_ITEM, PRICES, np.int32), new(c.PRICE_LIST, PRICES, np.int32)
        self.price_terms = new(c.PRICE_TERMS, PRICES, np.int32)
        self.price_amount = new(c.PRICE_AMOUNT, PRICES, np.int64)
        self.odd_price = new(c.ODD_PRICE, PRICES, np.int32)
        self.odd_start, self.odd_end = new(c.ODD_START, PRICES, np.int64), new(c.ODD_END, PRICES, np.int64)
        self.new_head, self.new_tail = new(c.NEW_HEAD, NEW_PAIRS, np.int32), new(c.NEW_TAIL, NEW_PAIRS, np.int32)
        self.item_start, self.item_end = new(c.ITEM_START, ITEMS, np.int64), new(c.ITEM_END, ITEMS, np.int64)
        self.item_prices, self.item_header = new(c.ITEM_PRICES, ITEMS, np.int64), new(c.ITEM_HEADER, ITEMS, np.int64)
        self.item_entries, self.item_edges = new(c.ITEM_ENTRIES, ITEMS, np.int64), new(c.ITEM_EDGES, ITEMS, np.int64)
        self.header = new(c.HEADER_TEXT, HEADER_BYTES, np.uint8)
        self.list_id, self.list_key = new(c.LIST_ID, LIST_ROWS, np.int32), new(c.LIST_KEY, LIST_ROWS, np.int64)
        new(c.LIST_OF_TEXT, 1 << 18, np.int32)
        new(c.EDGES_OF_TEXT, 1 << 18, np.int32)
        self.group_key = new(c.GROUP_KEY, GROUPS, np.int64)
        self.group_tin_type, self.group_named = (
            new(c.GROUP_TIN_TYPE, GROUPS, np.int32),
            new(c.GROUP_NAMED, GROUPS, np.uint8),
        )
        self.tin_text, self.tin_ends = new(c.TIN_TEXT, 16 << 20, np.uint8), new(c.TIN_ENDS, GROUPS + 1, np.int64)
        self.name_text, self.name_ends = new(c.NAME_TEXT, 64 << 20, np.uint8), new(c.NAME_ENDS, GROUPS + 1, np.int64)
        self.npi_group, self.npi_value = new(c.NPI_GROUP, NPIS, np.int32), new(c.NPI_VALUE, NPIS, np.int64)
        self.reference_key = new(c.REFERENCE_KEY, GROUPS, np.int64)
        self.reference_network = new(c.REFERENCE_NETWORK, GROUPS, np.int32)
        self.reference_groups = new(c.REFERENCE_GROUPS, GROUPS, np.int32)
        self._pair_keys, _ = new(c.PAIR_KEYS, 2 * PAIRS, np.int64), new(c.PAIR_TERMS, 2 * PAIRS, np.int32)
        for word, most in (
            (c.PRICES_MOST, PRICES), (c.ODD_MOST, PRICES), (c.NEW_MOST, NEW_PAIRS), (c.ITEMS_MOST, ITEMS),
            (c.HEADER_MOST, HEADER_BYTES), (c.LIST_ROWS_MOST, LIST_ROWS), (c.GROUPS_MOST, GROUPS),
            (c.TIN_MOST, 16 << 20), (c.NAME_MOST, 64 << 20), (c.NPIS_MOST, NPIS), (c.REFERENCES_MOST, GROUPS),
            (c.PAIR_MASK, 2 * PAIRS - 1), (c.PAIR_MOST, PAIRS),
        ):  # fmt: skip
            self[word] = most

    def _new(self, word: int, size: int, kind: Any) -> npt.NDArray[Any]:
        """A column; its memory is taken only as it fills. `SLACK` bytes behind it are its own."""
        column = np.zeros(size + SLACK // np.dtype(kind).itemsize, kind)
        self._kept.append(column)
        self[word] = int(column.ctypes.data)
        return column

    def __getitem__(self, word: int) -> int:
        return int(self.words[word >> 3])

    def __setitem__(self, word: int, value: int) -> None:
        self.words[word >> 3] = value

    def tend_memos(self) -> None:
        """Forgets memos that are nearly full, and stops looking lists up where that does not pay.

        To be called when no pair is waiting. Numbers of terms and lists go on upwards, so rows written stay right."""
        if max(self.heads.filled, self.tails.filled, self[c.PAIR_COUNT] / PAIRS) > FULL_MEMO:
            self.heads.clear()
            self.tails.clear()
            self._pair_keys[:] = 0
            self[c.PAIR_COUNT] = 0
        if self[c.INTERN]:
            if self.lists.filled > FULL_MEMO:
                self.lists.clear()
            if self[c.LOOKUPS] >= TRIAL_LOOKUPS:
                self[c.INTERN] = int(self[c.HITS] >= LEAST_HITS * self[c.LOOKUPS])
                self[c.LOOKUPS] = self[c.HITS] = self._blocks_off = 0
        else:
            self._blocks_off += 1
            if self._blocks_off >= BLOCKS_OFF:
                self.lists.clear()
                self[c.INTERN] = 1
