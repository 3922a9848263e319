"""The self-contained report page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from superbill.report.render.html import render_report_page
from unit.report.sample import SAMPLES

pytestmark = pytest.mark.browser

CONTRASTS = """() => {
  const luminance = rgb => {
    const [r, g, b] = rgb.map(part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parse = color => color.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || element.closest('.skip')) continue;
    const [light, dark] = [luminance(parse(getComputedStyle(element).color).slice(0, 3)), luminance(ground(element))].sort((a, b) => b - a);
    found.push([text.slice(0, 40), (light + 0.05) / (dark + 0.05)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    """The browser that all tests share."""
    return chromium


def opened(browser: Browser, folder: Path, name: str, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    """The page of a sample, and what the console and failed requests said."""
    file = folder / "report.html"
    file.write_text(render_report_page(SAMPLES[name]()), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)  # type: ignore[arg-type]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, [text for text in said if text != "data:,"]


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_does_not_scroll_sideways(browser: Browser, tmp_path: Path, name: str, width: int) -> None:
    page, said = opened(browser, tmp_path, name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SAMPLES)
def test_all_text_keeps_its_contrast(browser: Browser, tmp_path: Path, name: str, scheme: str) -> None:
    page, _ = opened(browser, tmp_path, name, 1280, scheme)
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 50
    assert [found for found in contrasts if found[1] < 4.5] == []
    page.close()


def test_the_contents_stay_in_sight(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, "82331", 1280)
    page.evaluate("scrollTo({top: 2000, behavior: 'instant'})")
    assert page.evaluate("scrollY") == 2000
    box = page.locator(".report-toc").bounding_box()
    assert box is not None and 0 <= box["y"] < 120
    page.close()


def test_a_wide_table_scrolls_inside_itself(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, "82331", 320)
    inner = page.locator("#pairs .scroll")
    assert inner.evaluate("box => box.scrollWidth > box.clientWidth")
    page.close()


def test_paper_has_no_navigation(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, "82331", 1280)
    page.emulate_media(media="print")
    assert not page.locator(".report-toc").is_visible()
    assert not page.locator(".report-top").is_visible()
    assert page.locator("sup.receipt").first.is_visible()
    page.close()
