"""The forms of the claims page: a file, pasted text, or one claim typed into fields, as bytes that the readers take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from starlette.datastructures import FormData, UploadFile

from superbill.errors import UsageError
from superbill.model.codes import parse_code

TYPED_LINES = 6
MOST_FIELDS = 80
TYPED = "typed"
CLAIM_FIELDS = (
    "diagnoses", "date", "place_of_service", "billing_npi", "billing_state", "billing_zip", "birth_date", "sex", "bill_type",
)  # fmt: skip
LINE_FIELDS = ("code", "date", "units", "charge", "pointers")


@dataclass(frozen=True, slots=True)
class Handed:
    """What a form handed in: claims as bytes, what to call them, the payer's policy chosen, the format asked for."""

    data: bytes
    name: str
    payer: str = ""
    wanted: str = ""


async def handed_in(form: FormData) -> Handed:
    """Reads a posted form. `UsageError` when nothing was handed in."""
    payer, wanted = _text(form, "payer"), _text(form, "as")
    if _text(form, "kind") == TYPED:
        return Handed(typed_claim(fields_of(form)), "typed claim", payer, wanted)
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return Handed(await file.read(), file.filename[-80:], payer, wanted)
    pasted = _text(form, "claims")
    if not pasted:
        raise UsageError("no claim is given", hint="Choose a file, paste an 837 or a CSV, or type a claim.")
    return Handed(pasted.encode(), "pasted claims", payer, wanted)


def fields_of(form: FormData) -> dict[str, str]:
    """What stands in the fields for one claim, to show it again; empty ones are left out."""
    names = [*CLAIM_FIELDS, *(f"{name}{number}" for number in range(1, TYPED_LINES + 1) for name in LINE_FIELDS)]
    return {name: text for name in names if (text := _text(form, name))}


def typed_claim(fields: Mapping[str, str]) -> bytes:
    """One claim as JSON. Modifiers may be typed with the code (`99213-25`); a line without a date has the claim's."""
    lines = [line for number in range(1, TYPED_LINES + 1) if (line := _line(fields, number))]
    if not lines:
        raise UsageError("the claim has no line", hint="Type at least one procedure code.")
    claim: dict[str, object] = {name: fields[name] for name in CLAIM_FIELDS if name != "date" and name in fields}
    return msgspec.json.encode({"claim_id": "typed", **claim, "lines": lines})


def _line(fields: Mapping[str, str], number: int) -> dict[str, object]:
    line: dict[str, object] = {name: fields[f"{name}{number}"] for name in LINE_FIELDS if f"{name}{number}" in fields}
    if "code" not in line:
        return {}
    typed = parse_code(str(line["code"])[:40])
    line["code"], line["modifiers"] = typed.code, list(typed.modifiers)
    if "date" not in line and "date" in fields:
        line["date"] = fields["date"]
    if "pointers" not in line and "diagnoses" in fields:
        line["pointers"] = "1"
    return line


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""
