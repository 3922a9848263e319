"""The claims page: a file, pasted claims, a typed claim; nothing is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

PASTED = """claim_id,date,code,units,charge,diagnoses,pointers,billing_npi
P1,2024-08-01,82310,1,30,E8352,1,1234567893
P1,2024-08-01,82331,1,20,,1,
N1,2024-08-01,82310,1,75.50,E8352,1,1234567890
<b>,2024-08-01,82310,1,20,E8352,1,1234567893
"""


def test_the_page_offers_both_forms(web: TestClient) -> None:
    page = web.get("/claims")
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    assert 'name="file"' in page.text and 'name="code6"' in page.text and "Nothing is stored" in page.text


def test_pasted_claims_are_answered_line_by_line(web: TestClient) -> None:
    page = web.post("/claims", data={"claims": PASTED})
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    assert "82331 is column 2 of 82310" in page.text and "add 59 or" in page.text
    assert page.text.index(">N1<") < page.text.index(">P1<"), "the queue begins with most money at risk"
    assert "<b></td>" not in page.text
    assert "/claims/chart.svg?rules=" in page.text


def test_a_typed_claim_takes_modifiers_with_the_code(web: TestClient) -> None:
    fields = {"kind": "typed", "date": "2024-08-01", "diagnoses": "E83.52", "billing_npi": "1234567893",
              "code1": "82310", "charge1": "30", "code2": "82331-59", "charge2": "20"}  # fmt: skip
    page = web.post("/claims", data=fields).text
    assert "82331-59" in page and "bypassed" in page
    assert 'value="E83.52"' in page, "the form keeps what was typed"


def test_a_file_is_taken(web: TestClient, fixtures: Path) -> None:
    content = (fixtures / "claims" / "office.837").read_bytes()
    page = web.post("/claims", files={"file": ("office.837", content)})
    assert "office.837" in page.text and 'id="claim-1"' in page.text
    assert "ZYLBERQUIST" not in page.text and "MEMBERID" not in page.text


def test_the_answer_as_csv(web: TestClient) -> None:
    answer = web.post("/claims", data={"claims": PASTED, "as": "csv"})
    assert answer.headers["content-type"].startswith("text/csv") and answer.text.count("\n") >= 4


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, "no claim is given"), ({"claims": "hello"}, "is no file of claims"), ({"kind": "typed"}, "has no line"),
     ({"claims": PASTED, "payer": "nobody"}, "no policy")],
    ids=["nothing", "no format", "no line", "payer"],
)  # fmt: skip
def test_what_is_wrong_is_said(web: TestClient, fields: dict[str, str], said: str) -> None:
    page = web.post("/claims", data=fields)
    assert page.status_code in (400, 422) and said in page.text


def test_the_chart_takes_counts_only(web: TestClient) -> None:
    assert web.get("/claims/chart.svg?rules=ptp:3,mue:1").headers["content-type"] == "image/svg+xml"
    assert web.get("/claims/chart.svg?rules=<b>:3").status_code == 400
    assert web.get("/claims/chart.svg").status_code == 400
