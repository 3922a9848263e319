"""Compares two releases of one data set, table by table: rows added, rows gone, values changed.

The statements follow from the tables' declarations, as the schema does; see `superbill.kb.schema`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from superbill.kb.schema import StoredTable
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Release

CODE_COLUMNS = ("code", "hcpcs", "column1", "icd10cm", "addon", "drg")
"""Key columns that name the code a row is about, the first that a table has."""
NOT_COMPARED = frozenset({"ordinal"})
"""Columns that say where a row stands, not what it says."""

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
        return tuple(n for n in self.before if n not in NOT_COMPARED and self.before[n] != self.after[n])


def compare(kb: KnowledgeBase, before: Release, after: Release, codes: Collection[str] = ()) -> Iterator[RowChange]:
    """Changes from one release to another of the same data set and series.

    `codes` limits them to rows whose key names one of these codes, in either column of a pair.
    """
    wanted = frozenset(codes)
    for table in kb.tables_of(after.source):
        statement = _statement(table, "")
        for row in kb.rows(statement, before=before.id, after=after.id):
            change = _change(kb, table, row)
            if not wanted or any(str(part) in wanted for part in change.key):
                yield change


def compare_code(kb: KnowledgeBase, before: Release, after: Release, system: str, code: str) -> Iterator[RowChange]:
    """Changes of one code only; quick, for the report on it. Tables that are not about codes are passed over."""
    for table in kb.tables_of(after.source):
        place = _code_filter(table)
        if place is not None:
            found = kb.rows(_statement(table, place), before=before.id, after=after.id, system=system, code=code)
            for row in found:
                yield _change(kb, table, row)


def stands_in(kb: KnowledgeBase, release: Release, system: str, code: str) -> bool:
    """Whether any table of a release is about the code."""
    for table in kb.tables_of(release.source):
        place = _code_filter(table)
        if place is not None:
            statement = f"SELECT 1 FROM {table.name} a WHERE a.release_id = :id AND {place.format(t='a')} LIMIT 1"  # noqa: S608
            if kb.rows(statement, id=release.id, system=system, code=code):
                return True
    return False


def _code_filter(table: StoredTable) -> str | None:
    if table.key[:2] == ("system", "code"):
        return "{t}.system = :system AND {t}.code = :code"
    if table.key[0] in CODE_COLUMNS:
        return f"{{t}}.{table.key[0]} = :code AND :system IS NOT NULL"
    return None


def _change(kb: KnowledgeBase, table: StoredTable, row: tuple[object, ...]) -> RowChange:
    names = table.columns
    width = len(names) + 1
    old, new = row[:width], row[width:]
    values = old if old[-1] is not None else new
    key = tuple(values[names.index(name)] for name in table.key)
    code = next((str(values[names.index(c)]) for c in CODE_COLUMNS if c in names), str(key[0]))
    src_before, src_after = (int(cells[-1]) if isinstance(cells[-1], int) else None for cells in (old, new))
    return RowChange(table.name, code, key, _values(kb, table, old), _values(kb, table, new), src_before, src_after)


def _values(kb: KnowledgeBase, table: StoredTable, row: tuple[object, ...]) -> Values | None:
    if row[-1] is None:
        return None
    found: dict[str, object] = {}
    for name, cell in zip(table.columns, row, strict=False):
        found[name] = kb.text(cell) if name in table.interned and isinstance(cell, int) else cell
    return found


def _statement(table: StoredTable, code_filter: str) -> str:
    """Rows of either release that the other lacks or has with other values, old cells first."""
    names = table.columns
    same_key = " AND ".join(f"b.{name} = a.{name}" for name in table.key)
    others = [name for name in names if name not in table.key and name not in NOT_COMPARED]
    differ = " OR ".join(f"a.{name} IS NOT b.{name}" for name in others) or "0"
    a_cells, b_cells = (", ".join(f"{t}.{name}" for name in [*names, "src"]) for t in "ab")
    none = ", ".join("NULL" for _ in [*names, "src"])
    a_only, b_only = (f" AND {code_filter.format(t=t)}" if code_filter else "" for t in "ab")
    return (
        f"SELECT {a_cells}, {b_cells} FROM {table.name} a JOIN {table.name} b ON b.release_id = :after AND {same_key}"  # noqa: S608
        f" WHERE a.release_id = :before{a_only} AND ({differ})"
        f" UNION ALL SELECT {a_cells}, {none} FROM {table.name} a WHERE a.release_id = :before{a_only} AND NOT EXISTS"
        f" (SELECT 1 FROM {table.name} b WHERE b.release_id = :after AND {same_key})"
        f" UNION ALL SELECT {none}, {b_cells} FROM {table.name} b WHERE b.release_id = :after{b_only} AND NOT EXISTS"
        f" (SELECT 1 FROM {table.name} a WHERE a.release_id = :before AND {same_key})"
    )
