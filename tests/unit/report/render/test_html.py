"""The HTML page: whole, self-contained, nothing unescaped, every receipt number leads somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from superbill.report.render.format import clean
from superbill.report.render.html import render_report_body, render_report_page, render_report_toc, report_css
from superbill.report.render.layout import lay_out
from unit.report.sample import HOSTILE, SAMPLES, report_82331, report_99213, report_e8352, report_j1885
from unit.report.texts import shown_texts

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Text, tags and attributes of a page; a tag that is not closed in order fails the test."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_is_on_the_page(name: str) -> None:
    report = SAMPLES[name]()
    text = squeezed(Page(render_report_page(report)).text)
    assert [shown for shown in shown_texts(lay_out(report)) if squeezed(shown) not in text] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_link_of_the_page_has_its_target(name: str) -> None:
    page = Page(render_report_page(SAMPLES[name]()))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    links = [href.removeprefix("#") for href in page.values("href") if href.startswith("#")]
    assert links and set(links) <= set(ids)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_needs_nothing_from_elsewhere(name: str) -> None:
    html = render_report_page(SAMPLES[name]())
    page = Page(html)
    assert not {"script", "img", "iframe", "object"} & set(page.tags)
    assert not page.values("src")
    assert [href for href in page.values("href") if not href.startswith("#")] == ["data:,"]
    assert "url(" not in html and "@import" not in html


def test_hostile_values_stay_text() -> None:
    html = render_report_page(report_e8352())
    assert "<script" not in html
    assert clean(HOSTILE) in Page(html).text
    assert any(clean(HOSTILE) in title for title in Page(html).values("title"))


def test_a_receipt_says_release_and_row_in_its_tooltip() -> None:
    titles = Page(render_report_page(report_82331())).values("title")
    assert "CMS, Clinical Laboratory Fee Schedule CY2026 Q2, CLAB2026Q2.csv, row 871; " in " ".join(titles)
    assert any(title.endswith("release ended 145 days before the date of service") for title in titles)


def test_stale_releases_are_named_in_words_where_they_are_used() -> None:
    text = " ".join(Page(render_report_body(report_99213())).text.split())
    assert "3 of 5 sources ended before the date of service." in text
    assert "2, 3 RVU25D: release ended 326 days before the date of service" in text
    assert "excerpt, holds only some codes" in Page(render_report_body(report_82331())).text


def test_what_is_missing_comes_with_the_command_that_loads_it() -> None:
    html = render_report_body(report_82331())
    assert '<code class="command">superbill import cpt-descriptors FILE</code>' in html
    assert "Not available:" in Page(render_report_body(report_j1885())).text


def test_a_fragment_has_no_page_around_it() -> None:
    report = report_82331()
    body, toc = Page(render_report_body(report)), Page(render_report_toc(report))
    assert not {"html", "head", "body", "main", "style"} & set(body.tags + toc.tags)
    assert body.tags.count("h1") == 1
    assert toc.values("href") == [f"#{section.id}" for section in report.sections]


def test_codes_become_links_where_the_surface_has_pages_for_them() -> None:
    html = render_report_body(report_82331(), code_url=lambda code: f"/code/{code}" if code[0] == "8" else None)
    assert '<a class="code" href="/code/82310"><code>82310</code></a>' in html
    assert "/code/E83.52" not in html


def test_the_style_sheet_covers_dark_and_print() -> None:
    assert "prefers-color-scheme: dark" in report_css()
    assert "@media print" in report_css()
