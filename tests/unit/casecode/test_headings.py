"""Headings of an assessment, read as whole diagnoses, over the knowledge base that the data packs give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from superbill.casecode.engine import Coder
from superbill.casecode.headings import headings_of
from superbill.casecode.sections import sections_of
from superbill.kb.store import opened
from superbill.model.note import Band

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def coder(embedded_kb: Path) -> Iterator[Coder]:
    with opened(embedded_kb) as kb:
        yield Coder(kb)


def given(coder: Coder, note: str) -> set[str]:
    return {s.display for s in coder.code_note(note, DAY).codes if s.band is not Band.IDEA}


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("4. Hot flashes from letrozole: acupuncture, offered venlafaxine.", "Hot flashes from letrozole"),
        ("- Essential hypertension - at goal", "Essential hypertension"),
        ("2) Gout (left foot). Colchicine.", "Gout"),
        ("• Type 2 diabetes.", "Type 2 diabetes"),
    ],
)
def test_where_a_heading_ends(line: str, heading: str) -> None:
    text = f"ASSESSMENT\n{line}\n"
    found = [text[h.start : h.end] for s in sections_of(text) for h in headings_of(text, s) if s.kind == "assessment"]
    assert found == [heading]


@pytest.mark.parametrize("line", ["Medical Reasoning: stable.", "She will continue metformin and we discussed diet."])
def test_what_is_no_heading(line: str) -> None:
    text = f"ASSESSMENT\n{line}\n"
    assert not [h for s in sections_of(text) for h in headings_of(text, s)]


@pytest.mark.parametrize(
    ("heading", "wanted", "not_wanted"),
    [
        ("Iron deficiency anemia from chronic GI blood loss", "D50.0", "D50.9"),
        ("Major depressive disorder, recurrent, moderate", "F33.1", "F33.9"),
        ("Chest pain and hypertension", "I10", "I15.9"),
        ("Pressure ulcer sacrum stage 2", "L89.152", "L89.92"),
        ("Right hip osteoarthritis", "M16.11", "M16.9"),
        ("Bilateral medial epicondylitis", "M77.01", "M77.00"),
        ("Bilateral medial epicondylitis", "M77.02", "M77.00"),
        ("Personal history of melanoma", "Z85.820", "C43.9"),
        ("Diabetes", "E11.9", "E10.9"),
        ("Hepatitis C", "B19.20", "B17.10"),
    ],
)
def test_the_whole_heading_decides(coder: Coder, heading: str, wanted: str, not_wanted: str) -> None:
    found = given(coder, f"ASSESSMENT AND PLAN\n1. {heading}.\nFollow up in a month.\n")
    assert wanted in found
    assert not_wanted not in found


def test_a_numbered_list_at_the_end_is_an_assessment() -> None:
    text = "HOME VISIT\n\nSeen at home.\nExam: lungs clear.\n\n1. Gout. Colchicine.\n2. Asthma: inhaler.\n"
    assert [s.kind for s in sections_of(text)][-1] == "assessment"


def test_what_is_resolved_is_not_current(coder: Coder) -> None:
    found = given(coder, "ACTIVE PROBLEM LIST\n  Gout\nRESOLVED PROBLEM LIST\n  Shingles (2020)\n")
    assert "M10.9" in found
    assert "B02.9" not in found


def test_weeks_give_the_trimester_and_their_code(coder: Coder) -> None:
    note = "IUP at 20 weeks gestation.\nASSESSMENT\n1. Anemia complicating pregnancy, unspecified trimester.\n"
    assert {"O99.012", "Z3A.20"} <= given(coder, note)


def test_a_symptom_of_a_diagnosis_gives_way(coder: Coder) -> None:
    note = "HISTORY\nHe has a cough.\nASSESSMENT\n1. Pneumonia.\n"
    assert "R05.9" not in given(coder, note)


def test_surgery_that_is_over_is_no_disease(coder: Coder) -> None:
    assert not [c for c in given(coder, "ASSESSMENT\nStatus post cataract surgery.\n") if c.startswith(("H25", "H26"))]
