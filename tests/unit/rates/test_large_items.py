"""Items larger than what stays visible: entry by entry, and as far as they are whole."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from rates_lake import Take, document, item, price, prices, rows
from superbill.rates.reading import stream

ENTRIES = 300


@pytest.fixture(autouse=True)
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of half a KB, 4 KB of them visible."""
    monkeypatch.setattr(stream, "BLOCK_BYTES", 512)
    monkeypatch.setattr(stream, "MARGIN_BYTES", 4096)


def large(code: str) -> bytes:
    """An item of some 60 KB, its references from 0 up."""
    entries = [{"provider_references": [n], "negotiated_prices": [price(n + 0.5)]} for n in range(ENTRIES)]
    return orjson.dumps(item(code, negotiated_rates=entries, bundled_codes=[]))


def file_of(*items: bytes) -> bytes:
    """A file of items as text."""
    return document(["ITEMS"]).replace(b'"ITEMS"', b",".join(items))


def test_a_large_item_is_kept_whole(take: Take, tmp_path: Path) -> None:
    """Every price, once."""
    done = take(file_of(large("A"), orjson.dumps(item("B")), large("C"))).files[0]
    assert (done.items, done.entries, done.prices, done.edges, done.quarantined) == (3, 601, 601, 601, 0)
    found = prices(tmp_path / "lake")
    assert [row[1] for row in found if row[0] == "A"] == [Decimal(n) + Decimal("0.5") for n in range(ENTRIES)]
    assert rows(tmp_path / "lake", "SELECT count(*) FROM item WHERE problem IS NOT NULL") == [(0,)]


def test_a_large_item_that_breaks_keeps_what_was_whole(take: Take, tmp_path: Path) -> None:
    """Its row says so; the next item is read."""
    broken = large("A").replace(b'"negotiated_rate":200.5', b'"negotiated_rate":2,00.5')
    done = take(file_of(broken, orjson.dumps(item("B")))).files[0]
    assert (done.items, done.prices, done.quarantined) == (2, 201, 1)
    (problem,) = rows(tmp_path / "lake", "SELECT problem FROM item WHERE billing_code = 'A'")
    assert problem[0].startswith("cannot be read from byte ")
    assert [row[0] for row in prices(tmp_path / "lake")].count("B") == 1


def test_a_file_cut_inside_a_large_item(take: Take, tmp_path: Path) -> None:
    """Whole entries are kept, the item is marked."""
    done = take(file_of(large("A"))[:40_000]).files[0]
    assert done.problem == "the file ends in the middle"
    assert 100 < done.prices < ENTRIES
    assert done.quarantined == 1
    assert rows(tmp_path / "lake", "SELECT problem FROM item") == [("the file ends inside it",)]


@pytest.mark.parametrize("where", ["name", "note"])
def test_a_text_beyond_all_bounds_is_passed_over(take: Take, tmp_path: Path, where: str) -> None:
    """In a header or in an entry: quarantined with its size, never held."""
    endless = "x" * 100_000
    odd = item("A", **({"name": endless} if where == "name" else {}))
    if where == "note":
        odd["negotiated_rates"][0]["negotiated_prices"][0]["additional_information"] = endless
    done = take(file_of(orjson.dumps(odd), orjson.dumps(item("B")))).files[0]
    assert (done.items, done.prices, done.quarantined) == (1, 1, 1)
    ((kind, size, reason),) = rows(tmp_path / "lake", "SELECT kind, bytes, reason FROM quarantine")
    assert (kind, size > 100_000, "larger than" in reason) == ("in_network", True, True)
    assert done.complete


def test_a_large_member_of_the_heading_is_passed_over(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flagged, and the rates are read."""
    monkeypatch.setattr("superbill.rates.tic.document.MOST_MEMBER_BYTES", 2000)
    done = take(document([item()], plan_name="x" * 50_000)).files[0]
    assert (done.prices, done.flags["member_too_large"]) == (1, 1)
