"""Every page without a browser: what it says, and what it answers to odd questions."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from unit.surfaces.web.reading import links_of, text_of

PAGES = [
    "/",
    "/search?q=calcium",
    "/code/cpt/82331",
    "/code/cpt/99213?where=13202/01",
    "/code/icd10cm/E8352",
    "/code/icd10cm/E835",
    "/code/hcpcs/J1885",
    "/browse",
    "/browse/icd10cm",
    "/browse/icd10cm/E83",
    "/browse/hcpcs",
    "/browse/hcpcs/J",
    "/browse/hcpcs/J18",
    "/browse/cpt/8",
    "/browse/icd10pcs/00",
    "/index/index?words=diabetes",
    "/index/external",
    "/index/pcs",
    "/pcs",
    "/pcs?code=00K",
    "/compare?codes=82310+82330+82331",
    "/pairs?codes=82331+82310+82330+96523",
    "/fees?codes=99213+71046-26&places=national+13202/01",
    "/changes?codes=J1885",
    "/lists",
    "/lists/cpt/82331",
    "/releases",
    "/help",
]


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_whole_and_without_inline_script_or_style(web: TestClient, url: str) -> None:
    response = web.get(url)
    page = response.text
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert page.count("<h1") == 1 and "<title>" in page and 'lang="en"' in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|javascript:", page)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!www\.|data\.)', page.replace('rel="noreferrer"', ""))
    assert "CPT® is a registered trademark" in page


@pytest.mark.parametrize("url", PAGES)
def test_every_link_of_a_page_leads_somewhere(web: TestClient, url: str) -> None:
    for link in {link for link in links_of(web.get(url).text) if link.startswith("/")}:
        if not link.startswith("/api/"):
            found = (200, 302, 303, 404) if link.startswith("/code/") else (200, 302, 303)
            assert web.get(link).status_code in found, link


@pytest.mark.parametrize("url", [url for url in PAGES if not url.startswith(("/lists", "/changes")) and url != "/"])
def test_a_page_that_has_not_changed_is_not_sent_again(web: TestClient, url: str) -> None:
    tag = web.get(url).headers["etag"]
    again = web.get(url, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("url", ["/", "/lists", "/lists/cpt/82331", "/lists/card/cpt/82331", "/changes"])
def test_what_a_person_wrote_is_kept_by_no_cache(web: TestClient, url: str) -> None:
    response = web.get(url)
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_an_exact_code_goes_straight_to_its_page(web: TestClient) -> None:
    assert web.get("/search?q=e83.52").headers["location"] == "/code/icd10cm/E8352"
    assert web.get("/search?q=82331+82310").headers["location"] == "/pairs?codes=82331+82310"
    assert web.get("/search?q=82331&all=1").status_code == 200


def test_suggestions_are_options_with_their_pages(web: TestClient) -> None:
    found = web.get("/suggest?q=hypercal").text
    assert 'role="option"' in found and 'data-href="/code/icd10cm/E8352"' in found
    assert web.get("/suggest?q=").text.strip() == "" == web.get("/suggest?q=%3F%3F").text.strip()


def test_results_are_told_apart_by_system(web: TestClient) -> None:
    page = web.get("/search?q=calcium").text
    assert re.search(r'aria-current="true">All <i>\d', page)
    only = web.get("/search?q=calcium&system=icd10cm").text
    assert "in ICD-10-CM" in text_of(only) and "/code/cpt/" not in only


def test_a_code_page_has_the_sections_receipts_and_the_pickers(web: TestClient) -> None:
    page = web.get("/code/cpt/82331").text
    for section in ("official", "plain", "modifiers", "fee", "units", "pairs", "sources"):
        assert f'<section id="{section}"' in page
    assert '<a href="#receipt-1"' in page and '<li id="receipt-1">' in page
    assert 'type="date" name="on" value="2026-11-22"' in page
    assert "superbill import cpt-descriptors FILE" in text_of(page)


def test_a_code_is_led_to_its_system_with_the_terms_asked(web: TestClient) -> None:
    response = web.get("/code/e83.52?on=2026-10-05&setting=outpatient")
    assert response.headers["location"] == "/code/icd10cm/E8352?on=2026-10-05&setting=outpatient"


def test_the_place_changes_the_amount(web: TestClient) -> None:
    national = web.get("/code/cpt/99213?on=2025-11-15").text
    manhattan = web.get("/code/cpt/99213?on=2025-11-15&where=10001").text
    assert 'role="status">manhattan' in manhattan.lower() and 'role="status">manhattan' not in national.lower()
    assert "$101.06" in manhattan and "$101.06" not in national


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("where=nowhere", "'nowhere' is no place"),
        ("on=yesterday", "'yesterday' is no date"),
        ("setting=hotel", "'hotel' is no setting"),
        ("where=99999", "Not available"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(web: TestClient, query: str, said: str) -> None:
    first, second = web.get(f"/code/cpt/99213?{query}"), web.get(f"/code/cpt/99213?{query}")
    assert said in text_of(first.text)
    assert first.status_code == second.status_code == (200 if "99999" in query else 400)


def test_an_unknown_code_is_a_helpful_404(web: TestClient) -> None:
    for url in ("/code/82339", "/code/cpt/82339"):
        response = web.get(url)
        assert response.status_code == 404
        assert 'href="/code/cpt/82331"' in response.text
        assert "82339 is in no release loaded for 2026-11-22" in text_of(response.text)
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("url", ["/nope", "/code/nosystem/82331", "/browse/icd10cm/ZZZ", "/index/none", "/static/x.js",
                                 "/static/..%2f..%2fpages.py", "/code/cpt/82331/report.exe", "/index/index?id=99999999"])  # fmt: skip
def test_nothing_there_is_a_page_of_404(web: TestClient, url: str) -> None:
    response = web.get(url)
    assert response.status_code == 404
    assert "text/html" in response.headers["content-type"] and "<h1" in response.text


@pytest.mark.parametrize(
    ("fmt", "media_type", "start"),
    [
        ("html", "text/html", b"<!doctype html>"),
        ("md", "text/markdown", b"# 82331"),
        ("json", "application/json", b'{"code":"82331"'),
        ("pdf", "application/pdf", b"%PDF"),
    ],
)
def test_the_report_as_a_file(web: TestClient, fmt: str, media_type: str, start: bytes) -> None:
    response = web.get(f"/code/cpt/82331/report.{fmt}?on=2026-11-22")
    assert response.headers["content-type"].startswith(media_type)
    assert f'filename="superbill-82331-2026-11-22.{fmt}"' in response.headers["content-disposition"]
    assert response.content.startswith(start)


def test_the_outline_counts_complete_codes(web: TestClient) -> None:
    page = text_of(web.get("/browse/icd10cm/E83").text)
    assert "Disorders of mineral metabolism" in page and "complete codes on 2026-11-22" in page
    assert "J1885" in text_of(web.get("/browse/hcpcs/J18").text)
    assert "no list of CDT is loaded" in text_of(web.get("/browse/cdt").text)


def test_the_index_leads_from_words_to_codes(web: TestClient) -> None:
    found = web.get("/index/index?words=diab").text
    term = next(link for link in links_of(found) if link.startswith("/index/index?id="))
    tree = web.get(term).text
    assert "amyotrophy" in tree and "E11.44" in tree
    assert "Not available" in text_of(web.get("/index/pcs?words=resection").text)


def test_the_pcs_builder_offers_only_what_is_valid(web: TestClient) -> None:
    page = text_of(web.get("/pcs?code=00K00").text)
    assert "Character 6: Device 1 valid here" in page and "No Device" in page
    refused = text_of(web.get("/pcs?code=00KQ").text)
    assert "Q cannot stand at character 4 after 00K" in refused
    assert "/code/icd10pcs/00K00ZZ" in web.get("/pcs?code=00K00ZZ").text


def test_the_matrix_says_which_column_is_denied(web: TestClient) -> None:
    page = web.get("/pairs?codes=82331+82310+82330+96523").text
    assert "82331 is denied beside 82310, unless a modifier bypasses it" in page
    assert "96523 is denied beside 82331, no modifier helps" in page
    assert 'id="82310-82331"' in page
    assert "ended 783 days before the date of service" in text_of(page)


@pytest.mark.parametrize(("codes", "said"), [("82331", "pairs need 2 to 50 different codes, got 1"),
                                             ("+".join(str(n) for n in range(10000, 10051)), "got 51")])  # fmt: skip
def test_too_few_and_too_many_codes(web: TestClient, codes: str, said: str) -> None:
    response = web.get(f"/pairs?codes={codes}")
    assert response.status_code == 400 and said in text_of(response.text)


def test_fees_by_place(web: TestClient) -> None:
    page = text_of(web.get("/fees?codes=99213&places=national+13202/01+10001&on=2025-11-15").text)
    assert "$88.95" in page and "$101.06" in page and "113.6%" in page
    wrong = web.get("/fees?codes=99213+x&places=atlantis")
    assert wrong.status_code == 400 and "'atlantis' is no locality" in text_of(wrong.text)


def test_compare_marks_what_differs(web: TestClient) -> None:
    page = web.get("/compare?codes=82331+82310+nonsense").text
    assert re.search(r'<tr class="differs"><th scope="row">Laboratory rate', page)
    assert "NONSENSE" in text_of(page) and "has the shape of no code" in text_of(page)


def test_releases_name_files_digests_and_what_is_missing(web: TestClient) -> None:
    page = web.get("/releases").text
    assert re.search(r'<code class="digest">[0-9a-f]{64}</code>', page)
    assert "ended 145 days ago" in text_of(page)
    assert "Medicare Coverage Database" in text_of(page.split('id="not-loaded"')[1])


def test_static_files_are_kept_for_good_under_their_digest(web: TestClient) -> None:
    page = web.get("/help").text
    for name in ("web", "report"):
        link = next(link for link in links_of(page) if re.fullmatch(rf"/static/{name}\.[0-9a-f]{{10}}\.css", link))
        response = web.get(link)
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["content-type"].startswith("text/css")
    assert "/static/web.css" not in page
