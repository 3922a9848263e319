"""Markdown that GitHub shows as it is meant."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from superbill.report.render.format import clean
from superbill.report.render.layout import lay_out
from superbill.report.render.markdown import render_markdown
from unit.report.sample import HOSTILE, SAMPLES, report_82331, report_99213, report_e8352
from unit.report.texts import shown_texts


def rendered(markdown: str) -> str:
    """The text that a reader sees."""
    html = MarkdownIt("gfm-like", {"linkify": False}).disable("linkify").render(markdown)
    text = re.sub(r"<[^>]+>", "", html)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_is_in_the_document(name: str) -> None:
    report = SAMPLES[name]()
    text = squeezed(rendered(render_markdown(report)))
    assert [shown for shown in shown_texts(lay_out(report)) if squeezed(shown) not in text] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_receipt_is_listed_at_the_end(name: str) -> None:
    markdown = render_markdown(SAMPLES[name]())
    listed = re.findall(r"^- \[(\d+)\] ", markdown, re.MULTILINE)
    used = set(re.findall(r"(?<!\\)\[(\d+)\]", markdown))
    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    assert used == set(listed)


def test_hostile_values_are_no_markup() -> None:
    html = (
        MarkdownIt("gfm-like", {"linkify": False, "html": True})
        .disable("linkify")
        .render(render_markdown(report_e8352()))
    )
    assert "<script" not in html and "<em>star" not in html and "<em>under" not in html
    assert clean(HOSTILE) in rendered(render_markdown(report_e8352()))


def test_a_line_of_each_kind() -> None:
    lines = (render_markdown(report_82331()) + render_markdown(report_99213())).splitlines()
    for line in (
        "# 82331 Calcium measured in timed draws around a calcium infusion [1]",
        "## Medicare fee",
        "**$13.34** CLFS, national, 2026 [3]",
        "- Status: X, outside the physician fee schedule [2]",
        "1. Order and consent; protocol chosen",
        "- Specialist order naming the protocol and its purpose",
        "| `82331` | `96523` | **never together** | 0 | 1996-01-01 | none | [5] |",
        "> **Not available:** no coverage database is loaded. To load it: `superbill fetch cms-mcd`",
        "*[3] CY2026 Q2: release ended 145 days before the date of service*",
        "2 of 109 shown · `superbill price 99213 --all-localities`",
        "CPT® is a registered trademark of the American Medical Association.",
    ):
        assert line in lines
