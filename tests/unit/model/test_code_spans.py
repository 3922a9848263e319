"""Codes and ranges in running text."""

from __future__ import annotations

import pytest

from superbill.model.code_spans import CodeSpan, code_spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CPT codes 81162-81167, 81212, 81215", ["81162-81167", "81212", "81215"]),
        ("HCPCS codes J1885 and G0452", ["J1885", "G0452"]),
        ("CPT codes 10000 – 19999 or 0001T through 0199T", ["10000-19999", "0001T-0199T"]),
        ("HCPCS Level II Codes A0000-V9999", ["A0000-V9999"]),
        ("82306,82652 or 82306/82652", ["82306", "82652"]),
        ("99213-25 with 71046-26", ["99213", "71046"]),
        ("codes 10021 to 10012", ["10021", "10012"]),
        ("00100-0199T", ["00100", "0199T"]),
        ("$12345, 25,000 units, 3.14159, 12345%", []),
        ("Baltimore, MD 21244-1850, PO Box 10066", []),
        ("publication 100-04, A123456, 123456", []),
        ("Use E83.52, not 82310.", ["82310"]),
        ("", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_text_names(text: str, expected: list[str]) -> None:
    assert [str(span) for span in code_spans(text)] == expected


@pytest.mark.parametrize(
    ("first", "last", "code", "held"),
    [
        ("11042", "11047", "11045", True),
        ("11042", "11047", "11048", False),
        ("0001T", "0199T", "0042T", True),
        ("0001T", "0199T", "0042U", False),
        ("00100", "01999", "0042T", False),
        ("A0000", "V9999", "J1885", True),
        ("A0000", "V9999", "99213", False),
        ("82306", "82306", "82306", True),
    ],
)
def test_what_a_range_holds(first: str, last: str, code: str, held: bool) -> None:
    assert CodeSpan(first, last).holds(code) is held


def test_narrow_ranges_are_told_from_wide_ones() -> None:
    spans = [
        CodeSpan("A0000", "V9999"),
        CodeSpan("11042", "11047"),
        CodeSpan("82306", "82306"),
        CodeSpan("J0100", "J0200"),
    ]
    assert [span.width for span in spans] == [219_999, 5, 0, 100]
