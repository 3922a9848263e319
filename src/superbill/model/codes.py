"""Code systems, and codes as people type them.

A code is stored without its dot and in capitals (`E8352`), shown as its publisher prints it (`E83.52`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class System(StrEnum):
    """A code system; the value is its stable id in JSON, URLs and the knowledge base."""

    CPT = "cpt"
    HCPCS = "hcpcs"
    MODIFIER = "modifier"
    ICD10CM = "icd10cm"
    ICD10PCS = "icd10pcs"
    ICD9CM = "icd9cm"
    ICD9PROC = "icd9proc"
    CDT = "cdt"
    MSDRG = "msdrg"

    @property
    def label(self) -> str:
        """The name as the field writes it."""
        return SYSTEM_TITLES[self]


SYSTEM_TITLES = {
    System.CPT: "CPT®",
    System.HCPCS: "HCPCS Level II",
    System.MODIFIER: "Modifier",
    System.ICD10CM: "ICD-10-CM",
    System.ICD10PCS: "ICD-10-PCS",
    System.ICD9CM: "ICD-9-CM diagnosis",
    System.ICD9PROC: "ICD-9-CM procedure",
    System.CDT: "CDT",
    System.MSDRG: "MS-DRG",
}

DOTTED = frozenset({System.ICD10CM, System.ICD9CM})

_SHAPES: tuple[tuple[System, re.Pattern[str]], ...] = (
    (System.CPT, re.compile(r"\d{4}[0-9FTUMA]")),
    (System.CDT, re.compile(r"D\d{4}")),
    (System.HCPCS, re.compile(r"[A-CE-V]\d{4}")),
    (System.ICD10CM, re.compile(r"(?:[A-Z]\d|QA)[0-9A-Z]{1,5}")),  # QA0-: the first category without a digit (FY2026)
    (System.ICD10PCS, re.compile(r"[0-9A-HJ-NP-Z]{7}")),
    (System.ICD9CM, re.compile(r"(?:\d{3}|V\d\d)\d{0,2}|E\d{3}\d?")),
    (System.ICD9PROC, re.compile(r"\d{2}\d{0,2}")),
    (System.MSDRG, re.compile(r"\d{3}")),
    (System.ICD10PCS, re.compile(r"[0-9BCDFGHX][0-9A-HJ-NP-Z]{2}")),  # a table: the first three characters of its codes
    (System.MODIFIER, re.compile(r"[0-9A-Z]{2}")),
)

CPT_MODIFIERS = frozenset(
    [
        "22",
        "23",
        "24",
        "25",
        "26",
        "27",
        "32",
        "33",
        "47",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "59",
        "62",
        "63",
        "66",
        "73",
        "74",
        "76",
        "77",
        "78",
        "79",
        "80",
        "81",
        "82",
        "90",
        "91",
        "92",
        "93",
        "95",
        "96",
        "97",
        "99",
        "TC",
    ]
)
"""Modifiers that are taken as such when they are typed right behind a code, without a blank or hyphen."""

PROCEDURES = frozenset({System.CPT, System.HCPCS, System.CDT})
"""The systems whose codes take modifiers."""

_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_LEVEL_II_GLUED = re.compile(
    r"[ALPQU]\d{4}(?:[0-9A-Z]{2}){1,2}|[CEGHJKR]\d{4}(?:(?!X|ZZ)[A-Z]{2}){1,2}|[MSTV]\d{4}(?:[A-WYZ][T-Z]){1,2}"
)
"""A Level II code with its modifiers (`J1885JZ`). Under the letters after A to U also stand ICD-10-CM codes of seven characters
(`E113592`, `S0211CA`), under B and D procedures of ICD-10-PCS; what could be one of them is left whole."""
_BREAK = re.compile(r"[\s,;/:-]+")
_BREAK_BETWEEN = re.compile(r"[\s,;]+")
_DECIMAL_COMMA = re.compile(r"\b([A-Z]\d[0-9A-Z]),(\d[0-9A-Z]{0,3})\b", re.IGNORECASE)
_NOT_CODE = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True, slots=True)
class CodeRef:
    """One code of one system, normalised."""

    system: System
    code: str

    def __str__(self) -> str:
        return display_code(self.system, self.code)


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What somebody typed, taken apart: the code, its modifiers, and the systems whose shape it fits, likeliest first.

    `dotted` tells that a dot stood where ICD-10-CM and ICD-9-CM have theirs, which rules the other systems out.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    systems: tuple[System, ...] = ()
    dotted: bool = False


def normalise_code(text: str) -> str:
    """Capitals, no dots, no blanks, nothing else changed: `" e83.52"` gives `"E8352"`."""
    return _NOT_CODE.sub("", text.strip().upper())


def systems_of(code: str) -> tuple[System, ...]:
    """The systems whose shape a normalised code fits, likeliest first; empty for none."""
    return tuple(system for system, shape in _SHAPES if shape.fullmatch(code))


def parse_code(text: str) -> TypedCode:
    """Take a code apart as people type it: `82331-26`, `j1885 `, `99213 25`, `e83.52`, `82331-26-59`, `j1885jz`.

    Only procedure codes take modifiers: `e83,52` is E83.52. Never raises; text that has the shape of no system comes back
    with `systems` empty.
    """
    parts = [part for part in _BREAK.split(_DECIMAL_COMMA.sub(r"\1.\2", text.strip().upper())) if part]
    if not parts:
        return TypedCode(code="")
    dotted = re.fullmatch(r"[A-Z0-9]{3,4}\.[0-9A-Z]*", parts[0]) is not None
    dot_at = parts[0].find(".")
    code = _NOT_CODE.sub("", parts[0])
    rest = [_NOT_CODE.sub("", part) for part in parts[1:]]
    takes = not PROCEDURES.isdisjoint(systems_of(code))
    modifiers = tuple(rest) if takes and all(_MODIFIER.fullmatch(part) for part in rest) else ()
    if rest and not modifiers:
        code = normalise_code(text)
    if not modifiers and len(code) in (7, 9) and not dotted:
        split = _split_glued(code)
        if split is not None:
            return split
    systems = systems_of(code)
    if dotted:
        systems = tuple(system for system in systems if system in DOTTED and dot_at == _dot_place(system, code))
    return TypedCode(code=code, modifiers=modifiers, systems=systems, dotted=dotted)


def separate_codes(text: str) -> tuple[str, ...]:
    """The codes of a text that may hold several, each with its modifiers: `99213 25, E83.52` gives `99213-25` and `E83.52`.

    A part of two characters goes to the procedure code before it; a text that is one code in pieces (`E11 65`) stays one.
    """
    parts = [part for part in _BREAK_BETWEEN.split(_DECIMAL_COMMA.sub(r"\1.\2", text.strip())) if part]
    several = len(parts) > 1 and all(part[0].isalpha() and systems_of(normalise_code(part)) for part in parts)
    if len(parts) < 2 or (parse_code(text).systems and not several):
        return (text.strip(),)
    found: list[str] = []
    for part in parts:
        if found and _MODIFIER.fullmatch(part.upper()) and not PROCEDURES.isdisjoint(parse_code(found[-1]).systems):
            found[-1] += f"-{part}"
        else:
            found.append(part)
    return tuple(found)


def _dot_place(system: System, code: str) -> int:
    return 4 if system is System.ICD9CM and code.startswith("E") else 3


def _split_glued(code: str) -> TypedCode | None:
    """`9921325` is 99213 with 25; seven characters whose last two are no modifier of CPT are an ICD-10-PCS code. `J1885JZ` is
    J1885 with JZ."""
    modifiers = tuple(code[i : i + 2] for i in range(5, len(code), 2))
    if re.fullmatch(r"\d{4}[0-9FTUMA](?:[0-9A-Z]{2}){1,2}", code):
        if System.ICD10PCS in systems_of(code) and modifiers[0] not in CPT_MODIFIERS:
            return None
    elif not _LEVEL_II_GLUED.fullmatch(code):
        return None
    return TypedCode(code=code[:5], modifiers=modifiers, systems=systems_of(code[:5]))


def display_code(system: System, code: str) -> str:
    """The code as its publisher prints it: a dot after the third character of ICD diagnosis codes."""
    if system is System.ICD9CM and code.startswith("E"):
        return f"{code[:4]}.{code[4:]}" if len(code) > 4 else code
    if system in DOTTED and len(code) > 3 and "-" not in code:
        return f"{code[:3]}.{code[3:]}"
    if system is System.ICD9PROC and len(code) > 2:
        return f"{code[:2]}.{code[2:]}"
    return code
