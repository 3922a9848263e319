"""The compiled reader of in-network files against the plain one, at every place where a block may end."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rates_lake import prices
from superbill.rates.ingest import ingest
from superbill.rates.reading import stream
from superbill.rates.tic.members import Unreadable
from superbill.rates.tic.slow import read_item

NUMBERS = st.one_of(
    st.decimals(0, 99999, places=2).map(str),
    st.sampled_from(
        ["0", "12", "1e2", "0.1234567", "-5.25", "007", "1.", "12345678901234567890", "null", "[1]", '"12.50"', '""']
    ),
)
TEXTS = st.sampled_from(
    ['"11"', '"2026-12-31"', '"9999-99-99"', '"}]\\"{"', '"\\u00e9"', '"é"', "11", "1.50", "null", "true"]
)
IDS = st.sampled_from(["1", "2", "33", "320.10", "320.1", "40.0000000001", '"7"', '"x"', "01", "1e1", "null"])
KEYS = st.sampled_from(["negotiated_type", "Expiration_Date", "expiration_date", "billing_class", "setting", "x"])
GAPS = st.sampled_from(["", "", "", " ", "\n  ", "\t"])


def joined(draw: Any, parts: list[str], brackets: str) -> str:
    """A JSON list or object of its parts, with white space in between."""
    gap = draw(GAPS)
    return brackets[0] + gap + f"{gap},{gap}".join(parts) + gap + brackets[1]


def members(draw: Any, parts: dict[str, str]) -> str:
    """A JSON object, its keys in any order."""
    gap = draw(GAPS)
    order = draw(st.permutations(list(parts)))
    return joined(draw, [f'"{key}"{gap}:{gap}{parts[key]}' for key in order], "{}")


@st.composite
def price_texts(draw: Any) -> str:
    """A price object."""
    more = draw(st.dictionaries(KEYS, TEXTS, max_size=3))
    codes = joined(draw, draw(st.lists(TEXTS, min_size=1, max_size=3)), "[]")
    return members(draw, {"negotiated_rate": draw(NUMBERS), "service_code": codes, **more})


@st.composite
def entry_texts(draw: Any) -> str:
    """An entry with references, now and then with groups or with neither."""
    parts = {"negotiated_prices": joined(draw, draw(st.lists(price_texts(), min_size=1, max_size=4)), "[]")}
    kind = draw(st.integers(0, 9))
    if kind < 8:
        parts["provider_references"] = joined(draw, draw(st.lists(IDS, min_size=kind > 0, max_size=4)), "[]")
    if kind in (7, 8):
        parts["provider_groups"] = '[{"npi":[1234567893],"tin":{"type":"ein","value":"12-3456789"}}]'
    return members(draw, parts)


@st.composite
def item_texts(draw: Any) -> str:
    """An item."""
    entries = joined(draw, draw(st.lists(entry_texts(), max_size=4)), "[]")
    head = {
        "negotiation_arrangement": '"ffs"',
        "billing_code_type": '"LOCAL"',
        "billing_code": draw(st.sampled_from(['"A"', "7", '"é"'])),
    }
    return members(draw, {**head, "name": draw(TEXTS), "negotiated_rates": entries})


def expected(items: list[str]) -> tuple[list[tuple[Any, ...]], int]:
    """What the plain reader makes of the items: all prices, and how many items it cannot read."""
    found, unreadable = [], 0
    for text in items:
        try:
            whole = read_item(text.encode())
        except Unreadable:
            unreadable += 1
            continue
        for entry in whole.entries:
            ids = sorted(entry.reference_ids)
            ids = [*ids, None] if entry.groups else ids
            for price in entry.prices:
                micro, text_kept = price.amount.micro, price.amount.text
                rate = None if micro is None else Decimal(micro).scaleb(-6)
                found.append((whole.item.billing_code, rate, text_kept, *price.terms[:-1], ids or None))
    return found, unreadable


def comparable(rows: list[tuple[Any, ...]]) -> list[str]:
    """In one order; an id that stands for no reference in the file is left out by the join, so ids are compared apart."""
    return sorted(repr(row[:-1]) for row in rows)


@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(items=st.lists(item_texts(), min_size=1, max_size=6), block=st.sampled_from([61, 977, 1 << 20]))
def test_both_readers_agree(items: list[str], block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices with all their terms, and what is quarantined."""
    monkeypatch.setattr(stream, "BLOCK_BYTES", block)
    monkeypatch.setattr(stream, "MARGIN_BYTES", 1 << 16)
    text = '{"version":"1.0.0","in_network":[' + ",".join(items) + "]}"
    wanted, unreadable = expected(items)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rates.json"
        path.write_text(text, "utf-8")
        done = ingest([path], Path(folder) / "lake").files[0]
        found = prices(Path(folder) / "lake") if done.prices else []
    assert comparable(found) == comparable(wanted)
    assert (done.items, done.quarantined) == (len(items) - unreadable, unreadable)
    assert done.complete
