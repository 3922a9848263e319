from __future__ import annotations

import pytest

from superbill.casecode.assertion import Status, scopes_of, status_of
from superbill.casecode.sentences import sentences_of


def status(text: str, finding: str) -> Status:
    for sentence in sentences_of(text):
        words = [word.text for word in sentence.words]
        if finding in words:
            place = words.index(finding)
            return status_of(place, place, scopes_of(sentence, text))
    raise LookupError(finding)


@pytest.mark.parametrize(
    ("text", "finding", "expected"),
    [
        ("Denies fever, chills, nausea or vomiting.", "vomiting", Status.NEGATED),
        ("Denies fever but reports cough.", "cough", Status.PRESENT),
        ("No evidence of pneumonia.", "pneumonia", Status.NEGATED),
        ("Pneumonia was not seen.", "pneumonia", Status.NEGATED),
        ("Cough without fever, however dyspnea is present.", "dyspnea", Status.PRESENT),
        ("Possible appendicitis.", "appendicitis", Status.UNCERTAIN),
        ("Appendicitis is suspected.", "appendicitis", Status.UNCERTAIN),
        ("Appendicitis versus gastroenteritis.", "gastroenteritis", Status.UNCERTAIN),
        ("Rule out sepsis.", "sepsis", Status.RULED_OUT),
        ("Pulmonary embolism was ruled out.", "embolism", Status.RULED_OUT),
        ("History of asthma.", "asthma", Status.HISTORICAL),
        ("Status post stroke.", "stroke", Status.HISTORICAL),
        ("Her mother had diabetes.", "diabetes", Status.FAMILY),
        ("Family history of melanoma.", "melanoma", Status.FAMILY),
        ("Her husband has influenza.", "influenza", Status.OTHER_PERSON),
        ("Return if you develop fever.", "fever", Status.PLANNED),
        ("At risk for falls.", "falls", Status.PLANNED),
        ("Acute bronchitis.", "bronchitis", Status.PRESENT),
    ],
)
def test_scope(text: str, finding: str, expected: Status) -> None:
    assert status(text, finding) is expected


def test_a_cue_does_not_reach_into_the_next_sentence() -> None:
    assert status("No fever. Cough since Monday.", "cough") is Status.PRESENT
