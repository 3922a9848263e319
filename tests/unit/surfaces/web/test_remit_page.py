"""The page for remittances: form, answer, files, refusals; nothing is kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

PHI = ("ZYLBERQUIST", "MEMBERID7788", "SECRETSTREET")


def _files(fixtures: Path, **names: str) -> dict[str, tuple[str, bytes]]:
    return {field: (name, (fixtures / "claims" / name).read_bytes()) for field, name in names.items()}


MEDICARE = {"file": "remit-medicare.835", "claims": "remit-medicare.837"}


def test_the_form_asks_for_three_files(client: TestClient) -> None:
    page = client.get("/remit")
    assert page.status_code == 200
    assert page.text.count('type="file"') == 3
    assert page.headers["cache-control"] == "no-store"


def test_the_answer_has_work_totals_chart_and_no_patient(client: TestClient, fixtures: Path) -> None:
    page = client.post("/remit", files=_files(fixtures, **MEDICARE))
    assert page.status_code == 200
    assert "$1,870.32" in page.text and "counted into another service" in page.text
    assert "/remit/chart.svg?sums=CO-16%3A2400" in page.text
    assert '<th scope="col">Reason</th>' in page.text
    assert [word for word in PHI if word in page.text] == []


def test_a_contract_is_taken(client: TestClient, fixtures: Path) -> None:
    names = {"file": "remit-commercial.835", "claims": "remit-commercial.837", "contract": "remit-contract.toml"}
    page = client.post("/remit", files=_files(fixtures, **names))
    assert "a fee of $300.00 a unit under Granite PPO 2025" in page.text


def test_files_come_as_csv_json_and_letters(client: TestClient, fixtures: Path) -> None:
    files = _files(fixtures, **MEDICARE)
    assert client.post("/remit", files=files, data={"as": "csv"}).text.startswith("\ufeffkind,claim,line")
    assert client.post("/remit", files=files, data={"as": "json"}).json()["usd_at_stake"] == 1870.32
    letters = client.post("/remit", files=files, data={"as": "letters"})
    with zipfile.ZipFile(io.BytesIO(letters.content)) as archive:
        assert archive.namelist()[:2] == ["appeal-001-M5.docx", "appeal-001-M5.pdf"]


def test_the_chart_is_drawn_from_sums(client: TestClient) -> None:
    drawn = client.get("/remit/chart.svg?sums=CO-45:10.00,PR-2:5")
    assert drawn.headers["content-type"] == "image/svg+xml" and drawn.text.startswith("<svg")


@pytest.mark.parametrize(
    ("data", "files", "status", "said"),
    [
        pytest.param({}, {}, 400, "no remittance was handed in", id="nothing"),
        pytest.param({}, {"file": ("a.835", b"hello")}, 422, "a.835: is no X12 file", id="no X12"),
        pytest.param({"tolerance": "much"}, None, 400, "is no tolerance in dollars", id="tolerance"),
        pytest.param({"as": "xml"}, None, 400, "is no form of answer", id="form of answer"),
        pytest.param({"place": "nowhere"}, None, 400, "nowhere", id="place"),
        pytest.param({}, {"contract": ("c.csv", b"a,b\n")}, 422, "c.csv, line 1: unknown heading", id="contract"),
        pytest.param({}, {"claims": ("c.837", b"%PDF")}, 422, "c.837: is no file of claims", id="claims"),
    ],
)
def test_bad_input(
    client: TestClient,
    fixtures: Path,
    data: dict[str, str],
    files: dict[str, tuple[str, bytes]] | None,
    status: int,
    said: str,
) -> None:
    given = (
        files if files in ({}, {"file": ("a.835", b"hello")}) else _files(fixtures, file="payments.835") | (files or {})
    )
    page = client.post("/remit", data=data, files=given)
    assert page.status_code == status
    assert said in page.text.replace("&#39;", "'")


@pytest.mark.parametrize("sums", ["", "x", "CO-45:1,<svg>", "CO-45:-3"])
def test_a_chart_of_anything_else_is_refused(client: TestClient, sums: str) -> None:
    assert client.get("/remit/chart.svg", params={"sums": sums}).status_code == 400
