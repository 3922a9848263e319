"""Works the index of one file out of its Parquet tables: `_index/file=ID/*.npy`.

    item_code, item_id, item_kind      items, sorted by code; item_place is where each stands by its id
    group_key, group_start, npi, tin   provider groups by reference key, each with its NPIs end to end
    sum_start                          where the distribution of each item begins: its dollar rates without modifier,
    sum_expiry, sum_rate, sum_n        institutional ones left out: expiry (days), millionths of a dollar, how often

It holds nothing that the tables do not say, and is made again when it is missing. Memory: bounded by row groups, apart from a few
numbers for each item, each group and each distinct rate.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from superbill.rates.question import PROCEDURE, kind_of

FOLDER = "_index"
VERSION = 1
NPI_FROM, NPI_TO = 1_000_000_000, 3_000_000_000
"""Ten digits that begin with 1 or 2 (45 CFR 162.406); anything else is no NPI and counts as no provider."""
DOLLARS = ("negotiated", "fee schedule", "derived")
NEVER = 2_932_896
"""Days from 1970 to 9999-12-31."""
Column = npt.NDArray[Any]


def index_folder(lake: Path, file_id: str) -> Path:
    """Where a file's index is."""
    return lake / FOLDER / f"file={file_id}"


def build_index(lake: Path, file_id: str) -> Path:
    """Makes the index of a file whose tables are in place, and gives its folder."""
    target = index_folder(lake, file_id)
    work = target.with_name(f"{target.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    items = _items(lake, file_id, work)
    _providers(lake, file_id, work)
    _distributions(lake, file_id, work, items)
    (work / "made.json").write_text(json.dumps({"version": VERSION}), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)
    return target


def table_file(lake: Path, table: str, file_id: str) -> Path:
    """The Parquet file of a table."""
    return lake / table / f"file={file_id}" / "part-0.parquet"


def _save(folder: Path, **columns: Column) -> None:
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column, allow_pickle=False)


def texts(column: pa.ChunkedArray) -> Column:
    """A text column as bytes of fixed width; null as empty."""
    return np.array([(text or "").strip().upper().encode()[:20] for text in column.to_pylist()], "S20")


def _items(lake: Path, file_id: str, folder: Path) -> tuple[Column, Column]:
    """Writes the items; gives item ids, ascending, with whether each is a procedure."""
    table = pq.ParquetFile(table_file(lake, "item", file_id)).read(["item_id", "billing_code_type", "billing_code"])
    table = table.sort_by("item_id")
    ids = table["item_id"].to_numpy().astype(np.int32)
    codes = texts(table["billing_code"])
    kinds = np.array([kind_of(text).encode()[:16] for text in table["billing_code_type"].to_pylist()], "S16")
    order = np.argsort(codes, kind="stable")
    _save(folder, item_code=codes[order], item_id=ids[order], item_kind=kinds[order], item_place=order)
    return ids, kinds == PROCEDURE.encode()


def _providers(lake: Path, file_id: str, folder: Path) -> None:
    groups = pq.ParquetFile(table_file(lake, "provider_group", file_id)).read(
        ["group_id", "reference_key", "tin_type", "tin_value"]
    )
    ids = groups["group_id"].to_numpy()
    size = int(ids.max()) + 1 if len(ids) else 0
    keys = np.zeros(size, np.int64)
    keys[ids] = groups["reference_key"].to_numpy()
    tins = np.zeros(size, np.int64)
    tins[ids] = _tins(groups)
    counts = np.zeros(size, np.int64)
    file = pq.ParquetFile(table_file(lake, "npi", file_id))
    parts: list[Column] = []
    owners: list[Column] = []
    for batch in file.iter_batches(1 << 18, columns=["group_id", "npi"]):
        owner, npi = batch["group_id"].to_numpy(), batch["npi"].to_numpy(zero_copy_only=False)
        good = (npi >= NPI_FROM) & (npi < NPI_TO)
        owner = owner[good]
        counts += np.bincount(owner, minlength=size)
        parts.append(npi[good].astype(np.uint32))
        owners.append(owner.astype(np.int32))
    npis = np.concatenate(parts) if parts else np.empty(0, np.uint32)
    owner = np.concatenate(owners) if owners else np.empty(0, np.int32)
    order = np.argsort(keys, kind="stable")
    if (np.diff(owner) < 0).any() or not np.array_equal(order, np.arange(size)):
        place = np.empty(size, np.int64)
        place[order] = np.arange(size)
        npis = npis[np.argsort(place[owner], kind="stable")]
    start = np.zeros(size + 1, np.int64)
    np.cumsum(counts[order], out=start[1:])
    _save(folder, group_key=keys[order], group_start=start, npi=npis, tin=tins[order])


def _tins(groups: pa.Table) -> Column:
    """Tax ids as numbers: the digits, plus a mark where the id is an NPI; ids without digits get the negative of a hash."""
    digits = pc.replace_substring_regex(pc.fill_null(groups["tin_value"], ""), r"\D", "")
    plain = pc.and_(pc.less_equal(pc.utf8_length(digits), 17), pc.greater(pc.utf8_length(digits), 0))
    numbers: Column = pc.cast(pc.if_else(plain, digits, "0"), pa.int64()).to_numpy().astype(np.int64)
    odd = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    values = groups["tin_value"].take(pa.array(odd)).to_pylist() if len(odd) else []
    for place, value in zip(odd.tolist(), values, strict=True):
        numbers[place] = -1 - int.from_bytes((value or "").encode()[-7:], "little")
    is_npi = pc.fill_null(pc.equal(groups["tin_type"], "npi"), False).to_numpy(zero_copy_only=False)
    found: Column = numbers + is_npi.astype(np.int64) * 10**18
    return found


def _distributions(lake: Path, file_id: str, folder: Path, items: tuple[Column, Column]) -> None:
    """Counts each rate of each procedure item, a row group at a time. A rate that recurs on both sides of a border between row
    groups stands twice, which sums the same."""
    ids, procedures = items
    dense = bool(len(ids)) and int(ids[-1]) == len(ids) - 1
    terms = read_terms(lake, file_id)
    usable = terms.dollars & terms.unmodified & (terms.billing_class != INSTITUTIONAL)
    days = np.unique(terms.expiry[usable])
    number = np.full(int(terms.ids.max()) + 1 if len(terms.ids) else 1, -1, np.int64)
    number[terms.ids[usable]] = np.searchsorted(days, terms.expiry[usable])
    found = [(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int32))]
    file = pq.ParquetFile(table_file(lake, "price", file_id))
    for batch in file.iter_batches(1 << 20, columns=["item_id", "terms_id", "rate"]):
        rate, day = micros(batch["rate"]), number[batch["terms_id"].to_numpy()]
        item = batch["item_id"].to_numpy()
        item = item.astype(np.int64) if dense else np.searchsorted(ids, item)
        keep = np.flatnonzero((rate > 0) & (day >= 0) & procedures[item])
        found.append(_counted(item[keep], day[keep], rate[keep], len(days)))
    item, day, rate, n = (np.concatenate([part[place] for part in found]) for place in range(4))
    if (np.diff(item) < 0).any():
        order = np.argsort(item, kind="stable")
        item, day, rate, n = item[order], day[order], rate[order], n[order]
    start = np.searchsorted(item, np.arange(len(ids) + 1))
    _save(folder, sum_start=start.astype(np.int64), sum_expiry=days[day], sum_rate=rate, sum_n=n)


def _counted(item: Column, day: Column, rate: Column, days: int) -> tuple[Column, Column, Column, Column]:
    """Sorted by item, day and rate, equal ones added up."""
    if not len(item):
        return item.astype(np.int32), day, rate, item.astype(np.int32)
    first = int(item.min())
    room = (int(item.max()) - first + 1) * days * (int(rate.max()) + 1)
    if room < 1 << 63:
        packed = ((item - first) * days + day) * (int(rate.max()) + 1) + rate
        packed.sort()
        begin = np.flatnonzero(_differs(packed))
        count = np.diff(begin, append=len(packed))
        head, rate = np.divmod(packed[begin], int(rate.max()) + 1)
        item, day = np.divmod(head, days)
        return (item + first).astype(np.int32), day, rate, count.astype(np.int32)
    order = np.lexsort((rate, day, item))
    item, day, rate = item[order], day[order], rate[order]
    begin = np.flatnonzero(_differs(item) | _differs(day) | _differs(rate))
    count = np.diff(begin, append=len(item))
    return item[begin].astype(np.int32), day[begin], rate[begin], count.astype(np.int32)


def _differs(column: Column) -> Column:
    """Where a value is another than the one before; the first always is."""
    found = np.empty(len(column), bool)
    found[0] = True
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found


def micros(rates: pa.Array) -> Column:
    """Decimals of six places as whole millionths; null as -1."""
    wide = rates.type.bit_width // 64
    words = np.frombuffer(rates.buffers()[1], np.int64)[::wide]
    values: Column = words[rates.offset : rates.offset + len(rates)]
    if rates.null_count:
        values = np.where(rates.is_valid().to_numpy(zero_copy_only=False), values, -1)
    return values


PROFESSIONAL, INSTITUTIONAL, BOTH, OTHER = range(4)
CLASS_NAMES = ("professional", "institutional", "both", "other")


class TermsTable:
    """The terms of a file as columns, ascending by id."""

    def __init__(self, table: pa.Table) -> None:
        order = np.argsort(table["terms_id"].to_numpy(), kind="stable")
        table = table.take(pa.array(order))
        self.ids: Column = table["terms_id"].to_numpy()
        kind = pc.fill_null(table["negotiated_type"], "")
        self.dollars: Column = pc.is_in(kind, pa.array(DOLLARS)).to_numpy()
        places = pc.index_in(pc.fill_null(table["billing_class"], ""), pa.array(CLASS_NAMES))
        self.billing_class: Column = pc.fill_null(places, OTHER).to_numpy()
        self.modifiers: list[tuple[str, ...]] | None = None
        lengths = pc.fill_null(pc.list_value_length(table["modifiers"]), 0)
        self.unmodified: Column = pc.equal(lengths, 0).to_numpy()
        days = pc.cast(table["expiration_date"], pa.int32())
        self.expiry: Column = pc.fill_null(days, NEVER).to_numpy()
        self.table = table

    def at(self, ids: Column) -> Column:
        """The places of terms ids."""
        return np.searchsorted(self.ids, ids)

    def with_modifiers(self, wanted: tuple[str, ...]) -> Column:
        """Which terms have just these modifiers, in any order."""
        found = self.table["modifiers"].to_pylist()
        return np.array([sorted(one or ()) == sorted(wanted) for one in found], bool)

    def at_place(self, pos: str) -> Column:
        """Which terms hold for a place of service: those that list it, and those that list none or all (`CSTM-00`)."""
        found = self.table["service_codes"].to_pylist()
        return np.array([not one or pos in one or "CSTM-00" in one for one in found], bool)


def read_terms(lake: Path, file_id: str) -> TermsTable:
    """The terms of a file."""
    columns = ["terms_id", "negotiated_type", "billing_class", "service_codes", "modifiers", "expiration_date"]
    return TermsTable(pq.ParquetFile(table_file(lake, "terms", file_id)).read(columns))
