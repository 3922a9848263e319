"""The queries of the lake's page, as written, in each engine that is installed: all give the same figures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from rates_lake import document, item, price
from superbill.rates.ingest import ingest

PAGE = (Path(__file__).resolve().parents[2] / "docs/how-to/query-the-lake.md").read_text("utf-8")
EXPECTED = [("institutional", 1, 7.0), ("professional", 4, 50.0)]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engines")
    for number in (1, 2):
        prices = [price(12.5), price(12.5), price(80, negotiated_type="percentage")]
        more = [item("99214")] if number == 1 else [item("99213", [price(7, billing_class="institutional")])]
        path = folder / f"{number}.json"
        path.write_bytes(document([item("99213", prices), *more]))
        ingest([path], folder / "lake")
    return folder / "lake"


def query(engine: str, lake: Path) -> str:
    found = re.search(rf"^```{engine}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1].replace("LAKE", str(lake))


def plain(rows: Any) -> list[tuple[str, int, float]]:
    return [(name, int(n), float(dollars)) for name, n, dollars in rows]


def test_duckdb(lake: Path) -> None:
    assert plain(duckdb.connect().execute(query("duckdb", lake)).fetchall()) == EXPECTED


def test_polars(lake: Path) -> None:
    polars = pytest.importorskip("polars")
    names: dict[str, Any] = {"pl": polars}
    exec(query("polars", lake), names)
    assert plain(names["answer"].rows()) == EXPECTED


@pytest.mark.filterwarnings("ignore")
def test_spark(lake: Path) -> None:
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    spark = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    names: dict[str, Any] = {"spark": spark}
    exec(query("spark", lake), names)
    found = plain(names["answer"].collect())
    spark.stop()
    assert found == EXPECTED
