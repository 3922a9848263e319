"""Every page in a real browser: accessible, in its frame, on paper, without a script, without another site."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from web.conftest import Open

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "search": "/search?q=calcium",
    "nothing found": "/search?q=zzzz",
    "laboratory test": "/code/cpt/82331",
    "visit at a place": "/code/cpt/99213?on=2025-11-15&where=10001",
    "diagnosis": "/code/icd10cm/E8352",
    "drug": "/code/hcpcs/J1885",
    "wrong place": "/code/cpt/99213?where=nowhere",
    "unknown ZIP code": "/code/cpt/99213?where=00000",
    "unknown code": "/code/cpt/82339",
    "no page": "/nothing",
    "browse": "/browse",
    "chapters": "/browse/icd10cm",
    "category": "/browse/icd10cm/E83",
    "ranges": "/browse/cpt/8",
    "codes of a range": "/browse/hcpcs/J18",
    "index": "/index/index?words=diabetes",
    "index not loaded": "/index/pcs?words=resection",
    "table builder": "/pcs?code=00K",
    "built code": "/pcs?code=00K00ZZ",
    "compare": "/compare?codes=82310+82330+82331",
    "pairs": "/pairs?codes=82331+82310+82330+96523+99213",
    "fees": "/fees?codes=99213+71046-26+82331&places=national+13202/01&on=2025-11-15",
    "fees, some wrong": "/fees?codes=99213+99214+zzz&on=2025-11-15",
    "changes": "/changes?codes=J1885",
    "ask": "/ask",
    "answer": "/ask?q=what+is+the+MUE+of+82331%2C+and+what+does+it+pay&on=2024-08-01",
    "declined": "/ask?q=how+do+i+upcode+a+visit",
    "lists": "/lists",
    "note": "/lists/cpt/82331",
    "releases": "/releases",
    "help": "/help",
}
REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What the console says of a page that is itself an error."""

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(browse: Open, name: str) -> None:
    page = browse(PAGES[name], allow=REFUSED)
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=AXE).response["violations"]
        said = [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]
        assert (width, scheme, said) == (width, scheme, [])


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(browse: Open, name: str) -> None:
    page = browse(PAGES[name], allow=REFUSED)
    for width in (1280, 1100, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, page.evaluate("document.documentElement.scrollWidth") <= width) == (width, True)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_reads_without_a_script(browse: Open, name: str) -> None:
    page = browse(PAGES[name], script=False, allow=REFUSED)
    assert page.locator("h1").is_visible()
    assert len(page.locator("main").inner_text()) > 60
    assert page.locator("[role=option], .copy, .print-button:visible").count() == 0


@pytest.mark.parametrize("name", ["laboratory test", "pairs", "fees"])
def test_paper_has_the_answer_and_nothing_to_click(browse: Open, name: str) -> None:
    page = browse(PAGES[name])
    page.emulate_media(media="print")
    for gone in ("header.top", "footer.foot", "form.inline, form.pickers", ".side"):
        assert page.locator(gone).count() == 0 or not page.locator(gone).first.is_visible(), gone
    assert page.locator("h1").is_visible()


def test_the_terms_of_the_question_stand_on_paper(browse: Open) -> None:
    page = browse("/code/cpt/99213?on=2025-11-15&where=10001")
    assert not page.locator("dl.scope").is_visible()
    page.emulate_media(media="print")
    assert "2025-11-15" in page.locator("dl.scope").inner_text()
    assert "manhattan" in page.locator("dl.scope").inner_text().lower()


def test_the_chart_is_drawn_and_follows_the_colours(browse: Open) -> None:
    for scheme in ("light", "dark"):
        page = browse(PAGES["fees"], scheme=scheme)
        image = page.locator("figure.chart img")
        assert image.evaluate("image => image.complete && image.naturalWidth > 300")
        assert image.evaluate("image => image.currentSrc.includes('scheme=dark')") == (scheme == "dark")
