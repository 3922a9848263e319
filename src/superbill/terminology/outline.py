"""Every code system as an outline to walk down: its own hierarchy where a release has one, else ranges of codes.

Ranges follow the way codes are built: HCPCS by letter, then by hundreds; CPT by first digit (or the letter at the end of
its other categories), then by hundreds. Counts are complete codes of the list in force that day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from superbill.kb.store import KnowledgeBase
from superbill.model.codes import System, display_code
from superbill.terminology.lookup import Lookup
from superbill.terminology.tree import Node, Tree

ALL = 1_000_000
_AFTER = "~"
"""Sorts behind every character of a code."""

HCPCS_LETTERS = {
    "A": "Ambulance, medical and surgical supplies, administrative",
    "B": "Enteral and parenteral therapy",
    "C": "Hospital outpatient payment (OPPS)",
    "E": "Durable medical equipment",
    "G": "Procedures and professional services, temporary",
    "H": "Behavioral health and substance use services",
    "J": "Drugs not given by mouth, chemotherapy",
    "K": "Durable medical equipment, temporary (DME MAC)",
    "L": "Orthotics and prosthetics",
    "M": "Medical services, quality measures",
    "P": "Pathology and laboratory",
    "Q": "Temporary codes",
    "R": "Transport of portable X-ray and ECG equipment",
    "S": "Temporary codes of private payers and Medicaid",
    "T": "State Medicaid agencies",
    "U": "Coronavirus laboratory tests",
    "V": "Vision, hearing and speech-language services",
}
CPT_LETTERS = {
    "A": "Immunization administration, COVID-19",
    "F": "Category II: performance measures",
    "M": "Multianalyte assays with algorithms",
    "T": "Category III: emerging technology",
    "U": "Proprietary laboratory analyses",
}
_WIDTHS: dict[System, tuple[int, ...]] = {
    System.CPT: (1, 3),
    System.HCPCS: (1, 3),
    System.CDT: (3,),
    System.ICD9CM: (2,),
    System.ICD9PROC: (2,),
    System.ICD10PCS: (1, 2, 3),
    System.MSDRG: (1,),
    System.MODIFIER: (1,),
    System.ICD10CM: (1, 3),
}
_SUFFIXED = re.compile(r"\d{4}[AFMTU]")


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in an outline. `id` names it in calls; `count` is how many complete codes stand below it (1 for a code
    itself); `is_code` tells a code or category, which has a report, from a chapter, block or range."""

    id: str
    display: str
    text: str
    count: int
    is_code: bool
    billable: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """One level of an outline: where it is, what is above it (top first), and what is directly below."""

    system: System
    at: Branch | None
    above: tuple[Branch, ...]
    below: tuple[Branch, ...]
    total: int


class Outlines:
    """Walks the outlines of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, lookup: Lookup, tree: Tree) -> None:
        self._kb = kb
        self._lookup = lookup
        self._tree = tree
        self._codes: dict[tuple[System, tuple[int, ...]], tuple[str, ...]] = {}

    def totals(self, on: date) -> dict[System, int]:
        """How many complete codes of each system are in force; systems without any are left out."""
        counts = {system: len(self._complete(system, on)) for system in System}
        return {system: count for system, count in counts.items() if count}

    def outline(self, system: System, at: str, on: date) -> Outline | None:
        """The level below `at` ('' for the top), or None when there is no such place that day."""
        found = self._of_tree(system, at, on) if self._tree.children(system, "", on) else None
        return found or self._of_ranges(system, at, on)

    def _of_tree(self, system: System, at: str, on: date) -> Outline | None:
        node = self._tree.node(system, at, on) if at else None
        if at and node is None:
            return None
        codes = self._complete(system, on)
        below = tuple(self._branch(child, codes, on) for child in self._tree.children(system, at, on))
        above = tuple(self._branch(each, codes, on) for each in self._tree.ancestors(system, at, on)) if at else ()
        return Outline(system, self._branch(node, codes, on) if node else None, above, below, len(codes))

    def _branch(self, node: Node, codes: tuple[str, ...], on: date) -> Branch:
        is_code = not node.code.startswith("chapter-") and "-" not in node.code
        is_code = is_code and (node.system is not System.ICD10PCS or len(node.code) in (3, 7))
        text = re.sub(r"\s*\([A-Z0-9]{3}(?:-[A-Z0-9]{3})?\)$", "", node.text)
        display = _span(node) if node.code.startswith("chapter-") else node.display
        count = self._below(node, codes, on)
        return Branch(node.code, display, text, count, is_code and not _is_pcs_table(node), node.billable)

    def _below(self, node: Node, codes: tuple[str, ...], on: date) -> int:
        if node.code.startswith("chapter-"):
            return sum(self._below(child, codes, on) for child in self._tree.children(node.system, node.code, on))
        first, _, last = node.code.partition("-")
        return bisect_left(codes, (last or first) + _AFTER) - bisect_left(codes, first)

    def _of_ranges(self, system: System, at: str, on: date) -> Outline | None:
        codes = self._complete(system, on)
        inside = [code for code in codes if _key(system, code).startswith(at)]
        if not inside or (at and len(at) not in _WIDTHS[system]):
            return None
        above = tuple(
            _range(system, at[:width], [code for code in codes if _key(system, code).startswith(at[:width])])
            for width in _WIDTHS[system]
            if width < len(at)
        )
        here = _range(system, at, inside) if at else None
        width = next((width for width in _WIDTHS[system] if width > len(at)), 0)
        below = self._groups(system, inside, width) if width else self._lines(system, inside, on)
        return Outline(system, here, above, below, len(codes))

    def _groups(self, system: System, codes: list[str], width: int) -> tuple[Branch, ...]:
        groups: dict[str, list[str]] = {}
        for code in codes:
            groups.setdefault(_key(system, code)[:width], []).append(code)
        return tuple(_range(system, key, groups[key]) for key in sorted(groups))

    def _lines(self, system: System, codes: list[str], on: date) -> tuple[Branch, ...]:
        found = (self._lookup.line(system, code, on) for code in codes)
        return tuple(Branch(line.code, line.display, line.text, 1, True, line.billable) for line in found if line)

    def _complete(self, system: System, on: date) -> tuple[str, ...]:
        """Complete codes in order, kept for each set of releases in force. CPT has no list, only federal files."""
        releases = tuple(
            release.id
            for source in ([self._kb.list_of(system)] if system is not System.CPT else ("cms-mpfs-rvu", "cms-clfs"))
            if source
            for release in self._kb.in_force(source, on)
        )
        key = (system, releases)
        if key not in self._codes:
            codes = self._lookup.codes(system, on, "", ALL)
            if system is System.ICD10PCS:
                codes = [code for code in codes if len(code) == 7]
            self._codes[key] = tuple(codes)
        return self._codes[key]


def _range(system: System, key: str, codes: list[str]) -> Branch:
    """A range by its first and last code."""
    display = "–".join(display_code(system, code) for code in dict.fromkeys((codes[0], codes[-1])))
    names = {System.HCPCS: HCPCS_LETTERS, System.CPT: CPT_LETTERS}.get(system, {})
    return Branch(key, display, names.get(key, ""), len(codes), is_code=False, billable=False)


def _key(system: System, code: str) -> str:
    """What ranges go by: the code, or for CPT codes that end in a letter that letter first."""
    return f"{code[-1]}{code}" if system is System.CPT and _SUFFIXED.fullmatch(code) else code


def _span(node: Node) -> str:
    """A chapter by its range, which its title ends with."""
    found = re.search(r"\(([A-Z0-9]{3}(?:-[A-Z0-9]{3})?)\)$", node.text)
    return found.group(1).replace("-", "–") if found else node.display


def _is_pcs_table(node: Node) -> bool:
    return node.system is System.ICD10PCS and len(node.code) < 7
