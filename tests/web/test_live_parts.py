"""What a script adds: suggestions by keyboard, answers that change in place, receipts and notes beside the text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from web.conftest import Open

pytestmark = pytest.mark.browser


def test_a_slash_comes_to_the_search_box_and_an_exact_code_opens_its_page(browse: Open) -> None:
    page = browse("/releases")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    assert page.locator("#q").input_value() == ""
    page.keyboard.type("e83.52")
    page.keyboard.press("Enter")
    page.wait_for_url("**/code/icd10cm/E8352")


def test_a_slash_in_a_field_is_a_slash(browse: Open) -> None:
    page = browse("/fees")
    page.locator("#places").focus()
    page.keyboard.type("01112/05")
    assert page.locator("#places").input_value() == "01112/05"


@pytest.mark.parametrize("start", ["/", "/help"], ids=["home", "elsewhere"])
def test_arrows_and_enter_choose_a_suggestion(browse: Open, start: str) -> None:
    page = browse(start)
    box, options = page.locator("#q"), page.locator("#suggestions [role=option]")
    with page.expect_response("**/suggest?q=calc"):
        box.press_sequentially("calc", delay=30)
    expect(options.nth(1)).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "option-1")
    target = options.first.get_attribute("data-href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(browse: Open) -> None:
    page = browse("/")
    box = page.locator("#q")
    with page.expect_response("**/suggest?q=calc"):
        box.press_sequentially("calc", delay=30)
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    assert box.input_value() == "calc"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=calc")


def test_the_pickers_change_the_answer_in_place(browse: Open) -> None:
    page = browse("/code/cpt/99213?on=2025-11-15")
    page.evaluate("window.same = true")
    assert "$101.06" not in page.locator("#fee").inner_text()
    page.locator("#where").fill("10001")
    page.locator("#where").press("Tab")
    expect(page.locator("#fee")).to_contain_text("$101.06")
    expect(page.locator("#where-says")).to_contain_text("Manhattan", ignore_case=True)
    assert page.evaluate("window.same") and "where=10001" in page.url
    page.locator("#setting").select_option("outpatient")
    expect(page.locator("#pairs h2")).to_contain_text("outpatient")
    page.go_back()
    page.wait_for_url("**where=10001*")
    expect(page.locator("#fee")).to_contain_text("$101.06")


def test_a_place_that_cannot_be_read_is_said_in_place(browse: Open) -> None:
    page = browse("/code/cpt/99213", allow="status of 400")
    page.locator("#where").fill("nowhere")
    page.locator("#where").press("Enter")
    expect(page.locator("#where-says")).to_contain_text("'nowhere' is no place")
    expect(page.locator("#where")).to_have_value("nowhere")


def test_a_day_on_which_the_code_is_unknown_becomes_the_page_that_says_so(browse: Open) -> None:
    page = browse("/code/icd10cm/E8352", allow="status of 404")
    page.locator("#on").fill("2010-01-01")
    page.wait_for_url("**on=2010-01-01")
    expect(page.locator("h1")).to_contain_text("E83.52")
    expect(page.locator("main")).to_contain_text("begins on")


def test_a_receipt_opens_beside_its_value_and_closes_with_escape(browse: Open) -> None:
    page = browse("/code/cpt/82331")
    mark = page.locator("#fee .receipt a").first
    mark.focus()
    page.keyboard.press("Enter")
    card = page.locator("#receipt-card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Clinical Laboratory Fee Schedule")
    expect(card).to_contain_text("ended 145 days before")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(mark).to_be_focused()
    assert "#receipt" not in page.url


def test_without_a_script_a_receipt_leads_to_its_source(browse: Open) -> None:
    page = browse("/code/cpt/82331", script=False)
    page.locator("#fee .receipt a").first.click()
    assert "#receipt-" in page.url
    assert page.locator("ol.sources li:target").is_visible()


def test_a_code_and_a_section_are_copied(browse: Open) -> None:
    page = browse("/code/cpt/82331")
    page.get_by_role("button", name="Copy 82331").click()
    assert page.evaluate("navigator.clipboard.readText()") == "82331"
    page.locator("#pairs").hover()
    page.get_by_role("button", name="Copy Pairs").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("82331 Pairs\n") and "82331\t82330\t" in copied


def test_notes_and_favourites_beside_the_report(browse: Open) -> None:
    page = browse("/code/cpt/71046")
    page.locator("#favourite").click()
    expect(page.locator("#favourite")).to_have_attribute("aria-pressed", "true")
    page.locator("#note").fill("<b>two views</b>")
    page.locator("#save-note").click()
    expect(page.locator("#mine")).to_contain_text("saved")
    page.reload()
    expect(page.locator("#note")).to_have_value("<b>two views</b>")
    lists = browse("/lists")
    expect(lists.locator("#notes")).to_contain_text("<b>two views</b>")
    expect(lists.locator("#favourites")).to_contain_text("71046")


def test_notes_without_a_script(browse: Open) -> None:
    page = browse("/code/hcpcs/J1885", script=False)
    page.locator("#mine a").click()
    page.locator("#note").fill("per 15 mg")
    page.locator("#save-note").click()
    assert page.locator("#note").input_value() == "per 15 mg"
    page.locator("#favourite").click()
    assert "J1885" in page.locator("#favourites").inner_text()


def test_the_whole_report_can_be_reached_by_keyboard(browse: Open) -> None:
    page = browse("/code/cpt/82331")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
