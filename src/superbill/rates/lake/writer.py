"""Writes one file's tables: to a work folder first, moved into place when the file is finished."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from superbill.errors import UsageError
from superbill.rates.lake.schema import TABLES, LakeTable

PART = "part-0.parquet"


class TableWriter:
    """Rows of one table; written when a row group is full. A table without rows is a file all the same."""

    def __init__(self, table: LakeTable, path: Path) -> None:
        self.rows = 0
        self._table = table
        self._path = path
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        self._python: list[tuple[Any, ...]] = []
        self._file: pq.ParquetWriter | None = None

    def append(self, columns: list[pa.Array]) -> None:
        """Rows as columns, in the order of the schema."""
        self._add(pa.RecordBatch.from_arrays(columns, schema=self._table.schema))

    def row(self, values: tuple[Any, ...]) -> None:
        """One row as Python values."""
        self._python.append(values)
        if len(self._python) >= 4096:
            self._add_python()

    def close(self) -> None:
        """Writes what is waiting."""
        self._add_python()
        if self._waiting_rows or self._file is None:
            self._write()
        if self._file is not None:
            self._file.close()

    def _add_python(self) -> None:
        if self._python:
            columns = zip(*self._python, strict=True)
            self._python = []
            self.append(
                [pa.array(list(column), field.type) for column, field in zip(columns, self._table.schema, strict=True)]
            )

    def _add(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        self.rows += batch.num_rows
        if self._waiting_rows >= self._table.row_group:
            self._write()

    def _write(self) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _parquet(self._table, self._path)
        rows = pa.Table.from_batches(self._waiting, self._table.schema)
        self._waiting, self._waiting_rows = [], 0
        self._file.write_table(rows, row_group_size=max(rows.num_rows, 1))


def _parquet(table: LakeTable, path: Path) -> pq.ParquetWriter:
    plain = [name for name in table.schema.names if name not in table.delta]
    return pq.ParquetWriter(
        path,
        table.schema,
        compression={name: "none" if name in table.delta else "zstd" for name in table.schema.names},
        compression_level=dict.fromkeys(plain, 1),
        use_dictionary=list(table.dictionary) or False,
        column_encoding=dict.fromkeys(table.delta, "DELTA_BINARY_PACKED"),
        write_statistics=True,
        store_decimal_as_integer=True,
        store_schema=False,
    )


class FileWriter:
    """All tables of one file. `publish` moves them into the lake; leaving without it removes them."""

    def __init__(self, lake: Path, token: str) -> None:
        self._lake = lake
        self.work = lake / "_work" / token
        self._tables: dict[str, TableWriter] = {}

    def __enter__(self) -> FileWriter:
        shutil.rmtree(self.work, ignore_errors=True)
        with disk_errors(self._lake):
            self.work.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.work, ignore_errors=True)

    def table(self, name: str) -> TableWriter:
        """The writer of a table."""
        if name not in self._tables:
            self._tables[name] = TableWriter(TABLES[name], self.work / name / PART)
        return self._tables[name]

    def publish(self, file_id: str) -> dict[str, int]:
        """Closes the tables and moves them into their partitions; gives rows by table."""
        for writer in self._tables.values():
            writer.close()
        remove_partitions(self._lake, file_id)
        for name in self._tables:
            target = self._lake / name / f"file={file_id}"
            target.parent.mkdir(exist_ok=True)
            (self.work / name).rename(target)
        return {name: writer.rows for name, writer in sorted(self._tables.items()) if writer.rows}


def remove_partitions(lake: Path, file_id: str) -> None:
    """Removes what an earlier run has left of a file."""
    for folder in lake.glob(f"*/file={file_id}"):
        shutil.rmtree(folder)


@contextmanager
def disk_errors(lake: Path) -> Iterator[None]:
    """A full or read-only disk as an error that says so."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG):
            raise UsageError(
                f"cannot write to the lake {lake}: {error.strerror}", hint="Free some space or choose another --lake."
            ) from error
        raise
