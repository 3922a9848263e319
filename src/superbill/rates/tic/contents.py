"""Reads a table of contents: which plans a payer has, and in which files their rates stand.

Schema: CMS price-transparency-guide, table-of-contents. Files of a national payer list tens of thousands of plans; they are
read one structure at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from superbill.errors import BadInput
from superbill.rates.reading.stream import Blocks
from superbill.rates.reading.window import Window
from superbill.rates.tic.counts import Findings
from superbill.rates.tic.document import Document
from superbill.rates.tic.elements import PlainReader
from superbill.rates.tic.members import Members, read_object
from superbill.rates.tic.state import State

HIOS = "hios"
_HIOS_ID = re.compile(r"\d{5}([A-Z]{2})\w*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as listed. `state` is that of a HIOS id (issuer, two letters of the state, product), None where unknown."""

    name: str | None
    id_type: str | None
    id: str | None
    market: str | None
    sponsor: str | None
    issuer: str | None

    @property
    def state(self) -> str | None:
        """Two letters."""
        found = _HIOS_ID.fullmatch(self.id or "")
        return found[1].upper() if found and (self.id_type or "").lower() == HIOS else None

    def fits(self, name: str = "", plan_id: str = "", state: str = "") -> bool:
        """Whether the name (or the sponsor's, or the issuer's) holds all words of `name`, the id is `plan_id`, the state is
        `state`; an empty wish fits all. Hyphens in ids do not count."""
        texts = " ".join(text.lower() for text in (self.name, self.sponsor, self.issuer) if text)
        words = all(word in texts for word in name.lower().split())
        same_id = not plan_id or (self.id or "").replace("-", "") == plan_id.replace("-", "")
        return words and same_id and (not state or self.state == state.upper())


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that the contents name; `kind` is `in_network` or `allowed_amounts`."""

    kind: str
    location: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Structure:
    """Plans that share files."""

    plans: tuple[Plan, ...]
    files: tuple[ListedFile, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a table of contents. `problems` are the parts that could not be read."""

    heading: dict[str, Any]
    structures: tuple[Structure, ...]
    problems: tuple[str, ...]

    def files(self, name: str = "", plan_id: str = "", state: str = "") -> Iterator[tuple[ListedFile, list[Plan]]]:
        """Each file once, with the fitting plans that use it; files without such a plan are left out."""
        found: dict[ListedFile, list[Plan]] = {}
        for structure in self.structures:
            plans = [plan for plan in structure.plans if plan.fits(name, plan_id, state)]
            for file in structure.files if plans else ():
                found.setdefault(file, []).extend(plans)
        yield from found.items()


class _StructureReader(PlainReader):
    kind = "reporting_structure"
    first_key = re.compile(rb'\{\s*"reporting_plans"')

    def __init__(self, window: Window, state: State, rows: Findings) -> None:
        super().__init__(window, state, rows)
        self.found: list[Structure] = []

    def plain(self, text: bytes, offset: int) -> None:
        found = Members(read_object(text))
        plans = tuple(_plan(Members(one)) for one in found.objects("reporting_plans"))
        files = [("in_network", one) for one in found.objects("in_network_files")]
        files += [("allowed_amounts", one) for one in found.objects("allowed_amount_file")]
        self.found.append(Structure(plans, tuple(_file(kind, Members(one)) for kind, one in files)))


def _plan(found: Members) -> Plan:
    keys = ("plan_name", "plan_id_type", "plan_id", "plan_market_type", "plan_sponsor_name", "issuer_name")
    return Plan(*(found.text(key) for key in keys))


def _file(kind: str, found: Members) -> ListedFile:
    return ListedFile(kind, found.text("location") or "", found.text("description"))


def read_contents(path: Path) -> Contents:
    """A table of contents, plain or gzip. Raises `BadInput` for a file that is none or is cut off."""
    with Blocks(path, str(path)) as blocks:
        window, findings = Window(blocks), Findings()
        document = Document(window, str(path))
        document.open()
        reader: _StructureReader | None = None
        for key in document.members():
            if key == "reporting_structure" and window.peek() == ord("["):
                window.pos += 1
                reader = _StructureReader(window, State(), findings)
                reader.read()
            else:
                document.keep(key)
        problem = blocks.ended or document.broken or (reader.broken if reader is not None else "")
    if reader is None:
        raise BadInput(problem or "there is no reporting_structure in it: no table of contents", file=str(path))
    problems = [*findings.problems, *([problem] if problem else [])]
    return Contents(document.heading, tuple(reader.found), tuple(problems))
