"""The small tables of `content/casecode/`: what history and family become, drugs of long-term use, combinations, limits."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from superbill.casecode.words import stems_of
from superbill.kb.home import content_folder
from superbill.model.codes import normalise_code


@dataclass(frozen=True, slots=True)
class Combination:
    """A code that says two diagnoses at once; `keeps` are beginnings of codes that stay beside it."""

    first: tuple[str, ...]
    also: tuple[str, ...]
    gives: str
    keeps: tuple[str, ...]
    why: str
    tail: bool = False
    """Whether what follows the beginning of the first code is kept: F03.B11 gives F02.B11."""


def read(name: str) -> dict[str, Any]:
    """One table, as TOML."""
    return tomllib.loads((content_folder() / "casecode" / name).read_text(encoding="utf-8"))


@cache
def statuses() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Beginnings of codes to the code of a history, to that of a family history; beginnings of what is over."""
    content = read("status.toml")
    over = frozenset(map(normalise_code, [*content["over"]["letters"], *content["over"]["codes"]]))
    return _codes(content["history"]), _codes(content["family"]), over


@cache
def drugs() -> dict[tuple[str, ...], str]:
    """The words of a drug's name to the code of its long-term use."""
    found = {}
    for code, names in read("drugs.toml").items():
        for name in names:
            found[tuple(name.replace("-", " ").split())] = normalise_code(code)
    return found


@cache
def combinations() -> tuple[Combination, ...]:
    """The combination codes, in the order in which they are tried."""
    return tuple(
        Combination(
            _all(rule["first"]),
            _all(rule["also"]),
            normalise_code(rule["gives"]),
            _all(rule["keeps"]),
            rule["why"],
            rule.get("tail", False),
        )
        for rule in read("combinations.toml")["rule"]
    )


@cache
def limits() -> tuple[frozenset[str], frozenset[str]]:
    """Codes that no bare word gives, and codes that are never suggested."""
    content = read("limits.toml")
    return frozenset(_all(content["not_from_bare_words"])), frozenset(_all(content["never"]))


@cache
def sided_apart() -> dict[str, tuple[str, ...]]:
    """Codes whose sides stand under another heading: the codes of the right, the left, both sides."""
    return {normalise_code(code): _all(codes) for code, codes in read("headings.toml")["sided"].items()}


@cache
def integral() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Beginnings of codes of symptoms, and of the diagnoses that they belong to."""
    return {_all([code]): _all(others) for code, others in read("limits.toml")["integral"].items()}


def longest_beginning(code: str, table: Mapping[str, str]) -> str:
    """What the table says of the longest beginning of a code; '' for nothing."""
    return next((table[code[:length]] for length in range(len(code), 0, -1) if code[:length] in table), "")


def begins(code: str, beginnings: Iterable[str]) -> bool:
    """Whether a code begins with one of some."""
    return code.startswith(tuple(beginnings))


def _codes(table: Mapping[str, str]) -> dict[str, str]:
    return {normalise_code(key): normalise_code(value) for key, value in table.items()}


def _all(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(normalise_code(code) for code in codes)


@cache
def never_alone() -> frozenset[str]:
    """Stems of words that name no diagnosis by themselves."""
    return stems_of([read("limits.toml")["never_alone"]])


@cache
def unsafe_abbreviations() -> frozenset[str]:
    """Abbreviations that give no code by themselves."""
    return frozenset(read("limits.toml")["unsafe_abbreviations"])
