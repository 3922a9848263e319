"""Tables as files, and charts."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.web.charts import Bar, chart_size, fee_chart, fee_spec
from superbill.surfaces.web.downloads import as_csv, as_xlsx

BARS = (Bar("99213", "national", 88.95), Bar("99213", "MANHATTAN (13202/01)", 101.06))


def test_text_that_a_spreadsheet_would_run_is_put_behind_a_quote() -> None:
    content = as_csv((["a", "b"], [["=1+1", Decimal("-1.50")], ["@x", None]]))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [["a", "b"], ["'=1+1", "-1.50"], ["'@x", ""]]


def test_an_excel_file_has_amounts_as_numbers_and_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx((["code", "usd"], [["=1+1", Decimal("13.34")]]), "Fees"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<v>13.34</v>" in sheet and "<f>" not in sheet
    assert "=1+1" in texts


def test_a_fee_list_as_csv(web: TestClient) -> None:
    response = web.get("/fees.csv?codes=99213+82331&places=national+13202/01&on=2025-11-15")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["code"], row["non_facility_usd"]) for row in rows][:2] == [("99213", "88.95"), ("99213", "101.06")]
    assert rows[0]["receipt"].startswith("CMS, Medicare Physician Fee Schedule")
    assert rows[2]["not_available"] or rows[2]["non_facility_usd"] == "13.34"


def test_a_fee_list_as_excel(web: TestClient) -> None:
    response = web.get("/fees.xlsx?codes=99213&on=2025-11-15")
    assert response.content.startswith(b"PK")
    assert 'filename="superbill-fees-2025-11-15.xlsx"' in response.headers["content-disposition"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_is_an_svg_without_script_and_of_the_size_announced(scheme: str) -> None:
    root = ElementTree.fromstring(fee_chart(BARS, scheme))
    assert (int(root.attrib["width"]), int(root.attrib["height"])) == chart_size(BARS)
    assert not [node for node in root.iter() if node.tag.endswith(("script", "image", "foreignObject"))]
    assert "$101.06" in "".join(root.itertext())


def test_many_places_stand_in_the_labels() -> None:
    bars = tuple(Bar("99213", f"place {n}", float(n + 1)) for n in range(9))
    spec = fee_spec(bars, "light")
    assert "yOffset" not in spec["encoding"]
    assert spec["data"]["values"][8]["line"] == "99213, place 8"


def test_the_chart_of_a_fee_list(web: TestClient) -> None:
    response = web.get("/fees/chart.svg?codes=99213&places=national+13202/01&on=2025-11-15&scheme=dark")
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert "manhattan" in response.text.lower()
