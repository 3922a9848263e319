"""Coded notes to train and measure on: CodiEsp in its published layout, and how its codes of 2018 compare with today's.

CodiEsp-D codes were assigned with the ICD-10-CM of 2018, injuries without their 7th character. A code of today is compared
by what it was then: without the 7th character of injuries, or the longest beginning that was a valid code in 2018.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from superbill.errors import BadInput
from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase

SQL = load_queries("superbill.casecode", "terms.sql")
DAY_OF_CODIESP = 20180101
_INJURIES = "STVWXY"


@dataclass(frozen=True, slots=True)
class CodedNote:
    """A note with the codes that people gave it, without dots."""

    id: str
    text: str
    codes: frozenset[str]


def codiesp(folder: Path, split: str) -> Iterator[CodedNote]:
    """The notes of `train` or `dev` in the order of their ids. Raises `BadInput` for a line that is no note and code."""
    table = folder / split / f"{split}D.tsv"
    gold: dict[str, set[str]] = {}
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        if len(cells) != 2:
            raise BadInput(f"{len(cells)} cells instead of a note and a code", file=table.name, line=number)
        gold.setdefault(cells[0], set()).add(cells[1].upper().replace(".", ""))
    for note in sorted(gold):
        text = (folder / split / "text_files_en" / f"{note}.txt").read_text(encoding="utf-8")
        yield CodedNote(note, text, frozenset(gold[note]))


class Of2018:
    """Codes of today as CodiEsp would have written them."""

    def __init__(self, kb: KnowledgeBase) -> None:
        rows = kb.rows(SQL["valid_on"], day=DAY_OF_CODIESP)
        self._valid = {row[0] for row in rows}

    def code(self, code: str) -> str:
        """`S42001A` gives S42001, `M5450` gives M545, `I10` stays."""
        if len(code) == 7 and code[0] in _INJURIES:
            return code[:6]
        for length in range(len(code), 2, -1):
            if code[:length] in self._valid:
                return code[:length]
        return code
