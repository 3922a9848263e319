"""Remittances over the API: worked as the schema says, refused with segment and element, without a word of a patient."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from superbill.surfaces.rest.resources.remit import EXAMPLE, REMITTANCE
from superbill.surfaces.schemas import schemas

SCHEMA = jsonschema.Draft202012Validator(schemas()["remit"])


def files(fixtures: Path, stem: str, **more: str) -> dict[str, str]:
    """The texts of a pair of fixtures."""
    folder = fixtures / "claims"
    pair = {"remittance": (folder / f"{stem}.835").read_text(), "claims": (folder / f"{stem}.837").read_text()}
    return pair | more


def test_the_example_is_answered_as_its_schema_says(client: TestClient) -> None:
    answer = client.post("/api/v1/remit", json=EXAMPLE)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    SCHEMA.validate(answer.json())
    assert [(item["kind"], item["usd"]) for item in answer.json()["items"]] == [("underpayment", 15), ("denial", 10)]


@pytest.mark.parametrize("stem", ["remit-medicare", "remit-commercial"])
def test_answers_follow_the_schema(client: TestClient, fixtures: Path, stem: str) -> None:
    answer = client.post("/api/v1/remit", json=files(fixtures, stem)).json()
    SCHEMA.validate(answer)
    assert all(claim["matched"] for claim in answer["claims"])


def test_what_cannot_be_read_is_listed(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/remit", json={"remittance": REMITTANCE.replace("CLP*A1*1*170", "CLP*A1*1*much")}
    ).json()
    SCHEMA.validate(answer)
    assert [(each["id"], each["element"]) for each in answer["refused"]][:1] == [("A1", "CLP03")]


def test_a_toml_contract_and_csv_rows(client: TestClient, fixtures: Path) -> None:
    contract = (fixtures / "claims" / "remit-contract.toml").read_text()
    body = files(fixtures, "remit-commercial", contract=contract, contract_format="toml")
    answer = client.post("/api/v1/remit?format=csv", json=body)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("kind,claim,line") and "a fee of $300.00 a unit under Granite PPO 2025" in answer.text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        pytest.param({}, 400, "missing required field `remittance`", id="nothing"),
        pytest.param({"remittance": "hello"}, 422, "remittance: is no X12 file", id="no X12"),
        pytest.param({"remittance": REMITTANCE, "claims": "%PDF"}, 422, "claims: is no file of claims", id="claims"),
        pytest.param({"remittance": REMITTANCE, "contract": "a,b\n"}, 422, "contract.csv, line 1: unknown heading", id="contract"),
        pytest.param({"remittance": REMITTANCE, "tolerance_usd": -1}, 400, "tolerance_usd", id="tolerance"),
        pytest.param({"remittance": REMITTANCE, "national": True, "zip": "60601"}, 400, "a place or national", id="two places"),
        pytest.param({"remittance": REMITTANCE, "zip": "00000"}, 400, "00000", id="no such ZIP"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(client: TestClient, body: dict[str, Any], status: int, said: str) -> None:
    answer = client.post("/api/v1/remit", json=body)
    assert answer.status_code == status and said in answer.json()["detail"]
