"""A clinical note becomes codes. Nothing of it is stored or logged."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from superbill.model.note import CodedText
from superbill.surfaces.note_answers import fhir_bundle, note_data
from superbill.surfaces.rest.calls import Asked, Call, Data, Example
from superbill.workbench import Workbench

LONGEST_NOTE = 1_000_000
NAME = "body"


class Note(msgspec.Struct, forbid_unknown_fields=True):
    """The note as text, RTF, HTML or CDA, and what it may not say: date of service, setting, age, sex. `as` `fhir` answers a
    Bundle of unconfirmed Conditions."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)]
    on: date | None = None
    setting: Literal["outpatient", "inpatient"] = "outpatient"
    age_years: Annotated[float, msgspec.Meta(ge=0, le=130)] | None = None
    sex: Literal["F", "M", ""] = ""
    as_: Literal["json", "fhir"] = msgspec.field(default="json", name="as")


async def notes(asked: Asked, body: Note) -> Data:
    """The codes of one note."""

    def coded(bench: Workbench) -> CodedText:
        day = body.on or asked.today
        return bench.code_note(body.text, day, setting=body.setting, age_years=body.age_years, sex=body.sex)

    found: CodedText = await asked.apart(coded)
    return fhir_bundle(NAME, found) if body.as_ == "fhir" else note_data(NAME, found)


EXAMPLE = {
    "text": "ASSESSMENT AND PLAN\n1. Hypercalcemia, repeat calcium and PTH.\n2. No kidney stones.\n",
    "on": "2026-05-04",
}

CALLS = (
    Call(
        "POST", "/api/v1/notes", "notes", "Code a clinical note",
        "ICD-10-CM codes with the words of the note that prove each one (offsets in characters), what to document for a more "
        "specific code, how sure each is; services and the level of the visit that the note supports; what is named and not "
        "coded, and why. Suggestions for a coder to sign off. Nothing is stored or sent on.",
        notes, "note", Example(body=EXAMPLE), body=Note, missing=True,
    ),
)  # fmt: skip
