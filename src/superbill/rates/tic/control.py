"""The control block: the words that the compiled reader and Python share, as byte offsets into one array of int64.

Addresses of output columns, how many rows each holds, and where the reader stands. Module-level numbers, because compiled
code takes them in as constants.
"""

from __future__ import annotations

WORDS = 96

# How a call ended.
STATUS = 0 * 8
NEED, DONE, FULL, BAD = 0, 1, 2, 3
"""The text ends before the next safe point; the array is closed; an output column or memo is full; cannot be read."""

# Where in the array the reader stands: before its first element, between two, in the entries of an item, behind them.
PHASE = 1 * 8
AT_START, BETWEEN, IN_ENTRIES, BEHIND_ENTRIES = 0, 1, 2, 3
ELEMENT = 2 * 8
"""Offset of the element (item or reference) being read, from the start of the visible text."""

# Memos of distinct texts (addresses of their own words).
HEADS, TAILS, LISTS, IDS, TIN_TYPES, NETWORKS = 3 * 8, 4 * 8, 5 * 8, 6 * 8, 7 * 8, 8 * 8
INTERN = 9 * 8
"""1 while reference lists are looked up in their memo."""
LOOKUPS, HITS = 10 * 8, 11 * 8
LIST_OF_TEXT, EDGES_OF_TEXT = 12 * 8, 13 * 8
"""Columns (int32): list and its number of references, by text in the memo LISTS."""
PAIR_KEYS, PAIR_TERMS, PAIR_MASK, PAIR_COUNT, PAIR_MOST = 14 * 8, 15 * 8, 16 * 8, 17 * 8, 18 * 8
"""Hash table: (head, tail) to terms."""

# Prices of the items read so far, the one in reading included.
PRICES, PRICES_MOST = 20 * 8, 21 * 8
PRICE_ITEM, PRICE_LIST, PRICE_TERMS, PRICE_AMOUNT = 22 * 8, 23 * 8, 24 * 8, 25 * 8
ENTRIES, EDGES_SEEN = 26 * 8, 27 * 8
ODD, ODD_MOST, ODD_PRICE, ODD_START, ODD_END = 28 * 8, 29 * 8, 30 * 8, 31 * 8, 32 * 8
"""Rates that are no plain decimal: row of the price and where the text stands."""
NEW, NEW_MOST, NEW_HEAD, NEW_TAIL, NEXT_TERMS = 33 * 8, 34 * 8, 35 * 8, 36 * 8, 37 * 8
"""Pairs of head and tail met for the first time; their terms are numbered upwards and end before NEXT_TERMS."""

# Items completed.
ITEMS, ITEMS_MOST, NEXT_ITEM = 40 * 8, 41 * 8, 42 * 8
ITEM_START, ITEM_END, ITEM_PRICES, ITEM_HEADER = 43 * 8, 44 * 8, 45 * 8, 46 * 8
"""Columns: span in the text (start -1 when it is no longer there), prices up to its end, header bytes up to its end."""
ITEM_ENTRIES, ITEM_EDGES = 90 * 8, 91 * 8
"""Columns: entries and their references up to the item's end."""
HEADER_TEXT, HEADER_USED, HEADER_MOST = 47 * 8, 48 * 8, 49 * 8
"""The item's text without the array of negotiated rates."""
# What stood when the current item began, to go back to.
SAVED_PRICES, SAVED_ENTRIES, SAVED_EDGES, SAVED_HEADER, SAVED_ODD = 50 * 8, 51 * 8, 52 * 8, 53 * 8, 54 * 8

# Reference lists, one row a reference.
LIST_ROWS, LIST_ROWS_MOST, LIST_ID, LIST_KEY, NEXT_LIST = 56 * 8, 57 * 8, 58 * 8, 59 * 8, 60 * 8
QUOTED_IDS = 61 * 8
ENTRY_LIST, ENTRY_EDGES = 62 * 8, 63 * 8
"""List and its number of references, handed from the list's reader to the entry's."""

# Provider groups and NPIs.
GROUPS, GROUPS_MOST, GROUP_KEY, GROUP_TIN_TYPE, GROUP_NAMED = 64 * 8, 65 * 8, 66 * 8, 67 * 8, 68 * 8
TIN_TEXT, TIN_ENDS, TIN_MOST, NAME_TEXT, NAME_ENDS, NAME_MOST = 69 * 8, 70 * 8, 71 * 8, 72 * 8, 73 * 8, 74 * 8
NPIS, NPIS_MOST, NPI_GROUP, NPI_VALUE, FIRST_GROUP = 75 * 8, 76 * 8, 77 * 8, 78 * 8, 79 * 8
NPI_QUOTED = 80 * 8
INLINE = 83 * 8
"""Provider groups written inside an entry, counted; the n-th has the reference key `INLINE_KEY - n`."""
INLINE_KEY = -(1 << 40)

# Provider references.
REFERENCES, REFERENCES_MOST, REFERENCE_KEY, REFERENCE_NETWORK, REFERENCE_GROUPS = 84 * 8, 85 * 8, 86 * 8, 87 * 8, 88 * 8
