"""Titles of ICD-10-PCS codes, built from the labels of their seven axes as the official descriptions are.

`Bypass` + `Cerebral Ventricle` + `Open` + `Autologous Tissue Substitute` + `Nasopharynx` reads `Bypass Cerebral Ventricle to
Nasopharynx with Autologous Tissue Substitute, Open Approach`. Two files beside this one hold what was read off the official
descriptions of FY2024: `pcs_title_rules.tsv`, a template for each section and operation, and `pcs_title_phrases.tsv`, labels
that change their form. Other labels of two parts change places (`Femoral Artery, Right` is the `Right Femoral Artery`).

What a future label reads like is foreseen for regular ones only: an official description goes before a built one.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

WITHOUT_MEANING = frozenset({"No Device", "No Qualifier", "No Substance", "None"})
"""Labels of a value that says nothing, and is not spoken of."""

_INVERTED = frozenset({"4", "6", "7"})
_PIECE = re.compile(r"\[([^\]]*)\]|([^\[]+)")
_SLOT = re.compile(r"\{(\d!?)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of `pcs_title_rules.tsv`: where it applies, and its template in pieces (text, whether it may fall away)."""

    section: str
    operation: str
    conditions: tuple[tuple[int, tuple[str, ...]], ...]
    pieces: tuple[tuple[str, bool], ...]

    def fits(self, labels: Sequence[str]) -> bool:
        """Whether all conditions hold of the seven labels."""
        return all(_holds(labels[axis - 1], wanted) for axis, wanted in self.conditions)


def title(section: str, labels: Sequence[str], axes: Sequence[str]) -> str:
    """The description of a code: its section's value, the labels of its seven axes, and their names (`Body Part`)."""
    phrases = {f"{axis}!": label for axis, label in enumerate(labels, 1)}
    for axis, (label, name) in enumerate(zip(labels, axes, strict=True), 1):
        phrases[str(axis)] = "" if label in WITHOUT_MEANING else _phrase(section, axis, label, name)
    rule = next(rule for rule in _rules_of(section, labels[2]) if rule.fits(labels))
    return "".join(_filled(text, may_fall, phrases) for text, may_fall in rule.pieces)


def _filled(text: str, may_fall: bool, phrases: dict[str, str]) -> str:
    slots = _SLOT.findall(text)
    if may_fall and not all(phrases[slot] for slot in slots):
        return ""
    return _SLOT.sub(lambda slot: phrases[slot[1]], text)


@lru_cache(maxsize=20_000)
def _phrase(section: str, axis: int, label: str, name: str) -> str:
    special = _phrases().get((section, axis, label)) or _phrases().get(("*", axis, label))
    if special is not None:
        return special
    if name == "Approach":
        return label if label.startswith("Via ") else f"{label} Approach"
    parts = label.split(", ")
    return f"{parts[1]} {parts[0]}" if str(axis) in _INVERTED and len(parts) == 2 else label


def _holds(label: str, wanted: tuple[str, ...]) -> bool:
    for pattern in wanted:
        if pattern in "-+":
            if (label in WITHOUT_MEANING) == (pattern == "-"):
                return True
        elif label == pattern or ("*" in pattern and fnmatch.fnmatchcase(label, pattern)):
            return True
    return False


@lru_cache(maxsize=2_000)
def _rules_of(section: str, operation: str) -> tuple[Rule, ...]:
    """The rules of an operation, down to the last of all, which fits anything."""
    return tuple(
        rule for rule in _rules() if rule.section in (section, "*") and fnmatch.fnmatchcase(operation, rule.operation)
    )


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(_rule(*cells) for cells in _lines("pcs_title_rules.tsv"))


def _rule(section: str, operation: str, conditions: str, template: str) -> Rule:
    split = [condition.split("=", 1) for condition in conditions.split(";") if condition]
    pieces = tuple((bracketed or plain, bool(bracketed)) for bracketed, plain in _PIECE.findall(template))
    return Rule(section, operation, tuple((int(axis), tuple(labels.split("|"))) for axis, labels in split), pieces)


@cache
def _phrases() -> dict[tuple[str, int, str], str]:
    return {(section, int(axis), label): phrase for section, axis, label, phrase in _lines("pcs_title_phrases.tsv")}


def _lines(name: str) -> list[list[str]]:
    text = files("superbill.sources").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
