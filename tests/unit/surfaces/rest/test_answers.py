"""The other calls: what they answer, and how they refuse."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient


def get(client: TestClient, path: str) -> dict[str, object]:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def test_the_pair_of_an_edit(client: TestClient) -> None:
    pair = client.get("/api/v1/pairs?codes=82331,82310&on=2024-08-01").json()["pairs"][0]
    assert (pair["column1"], pair["column2"], pair["modifier_indicator"]) == ("82310", "82331", 1)
    assert pair["result"] == "with a modifier"


def test_pairs_as_csv_have_a_row_each(client: TestClient) -> None:
    text = client.get("/api/v1/pairs?codes=82331,82310,99213&on=2024-08-01&format=csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["result"] for row in rows] == ["with a modifier", "no edit found", "no edit found"]
    assert all(row["citation"] for row in rows)


def test_units_of_a_code_without_a_value_are_not_unlimited(client: TestClient) -> None:
    found = get(client, "units/99999?on=2024-08-01")
    assert found["mue"] is None and found["citation"] is not None


def test_a_price_at_a_zip_code(client: TestClient) -> None:
    price = client.get("/api/v1/fees?codes=99213&zip=99501&on=2025-11-22").json()["prices"][0]
    assert (price["locality"], price["non_facility_usd"]["value"]) == ("02102/01", 112.2)


def test_lines_are_priced_as_csv(client: TestClient) -> None:
    lines = [
        {"code": "99213", "on": "2025-11-22"},
        {"code": "71046", "modifiers": ["26"], "on": "2025-11-22", "units": 2},
    ]
    text = client.post("/api/v1/fees", json={"lines": lines}, headers={"accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["code"], row["modifiers"], row["non_facility_usd"]) for row in rows] == [
        ("99213", "", "88.95"), ("71046", "26", "20.06"),
    ]  # fmt: skip


def test_a_line_that_cannot_be_priced_is_named(client: TestClient) -> None:
    response = client.post("/api/v1/fees", json={"lines": [{"code": "99213"}, {"code": "!"}]})
    assert (response.status_code, response.json()["detail"]) == (400, "line 2: '!' is no code")


def test_the_tree_from_the_top_down(client: TestClient) -> None:
    chapters = client.get("/api/v1/children").json()["children"]
    assert chapters and all(node["parent"] is None for node in chapters)
    above = client.get("/api/v1/ancestors?code=E83.52").json()["ancestors"]
    assert above[0]["code"].startswith("chapter-") and above[-1]["code"] == "E835"
    below = client.get("/api/v1/children?code=E83.5").json()["children"]
    assert "E8352" in [node["code"] for node in below]


@pytest.mark.parametrize("call", ["children?code=E83.53", "ancestors?code=E83.53", "history/E83.53", "report/E83.53"])
def test_an_unknown_code_is_told_with_near_misses_everywhere(client: TestClient, call: str) -> None:
    response = client.get(f"/api/v1/{call}")
    assert response.status_code == 404
    assert response.json()["answer"]["near"]


def test_a_system_without_a_hierarchy_says_so(client: TestClient) -> None:
    response = client.get("/api/v1/children?system=cdt")
    assert (response.status_code, response.json()["detail"]) == (404, "no hierarchy of CDT is loaded for 2026-11-22")


def test_a_leaf_has_no_children(client: TestClient) -> None:
    assert get(client, "children?code=E83.52")["children"] == []


def test_a_report_in_every_format(client: TestClient) -> None:
    assert get(client, "report/82331")["display"] == "82331"
    assert client.get("/api/v1/report/82331?format=md").text.startswith("# 82331")
    pdf = client.get("/api/v1/report/82331?format=pdf")
    assert pdf.content.startswith(b"%PDF") and pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"] == 'inline; filename="superbill-82331.pdf"'


def test_localities_of_a_state(client: TestClient) -> None:
    rows = client.get("/api/v1/localities?state=ak&on=2025-11-22").json()["localities"]
    assert [row["locality"]["locality"] for row in rows] == ["01"]
    assert client.get("/api/v1/localities?on=2010-01-01").status_code == 404


def test_releases_with_their_digests_as_csv(client: TestClient) -> None:
    whole = client.get("/api/v1/releases").json()
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/releases?format=csv").text)))
    assert [row["edition"] for row in rows] == [release["edition"] for release in whole["releases"]]
    assert len(rows[0]["sha256"].split()[0]) == 64


def test_changes_need_two_releases_or_codes(client: TestClient) -> None:
    for query in ("", "?from=cms-hcpcs@2026Q2", "?to=cms-hcpcs@2026Q2"):
        response = client.get(f"/api/v1/changes{query}")
        assert (response.status_code, response.json()["detail"]) == (400, "give two releases, from and to, or codes")
    assert client.get("/api/v1/changes?from=nope@1&to=nope@2").json()["detail"] == "no release 'nope@1' is loaded"


def test_coverage_that_is_not_loaded_is_an_answer(client: TestClient) -> None:
    found = get(client, "coverage/82306?dx=E55.9&state=CA")
    assert found["result"] == "not available" and found["would_come_from"]
