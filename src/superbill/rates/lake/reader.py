"""Reads chosen rows of a file's tables: only the row groups whose statistics allow for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Column = npt.NDArray[Any]


class TableReader:
    """One Parquet file that is sorted, or nearly so, by an integer column `key`."""

    def __init__(self, path: Path, key: str) -> None:
        self._key = key
        self._file = pq.ParquetFile(path)
        place = self._file.schema_arrow.get_field_index(key)
        found = [self._file.metadata.row_group(number) for number in range(self._file.num_row_groups)]
        bounds = [group.column(place).statistics for group in found]
        self._low = np.array([b.min if b is not None and b.has_min_max else np.iinfo(np.int64).min for b in bounds])
        self._high = np.array([b.max if b is not None and b.has_min_max else np.iinfo(np.int64).max for b in bounds])

    def rows(self, wanted: Column, columns: list[str]) -> pa.Table:
        """The rows whose key is one of `wanted`, which is sorted and has no doubles."""
        first = np.searchsorted(wanted, self._low, "left")
        groups = np.flatnonzero(np.searchsorted(wanted, self._high, "right") > first).tolist()
        names = list(dict.fromkeys([self._key, *columns]))
        table = self._file.read_row_groups(groups, columns=names, use_threads=False)
        keys = table[self._key].to_numpy()
        place = np.minimum(np.searchsorted(wanted, keys), max(len(wanted) - 1, 0))
        keep = wanted[place] == keys if len(wanted) else np.zeros(len(keys), bool)
        return table.filter(pa.array(keep))
