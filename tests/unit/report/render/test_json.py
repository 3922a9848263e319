"""The JSON contract, and the schema that describes it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from superbill.model.codes import System
from superbill.model.report import Field, Kind, Report, Section
from superbill.report.render.json import report_json, report_schema
from unit.report.sample import SAMPLES, clfs, fact, mpfs, report_82331

VALIDATOR = Draft202012Validator(report_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def sample() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report_json(report_82331()))
    return found


def section(name: str) -> dict[str, Any]:
    return next(found for found in sample()["sections"] if found["id"] == name)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_fits_the_schema(name: str) -> None:
    VALIDATOR.validate(json.loads(report_json(SAMPLES[name]())))


def test_the_head_of_the_contract() -> None:
    found = sample()
    assert list(found)[:3] == ["code", "system", "on"]
    assert (found["code"], found["system"], found["on"]) == ("82331", "cpt", "2026-11-22")
    assert found["title"]["value"] == "Calcium measured in timed draws around a calcium infusion"
    assert found["scope"] == {"Where": "any (national rate)", "Setting": "practitioner"}


def test_a_field_is_a_labelled_leaf() -> None:
    first = section("fee")["items"][0]
    assert {key: first[key] for key in ("kind", "label", "format", "value")} == {
        "kind": "field", "label": "CLFS, national, 2026", "format": "usd", "value": 13.34,
    }  # fmt: skip
    assert first["citation"] == {
        "source": "cms-clfs", "title": "Clinical Laboratory Fee Schedule", "publisher": "CMS", "release": "CY2026 Q2",
        "file": "CLAB2026Q2.csv", "locator": "row 871", "effective_from": "2026-04-01", "effective_to": "2026-06-30",
        "stale_days": 145, "excerpt": False, "series": "",
    }  # fmt: skip
    assert "also" not in first


def test_further_receipts_stand_under_also() -> None:
    service_type = section("overview")["items"][0]
    assert [citation["source"] for citation in service_type["also"]] == ["cms-mpfs"]


def test_what_is_missing_says_so_in_place_of_a_value() -> None:
    assert section("coverage")["items"] == [
        {
            "kind": "field", "label": "Coverage", "format": "text",
            "not_available": "no coverage database is loaded", "would_come_from": "superbill fetch cms-mcd",
        }
    ]  # fmt: skip


def test_rows_are_objects_by_column_id() -> None:
    table = section("pairs")["items"][0]
    assert (table["kind"], table["total"]) == ("table", 3)
    assert [column["id"] for column in table["columns"]][:2] == ["column1", "column2"]
    assert {name: leaf["value"] for name, leaf in table["rows"][2].items()} == {
        "column1": "82331", "column2": "96523", "together": "never together", "indicator": 0,
        "effective_date": "1996-01-01", "deletion_date": None,
    }  # fmt: skip


def test_steps_are_leaves_in_order() -> None:
    steps = section("context")["items"][1]
    assert (steps["kind"], steps["ordered"], len(steps["steps"])) == ("steps", True, 7)
    assert set(steps["steps"][0]) == {"value", "citation"}


@pytest.mark.parametrize("digits", ["13.340", "0.970", "100", "33.4009", "-0.10"])
def test_numbers_keep_their_digits(digits: str) -> None:
    leaf = fact(Decimal(digits), clfs())
    items = (Field("A", leaf, Kind.NUMBER),)
    report = Report("1", "1", System.CPT, mpfs(1).effective_from, leaf, "valid", (), (Section("s", "S", items),))
    assert f'"value":{digits},'.encode() in report_json(report)


@pytest.mark.parametrize(
    "damage",
    [
        lambda found: found.pop("on"),
        lambda found: found.update(extra=1),
        lambda found: found["sections"][0]["items"][0].update(extra=1),
        lambda found: found["sections"][0]["items"][0].pop("would_come_from"),
        lambda found: found["sections"][2]["items"][0].pop("citation"),
        lambda found: found["sections"][2]["items"][0].update(not_available="x", would_come_from="y"),
        lambda found: found["sections"][2]["items"][0]["citation"].pop("release"),
        lambda found: found["sections"][4]["items"][0]["rows"][0].update(new=1),
        lambda found: found["sections"][4]["items"][0].update(kind="list"),
    ],
    ids=[
        "no date", "unknown member", "unknown member of a field", "half a reason", "no receipt", "value and reason",
        "no release", "bare value in a row", "unknown kind",
    ],
)  # fmt: skip
def test_the_schema_refuses_what_breaks_the_contract(damage: Any) -> None:
    found = sample()
    damage(found)
    assert not VALIDATOR.is_valid(found)
