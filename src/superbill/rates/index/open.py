"""The index of one file, mapped: what it prices, for whom."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.rates.index.build import VERSION, build_index, index_folder
from superbill.rates.question import AskedCode

Column = npt.NDArray[Any]


class FileIndex:
    """Opened when first asked; made when it is missing or of another version."""

    def __init__(self, lake: Path, file_id: str) -> None:
        self._folder = index_folder(lake, file_id)
        if not _current(self._folder):
            build_index(lake, file_id)
        self._columns: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        """A column, mapped."""
        if name not in self._columns:
            self._columns[name] = np.load(self._folder / f"{name}.npy", mmap_mode="r")
        return self._columns[name]

    def items(self, asked: AskedCode) -> Column:
        """The places of a code's items, in the order of the index. A revenue or DRG code may be padded with zeros."""
        codes = self["item_code"]
        spellings = {asked.code, asked.code.zfill(4), asked.code.lstrip("0") or asked.code}
        found = []
        for spelling in sorted(spellings if len(asked.code) < 5 else {asked.code}):
            text = np.bytes_(spelling.encode())
            found.append(np.arange(*(np.searchsorted(codes, text, side) for side in ("left", "right"))))
        places = np.concatenate(found)
        if asked.kind:
            places = places[self["item_kind"][places] == asked.kind.encode()]
        return places

    def distribution(self, asked: AskedCode) -> tuple[Column, Column, Column]:
        """Expiry, rate and count of a procedure code's rates without modifier."""
        start = self["sum_start"]
        ranges = [(start[one], start[one + 1]) for one in self["item_place"][self.items(asked)].tolist()]
        names = ("sum_expiry", "sum_rate", "sum_n")
        if not ranges:
            return np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int32)
        expiry, rate, n = (np.concatenate([self[name][a:b] for a, b in ranges]) for name in names)
        return expiry, rate, n

    def groups_of(self, keys: Column) -> tuple[Column, Column]:
        """For each reference key, in order: the ranges of its groups as first and behind last."""
        known = self.group_keys
        return np.searchsorted(known, keys, "left"), np.searchsorted(known, keys, "right")

    @cached_property
    def group_keys(self) -> Column:
        """Reference keys of the groups, in memory: they are searched again and again."""
        return np.array(self["group_key"])


def _current(folder: Path) -> bool:
    try:
        found = json.loads((folder / "made.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(found.get("version") == VERSION)


def spread_ranges(first: Column, behind: Column) -> tuple[Column, Column]:
    """Every number of ranges, one after another, with the number of the range it is of."""
    sizes = behind - first
    total = int(sizes.sum())
    owner = np.repeat(np.arange(len(sizes)), sizes)
    offset = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(first, sizes) + offset, owner
