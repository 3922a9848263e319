"""From the provider lists of prices to the providers: lists, references, groups, NPIs of one file, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.rates.index.build import NPI_FROM, NPI_TO
from superbill.rates.index.open import FileIndex, spread_ranges
from superbill.rates.lake.reader import TableReader
from superbill.rates.tic.native import compiled

Column = npt.NDArray[Any]
SORTED_AT_MOST = 4_000_000


@dataclass(frozen=True, slots=True)
class Links:
    """`edge_list` and `edge_reference` pair places of lists and of references; a group names its reference, an NPI its
    group and its reference."""

    lists: Column
    edge_list: Column
    edge_reference: Column
    group_reference: Column
    tins: Column
    npis: Column
    npi_group: Column
    npi_reference: Column
    n_references: int

    def lists_with(self, chosen: Column) -> Column:
        """Which lists have one of the NPIs chosen by a mask."""
        references = np.zeros(self.n_references, bool)
        references[self.npi_reference[chosen]] = True
        return self.lists_of(references)

    def lists_of(self, references: Column) -> Column:
        """Which lists have one of the references chosen by a mask."""
        found = np.zeros(len(self.lists), bool)
        found[self.edge_list[references[self.edge_reference]]] = True
        return found

    def references_of(self, lists: Column) -> Column:
        """Which references stand in one of the lists chosen by a mask."""
        found = np.zeros(self.n_references, bool)
        found[self.edge_reference[lists[self.edge_list]]] = True
        return found


def links_of(index: FileIndex, reference_lists: TableReader, lists: Column) -> Links:
    """The providers of lists, which are sorted without doubles."""
    table = reference_lists.rows(lists, ["reference_key"])
    edge_list = np.searchsorted(lists, table["list_id"].to_numpy())
    keys, edge_reference = np.unique(table["reference_key"].to_numpy(), return_inverse=True)
    group, group_reference = spread_ranges(*index.groups_of(keys))
    start = index["group_start"]
    npi_place, npi_group = spread_ranges(start[group], start[group + 1])
    return Links(
        lists, edge_list, edge_reference, group_reference, index["tin"][group], index["npi"][npi_place], npi_group,
        group_reference[npi_group], len(keys),
    )  # fmt: skip


def distinct(column: Column) -> Column:
    """Each value once, ascending: by sorting, which for whole numbers beats the hashing of `numpy.unique`."""
    found = np.sort(column)
    keep = np.ones(len(found), bool)
    np.not_equal(found[1:], found[:-1], out=keep[1:])
    return found[keep]


@compiled
def _mark(npis: Column, bits: Column) -> int:
    """Sets the bit of each NPI; gives how many were not set before."""
    new = 0
    for place in range(len(npis)):
        bit = npis[place] - NPI_FROM
        byte, mask = bit >> 3, np.uint8(1 << (bit & 7))
        if not bits[byte] & mask:
            bits[byte] |= mask
            new += 1
    return new


class DistinctNpis:
    """How many different NPIs there are in what was added. Few are sorted; many are marked in 250 MB of bits."""

    def __init__(self) -> None:
        self._parts: list[Column] = []
        self._waiting = 0
        self._bits: Column | None = None
        self._marked = 0

    def add(self, npis: Column) -> None:
        """Adds some, in any order."""
        self._parts.append(npis)
        self._waiting += len(npis)
        if self._waiting > SORTED_AT_MOST:
            self._mark()

    def _mark(self) -> None:
        if self._bits is None:
            self._bits = np.zeros((NPI_TO - NPI_FROM) // 8 + 1, np.uint8)
        for part in self._parts:
            self._marked += _mark(part.astype(np.int64), self._bits)
        self._parts, self._waiting = [], 0

    def count(self) -> int:
        """The number."""
        if self._bits is not None:
            self._mark()
            return self._marked
        return len(distinct(np.concatenate(self._parts))) if self._parts else 0
