"""Claims over the API: as JSON, CSV and 837; refusals beside answers."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

from superbill.surfaces.rest.resources.claims import EXAMPLE
from superbill.surfaces.schemas import schemas

CSV = "claim_id,date,code,charge,diagnoses,pointers,billing_npi\nA1,2024-08-01,82310,20,E8352,1,1234567893\n"


def test_the_example_is_answered_as_its_schema_says(client: TestClient) -> None:
    jsonschema.Draft202012Validator(schemas()["claims-in"]).validate(EXAMPLE)
    answer = client.post("/api/v1/claims", json=EXAMPLE)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    jsonschema.Draft202012Validator(schemas()["scrub"]).validate(answer.json())


@pytest.mark.parametrize("media_type", ["text/csv", "text/plain", "application/octet-stream"])
def test_csv_is_taken(client: TestClient, media_type: str) -> None:
    answer = client.post("/api/v1/claims", content=CSV, headers={"content-type": media_type}).json()
    assert [(claim["id"], claim["lines"][0]["code"]) for claim in answer["claims"]] == [("A1", "82310")]


def test_an_837_comes_back_as_ndjson(client: TestClient, fixtures: Path) -> None:
    content = (fixtures / "claims" / "office.837").read_bytes()
    answer = client.post(
        "/api/v1/claims?passes=false", content=content,
        headers={"content-type": "application/edi-x12", "accept": "application/x-ndjson"},
    )  # fmt: skip
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [next(iter(each)) for each in found] == ["claim", "claim", "claim", "totals"]
    assert "pass" not in {check["result"] for each in found[:3] for check in each["claim"]["checks"]}


def test_a_bad_claim_stops_no_other(client: TestClient) -> None:
    bad = {"claim_id": "X", "lines": [{"code": "82310"}]}
    answer = client.post("/api/v1/claims", json={"claims": [bad, *EXAMPLE["claims"]]}).json()
    assert [each["id"] for each in answer["refused"]] == ["X"] and len(answer["claims"]) == 1


@pytest.mark.parametrize(
    ("content", "media_type", "status", "said"),
    [
        ("nothing", "text/plain", 422, "is no file of claims"),
        (CSV, "image/png", 415, "The body must be one of"),
        (CSV, "text/csv", 400, "no policy 'nobody'"),
    ],
    ids=["no claims", "media type", "payer"],
)
def test_what_is_wrong_is_said(client: TestClient, content: str, media_type: str, status: int, said: str) -> None:
    query = "?payer=nobody" if status == 400 else ""
    answer = client.post(f"/api/v1/claims{query}", content=content, headers={"content-type": media_type})
    assert answer.status_code == status and said in answer.json()["detail"]
