"""A contract against the market: positions, dollars a year, files."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from rates_lake import document, item, price, reference
from superbill.errors import BadInput, UsageError
from superbill.model.citation import NotAvailable
from superbill.rates.access import LakeAccess
from superbill.rates.contract.lines import contract_of
from superbill.rates.ingest import ingest
from superbill.rates.question import AskedCode, RateQuestion
from superbill.report.contract import Contract, Position, compare
from superbill.report.render.contract import contract_data, contract_pdf, contract_xlsx
from superbill.surfaces.cli.main import superbill

ON = date(2026, 11, 22)
TEXT = """Code,Rate,Volume,Modifier,Note
99213,"$80.00",100,,
99214,105.00,10,,at
99215,200,1,,above
99216-26,40,5,,
00000,10,7,,no rate
"""


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two payers: the market's medians are 100, 100, 100, and 50 with modifier 26."""
    for payer, rate in (("Aetna", 90), ("Cigna", 110)):
        items = [item(code, [price(rate)]) for code in ("99213", "99214", "99215")]
        items.append(item("99216", [price(rate), price(50, billing_code_modifier=["26"])]))
        path = tmp_path / f"{payer}.json"
        path.write_bytes(document(items, [reference()], reporting_entity_name=payer))
        ingest([path], tmp_path / "lake")
    return tmp_path / "lake"


def compared(lake: Path, text: str = TEXT, **more: object) -> Contract:
    question = RateQuestion((AskedCode("99213"),), ON, billing_class="professional", **more)  # type: ignore[arg-type]
    return compare(contract_of(text, "my.csv"), question, LakeAccess(lake).benchmark)


def test_positions_and_dollars(lake: Path) -> None:
    """Within five percent is at the market; the gap is at the line's volume."""
    found = compared(lake)
    assert [row.position for row in found.rows] == [
        Position.UNDER, Position.AT, Position.ABOVE, Position.UNDER, Position.UNKNOWN,
    ]  # fmt: skip
    assert [row.gap_usd for row in found.rows] == [
        Decimal("2000.00"), Decimal("-50.00"), Decimal("-100.00"), Decimal("50.00"), None,
    ]  # fmt: skip
    assert [row.line.code for row in found.first] == ["99213", "99216"]
    assert (found.mine_usd, found.gap_usd, found.under_usd) == (Decimal(9450), Decimal(1900), Decimal(2050))
    assert isinstance(found.rows[4].market, NotAvailable)
    assert [row.of_market for row in compared(lake, payers=("aetna",)).rows][:2] == [Decimal("88.9"), Decimal("116.7")]


def test_the_workbook_and_the_pdf(lake: Path) -> None:
    """Three sheets, text never a formula; two pages with the lines in them."""
    found = compared(lake, TEXT.replace("00000", "0000A"))
    with zipfile.ZipFile(io.BytesIO(contract_xlsx(found))) as book:
        assert sum(name.startswith("xl/worksheets/sheet") for name in book.namelist()) == 3
        assert b"<f>" not in b"".join(book.read(name) for name in book.namelist())
    pages = pypdf.PdfReader(io.BytesIO(contract_pdf(found, "#panic() *Acme*"))).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) == 2
    assert "#panic() *Acme*" in texts[0] and "$2,000.00" in texts[0]
    assert "99216-26" in texts[1] and "no market rate" in texts[1]
    assert contract_data(found)["renegotiate_first"] == [2, 5]


def test_an_empty_comparison_is_drawn_too(lake: Path) -> None:
    """Nothing to renegotiate, no volumes."""
    found = compared(lake, "code;rate\n99213;100\n")
    assert found.first == ()
    assert len(pypdf.PdfReader(io.BytesIO(contract_pdf(found, "T"))).pages) == 2
    with pytest.raises(UsageError, match="no negotiated rates are loaded"):
        compared(lake / "none")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no column code"),
        ("code,price\n", "no column rate"),
        ("code,rate\n", "no line"),
        ("code,rate\n99213,abc\n", "line 2, column rate: 'abc' is no amount"),
        ("code,rate\n99213,-1\n", "no amount"),
        ("code,rate\n99213,NaN\n", "no amount"),
        ("code,rate\n99 213,1\n", "'99 213' is no code"),
        ("code,rate,volume\n99213,1,1.5\n", "no whole number"),
        ("code,rate\n99213,1\0\n", "no CSV"),
    ],
)
def test_what_is_no_contract_is_refused(text: str, message: str) -> None:
    """With line and column."""
    with pytest.raises(BadInput, match=message):
        contract_of(text, "my.csv")


def test_the_command(lake: Path, small_kb: Path, tmp_path: Path) -> None:
    """Formats, exit codes; a contract without any market rate is a no."""
    path = tmp_path / "my.csv"
    path.write_text(TEXT, "utf-8")
    common = ["rates", "contract", str(path), "--lake", str(lake), "--kb", str(small_kb), "--on", "2026-11-22"]
    ran = CliRunner().invoke(superbill, [*common, "--format", "json"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["under"] == 2
    assert "renegotiate" not in CliRunner().invoke(superbill, common).stdout
    assert CliRunner().invoke(superbill, [*common, "--format", "csv"]).stdout.count("\n") == 6
    out = tmp_path / "c.xlsx"
    assert CliRunner().invoke(superbill, [*common, "--format", "xlsx", "--out", str(out)]).exit_code == 0
    assert out.read_bytes()[:2] == b"PK"
    path.write_text("code,rate\nA0000,1\n", "utf-8")
    assert CliRunner().invoke(superbill, common).exit_code == 1
