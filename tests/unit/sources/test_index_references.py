"""References of the index books: how a term may be named, and how far a reference leads."""

from __future__ import annotations

import pytest

from superbill.sources.index_references import References, ways, words

BOOK = References(
    (number, parent, text)
    for number, (parent, text) in enumerate(
        [
            (0, "Abnormal, abnormality, abnormalities"),
            (1, "diagnostic imaging"),
            (0, "Bursitis"),
            (3, "elbow NEC"),
            (0, "Complication(s) (from) (of)"),
            (5, "prosthetic device or implant"),
            (6, "mechanical NEC"),
            (0, "Diabetes, diabetic"),
            (8, "due to"),
            (9, "drug or chemical"),
            (0, "Endocarditis"),
            (11, "acute or subacute"),
            (11, "acute"),
            (0, "Neoplasm, neoplastic"),
        ],
        1,
    )
)


@pytest.mark.parametrize(
    ("text", "target", "rest"),
    [
        ("Bursitis", 3, ""),
        ("Bursitis, elbow", 4, ""),
        ("Bursitis, elbow, olecranon", 4, "olecranon"),
        ("Abnormal, diagnostic  imaging", 2, ""),
        ("Complications, prosthetic device, mechanical", 7, ""),
        ("Complication (of), implant", 6, ""),
        ("Diabetes, due to drug or chemical", 10, ""),
        ("Diabetes, due to, drug, with coma", 10, "with coma"),
        ("Endocarditis, acute", 13, ""),
        ("Neoplasm, by site, malignant", 14, "by site, malignant"),
        ("Neoplasm of bone", 0, "Neoplasm of bone"),
        ("Table of Drugs and Chemicals", 0, "Table of Drugs and Chemicals"),
        ("condition", 0, "condition"),
        ("", 0, ""),
    ],
)
def test_where_a_reference_leads(text: str, target: int, rest: str) -> None:
    assert BOOK.find(text) == (target, rest)


def test_words_compare_without_capitals_parentheses_and_a_last_s() -> None:
    assert words("Complication(s), (early) Grafts: of") == ("complication", "graft", "of")


def test_ways_begin_with_the_full_name_and_repeat_none() -> None:
    assert list(ways("closure of")) == [("closure", "of"), ("closure",)]
    assert list(ways("elbow or arm, upper NEC"))[:3] == [
        ("elbow", "or", "arm", "upper", "nec"),
        ("elbow", "or", "arm"),
        ("elbow",),
    ]
    assert list(ways("(somatoform)")) == []
