"""What codes are: one, many, all of a system."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from starlette.testclient import TestClient

from superbill.model.codes import System
from superbill.workbench import Workbench


@pytest.mark.parametrize("typed", ["E83.52", "e8352", " e83.52 ", "E8352"])
def test_a_code_is_found_as_people_type_it(client: TestClient, typed: str) -> None:
    found = client.get(f"/api/v1/codes/{typed}").json()
    assert (found["code"], found["system"], found["status"]) == ("E8352", "icd10cm", "valid")
    assert found["title"]["value"] == "Hypercalcemia"
    assert found["title"]["citation"]["source"] == "nchs-icd10cm-codes"


def test_modifiers_typed_with_a_code_are_told_apart(client: TestClient) -> None:
    assert client.get("/api/v1/codes/71046-26").json()["modifiers"] == ["26"]


def test_an_unknown_code_is_a_problem_with_near_misses(client: TestClient) -> None:
    response = client.get("/api/v1/codes/E83.53")
    problem = response.json()
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "E83.52" in problem["hint"]
    assert problem["answer"]["status"] == "unknown"
    assert "E8352" in [line["code"] for line in problem["answer"]["near"]]


def test_a_day_before_all_releases_is_a_problem_that_says_what_is_missing(client: TestClient) -> None:
    response = client.get("/api/v1/codes/E83.52?on=2019-01-01")
    assert response.status_code == 404
    assert "begins on" in response.json()["detail"]
    assert response.json()["answer"]["status"] == "not available"


def test_many_codes_are_answered_in_their_order(client: TestClient) -> None:
    codes = ["82331", "E83.53", "nonsense!", "E83.52", "82331"]
    found = client.post("/api/v1/codes", json={"codes": codes}).json()["codes"]
    assert [answer["status"] for answer in found] == ["valid", "unknown", "unknown", "valid", "valid"]
    assert found[0] == client.get("/api/v1/codes/82331").json()


def test_a_thousand_codes_are_taken_and_one_more_is_not(client: TestClient) -> None:
    assert len(client.post("/api/v1/codes", json={"codes": ["82331"] * 1000}).json()["codes"]) == 1000
    response = client.post("/api/v1/codes", json={"codes": ["82331"] * 1001})
    assert response.status_code == 400
    assert "length <= 1000" in response.json()["detail"]


def test_many_codes_as_csv(client: TestClient) -> None:
    response = client.post("/api/v1/codes?format=csv", json={"codes": ["82331", "E83.53"]})
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [(row["code"], row["status"]) for row in rows] == [("82331", "valid"), ("E8353", "unknown")]
    assert response.headers["content-disposition"] == 'attachment; filename="superbill-codes.csv"'
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "kind", "status", "said"),
    [
        (b"", "application/json", 400, "not as documented"),
        (b"{", "application/json", 400, "not as documented"),
        (b'{"codes": []}', "application/json", 400, "length >= 1"),
        (b'{"codes": [1]}', "application/json", 400, "Expected `str`, got `int` - at `$.codes[0]`"),
        (b'{"codes": [""]}', "application/json", 400, "length >= 1"),
        (b'{"codes": ["82331"], "on": "soon"}', "application/json", 400, "at `$.on`"),
        (b'{"codes": ["82331"], "system": "icd11"}', "application/json", 400, "at `$.system`"),
        (b'{"codes": ["82331"], "code": 1}', "application/json", 400, "unknown field `code`"),
        (b'{"codes": ["\xff"]}', "application/json", 400, "not"),
        (b'{"codes": ["82331"]}', "text/plain", 415, "application/json"),
        (b'{"codes": ["82331"]}', "", 415, "application/json"),
    ],
)
def test_a_body_that_is_not_as_documented(
    client: TestClient, content: bytes, kind: str, status: int, said: str
) -> None:
    response = client.post("/api/v1/codes", content=content, headers={"content-type": kind})
    assert response.status_code == status
    assert said in response.json()["detail"]


def test_the_pages_of_a_list_lead_through_all_of_it(client: TestClient, bench: Workbench) -> None:
    address: str | None = "/api/v1/codes?system=icd10cm&limit=4"
    codes: list[str] = []
    while address:
        response = client.get(address)
        codes += [line["code"] for line in response.json()["codes"]]
        address = response.links["next"]["url"] if "next" in response.links else None
    assert codes == bench.codes("icd10cm", date(2026, 11, 22))
    assert len(codes) > 4


@pytest.mark.parametrize("fmt", ["csv", "ndjson"])
def test_a_whole_list_comes_in_one_answer(client: TestClient, bench: Workbench, fmt: str) -> None:
    text = client.get(f"/api/v1/codes?system=hcpcs&format={fmt}").text
    rows = list(csv.DictReader(io.StringIO(text))) if fmt == "csv" else [json.loads(line) for line in text.splitlines()]
    assert [row["code"] for row in rows] == bench.codes("hcpcs", date(2026, 11, 22))


def test_a_list_says_what_its_codes_are(client: TestClient, bench: Workbench) -> None:
    found = bench.code_lines(System.ICD10CM, date(2026, 11, 22))
    assert isinstance(found, tuple)
    lines = {line.code: line for line in found}
    assert (lines["E8352"].display, lines["E8352"].text, lines["E8352"].billable) == ("E83.52", "Hypercalcemia", True)
    listed = client.get("/api/v1/codes?system=icd10cm&after=E8351&limit=1").json()["codes"]
    assert listed[0]["code"] == "E8352" and listed[0]["text"] == "Hypercalcemia"


@pytest.mark.parametrize(
    ("query", "said"),
    [("system=icd9cm", "ICD-9-CM diagnosis and procedure codes is"), ("system=icd10cm&on=2010-01-01", "begins on")],
)
def test_a_list_that_is_not_loaded_is_said_to_be_missing(client: TestClient, query: str, said: str) -> None:
    response = client.get(f"/api/v1/codes?{query}")
    assert response.status_code == 404
    assert said in response.json()["detail"]
