"""The parameters that several calls share, and how their text becomes a value."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from superbill.errors import UsageError
from superbill.model.codes import System
from superbill.model.edits import Setting
from superbill.model.periods import parse_day
from superbill.surfaces.rest.calls import Parameter
from superbill.surfaces.schema_parts.basic import Schema

E = TypeVar("E", bound=StrEnum)

LONGEST_CODE = 64
LONGEST_TEXT = 300


def one_of(kind: type[E]) -> Callable[[str], E]:
    """Reads a value of an enumeration."""
    values = {member.value: member for member in kind}

    def read(text: str) -> E:
        if text not in values:
            raise UsageError(f"{text!r} is not one of {', '.join(values)}")
        return values[text]

    return read


def number(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number within bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= 9 and least <= int(text) <= most):
            raise UsageError(f"{text!r} is no whole number from {least} to {most}")
        return int(text)

    return read


def short(longest: int) -> Callable[[str], str]:
    """Reads text up to a length."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise UsageError(f"longer than {longest} characters")
        return text

    return read


def enumeration(kind: type[StrEnum]) -> Schema:
    """The schema of an enumeration."""
    return {"type": "string", "enum": [member.value for member in kind]}


def whole(least: int, most: int, default: int | None = None) -> Schema:
    """The schema of a whole number."""
    found: Schema = {"type": "integer", "minimum": least, "maximum": most}
    return found if default is None else {**found, "default": default}


def limit(default: int, most: int) -> Parameter:
    """How many."""
    return Parameter(
        "limit", whole(1, most, default), "How many at most.", read=number(1, most), default=default
    )  # fmt: skip


STATE_TEXT: Schema = {"type": "string", "minLength": 2, "maxLength": 2}
CODE_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_CODE}

CODE = Parameter(
    "code",
    CODE_TEXT,
    "A code as people type it: `E83.52`, `e8352`, `82331-26`.",
    read=short(LONGEST_CODE),
    required=True,
)
ON = Parameter(
    "on",
    {"type": "string", "format": "date"},
    "Date of service, `2026-11-22`; left out: today. The releases in force that day answer.",
    read=parse_day,
)
SYSTEM = Parameter("system", enumeration(System), "Only this code system.", read=one_of(System))
SYSTEMS = Parameter(
    "system", enumeration(System), "Only these code systems.", read=one_of(System), many=True, argument="systems"
)
SETTING = Parameter(
    "setting",
    {**enumeration(Setting), "default": Setting.PRACTITIONER.value},
    "Whose claim it is; picks the edit file.",
    read=one_of(Setting),
    default=Setting.PRACTITIONER,
)
LOCALITY = Parameter(
    "locality",
    {"type": "string", "pattern": r"^\d{5}/?\d{2}$"},
    "Medicare locality, `01112/05`.",
    read=short(LONGEST_CODE),
)
ZIP = Parameter(
    "zip",
    {"type": "string", "pattern": r"^\d{5}(-?\d{4})?$"},
    "ZIP code of the place of service, instead of a locality.",
    read=short(LONGEST_CODE),
    argument="zip_code",
)
TEXT = Parameter(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
    "A code, the beginning of one, or words.",
    read=short(LONGEST_TEXT),
    required=True,
    argument="text",
)
CODES = Parameter(
    "codes", CODE_TEXT, "Codes, separated by commas or repeated.", read=short(LONGEST_CODE), required=True, many=True
)
OFFSET = Parameter("offset", whole(0, 9_999, 0), "How many to leave out first.", read=number(0, 9_999), default=0)
STATE = Parameter("state", STATE_TEXT, "Only this state, two letters.", read=short(2))
AFTER = Parameter("after", CODE_TEXT, "Begin behind this code.", read=short(LONGEST_CODE), default="")
