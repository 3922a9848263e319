"""Questions in a real browser: streamed, followed up, stopped, copied, rated, and without a script."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from superbill.model.answer import Event, Step, Turn
from superbill.surfaces.web import ask_stream
from superbill.workbench import Workbench
from web.conftest import Open
from web.test_site import AXE

pytestmark = pytest.mark.browser

PAIR = "Can 82331 be billed with 82310 on the same day?"
DENIED = "is paid and 82331"


def put(page: Page, question: str) -> None:
    """Ask and wait for the whole answer."""
    done = page.locator("article.exchange:not(.coming)")
    before = done.count()
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    expect(done).to_have_count(before + 1)


def test_an_answer_streams_and_is_followed_up(browse: Open) -> None:
    page = browse("/ask?on=2024-08-01")
    put(page, PAIR)
    expect(page.locator("#e1")).to_contain_text("modifier indicator")
    page.wait_for_url(re.compile(r"/ask/[0-9a-f]{24}$"))
    put(page, "and in outpatient?")
    expect(page.locator("#e2")).to_contain_text("outpatient")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#question")).to_have_value("")
    page.reload()
    expect(page.locator("article.exchange")).to_have_count(2)
    page.get_by_role("button", name="Delete this one").click()
    page.wait_for_url("**/ask")


def test_an_answer_has_receipts_is_copied_and_rated(browse: Open) -> None:
    page = browse("/ask?on=2024-08-01")
    put(page, PAIR)
    page.locator("#e1 .receipt a").first.click()
    expect(page.locator("#receipt-card")).to_contain_text("NCCI")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Copy with sources").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(PAIR) and "[1] CMS, " in copied
    helpful = page.get_by_role("button", name="Helpful", exact=True)
    helpful.click()
    expect(helpful).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(helpful).to_have_attribute("aria-pressed", "true")
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []


def test_an_answer_is_stopped(browse: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    def slowly(self: Workbench, question: str, on: date | None, turn: Turn | None) -> Iterator[Event]:
        for number in range(200):
            given.append(number)
            yield Step(f"looking at {number}")
            time.sleep(0.05)

    monkeypatch.setattr(Workbench, "ask_events", slowly)
    monkeypatch.setattr(ask_stream, "is_slow", lambda question, turn: True)
    page = browse("/ask")
    page.locator("#question").fill("what is 82331")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".steps li").nth(2)).to_have_text("looking at 2")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("article.exchange")).to_contain_text("Stopped. Nothing of it was kept.")
    expect(page.locator("#ask-stop")).to_be_hidden()
    time.sleep(0.4)
    at = len(given)
    time.sleep(0.3)
    assert len(given) == at < 200


def test_a_patients_data_are_not_kept(browse: Open) -> None:
    page = browse("/ask")
    put(page, "SSN 123-45-6789, is 82331 covered?")
    expect(page.locator("article.exchange")).to_contain_text("Neither it nor its answer was kept")
    expect(page.locator("article.exchange")).not_to_contain_text("6789")
    assert page.url.endswith("/ask")


def test_it_works_without_a_script(browse: Open) -> None:
    page = browse("/ask?on=2024-08-01", script=False)
    page.locator("#question").fill(PAIR)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/ask/*#e1")
    assert DENIED in page.locator("#copy-1").text_content().replace(" (column 1)", "")  # type: ignore[union-attr]
    page.locator("#question").fill("and in outpatient?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/ask/*#e2")
    page.get_by_role("button", name="Not helpful").last.click()
    page.wait_for_url("**/ask/*#e2")
    assert page.get_by_role("button", name="Not helpful").last.get_attribute("aria-pressed") == "true"


def test_an_example_is_asked_with_a_click(browse: Open) -> None:
    page = browse("/ask")
    page.locator(".ask-examples a").first.click()
    expect(page.locator("#e1")).to_be_visible()
    expect(page.locator(".ask-examples")).to_have_count(0)
