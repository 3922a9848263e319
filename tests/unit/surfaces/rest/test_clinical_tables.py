"""The shape of NLM Clinical Table Search, as its widgets read it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient


def ask(client: TestClient, table: str, query: str) -> list[Any]:
    response = client.get(f"/api/clinicaltables/{table}/v3/search?{query}")
    assert response.status_code == 200
    found: list[Any] = response.json()
    return found


def test_total_codes_extra_and_display(client: TestClient) -> None:
    assert ask(client, "icd10cm", "terms=hypercalcemia") == [1, ["E83.52"], None, [["E83.52", "Hypercalcemia"]]]


def test_extra_fields_run_parallel_to_the_codes_under_name_or_alias(client: TestClient) -> None:
    found = ask(client, "icd10cm", "terms=hypercalcemia&ef=name,code:c,nothing")
    assert found[2] == {"name": ["Hypercalcemia"], "c": ["E83.52"], "nothing": [None]}


def test_display_and_code_fields_are_chosen(client: TestClient) -> None:
    found = ask(client, "icd10cm", "terms=hypercalcemia&df=name,nothing&cf=name")
    assert found[1:] == [["Hypercalcemia"], None, [["Hypercalcemia", ""]]]


@pytest.mark.parametrize("query", ["terms=", "terms=%20.%20", "terms=zzzzqqq", ""])
def test_nothing_typed_and_nothing_found_are_alike(client: TestClient, query: str) -> None:
    assert ask(client, "icd10cm", query) == [0, [], None, []]


def test_headings_are_left_out_and_not_counted(client: TestClient) -> None:
    total, codes, _, _ = ask(client, "icd10cm", "terms=E83.5&maxList=")
    assert "E83.5" not in codes and total == len(codes) > 1


def test_pages_by_count_and_offset(client: TestClient) -> None:
    whole = ask(client, "icd10cm", "terms=E83&maxList=500")
    pages = [ask(client, "icd10cm", f"terms=E83&count=2&offset={offset}")[1] for offset in range(0, len(whole[1]), 2)]
    assert [code for page in pages for code in page] == whole[1]
    assert ask(client, "icd10cm", "terms=E83&offset=7000")[1] == []


@pytest.mark.parametrize(
    ("query", "wanted"), [("", 7), ("&maxList=1", 1), ("&maxList=x", 7), ("&maxList=1&count=2", 2), ("&count=-1", 7)]
)
def test_how_many(client: TestClient, query: str, wanted: int) -> None:
    total, codes, _, _ = ask(client, "hcpcs", f"terms=injection{query}")
    assert len(codes) == min(wanted, total)


def test_fields_searched(client: TestClient) -> None:
    assert ask(client, "icd10cm", "terms=E8352&sf=code")[1] == ["E83.52"]
    assert ask(client, "icd10cm", "terms=E8352&sf=name")[1] == []
    assert ask(client, "icd10cm", "terms=hypercalcemia&sf=code")[1] == []
    assert ask(client, "icd10cm", "terms=hypercalcemia&sf=code,name")[1] == ["E83.52"]


def test_parameters_of_others_are_passed_over(client: TestClient) -> None:
    assert ask(client, "hcpcs", "terms=J1885&authenticity_token=&q=x&format=xml&maxList=3&maxList=1")[1] == ["J1885"]


def test_an_unknown_table_is_a_problem_that_names_the_others(client: TestClient) -> None:
    response = client.get("/api/clinicaltables/loinc/v3/search?terms=a")
    assert (response.status_code, response.json()["detail"]) == (404, "There is no table 'loinc'.")
    assert "icd10cm" in response.json()["hint"]
