"""Markup and worse, wherever a person or a file can put text: it comes back as text, or not at all."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from unit.surfaces.web.test_lists import note_on

MARKUP = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
ADDRESSES = [
    "/search?q={}",
    "/search?q=calcium&system={}",
    "/suggest?q={}",
    "/code/{}",
    "/code/cpt/{}",
    "/code/{}/82331",
    "/code/cpt/82331?where={}",
    "/code/cpt/82331?on={}",
    "/code/cpt/82331?setting={}",
    "/browse/{}",
    "/browse/icd10cm/{}",
    "/index/index?words={}",
    "/index/index?id={}",
    "/pcs?code={}",
    "/compare?codes={}",
    "/pairs?codes=82331+{}",
    "/fees?codes={}",
    "/fees?codes=82331&places={}",
    "/changes?codes={}",
    "/ask?q={}",
    "/ask?q=what+is+82331+{}",
    "/ask/{}",
    "/lists/cpt/{}",
    "/lists/card/cpt/{}",
    "/{}",
]


@pytest.mark.parametrize("text", [MARKUP, "'-alert(1)-'", "{{7*7}}", "javascript:alert(1)", "\u202e\x00\x1b[31m"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_text_of_an_address_becomes_markup(web: TestClient, address: str, text: str) -> None:
    response = web.get(address.format(quote(text, safe="")))
    assert response.status_code < 500
    assert "<script>alert" not in response.text and "<img src=x" not in response.text
    assert 'href="javascript:' not in response.text.lower()


def test_a_note_is_text(web: TestClient) -> None:
    note_on(web, "82331", MARKUP)
    for url in ("/lists", "/lists/cpt/82331", "/lists/card/cpt/82331"):
        page = web.get(url).text
        assert "<script>alert" not in page and "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+1"])
def test_no_cell_of_a_csv_file_is_a_formula(web: TestClient, name: str) -> None:
    response = web.get(f"/fees.csv?codes={quote(name)}+82331")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert not any(cell.lstrip('"').startswith(("=", "+", "@")) for line in lines for cell in line.split(","))


@pytest.mark.parametrize("address", ["/lists/cpt/" + "9" * 500, "/search?q=" + "a" * 3000, "/pairs?codes=" + "8" * 3000,
                                     "/code/cpt/" + "%2f" * 50, "/fees/chart.svg", "/fees.csv", "/pcs?code=" + "Z" * 900])  # fmt: skip
def test_too_much_or_nothing_is_no_defect(web: TestClient, address: str) -> None:
    assert web.get(address).status_code < 500


def test_a_place_in_the_files_of_the_server_is_no_file(web: TestClient) -> None:
    for name in ("%2e%2e%2fpages.py", "web.css", "..%5cpages.py", "web.0000000000.css"):
        assert web.get(f"/static/{name}").status_code == 404
