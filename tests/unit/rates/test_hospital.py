"""Hospital charges: csv tall and wide, JSON, a header further down, a declared column map."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from rates_lake import Take, rows
from superbill.errors import BadInput
from superbill.rates.hospital.headings import ColumnMap, Heading, heading_of
from superbill.rates.ingest import ingest

PREAMBLE = "hospital_name,last_updated_on,version,license_number|CA\nWest Mercy Hospital,4/1/2026,3.0.0,50056\n"
TALL = (
    "description,code | 1,code | 1 | type,setting,standard_charge | gross,payer_name,plan_name,modifiers,"
    "standard_charge | negotiated_dollar,standard_charge | methodology,count\n"
    'Room,0110,RC,inpatient,1200,Platform,PPO,,"1,400.50",per diem,1 through 10\n'
    "Room,0110,RC,inpatient,1200,Region,HMO,,250,fee schedule,0\n"
    "Drug,J1885,HCPCS,outpatient,,,,26|59,,,\n"
)
WIDE = (
    "description,code|1,code|1|type,setting,standard_charge|gross,modifiers,standard_charge|Platform|PPO|negotiated_dollar,"
    "standard_charge|Platform|PPO|methodology,count|Platform|PPO,standard_charge|Region|HMO|negotiated_dollar,"
    "standard_charge|Region|HMO|methodology,count|Region|HMO\n"
    'Room,0110,RC,inpatient,1200,,"1,400.50",per diem,1 through 10,250,fee schedule,0\n'
    "Drug,J1885,HCPCS,outpatient,,26|59,,,,,,\n"
)
PAYERS = [
    {"payer_name": "Platform", "plan_name": "PPO", "methodology": "per diem", "standard_charge_dollar": "1,400.50", "count": "1 through 10"},
    {"payer_name": "Region", "plan_name": "HMO", "methodology": "fee schedule", "standard_charge_dollar": 250, "count": "0"},
]  # fmt: skip
JSON = {
    "hospital_name": "West Mercy Hospital",
    "version": "3.0.0",
    "standard_charge_information": [
        {
            "description": "Room",
            "code_information": [{"code": "0110", "type": "RC"}],
            "standard_charges": [{"setting": "inpatient", "gross_charge": 1200, "payers_information": PAYERS}],
        },
        {
            "description": "Drug",
            "code_information": [{"code": "J1885", "type": "HCPCS"}],
            "standard_charges": [{"setting": "outpatient", "modifier_code": ["26", "59"]}],
        },
    ],
}
COLUMNS = """SELECT description, codes[1].code, setting, modifiers, gross_charge, payer_name, plan_name, negotiated_dollar,
    methodology, allowed_count FROM charge ORDER BY ALL"""
WANTED = [
    ("Drug", "J1885", "outpatient", ["26", "59"], None, None, None, None, None, None),
    (None, "0110", "inpatient", None, Decimal(1200), "Platform", "PPO", Decimal("1400.5"), "per diem", "1 through 10"),
    (None, "0110", "inpatient", None, Decimal(1200), "Region", "HMO", Decimal(250), "fee schedule", "0"),
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tall.csv", PREAMBLE + TALL),
        ("wide.csv", "\ufeff" + PREAMBLE + WIDE),
        ("lower.csv", "Our prices,\n,\n,\n\n" + PREAMBLE + TALL.replace("\n", "\r\n")),
        ("charges.json", json.dumps(JSON)),
    ],
    ids=["tall", "wide", "header on line 7", "json"],
)
def test_every_layout_says_the_same(take: Take, tmp_path: Path, name: str, text: str) -> None:
    """The same charges, sum, heading."""
    done = take(text.encode(), name).files[0]
    assert sorted(rows(tmp_path / "lake", COLUMNS), key=repr) == sorted(WANTED, key=repr)
    assert (done.kind, done.prices, done.sum_cents, done.quarantined) == ("hospital_charges", 3, 165050, 0)
    assert done.heading["hospital_name"] == "West Mercy Hospital"
    assert done.flags["formatted_number"] == 1


def test_a_file_of_no_official_layout_goes_by_a_column_map(tmp_path: Path) -> None:
    """Headings and missing columns are declared; others are kept as they are."""
    path, declared = tmp_path / "old.csv", tmp_path / "map.json"
    path.write_text(
        "CDM,Procedure,CPT,Charge,Aetna PPO\n1,Visit,99213,$300.00,n/a\n2,Supply,A4550,$20.00,11.5\n", "utf-8"
    )
    columns = {
        "Procedure": "description",
        "cpt": "code|1",
        "Charge": "standard_charge|gross",
        "Aetna PPO": "standard_charge|Aetna|PPO|negotiated_dollar",
    }
    declared.write_text(json.dumps({"columns": columns, "values": {"code|1|type": "HCPCS"}}), "utf-8")
    refused = ingest([path], tmp_path / "lake").refused[0]
    assert "no header of hospital charges" in refused.reason
    done = ingest([path], tmp_path / "lake", columns=ColumnMap.read(declared)).files[0]
    query = "SELECT codes[1].type, gross_charge, payer_name, negotiated_dollar, texts, other FROM charge ORDER BY gross_charge"
    assert rows(tmp_path / "lake", query) == [
        ("HCPCS", Decimal(20), "Aetna", Decimal("11.5"), None, '{"CDM":"2"}'),
        ("HCPCS", Decimal(300), "Aetna", None, '{"negotiated_dollar":"n/a"}', '{"CDM":"1"}'),
    ]
    assert done.flags["unknown_column"] == 1


def test_bad_rows_are_quarantined(take: Take, tmp_path: Path) -> None:
    """A row with more cells than headings; a line that is no UTF-8 is read as cp1252 and counted."""
    text = (PREAMBLE + TALL).encode() + b"Caf\xe9,X1,LOCAL,both,5,,,,,,\n" + b"a,b,c,d,e,f,g,h,i,j,k,l,m\n"
    done = take(text, "tall.csv").files[0]
    assert (done.quarantined, done.flags["line_not_utf8"], done.prices) == (1, 1, 4)
    assert ("Caf\u00e9",) in rows(tmp_path / "lake", "SELECT description FROM charge")


def test_an_unknown_version_is_refused(take: Take) -> None:
    """Version 4 is for a later Superbill."""
    assert (
        "'4.0.0' is not known"
        in take((PREAMBLE.replace("3.0.0", "4.0.0") + TALL).encode(), "tall.csv").refused[0].reason
    )
    assert "'4.0.0' is not known" in take(orjson.dumps({**JSON, "version": "4.0.0"})).refused[0].reason


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (" Code | 12 | Type ", Heading("code_type", 12)),
        ("standard_charge|Blue Cross|HMO|negotiated_dollar", Heading("negotiated_dollar", 0, "Blue Cross", "HMO")),
        ("10th_percentile|Blue Cross|HMO", Heading("p10_amount", 0, "Blue Cross", "HMO")),
        ("standard_charge|x|y|gross", None),
        ("price", None),
    ],
)
def test_headings(text: str, heading: Heading | None) -> None:
    """Fixed, numbered, and with payer and plan."""
    assert heading_of(text) == heading


def test_a_column_map_names_official_headings(tmp_path: Path) -> None:
    """A wrong one is named."""
    path = tmp_path / "map.json"
    path.write_text('{"columns": {"a": "price"}}', "utf-8")
    with pytest.raises(BadInput, match="'price' is no official heading"):
        ColumnMap.read(path)
