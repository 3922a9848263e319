"""Claims, notes and remittances in a real browser, with their answers: accessible, in their frame, on paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from web.conftest import Open
from web.test_site import AXE, REFUSED

pytestmark = pytest.mark.browser

WIDTHS = (1280, 1100, 768, 390, 320)
Ask = Callable[[Page, Path], None]


def _sent(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form.claim-form button[type=submit]").first.click()


def _form(page: Page, fixtures: Path) -> None:
    """Nothing is handed in."""


def _claims(page: Page, fixtures: Path) -> None:
    page.set_input_files("main input[name=file]", fixtures / "claims" / "office.837")
    _sent(page)


def _note(page: Page, fixtures: Path) -> None:
    page.fill("#note", json.loads((fixtures / "notes" / "nephrology-ckd4.json").read_text())["text"])
    _sent(page)


def _remittance(page: Page, fixtures: Path) -> None:
    for field, ending in (("file", "835"), ("claims", "837")):
        page.set_input_files(f"main input[name={field}]", fixtures / "claims" / f"remit-medicare.{ending}")
    _sent(page)


def _no_remittance(page: Page, fixtures: Path) -> None:
    page.set_input_files("main input[name=file]", fixtures / "claims" / "lines.csv")
    _sent(page)


ASKED: dict[str, tuple[str, Ask, str]] = {
    "claims form": ("/claims", _form, "checked before they go out"),
    "claims": ("/claims", _claims, "By rule and payer"),
    "notes form": ("/notes", _form, "Paste a note"),
    "note": ("/notes", _note, "Its codes"),
    "remittance form": ("/remit", _form, "835"),
    "remittance": ("/remit", _remittance, "Codes of this file"),
    "no remittance": ("/remit", _no_remittance, "is no X12 file"),
}
"""Address, what is handed in, words of the answer."""
ANSWERED = ["claims", "note", "remittance"]


@pytest.fixture
def answered(browse: Open, fixtures: Path) -> Callable[[str], Page]:
    """The page with its answer."""

    def ask(name: str) -> Page:
        address, hand_in, words = ASKED[name]
        page = browse(address, allow=REFUSED)
        hand_in(page, fixtures)
        assert words in page.locator("main").inner_text()
        return page

    return ask


@pytest.mark.parametrize("name", ASKED)
def test_axe_finds_no_violation(answered: Callable[[str], Page], name: str) -> None:
    page = answered(name)
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=AXE).response["violations"]
        said = [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]
        assert (width, scheme, said) == (width, scheme, [])


@pytest.mark.parametrize("name", ASKED)
def test_no_page_scrolls_sideways(answered: Callable[[str], Page], name: str) -> None:
    page = answered(name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, page.evaluate("document.documentElement.scrollWidth") <= width) == (width, True)


@pytest.mark.parametrize("name", ANSWERED)
def test_paper_has_the_answer_and_no_form(answered: Callable[[str], Page], name: str) -> None:
    page = answered(name)
    page.emulate_media(media="print")
    for gone in ("header.top", "footer.foot", ".claim-form", "main button"):
        assert [each for each in page.locator(gone).all() if each.is_visible()] == [], gone
    assert page.locator("h1").is_visible()
