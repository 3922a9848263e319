"""One file, whatever it is, from its blocks to its tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from superbill.errors import BadInput
from superbill.rates.hospital.csv_charges import CsvCharges
from superbill.rates.hospital.headings import ColumnMap
from superbill.rates.hospital.json_charges import ChargeReader
from superbill.rates.lake.manifest import ALLOWED, HOSPITAL, IN_NETWORK
from superbill.rates.reading.stream import Blocks
from superbill.rates.reading.window import Window
from superbill.rates.tic.allowed import AllowedReader
from superbill.rates.tic.counts import Counts
from superbill.rates.tic.document import Document
from superbill.rates.tic.elements import ElementReader
from superbill.rates.tic.in_network import ItemReader
from superbill.rates.tic.provider_references import ReferenceReader
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.state import State

READERS: dict[str, Callable[[Window, State, Rows], ElementReader]] = {
    "in_network": ItemReader,
    "provider_references": ReferenceReader,
    "out_of_network": AllowedReader,
    "standard_charge_information": ChargeReader,
}
KINDS = {"in_network": IN_NETWORK, "out_of_network": ALLOWED, "standard_charge_information": HOSPITAL}
PAYER_VERSION = re.compile(r"\s*v?[12](\.\d+)*\s*", re.IGNORECASE)
HOSPITAL_VERSION = re.compile(r"\s*v?[123](\.\d+)*\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file turned out to be. `heading` are the members outside its arrays. `problem` says why it is not whole."""

    kind: str
    heading: dict[str, Any]
    counts: Counts
    problem: str = ""


def read_file(blocks: Blocks, rows: Rows, state: State, columns: ColumnMap) -> Reading:
    """A file of in-network rates, allowed amounts or hospital charges.

    Raises `BadInput` for a file that is none of them, or of an unknown schema version."""
    window = Window(blocks)
    document = Document(window, blocks.name)
    if document.looks_like_csv():
        return _read_csv(blocks, window, rows, columns)
    document.open()
    kinds, problems = _arrays(document, window, state, rows)
    rows.counts.flags.update(document.flags)
    if document.broken:
        problems.append(document.broken)
    kind = next((KINDS[key] for key in KINDS if key in kinds), None)
    if kind is None:
        raise _no_rates(document.heading, blocks, problems)
    _check_version(document.heading.get("version"), kind, blocks.name, rows.counts)
    return Reading(kind, document.heading, rows.counts, blocks.ended or next(iter(problems), ""))


def _read_csv(blocks: Blocks, window: Window, rows: Rows, columns: ColumnMap) -> Reading:
    reader = CsvCharges(window, blocks.name, rows, columns)
    reader.read()
    return Reading(HOSPITAL, reader.heading, rows.counts, blocks.ended)


def _arrays(document: Document, window: Window, state: State, rows: Rows) -> tuple[set[str], list[str]]:
    """Reads all members; gives which arrays there were and how they broke off.

    Where the structure is broken, an array may seem to close before its end: text that follows and begins like one of its
    elements is read on with."""
    kinds: set[str] = set()
    last: ElementReader | None = None
    members = document.members()
    while True:
        for key in members:
            reader = _reader(key, window, state, rows)
            if reader is None:
                document.keep(key)
                continue
            kinds.add(key)
            reader.read()
            last = reader
        offset = window.offset
        if last is None or last.broken or window.peek() < 0 or not document.search(last.first_place):
            return kinds, [last.broken] if last is not None and last.broken else []
        rows.counts.flags["structure_broken"] += 1
        rows.quarantine("between", offset, window.offset - offset, "the array closes, but goes on", b"")
        last.read()
        members = document.members_behind()


def _reader(key: str, window: Window, state: State, rows: Rows) -> ElementReader | None:
    if key not in READERS or window.peek() != ord("["):
        return None
    window.pos += 1
    return READERS[key](window, state, rows)


def _check_version(version: Any, kind: str, name: str, counts: Counts) -> None:
    known = HOSPITAL_VERSION if kind == HOSPITAL else PAYER_VERSION
    if version is None:
        counts.flags["version_missing"] += 1
    elif not isinstance(version, str) or not known.fullmatch(version):
        raise BadInput(
            f"schema version {str(version)[:40]!r} is not known",
            file=name,
            column="version",
            hint="Known are 1.x and 2.x of payers' files, 1.x to 3.x of hospitals'.",
        )


def _no_rates(heading: dict[str, Any], blocks: Blocks, problems: list[str]) -> BadInput:
    """Says why a file without rates is not read."""
    if blocks.ended or problems:
        return BadInput(blocks.ended or problems[0], file=blocks.name, hint="Download it again.")
    if "reporting_structure" in heading:
        return BadInput(
            "this is a table of contents, not the rates", file=blocks.name, hint="superbill rates contents FILE"
        )
    keys = ", ".join(sorted(heading)[:8]) or "none"
    return BadInput(
        f"there are no in-network rates, allowed amounts or hospital charges in it; its keys: {keys}", file=blocks.name
    )
