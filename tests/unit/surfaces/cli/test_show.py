"""The report on the terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from superbill.model.report import Report
from superbill.report.render.layout import lay_out
from superbill.surfaces.cli.show import print_report
from unit.report.sample import SAMPLES, report_82331, report_99213, report_e8352
from unit.report.texts import shown_texts


def shown(report: Report, width: int, *, terminal: bool = False) -> str:
    out = io.StringIO()
    print_report(
        report, Console(file=out, width=width, force_terminal=terminal, color_system="standard" if terminal else None)
    )
    return out.getvalue()


def letters(text: str) -> str:
    return re.sub(r"[\s─]+", "", text)


@pytest.mark.parametrize("width", [40, 80, 100, 140])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    lines = shown(SAMPLES[name](), width).splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_is_shown(name: str) -> None:
    report = SAMPLES[name]()
    text = letters(shown(report, 1000))
    assert [value for value in shown_texts(lay_out(report)) if letters(value) not in text] == []


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_word_is_shown_at_any_width(name: str, width: int) -> None:
    narrow, wide = letters(shown(SAMPLES[name](), width)), letters(shown(SAMPLES[name](), 1000))
    assert set(re.findall(r"\[\d+\]", narrow)) == set(re.findall(r"\[\d+\]", wide))
    for code in ("$13.34", "82331", "96523") if name == "82331" else ():
        assert code in narrow


def test_a_file_gets_no_colour_a_terminal_does() -> None:
    assert "\x1b" not in shown(report_82331(), 80)
    assert "\x1b[1;31mdoes not apply" in shown(report_82331(), 80, terminal=True)


def test_hostile_values_reach_the_terminal_as_text() -> None:
    text = shown(report_e8352(), 140, terminal=True)
    assert "\x1b[31mred" not in text
    assert "<script>alert(1)</script> & \"quoted\" 'single' *star* _under_ |pipe| [1] #hash $x$ [31mred" in text


def test_lines_of_each_kind() -> None:
    lines = [" ".join(line.split()) for line in (shown(report_82331(), 100) + shown(report_99213(), 100)).splitlines()]
    for line in (
        "82331 Calcium measured in timed draws around a calcium infusion [1]",
        "3 of 6 sources ended before the date of service:",
        "Not available: CPT descriptor needs your AMA licence.",
        "To load it: superbill import cpt-descriptors FILE",
        "$13.34 CLFS, national, 2026 [3]",
        "82331 96523 never together 0 1996-01-01 none [5]",
        "[3] CY2026 Q2: release ended 145 days before the date of service",
        "work 1.30 × 1.000 = 1.30000 [2] [3]",
        "2 of 109 shown · superbill price 99213 --all-localities",
        "CPT® is a registered trademark of the American Medical Association.",
    ):
        assert line in lines


def test_a_table_that_does_not_fit_becomes_records() -> None:
    lines = [" ".join(line.split()) for line in shown(report_82331(), 40).splitlines()]
    assert "Column 1 82310 [5]" in lines
    assert "Together? with a modifier" in lines
