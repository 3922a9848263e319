from __future__ import annotations

import itertools

import pytest

from superbill.casecode.guards import language_of, why_not
from superbill.casecode.patient import patient_of
from superbill.casecode.sections import OPENING, sections_of
from superbill.casecode.sentences import masked, sentences_of

NOTE = "Seen today.\nHPI: cough.\n\nPAST MEDICAL HISTORY\nAsthma.\n\nAssessment and Plan:\n1. Gout.\n"


def test_headings_on_their_own_line_and_before_a_colon() -> None:
    found = sections_of(NOTE)
    assert [section.kind for section in found] == [OPENING, "history", "past", "assessment"]
    assert [NOTE[s.body : s.end].strip() for s in found] == ["Seen today.", "cough.", "Asthma.", "1. Gout."]


def test_sections_cover_the_text() -> None:
    found = sections_of(NOTE)
    assert found[0].start == 0
    assert found[-1].end == len(NOTE)
    assert all(one.end == other.start for one, other in itertools.pairwise(found))


def test_sentences_are_not_cut_at_titles_and_decimals() -> None:
    text = "Seen by Dr. Example. Hemoglobin 10.5 today. Stable"
    assert [text[s.start : s.end] for s in sentences_of(text)] == [
        "Seen by Dr. Example.",
        "Hemoglobin 10.5 today.",
        "Stable",
    ]


@pytest.mark.parametrize("hidden", ["Mr. Wells", "Dr. Crohn", "58-year-old", "03/14/2026", "Name: Ann Example"])
def test_names_dates_and_ages_are_masked(hidden: str) -> None:
    text = f"{hidden}\nhas gout."
    assert len(masked(text)) == len(text)
    assert masked(text)[: len(hidden)].strip(" :") in ("", "has")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "El paciente de 58 años presenta dolor en el pecho con fiebre y tos, sin antecedentes de asma en la familia.",
            "Spanish",
        ),
        (
            "Der Patient ist 58 Jahre alt und klagt über Schmerzen mit Fieber, keine Allergien, nicht rauchend seit der Kindheit",
            "German",
        ),
        (
            "The patient is a 58-year-old with chest pain and fever, no history of asthma in the family at this time.",
            "English",
        ),
        ("HTN, DM2, CKD 3", "English"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_why_not() -> None:
    assert why_not(" \n\t ") == "The note is empty: it holds no words."
    assert "Spanish" in why_not(
        "El paciente de 58 años presenta dolor en el pecho con fiebre y tos, sin asma en la familia."
    )


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("Ann is a 58-year-old female.", 58, "F"),
        ("A 6 month old boy with fever.", 0.5, "M"),
        ("He reports that his knee hurts. He fell.", None, "M"),
        ("Follow-up.", None, ""),
    ],
)
def test_patient(text: str, age: float | None, sex: str) -> None:
    found = patient_of(text)
    assert (found.age_years, found.sex) == (age, sex)
