"""Compares two releases of one data set, table by table: rows added, rows gone, values changed.

The statements follow from the tables' declarations, as the schema does; see `superbill.kb.schema`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from superbill.kb.discover import sources, tables
from superbill.kb.schema import columns
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Release
from superbill.model.rows import Table

CODE_COLUMNS = ("code", "hcpcs", "column1", "icd10cm", "addon", "drg")
"""Key columns that name the code a row is about, the first that a table has."""

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs. `before` None: added; `after` None: gone; both: `fields` names the columns that differ.

    `src_before` and `src_after` are the rows' places, for `KnowledgeBase.cite`."""

    table: str
    code: str
    key: tuple[object, ...]
    before: Values | None
    after: Values | None
    src_before: int | None
    src_after: int | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Columns whose values differ; empty for rows added or gone."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in self.before if self.before[name] != self.after[name])


def compare(
    kb: KnowledgeBase, before: Release, after: Release, codes: Collection[str] = ()
) -> Iterator[RowChange]:
    """Changes from one release to another of the same data set and series, in table and key order.

    `codes` limits them to rows about these codes. A code may be in either column of a pair.
    """
    for table in sources()[after.source].tables:
        if table.name in tables():
            yield from _table_changes(kb, table, before.id, after.id, codes)


def _table_changes(
    kb: KnowledgeBase, table: Table, before: int, after: int, codes: Collection[str]
) -> Iterator[RowChange]:
    names = [column.name for column in columns(table)]
    interned = [column.interned for column in columns(table)]
    width = len(names) + 1
    for row in kb.rows(_statement(table, names), before=before, after=after):
        old, new = row[:width], row[width:]
        values = old if old[-1] is not None else new
        key = tuple(values[names.index(name)] for name in table.key)
        code = next((str(values[names.index(c)]) for c in CODE_COLUMNS if c in names), str(key[0]))
        if codes and not ({str(part) for part in key} & set(codes)):
            continue
        yield RowChange(
            table.name, code, key, _values(kb, names, interned, old), _values(kb, names, interned, new), old[-1], new[-1]
        )  # fmt: skip


def _values(kb: KnowledgeBase, names: list[str], interned: list[bool], row: tuple[object, ...]) -> Values | None:
    if row[-1] is None:
        return None
    cells = (kb.text(cell) if isinstance(cell, int) and is_text else cell for cell, is_text in zip(row, interned, strict=False))
    return dict(zip(names, cells, strict=False))


def _statement(table: Table, names: list[str]) -> str:
    """Rows of either release that the other lacks or has with other values, old cells first."""
    same_key = " AND ".join(f"b.{name} = a.{name}" for name in table.key)
    others = [name for name in names if name not in table.key and name != "ordinal"]
    differ = " OR ".join(f"a.{name} IS NOT b.{name}" for name in others) or "0"
    a_cells = ", ".join(f"a.{name}" for name in [*names, "src"])
    b_cells = ", ".join(f"b.{name}" for name in [*names, "src"])
    none = ", ".join("NULL" for _ in [*names, "src"])
    return (
        f"SELECT {a_cells}, {b_cells} FROM {table.name} a JOIN {table.name} b ON b.release_id = :after AND {same_key}"  # noqa: S608
        f" WHERE a.release_id = :before AND ({differ})"
        f" UNION ALL SELECT {a_cells}, {none} FROM {table.name} a WHERE a.release_id = :before AND NOT EXISTS"
        f" (SELECT 1 FROM {table.name} b WHERE b.release_id = :after AND {same_key})"
        f" UNION ALL SELECT {none}, {b_cells} FROM {table.name} b WHERE b.release_id = :after AND NOT EXISTS"
        f" (SELECT 1 FROM {table.name} a WHERE a.release_id = :before AND {same_key})"
    )
