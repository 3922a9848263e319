"""Columns of the compiled reader as Arrow arrays, copied, so that the reader may go on over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from superbill.rates.lake.schema import RATE

Column = npt.NDArray[Any]


def integers(column: Column, rows: slice | Column) -> pa.Array:
    """Whole numbers."""
    return pa.array(np.array(column[rows]))


def nullable(column: Column, rows: slice | Column, missing: int) -> pa.Array:
    """Whole numbers with `missing` as null."""
    picked = np.array(column[rows])
    absent = picked == missing
    return pa.array(picked, mask=absent) if absent.any() else pa.array(picked)


def rates(micros: Column, null_rows: Column) -> pa.Array:
    """Millionths as decimals; `null_rows` are places without a number."""
    valid = None
    if len(null_rows):
        bits = np.ones(len(micros), np.uint8)
        bits[null_rows] = 0
        valid = pa.py_buffer(np.packbits(bits, bitorder="little").tobytes())
    return pa.Array.from_buffers(RATE, len(micros), [valid, pa.py_buffer(micros)])


def sparse_texts(size: int, texts: dict[int, str]) -> pa.Array:
    """A text column that is null but for a few rows."""
    if not texts:
        return pa.nulls(size, pa.string())
    column: list[str | None] = [None] * size
    for row, text in texts.items():
        column[row] = text
    return pa.array(column, pa.string())


def strings(text: Column, ends: Column, size: int, valid: Column | None = None) -> pa.Array:
    """Texts that stand end to end; `ends` has one offset more than rows. `valid` is 0 for null."""
    offsets = ends[: size + 1].astype(np.int32)
    validity = None if valid is None else pa.py_buffer(np.packbits(valid[:size], bitorder="little").tobytes())
    content = pa.py_buffer(text[: int(offsets[-1])].tobytes())
    return pa.Array.from_buffers(pa.string(), size, [validity, pa.py_buffer(offsets), content])


def exact_sum(micros: Column) -> int:
    """The sum of 64-bit numbers without overflow."""
    return (int((micros >> 30).sum()) << 30) + int((micros & ((1 << 30) - 1)).sum())
