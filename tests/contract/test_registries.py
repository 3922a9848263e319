"""What every source, section and statement must declare and keep."""

from __future__ import annotations

import ast
import re
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

import superbill
from superbill.kb.discover import sources, tables
from superbill.kb.queries import load_queries
from superbill.kb.schema import columns, create_indexes, create_table
from superbill.report.assemble import report_sections
from superbill.report.section import ReportSection
from superbill.sources.base import Source

PACKAGE = Path(superbill.__file__).parent


@pytest.mark.parametrize("source", sources().values(), ids=lambda source: source.id)
def test_a_source_declares_what_it_is(source: Source) -> None:
    for name in ("title", "publisher", "page", "licence", "cadence", "authority", "fetch_hint"):
        assert getattr(source, name).strip(), f"{source.id} declares no {name}"
    assert source.id == source.id.lower() and " " not in source.id
    assert source.tables or source.excerpt
    assert type(source).__doc__ and ast.get_docstring(ast.parse(Path(_file(source)).read_text("utf-8")))


@pytest.mark.parametrize("source", sources().values(), ids=lambda source: source.id)
def test_a_source_names_floors_of_its_own_tables_only(source: Source) -> None:
    assert {name.partition(":")[0] for name in source.floors} <= {table.name for table in source.tables}


def _file(source: Source) -> str:
    module = __import__(type(source).__module__, fromlist=["x"])
    return str(module.__file__)


@pytest.mark.parametrize("section", report_sections(), ids=lambda section: section.id)
def test_a_section_declares_what_it_is(section: ReportSection) -> None:
    assert section.title and section.authority and section.systems and type(section).__doc__


def test_sections_stand_in_the_documented_order() -> None:
    wanted = [
        "official", "plain", "overview", "context", "modifiers", "fee", "payers", "units", "pairs", "coverage",
        "crosswalks", "history", "sources",
    ]  # fmt: skip
    assert [section.id for section in report_sections() if section.id in wanted] == wanted


def empty_store(path: Path) -> sqlite3.Connection:
    """An empty database with the schema that `path`'s statements run on: the one beside it, else the knowledge base's."""
    own = path.with_name(f"{path.stem}_schema.sql")
    own = own if own.is_file() else path.with_name("schema.sql")
    connection = sqlite3.connect(":memory:")
    if own.is_file():
        connection.executescript(own.read_text("utf-8"))
        return connection
    connection.executescript(files("superbill.kb").joinpath("core.sql").read_text("utf-8"))
    for table in tables().values():
        connection.execute(create_table(table))
        for statement in create_indexes(table):
            connection.execute(statement)
    return connection


STATEMENTS = [
    pytest.param(path, statement, id=f"{path.parent.name}/{path.name}:{name}")
    for path in sorted(PACKAGE.rglob("*.sql"))
    if "-- name:" in path.read_text("utf-8")
    for name, statement in load_queries(".".join(path.parent.relative_to(PACKAGE.parent).parts), path.name).items()
]


@pytest.mark.parametrize(("path", "statement"), STATEMENTS)
def test_every_statement_prepares_against_an_empty_schema(path: Path, statement: str) -> None:
    with closing(empty_store(path)) as connection:
        connection.execute(f"EXPLAIN {statement}", dict.fromkeys(re.findall(r":([a-z_]\w*)", statement), 1))


@pytest.mark.parametrize("table", tables().values(), ids=lambda table: table.name)
def test_a_table_has_a_documented_row_and_a_key_among_its_columns(table: object) -> None:
    assert table.row.__doc__ and not table.row.__doc__.startswith(f"{table.row.__name__}(")  # type: ignore[attr-defined]
    assert set(table.key) <= {column.name for column in columns(table)}  # type: ignore[attr-defined, arg-type]


def test_no_query_is_put_together_from_values() -> None:
    """SQL by f-string stands only where identifiers of the schema are needed, and is marked there."""
    for path in PACKAGE.rglob("*.py"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if 'f"SELECT' in line or 'f"INSERT' in line or 'f"DELETE' in line:
                assert path.parent.name == "kb" and "noqa: S608" in line, f"{path.name}:{number}"
