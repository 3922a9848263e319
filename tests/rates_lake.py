"""Price files made by the tests, and what a lake says of them, joined back into plain values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import orjson

from superbill.rates.lake.manifest import Manifest

Take = Callable[..., Manifest]
"""Writes a text to a file and ingests it."""

PRICES = """
SELECT i.billing_code, p.rate, p.rate_text, t.* EXCLUDE (terms_id, file, flags),
       (SELECT list(r.reference_id ORDER BY r.reference_id) FROM reference_list l
        JOIN reference r USING (file, reference_key)
        WHERE l.file = p.file AND l.list_id = p.list_id) AS ids
FROM price p JOIN item i USING (file, item_id) JOIN terms t USING (file, terms_id)
ORDER BY ALL
"""


def price(rate: object = 12.5, **more: object) -> dict[str, Any]:
    """A negotiated price as most payers write it."""
    return {
        "negotiated_type": "negotiated",
        "negotiated_rate": rate,
        "expiration_date": "9999-12-31",
        "service_code": ["11"],
        "billing_class": "professional",
        **more,
    }


def item(
    code: str = "99213", prices: list[Any] | None = None, refs: list[Any] | None = None, **more: object
) -> dict[str, Any]:
    """An in-network item with one entry."""
    entry = {"provider_references": refs or [1], "negotiated_prices": prices or [price()]}
    return {
        "negotiation_arrangement": "ffs",
        "name": "x",
        "billing_code_type": "CPT",
        "billing_code_type_version": "2026",
        "billing_code": code,
        "description": "x",
        "negotiated_rates": [entry],
        **more,
    }


def reference(number: object = 1, npis: list[Any] | None = None, **more: object) -> dict[str, Any]:
    """A provider reference with one group."""
    group = {"npi": npis or [1234567893], "tin": {"type": "ein", "value": "12-3456789"}}
    return {"provider_group_id": number, "provider_groups": [group], **more}


def document(items: list[Any], references: list[Any] | None = None, **more: object) -> bytes:
    """A whole file."""
    return orjson.dumps(
        {
            "reporting_entity_name": "A Payer",
            "reporting_entity_type": "health insurance issuer",
            "last_updated_on": "2026-11-01",
            "version": "1.3.1",
            **more,
            "provider_references": references or [reference()],
            "in_network": items,
        }
    )


def lake_of(lake: Path) -> duckdb.DuckDBPyConnection:
    """A connection with a view of every table that has rows."""
    connection = duckdb.connect()
    for folder in sorted(lake.glob("[a-z]*")):
        if folder.is_dir():
            connection.execute(
                f"CREATE VIEW {folder.name} AS SELECT * FROM read_parquet('{folder}/*/*.parquet', hive_partitioning = true)"
            )
    return connection


def rows(lake: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with lake_of(lake) as connection:
        return connection.execute(query).fetchall()


def prices(lake: Path) -> list[tuple[Any, ...]]:
    """Every price with its code, terms and reference ids."""
    return rows(lake, PRICES)
