from __future__ import annotations

import pytest

from superbill.casecode.phrases import OTHER, SHORTENED, UNSPECIFIED, index_readings, readings


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Essential (primary) hypertension", {"essenti", "hypertens"}),
        ("Type 2 diabetes mellitus without complications", {"type", "2", "diabet", "mellitus"}),
        ("Malignant neoplasm of unspecified kidney, except renal pelvis", {"cancer", "kidney", "except", "pelvi"}),
        ("Sprain of unspecified ligament of right ankle, initial encounter", {"sprain", "ligament", "ankl"}),
    ],
)
def test_a_description_is_read_as_notes_word_it(text: str, stems: set[str]) -> None:
    assert stems in [set(reading.stems) for reading in readings(text)]


def test_marks_tell_how_a_reading_came_about() -> None:
    shortened = readings("Gastro-esophageal reflux disease without esophagitis")[-1]
    assert shortened.marks & SHORTENED
    assert readings("Heart failure, unspecified")[0].marks & UNSPECIFIED
    assert readings("Other chest pain")[0].marks & OTHER


def test_alternates_of_an_index_term_are_read_apart() -> None:
    found = {reading.stems for reading in index_readings([("Hypertension, hypertensive", ""), ("portal", "")])}
    assert found == {("hypertens", "portal")}
    found = {reading.stems for reading in index_readings([("Pain", "(s)"), ("epigastric, epigastrium", "")])}
    assert found == {("pain", "epigastr"), ("pain", "epigastrium")}
