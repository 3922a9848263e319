"""In-network files: what is kept, what is accepted and flagged, what is quarantined."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from rates_lake import Take, document, item, price, prices, reference, rows
from superbill.rates.ingest import ingest


def test_a_plain_file_is_kept_whole(take: Take, tmp_path: Path) -> None:
    """Every column of one price."""
    terms = price(123.45, billing_code_modifier=["26"], setting="outpatient", additional_information="note")
    done = take(document([item("99213", [terms])]), packed=True).files[0]
    assert (done.items, done.entries, done.prices, done.sum_cents, done.quarantined) == (1, 1, 1, 12345, 0)
    assert done.complete
    assert done.flags == {"descriptor_withheld": 1}
    (row,) = prices(tmp_path / "lake")
    assert row[:3] == ("99213", Decimal("123.450000"), None)
    assert row[3:8] == ("negotiated", "professional", "outpatient", ["11"], ["26"])
    assert str(row[8]) == "9999-12-31"
    assert row[10] == "note"
    assert row[-1] == ["1"]


@pytest.mark.parametrize(
    ("text", "rate", "kept", "flag"),
    [
        (b"12.5", "12.500000", None, None),
        (b'"12.5"', "12.500000", None, "quoted_rate"),
        (b"0.1234567", "0.123457", "0.1234567", "rate_rounded"),
        (b"30.000000000000004", "30.000000", "30.000000000000004", "rate_rounded"),
        (b"1.5E2", "150.000000", None, None),
        (b"-3", "-3.000000", None, "negative_rate"),
        (b"0", "0.000000", None, "zero_rate"),
        (b"999999999999.999999", "999999999999.999999", None, None),
        (b"1234567890123", None, "1234567890123", "rate_out_of_range"),
        (b'"N/A"', None, "N/A", "rate_not_a_number quoted_rate"),
        (b"null", None, None, "rate_missing"),
    ],
)
def test_rates_are_exact_or_keep_their_text(
    take: Take, tmp_path: Path, text: bytes, rate: str | None, kept: str | None, flag: str | None
) -> None:
    """Numbers of every kind."""
    done = take(document([item(prices=[price()])]).replace(b"12.5", text)).files[0]
    (row,) = prices(tmp_path / "lake")
    assert row[1:3] == (None if rate is None else Decimal(rate), kept)
    assert set(done.flags) - {"descriptor_withheld"} == set((flag or "").split())
    assert done.quarantined == 0


def test_the_sum_has_every_decimal(take: Take) -> None:
    """A third of a cent counts three times."""
    done = take(document([item(prices=[price(0.0033333333), price(1), price("2.006")])])).files[0]
    assert done.sum_exact.rstrip("0") == "3.0093333333"
    assert done.sum_cents == 301


def test_reference_ids_stay_text(take: Take, tmp_path: Path) -> None:
    """320.10 is not 320.1, and neither is 320."""
    text = document([item(refs=["A", "B", "C", "D"])], [reference(one) for one in "ABCD"])
    for letter, number in ((b'"A"', b"320.10"), (b'"B"', b"320.1"), (b'"C"', b"320"), (b'"D"', b"40.0000000001")):
        text = text.replace(letter, number)
    done = take(text).files[0]
    assert prices(tmp_path / "lake")[0][-1] == ["320", "320.1", "320.10", "40.0000000001"]
    assert done.quarantined == 0


def test_odd_but_readable_parts_are_flagged(take: Take, tmp_path: Path) -> None:
    """BOM, bad date, NPI 0, quoted ids and NPIs, keys in other case, unknown keys, numbers for text."""
    odd = price(7, expiration_date="2025-02-30", service_code=[11], Extra=1)
    entries = [{"Provider_References": ["1"], "negotiated_prices": [odd], "note": 1}]
    references = [reference(1, [0, "1234567893"])]
    done = take(b"\xef\xbb\xbf" + document([item(negotiated_rates=entries)], references)).files[0]
    flags = set(done.flags) - {"descriptor_withheld"}
    assert flags == {
        "bom", "bad_date", "key_case", "npi_quoted", "npi_zero", "number_for_text", "quoted_reference_id", "unknown_key",
    }  # fmt: skip
    assert done.prices == 1
    (row,) = prices(tmp_path / "lake")
    assert (row[6], row[8], row[9], row[11]) == (["11"], None, "2025-02-30", '{"extra":1}')


def test_references_may_stand_last_inline_or_both(take: Take, tmp_path: Path) -> None:
    """Any order of keys, groups in the entry."""
    inline = [{"npi": [1], "tin": {"type": "npi", "value": "9", "business_name": "B"}}]
    both = {"provider_references": [1], "provider_groups": inline, "negotiated_prices": [price()]}
    only = {"provider_groups": inline, "negotiated_prices": [price()]}
    found = orjson.loads(document([item(negotiated_rates=[both, only, only])]))
    found["provider_references"] = found.pop("provider_references")
    done = take(orjson.dumps(found)).files[0]
    assert (done.entries, done.edges, done.references, done.groups, done.npis) == (3, 4, 1, 4, 4)
    query = """SELECT p.rate, g.tin_value, n.npi FROM price p JOIN reference_list USING (file, list_id)
        JOIN provider_group g USING (file, reference_key) JOIN npi n USING (file, group_id) ORDER BY ALL"""
    assert [row[1:] for row in rows(tmp_path / "lake", query)] == [("12-3456789", 1234567893)] + [("9", 1)] * 3


def test_bundles_and_severity_are_kept(take: Take, tmp_path: Path) -> None:
    """Contained codes; descriptors of CPT, CDT and revenue codes are withheld."""
    codes = [
        {"billing_code_type": kind, "billing_code_type_version": "1", "billing_code": code, "description": "d"}
        for kind, code in (("CPT", "27447"), ("HCPCS", "J1885"), ("HCPCS", "99213"), ("RC", "0450"))
    ]
    more = {"billing_code_type": "MS-DRG", "severity_of_illness": "2", "negotiation_arrangement": "bundle"}
    take(document([item("470", bundled_codes=codes, **more)]))
    (row,) = rows(tmp_path / "lake", "SELECT severity_of_illness, name, bundled_codes FROM item")
    assert row[:2] == ("2", "x")
    assert [code["description"] for code in row[2]] == [None, "d", None, None]


BROKEN = {
    "rate": (b'"negotiated_rate":12.5', b'"negotiated_rate":12,5'),
    "comma": (b'"billing_class"', b',"billing_class"'),
    "leading zero": (b'"negotiated_rate":12.5', b'"negotiated_rate":012.5'),
    "bytes": (b'"name":"x"', b'"name":"\xff"'),
    "bytes in terms": (b'"service_code":["11"]', b'"service_code":["\xc3"]'),
    "control character": (b'"name":"x"', b'"name":"a\nb"'),
    "no list": (b'"negotiated_rates":[', b'"negotiated_rates":"a","b":['),
    "bracket": (b"[1]", b"[1"),
    "brace": (b'"description":"x"', b'"description":{"x"'),
    "quote": (b'"ffs"', b'"ffs'),
    "extra bracket": (b"[1]", b"[1]]]]"),
    "nesting": (b'"description":"x"', b'"description":' + b"[" * 5000 + b"]" * 5000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_item_is_quarantined_and_the_rest_goes_on(take: Take, tmp_path: Path, name: str) -> None:
    """Offset, reason, and nothing of the item among the prices."""
    items = [orjson.dumps(item(code, [price(12.5)])) for code in ("1", "2", "3", "4")]
    items[1] = items[1].replace(*BROKEN[name], 1)
    text = document(["ITEMS"]).replace(b'"ITEMS"', b",".join(items))
    whole, references = text.split(b',"provider_references":')
    references, in_network = references.split(b',"in_network":')
    text = whole + b',"in_network":' + in_network[:-1] + b',"provider_references":' + references + b"}"
    done = take(text).files[0]
    assert [row[0] for row in prices(tmp_path / "lake")] == ["1", "3", "4"]
    assert (done.items, done.prices, done.sum_cents) == (3, 3, 3750)
    (first, *_) = rows(
        tmp_path / "lake", "SELECT kind, byte_offset, reason, excerpt FROM quarantine ORDER BY byte_offset"
    )
    assert first[:2] == ("in_network", text.index(items[1]))
    assert first[2]
    assert first[3].startswith('{"negotiation_arrangement"')
    assert done.quarantined >= 1
    assert done.references == 1


def test_a_broken_reference_is_quarantined(take: Take, tmp_path: Path) -> None:
    """The other references and all items go on."""
    text = document([item()], [reference(1), reference(2), reference(3)])
    done = take(text.replace(b'{"provider_group_id":2', b'{"provider_group_id":02')).files[0]
    assert (done.references, done.prices, done.quarantined) == (2, 1, 1)
    assert rows(tmp_path / "lake", "SELECT kind FROM quarantine") == [("provider_reference",)]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_file_cut_in_the_middle_says_so(take: Take, tmp_path: Path, packed: bool) -> None:
    """Whole items are kept; the one at the cut is quarantined."""
    text = document([item(str(code)) for code in range(2000)])
    path = tmp_path / "cut.json"
    if packed:
        whole = gzip.compress(text)
        cut = whole[: len(whole) * 3 // 4]
    else:
        cut = text[: len(text) * 3 // 4]
    path.write_bytes(cut)
    done = ingest([path], tmp_path / "lake").files[0]
    assert not done.complete
    assert "in the middle" in done.problem
    assert 1000 < done.items < 2000
    assert done.items == done.prices
    assert done.quarantined == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"<!DOCTYPE html><html><body>403</body></html>", "an HTML or XML page"),
        (b"", "the file is empty"),
        (b'{"a": 1}', "no in-network rates"),
        (b"[1, 2]", "no JSON object begins here"),
        (document([item()], version="3.0.0"), "schema version '3.0.0' is not known"),
        ("{}".encode("utf-16"), "UTF-16"),
    ],
    ids=["html", "empty", "other", "list", "version", "utf16"],
)
def test_a_file_that_is_none_is_refused(take: Take, tmp_path: Path, text: bytes, message: str) -> None:
    """Nothing of it is in the lake."""
    done = take(text, "page.json.gz")
    assert not done.files
    assert message in done.refused[0].reason
    assert not list((tmp_path / "lake").glob("[a-z]*"))


def test_a_bomb_is_refused(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    """300 times its size is too much."""
    monkeypatch.setattr("superbill.rates.reading.stream.RATIO_FREE_BYTES", 1 << 20)
    done = take(b'{"reporting_entity_name":"' + b"a" * (64 << 20) + b'"}', packed=True)
    assert "unpacks to more than 300 times its size" in done.refused[0].reason


def test_a_file_that_is_there_is_kept(take: Take, tmp_path: Path) -> None:
    """By path, size and time; a changed one replaces it."""
    first = take(document([item()]))
    again = take(document([item()]))
    assert first.files[0].file == again.files[0].file
    changed = take(document([item(), item("99214")]))
    assert changed.files[0].prices == 2
    assert len(rows(tmp_path / "lake", "SELECT DISTINCT file FROM price")) == 1
