"""Search and suggestions."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient


def test_words_find_codes_with_counts(client: TestClient) -> None:
    found = client.get("/api/v1/search?q=hypercalcemia").json()
    assert found["results"][0] == {
        "system": "icd10cm", "code": "E8352", "display": "Hypercalcemia", "match": "words", "billable": True,
        "ended": False,
    }  # fmt: skip
    assert found["total"] == sum(found["facets"].values())


def test_systems_narrow_the_results_and_leave_the_counts(client: TestClient) -> None:
    everywhere = client.get("/api/v1/search?q=calcium").json()
    only = client.get("/api/v1/search?q=calcium&system=cpt,hcpcs").json()
    assert {hit["system"] for hit in only["results"]} <= {"cpt", "hcpcs"}
    assert only["facets"] == everywhere["facets"] and only["total"] < everywhere["total"]
    assert only == client.get("/api/v1/search?q=calcium&system=cpt&system=hcpcs").json()


def test_links_lead_through_the_results(client: TestClient) -> None:
    whole = client.get("/api/v1/search?q=calcium").json()["results"]
    response = client.get("/api/v1/search?q=calcium&limit=2")
    found = response.json()["results"]
    while "next" in response.links:
        response = client.get(response.links["next"]["url"])
        found += response.json()["results"]
    assert [hit["code"] for hit in found] == [hit["code"] for hit in whole]
    assert "offset=" in response.links["prev"]["url"]


def test_results_as_csv(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/search?q=hypercalcemia&format=csv").text)))
    assert rows[0] == {
        "system": "icd10cm", "code": "E8352", "display": "Hypercalcemia", "match": "words", "billable": "True",
        "ended": "False",
    }  # fmt: skip


def test_no_result_is_an_answer_with_headings(client: TestClient) -> None:
    assert client.get("/api/v1/search?q=zzzzqqq").json()["results"] == []
    assert client.get("/api/v1/search?q=zzzzqqq&format=csv").text == "system,code,display,match,billable,ended\n"
    assert client.get("/api/v1/search?q=zzzzqqq&format=ndjson").text == ""


def test_a_word_half_typed_is_enough_for_a_suggestion(client: TestClient) -> None:
    found = client.get("/api/v1/suggest?q=hyperc&limit=3").json()["results"]
    assert "E8352" in [hit["code"] for hit in found]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"; DROP TABLE concept', "🩺", "%00", "e83%0A52"])
def test_odd_text_is_searched_for_or_refused(client: TestClient, text: str) -> None:
    for call in ("search", "suggest"):
        response = client.get(f"/api/v1/{call}?q={text}")
        assert response.status_code in (200, 400)
        assert response.headers["content-type"].startswith("application/")
