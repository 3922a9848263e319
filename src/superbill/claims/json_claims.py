"""Claims from JSON: one object, a list of them, `{"claims": [...]}`, or one object a line (for files of any size).

The fields are those of `columns.py`, the lines stand in `lines`; lists may be lists: `"diagnoses": ["E1165", "I10"]`. The
first three forms are read whole and hold at most 64 MB. `Spot.segment` is the place of the claim, from 1; that of a line
names its number.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, TypeAlias

import msgspec

from superbill.claims import values
from superbill.claims.columns import CLAIM_FIELDS, LINE_FIELDS, Fields, claim_of, field_name
from superbill.claims.faults import Fault
from superbill.errors import BadInput
from superbill.model.claim import Claim, Refused, Spot

MOST_BYTES = 64 << 20
Json: TypeAlias = object


def json_claims(stream: BinaryIO, *, today: date, file: str = "") -> Iterator[Claim | Refused]:
    """Claims and refusals in the order of the file. Raises `BadInput` when it is neither JSON nor JSON lines."""
    first = stream.readline(MOST_BYTES).removeprefix(codecs.BOM_UTF8)
    one = _decoded(first) if first.strip().startswith(b"{") else None
    if isinstance(one, dict) and "claims" not in one:
        yield from _claims_by_line(first, stream, today, file)
        return
    whole = first + stream.read(MOST_BYTES)
    if len(whole) > MOST_BYTES:
        raise BadInput(f"is longer than {MOST_BYTES >> 20} MB", file=file, hint="Write one claim a line (NDJSON).")
    try:
        found: Json = msgspec.json.decode(whole)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("is no JSON", file=file) from error
    if isinstance(found, dict):
        found = found.get("claims", [found])
    if not isinstance(found, list):
        raise BadInput('"claims" is no list', file=file)
    for number, claim in enumerate(found, 1):
        yield _claim(claim, Spot(number, 0, "claim"), today, file)


def _claims_by_line(first: bytes, stream: BinaryIO, today: date, file: str) -> Iterator[Claim | Refused]:
    raw, number, offset = first, 0, 0
    while raw:
        number += 1
        if raw.strip():
            found = _decoded(raw)
            spot = Spot(number, offset, "claim")
            if found is None:
                yield Refused("", number, "line", offset, "is no JSON", 1, file)
            else:
                yield _claim(found, spot, today, file)
        offset += len(raw)
        raw = stream.readline(MOST_BYTES)


def _decoded(raw: bytes) -> Json | None:
    try:
        found: Json = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found


def _claim(found: Json, spot: Spot, today: date, file: str) -> Claim | Refused:
    name = ""
    try:
        if not isinstance(found, dict):
            raise Fault("claim", "is no object")
        lines = found.get("lines")
        fields = _fields({key: value for key, value in found.items() if key != "lines"}, CLAIM_FIELDS)
        name = fields.get("claim_id", "")[: values.LONGEST_ID]
        if not isinstance(lines, list):
            raise Fault("lines", "is no list")
        places = [Spot(spot.segment, spot.offset, f"line {number}") for number in range(1, len(lines) + 1)]
        return claim_of(
            fields, [(_fields(line, LINE_FIELDS), at) for line, at in zip(lines, places, strict=True)], spot, today
        )
    except Fault as fault:
        return Refused(name, spot.segment, fault.element, spot.offset, fault.why, 1, file)


def _fields(found: Json, known: frozenset[str]) -> Fields:
    """Texts by field; numbers and lists become texts, null is left out."""
    if not isinstance(found, dict):
        raise Fault("lines", "one is no object")
    fields: dict[str, str] = {}
    for key, value in found.items():
        name = field_name(str(key))
        if name not in known:
            raise Fault("field", "one is not known")
        if value is not None:
            fields[name] = _text(value, name)
    return fields


def _text(value: Json, name: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return " ".join(_text(one, name) for one in value)
    raise Fault(name, "is neither text, number nor list")
