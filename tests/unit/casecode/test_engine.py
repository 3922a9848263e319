"""The whole way from a note to codes, over the knowledge base that the data packs give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from superbill.casecode.engine import Coder, dictionary_path
from superbill.errors import BadInput
from superbill.kb.store import opened
from superbill.model.note import Band, CodedText

DAY = date(2026, 9, 1)

VISIT = """CHIEF COMPLAINT
Follow-up.

HISTORY OF PRESENT ILLNESS
Pat Example is a 64-year-old male who returns for follow-up. He denies chest pain, fever, or cough. He takes metformin daily.
His mother had breast cancer.

ASSESSMENT AND PLAN
1. Type 2 diabetes mellitus.
Continue metformin 500 mg. Order hemoglobin A1c and a lipid panel.
2. Chronic kidney disease, stage 3a.
3. Essential hypertension, uncontrolled.
Increase lisinopril to 20 mg.
4. Pain in right knee.
5. Possible gout.
"""


@pytest.fixture(scope="module")
def coder(embedded_kb: Path) -> Iterator[Coder]:
    with opened(embedded_kb) as kb:
        yield Coder(kb)


def codes(answer: CodedText) -> dict[str, Band]:
    return {suggestion.display: suggestion.band for suggestion in answer.codes}


def test_a_visit(coder: Coder) -> None:
    found = coder.code_note(VISIT, DAY)
    given = codes(found)
    assert {"E11.22", "N18.31", "I12.9", "M25.561"} <= set(given)
    assert given["E11.22"] is Band.ACCEPT
    assert not {"E11.9", "I10", "M10.9", "C50.919", "R07.9", "R05.9"} & {
        c for c, band in given.items() if band is not Band.IDEA
    }
    assert given.get("Z79.84", Band.IDEA) is not Band.IDEA
    assert (found.patient.age_years, found.patient.sex) == (64, "M")
    assert sum(s.first_listed for s in found.codes) == 1


def test_every_span_is_the_text_it_claims(coder: Coder) -> None:
    found = coder.code_note(VISIT, DAY)
    knee = next(s for s in found.codes if s.display == "M25.561")
    assert {VISIT[start:end] for start, end in knee.spans} == {"Pain in right knee"}
    for note in found.not_coded:
        assert note.text in VISIT


def test_what_is_not_asserted_is_said_with_the_reason(coder: Coder) -> None:
    found = {note.text: note.reason for note in coder.code_note(VISIT, DAY).not_coded}
    assert found["chest pain"] == "the note says that it is absent"
    assert "uncertain" in found["gout"]


def test_uncertain_diagnoses_are_coded_for_inpatients(coder: Coder) -> None:
    assert any(code.startswith("M10") for code in codes(coder.code_note(VISIT, DAY, setting="inpatient")))


def test_the_level_of_the_visit(coder: Coder) -> None:
    visit = coder.code_note(VISIT, DAY).visit
    assert visit is not None
    assert (visit.family, visit.code, visit.level, visit.basis) == ("office_established", "99214", "moderate", "mdm")
    risk = next(column for column in visit.columns if column.id == "risk")
    assert any("metformin 500 mg" in VISIT[start:end] for e in risk.elements for start, end in e.spans)


def test_time_decides_where_it_supports_more(coder: Coder) -> None:
    visit = coder.code_note(VISIT + "Total time spent was 45 minutes.", DAY).visit
    assert visit is not None
    assert (visit.code, visit.basis, visit.minutes) == ("99215", "time", 45)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("Essential (primary) hypertension", "I10"),
        ("ASSESSMENT:\nUnspecified fracture of right patella, initial encounter for closed fracture", "S82.001A"),
        ("Assessment: nephrolithiasis.", "N20.0"),
        ("Impression: COPD with acute exacerbation.", "J44.1"),
        ("Assessment: acute otitis media, left ear", "H66.92"),
    ],
)
def test_a_line_of_an_assessment(coder: Coder, note: str, code: str) -> None:
    assert coder.code_note(note, DAY).codes[0].display == code


def test_what_is_missing(coder: Coder) -> None:
    found = next(s for s in coder.code_note("Assessment: knee pain.", DAY).codes if s.code.startswith("M2556"))
    assert [(m.what, m.code) for m in found.missing][:2] == [("laterality", "M25561"), ("laterality", "M25562")]


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("", "empty"),
        ("\r\n\t", "empty"),
        ("Denies fever, chills, cough, or chest pain.", "negated"),
        ("Lorem ipsum dolor.", "names no finding"),
    ],
)
def test_no_codes_and_why(coder: Coder, note: str, reason: str) -> None:
    found = coder.code_note(note, DAY)
    assert found.codes == ()
    assert reason in found.reason


def test_binary_is_refused(coder: Coder) -> None:
    with pytest.raises(BadInput, match="no text"):
        coder.code_note(b"\x89PNG\r\n\x1a\n\0\0", DAY)


def test_a_man_is_hardly_given_codes_of_women(coder: Coder) -> None:
    note = "Assessment: ovarian cyst."
    cyst = next(s for s in coder.code_note(note, DAY, sex="M").codes if s.code.startswith("N83"))
    assert (cyst.band, cyst.conflicts[0].kind) == (Band.IDEA, "sex")
    assert next(s for s in coder.code_note(note, DAY, sex="F").codes if s.code.startswith("N83")).band is not Band.IDEA


def test_phrases(coder: Coder) -> None:
    assert coder.find("hypertention")[0].code == "I10"
    assert coder.find("Type 2 diabetes mellitus with diabetic chronic kidney disease", DAY)[0].code == "E1122"


def test_the_dictionary_stands_beside_the_knowledge_base(coder: Coder, embedded_kb: Path) -> None:
    coder.prepare(DAY)
    assert [path for path in embedded_kb.parent.iterdir() if path.name.endswith(".terms")]
    assert dictionary_path(Path("kb.sqlite"), "ab12", (3, 5)).name.startswith("kb.sqlite.ab12.3-5.")


def test_a_misspelled_line_of_the_assessment_is_looked_up(coder: Coder) -> None:
    found = coder.code_note("Assessment:\nHypertention\nGout", DAY)
    assert codes(found)["I10"] is Band.REVIEW
    assert codes(found)["M10.9"] is Band.ACCEPT


def test_a_symptom_gives_way_to_what_its_note_excludes(coder: Coder) -> None:
    given = codes(coder.code_note("Assessment: knee pain, left. Pain.", DAY))
    assert given["M25.562"] is not Band.IDEA
    assert given.get("R52", Band.IDEA) is Band.IDEA


def test_the_same_note_gives_the_same_answer(coder: Coder) -> None:
    assert coder.code_note(VISIT, DAY) == coder.code_note(VISIT, DAY)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("Fell today.\nAssessment: Colles fracture of right radius, closed", "S52.531A"),
        ("6 weeks post-op.\nAssessment: Colles fracture of right radius, healing", "S52.531D"),
    ],
)
def test_the_encounter_of_an_injury(coder: Coder, note: str, code: str) -> None:
    assert coder.code_note(note, DAY).codes[0].display == code
