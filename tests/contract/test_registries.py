"""What every source, section and statement must declare and keep."""

from __future__ import annotations

import ast
import re
import sqlite3
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
PRIVATE = {"descriptors.sql"}


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


@pytest.fixture(scope="module")
def empty() -> sqlite3.Connection:
    """An empty knowledge base with the tables of every source."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(files("superbill.kb").joinpath("core.sql").read_text("utf-8"))
    for table in tables().values():
        connection.execute(create_table(table))
        for statement in create_indexes(table):
            connection.execute(statement)
    return connection


STATEMENTS = [
    pytest.param(statement, id=f"{path.parent.name}/{path.name}:{name}")
    for path in sorted(PACKAGE.rglob("*.sql"))
    if "-- name:" in path.read_text("utf-8") and path.name not in PRIVATE
    for name, statement in load_queries(".".join(path.parent.relative_to(PACKAGE.parent).parts), path.name).items()
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_prepares_against_an_empty_schema(empty: sqlite3.Connection, statement: str) -> None:
    connection = empty
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
