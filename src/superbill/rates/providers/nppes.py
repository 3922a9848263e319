"""The monthly NPPES file: who holds an NPI, where the practice is, and of which specialty.

Layout: CMS, NPPES Data Dissemination, `npidata_pfile_YYYYMMDD-YYYYMMDD.csv`: one heading row, 330 quoted columns, among them 15
taxonomies each with a switch that marks the primary one. Read from the zip as published, or unpacked; streamed. A deactivated NPI
has an empty row but for its dates and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from superbill.errors import BadInput
from superbill.rates.lake.manifest import open_lake
from superbill.rates.lake.writer import disk_errors
from superbill.rates.providers.columns import write_columns
from superbill.rates.providers.registry import FOLDER, UNKNOWN
from superbill.rates.providers.states import STATES
from superbill.rates.providers.tables import CsvTable, csv_table, digest

Column = npt.NDArray[Any]
MEMBER = r"npidata_pfile_\d{8}-\d{8}\.csv"
WIDTH = 330
SLOTS = 15
NPI, ENTITY = "NPI", "Entity Type Code"
STATE = "Provider Business Practice Location Address State Name"
ZIP = "Provider Business Practice Location Address Postal Code"
DEACTIVATED, REACTIVATED, UPDATED = "NPI Deactivation Date", "NPI Reactivation Date", "Last Update Date"
CODES = [f"Healthcare Provider Taxonomy Code_{slot}" for slot in range(1, SLOTS + 1)]
SWITCHES = [f"Healthcare Provider Primary Taxonomy Switch_{slot}" for slot in range(1, SLOTS + 1)]
COLUMNS = [NPI, ENTITY, STATE, ZIP, DEACTIVATED, REACTIVATED, UPDATED, *CODES, *SWITCHES]
TABLE = "provider"
SCHEMA = pa.schema(
    {"npi": pa.int64(), "entity_type": pa.string(), "state": pa.string(), "zip5": pa.string(), "taxonomy": pa.string(),
     "taxonomies": pa.list_(pa.string())}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: providers kept, rows left out as deactivated, rows whose NPI is none."""

    file: str
    providers: int
    deactivated: int
    unreadable: int
    without_state: int
    without_taxonomy: int
    updated: str


class _Kept:
    """Columns of the providers, as they come."""

    def __init__(self) -> None:
        self.parts: list[tuple[Column, ...]] = []
        self.taxonomies: dict[str, int] = {}
        self.deactivated = self.unreadable = 0
        self.updated = ""


def load_providers(path: Path, lake: Path) -> Loaded:
    """Takes the file into the lake in place of one before: table `provider`, and arrays to ask. Raises `BadInput`."""
    open_lake(lake)
    kept = _Kept()
    target = lake / TABLE / "file=nppes"
    with disk_errors(lake), csv_table(path, MEMBER) as table:
        _check(table)
        target.mkdir(parents=True, exist_ok=True)
        waiting = target / "part-0.waiting"
        try:
            with pq.ParquetWriter(waiting, SCHEMA, compression="zstd") as out:
                for batch in table.batches(COLUMNS):
                    out.write_batch(_take(batch, kept))
            name = table.name
            loaded = _store(lake, kept, name, digest(path))
            waiting.rename(target / "part-0.parquet")
        finally:
            waiting.unlink(missing_ok=True)
    return loaded


def _check(table: CsvTable) -> None:
    missing = [name for name in COLUMNS if name not in table.headings]
    if missing:
        raise BadInput(
            f"no NPPES file: the column {missing[0]!r} is missing", file=table.name, line=1,
            hint="The monthly file is npidata_pfile_....csv, or the zip it comes in.",
        )  # fmt: skip
    if len(table.headings) != WIDTH:
        raise BadInput(f"{len(table.headings)} columns, an NPPES file has {WIDTH}", file=table.name, line=1)


def _take(batch: pa.RecordBatch, kept: _Kept) -> pa.RecordBatch:
    readable = pc.match_substring_regex(batch[NPI], r"^[12]\d{9}$")
    gone = pc.and_(pc.not_equal(batch[DEACTIVATED], ""), pc.equal(batch[REACTIVATED], ""))
    kept.unreadable += len(batch) - int(pc.sum(readable).as_py() or 0)
    kept.deactivated += int(pc.sum(pc.and_(readable, gone)).as_py() or 0)
    batch = batch.filter(pc.and_(readable, pc.invert(gone)))
    npi = pc.cast(batch[NPI], pa.int64())
    state = pc.utf8_upper(pc.utf8_trim_whitespace(batch[STATE]))
    zip5 = pc.if_else(
        pc.match_substring_regex(batch[ZIP], r"^\d{5}(-?\d{4})?$"), pc.utf8_slice_codeunits(batch[ZIP], 0, 5), ""
    )
    primary = _primary(batch)
    kept.parts.append((
        npi.to_numpy().astype(np.int64),
        pc.fill_null(pc.index_in(state, pa.array(STATES)), UNKNOWN).to_numpy().astype(np.int8),
        pc.cast(pc.if_else(pc.equal(zip5, ""), str(UNKNOWN), zip5), pa.int32()).to_numpy(),
        _numbered(primary, kept.taxonomies),
    ))  # fmt: skip
    kept.updated = max([kept.updated, *_days(batch[UPDATED])])
    return pa.RecordBatch.from_arrays([npi, batch[ENTITY], state, zip5, primary, _every(batch)], schema=SCHEMA)


def _primary(batch: pa.RecordBatch) -> pa.Array:
    """The taxonomy whose switch is Y; else the first one."""
    found = batch[CODES[0]]
    for code, switch in zip(reversed(CODES), reversed(SWITCHES), strict=True):
        found = pc.if_else(pc.equal(batch[switch], "Y"), batch[code], found)
    return found


def _every(batch: pa.RecordBatch) -> pa.Array:
    """All taxonomies of each provider as a list."""
    size = len(batch)
    flat = pa.concat_arrays([batch[name] for name in CODES])
    order = np.arange(size * SLOTS).reshape(SLOTS, size).T.ravel()
    by_row = flat.take(pa.array(order))
    filled = pc.not_equal(by_row, "").to_numpy(zero_copy_only=False)
    offsets = np.zeros(size + 1, np.int32)
    np.cumsum(filled.reshape(size, SLOTS).sum(axis=1), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), by_row.filter(pa.array(filled)))


def _numbered(texts: pa.Array, known: dict[str, int]) -> Column:
    """Texts as numbers, given out as they are met; an empty one is `UNKNOWN`."""
    encoded = texts.dictionary_encode()
    words = encoded.dictionary.to_pylist()
    numbers = np.array(
        [known.setdefault(word, len(known)) if word else UNKNOWN for word in words] or [UNKNOWN], np.int16
    )
    found: Column = numbers[encoded.indices.to_numpy()]
    return found


def _days(texts: pa.Array) -> Iterator[str]:
    """The latest of days written 11/22/2026, as 2026-11-22."""
    days = pc.replace_substring_regex(texts, r"^(\d{2})/(\d{2})/(\d{4})$", r"\3-\1-\2")
    good = days.filter(pc.match_substring_regex(days, r"^\d{4}-"))
    if len(good):
        yield str(pc.max(good).as_py())


def _store(lake: Path, kept: _Kept, name: str, sha256: str) -> Loaded:
    if not any(len(part[0]) for part in kept.parts):
        raise BadInput("there is no provider in it", file=name)
    npi, state, zip5, taxonomy = (np.concatenate(columns) for columns in zip(*kept.parts, strict=True))
    npi, first = np.unique(npi, return_index=True)
    state, zip5, taxonomy = state[first], zip5[first], taxonomy[first]
    taxonomies = list(kept.taxonomies)
    made = {"file": name, "sha256": sha256, "providers": len(npi), "updated": kept.updated, "taxonomies": taxonomies}
    columns = {"npi": npi.astype(np.uint32), "state": state, "zip5": zip5, "taxonomy": taxonomy}
    write_columns(lake, FOLDER, made, columns)
    return Loaded(
        name, len(npi), kept.deactivated, kept.unreadable, int((state == UNKNOWN).sum()),
        int((taxonomy == UNKNOWN).sum()), kept.updated,
    )  # fmt: skip
