"""Rates on every surface: the same answer, and what is said without a lake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from rates_lake import document, item, price, reference
from rates_providers import provider, write_nppes
from superbill.model.citation import Fact
from superbill.rates.ingest import ingest
from superbill.rates.providers.nppes import load_providers
from superbill.surfaces.cli.main import superbill
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.schemas import schemas
from superbill.surfaces.serving.app import create_app
from superbill.workbench import Workbench

ON = "2025-11-22"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Aetna and Cigna, one provider in Texas."""
    folder = tmp_path_factory.mktemp("rates")
    for payer in ("Aetna <b>Health</b>", "Cigna"):
        path = folder / f"{payer[:5]}.json"
        path.write_bytes(
            document([item("99213", [price(100), price(150)])], [reference()], reporting_entity_name=payer)
        )
        ingest([path], folder / "lake")
    load_providers(write_nppes(folder / "n.csv", [provider(1234567893)]), folder / "lake")
    return folder / "lake"


@pytest.fixture(scope="module")
def client(small_kb: Path, lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("operator")
    settings = Settings(
        kb=small_kb, private=folder, lake=lake, database=f"sqlite:///{folder}/o.sqlite", today=lambda: date(2025, 11, 22)
    )  # fmt: skip
    with TestClient(create_app(settings), base_url="http://localhost") as asking:
        yield asking


def test_command_and_api_answer_alike(client: TestClient, lake: Path, small_kb: Path) -> None:
    """And as the schema says."""
    words = [
        "rates",
        "benchmark",
        "--code",
        "99213",
        "--on",
        ON,
        "--kb",
        str(small_kb),
        "--lake",
        str(lake),
        "--state",
        "tx",
    ]
    ran = CliRunner().invoke(superbill, [*words, "--format", "json"])
    assert ran.exit_code == 0, ran.output
    answer = client.get(f"/api/v1/rates?codes=99213&on={ON}&state=TX").json()
    assert json.loads(ran.stdout) == answer
    jsonschema.Draft202012Validator(schemas()["rates"]).validate(answer)
    assert [(row["payer"], row["median"], row["n_providers"]) for row in answer["rows"]] == [
        ("Aetna", 125, 1), ("Cigna", 125, 1),
    ]  # fmt: skip
    assert answer["rows"][0]["percent_of_medicare"] == round(12500 / answer["rows"][0]["medicare"]["value"], 1)
    assert "non-facility amount of" in " ".join(answer["remarks"])
    text = CliRunner().invoke(superbill, words).stdout
    assert "125.00" in text and "Aetna" in text


def test_what_makes_no_sense_is_refused(client: TestClient) -> None:
    """As a problem; the page says it, too."""
    assert client.get("/api/v1/rates?codes=99213&state=Texas").status_code == 400
    page = client.get("/rates?code=99213&state=Texas")
    assert page.status_code == 400
    assert "&#39;TEXAS&#39; is no state" in page.text


def test_the_page_with_its_charts(client: TestClient) -> None:
    """Names are escaped; both charts are drawn, a table stands beside each."""
    page = client.get(f"/rates?code=99213&on={ON}").text
    assert "By state" in page and "$125.00" in page and "<b>Health" not in page
    assert page.count("<table") == 2
    for address in (f"/rates/chart.svg?code=99213&on={ON}", f"/rates/map.svg?code=99213&on={ON}&scheme=dark"):
        answer = client.get(address)
        assert answer.headers["content-type"].startswith("image/svg") and b"<svg" in answer.content
    assert client.get(f"/rates.csv?code=99213&on={ON}").text.count("\n") == 3
    assert "no rate for this code" in client.get("/rates?code=99999").text
    assert client.get("/rates/chart.svg?code=99999").status_code == 400


def test_without_a_lake(small_kb: Path, tmp_path: Path) -> None:
    """Every surface says what is missing."""
    words = ["rates", "benchmark", "--code", "99213", "--kb", str(small_kb), "--lake", str(tmp_path / "none")]
    ran = CliRunner().invoke(superbill, words)
    assert ran.exit_code == 4
    assert "no negotiated rates are loaded" in ran.stdout
    settings = Settings(kb=small_kb, private=tmp_path, lake=tmp_path / "none")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        answer = client.get("/api/v1/rates?codes=99213").json()
        assert answer["not_available"] == "no negotiated rates are loaded"
        jsonschema.Draft202012Validator(schemas()["rates"]).validate(answer)
        assert "no negotiated rates are loaded" in client.get("/rates?code=99213").text


def test_the_report_has_the_payers(small_kb: Path, lake: Path) -> None:
    """Medians with their receipts, the others named as missing."""
    with Workbench.open(small_kb, lake=lake) as bench:
        report = bench.report("99213", date(2025, 11, 22))
        section = report.section("payers")  # type: ignore[union-attr]
    found = {item.label: item.leaf for item in section.items if hasattr(item, "label")}
    aetna = found["Aetna"]
    assert isinstance(aetna, Fact)
    assert (str(aetna.value), aetna.citation.locator) == ("125.00", "2 rates")
    assert "the lake has no rates of UnitedHealthcare" in found["UnitedHealthcare"].not_available
    assert [row[0].value for item in section.items if hasattr(item, "rows") for row in item.rows][:2] == [
        "Aetna",
        "Cigna",
    ]


def test_a_contract_is_compared_on_a_page(client: TestClient) -> None:
    """Pasted lines; the workbook and the PDF have the same address."""
    page = client.get(f"/rates/contract?lines=99213,100,50%0A99999,1&on={ON}")
    assert page.status_code == 200
    assert "$1,250.00" in page.text and "<b>under</b>" in page.text and "no market rate" in page.text
    assert client.get(f"/rates/contract.pdf?lines=99213,100,50&on={ON}").content[:4] == b"%PDF"
    assert client.get(f"/rates/contract.xlsx?lines=99213,100,50&on={ON}").content[:2] == b"PK"
    wrong = client.get("/rates/contract?lines=99213,abc")
    assert wrong.status_code == 400 and "is no amount" in wrong.text
    assert client.get("/rates/contract.doc?lines=99213,1").status_code == 400
