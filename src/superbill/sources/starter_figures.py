"""Figures of federal releases for the codes of the starter pack, one small csv an official file.

The first line is a comment in JSON that says which release and which official file the rows were taken from; then a
header, then the rows as their source yields them, with their row number in the official file. Receipts therefore name
the official file and row. An excerpt gives way to the same release loaded in full.
"""

from __future__ import annotations

import csv
import io
import json
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, BinaryIO, get_args, get_origin, get_type_hints

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Amount, Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.cms_clfs import CLFS_RATE
from superbill.sources.cms_mpfs_gpci import GPCI
from superbill.sources.cms_mpfs_rvu import MPFS_RVU
from superbill.sources.cms_ncci_mue import MUE
from superbill.sources.cms_ncci_ptp import PTP
from superbill.sources.layout import (
    DOWNLOAD_AGAIN,
    check_columns,
    check_width,
    plain_amount,
    text_lines,
    whole_number,
)

FORMAT = 1
MARK = "superbill_excerpt"
ROW = "row"
TABLES = {
    "cms-clfs": CLFS_RATE,
    "cms-mpfs-gpci": GPCI,
    "cms-mpfs-rvu": MPFS_RVU,
    "cms-ncci-mue": MUE,
    "cms-ncci-ptp": PTP,
}
"""Source id to the table that an excerpt of it fills."""

TEXTS = ("source", "series", "edition", "start", "end", "table", "file", "sha256")

Convert = Callable[[str, SourceFile, int, str], object]


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """The file that an excerpt was taken from: its name and digest. Its content is not here."""

    name: str
    digest: str

    @property
    def head(self) -> bytes:
        """Empty."""
        return b""

    def open(self) -> BinaryIO:
        """Empty."""
        return io.BytesIO()

    def sha256(self) -> str:
        """The official file's digest, as the excerpt states it."""
        return self.digest

    def sibling(self, name: str) -> SourceFile:
        """There is none."""
        raise BadInput(f"only an excerpt is here, without {name}", file=self.name)


class StarterFigures(Source):
    """The files of `content/figures/`."""

    id = "superbill-starter"
    title = "Superbill starter pack: federal figures for frequent codes"
    publisher = "Superbill, from the publishers that each file names"
    page = "content/figures/ of this project"
    licence = "figures of US government works"
    cadence = "with every version"
    authority = "the official file that each excerpt names, with its SHA-256"
    tables = tuple(TABLES.values())
    excerpt = True
    fetch_hint = "part of every installation"

    def recognises(self, file: SourceFile) -> bool:
        """A first line that is the JSON comment."""
        return file.head.startswith(f'# {{"{MARK}":'.encode())

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part, in the name of the source that the first line states."""
        stated = _stated(file)
        table = TABLES[stated["source"]]
        official = OfficialFile(stated["file"], stated["sha256"])
        yield Part(_edition(file, stated), official, table, _rows(file, table), source=stated["source"])


def _stated(file: SourceFile) -> dict[str, Any]:
    line = file.head.split(b"\n", 1)[0]
    try:
        stated = json.loads(line.removeprefix(b"#"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"the first line is no JSON comment: {error}", file=file.name, line=1) from error
    if not isinstance(stated, dict) or stated.get(MARK) != FORMAT:
        raise BadInput(f"{MARK} is not {FORMAT}", file=file.name, line=1, hint="It is of another version of Superbill.")
    for name in TEXTS:
        if not isinstance(stated.get(name), str) or (not stated[name] and name != "series"):
            raise BadInput(f"{name!r} is missing or no text", file=file.name, line=1)
    if stated["source"] not in TABLES:
        raise BadInput(f"unknown source {stated['source']!r}", file=file.name, line=1)
    if stated["table"] != TABLES[stated["source"]].name:
        raise BadInput(f"{stated['source']} has no table {stated['table']!r}", file=file.name, line=1)
    return stated


def _edition(file: SourceFile, stated: dict[str, Any]) -> Edition:
    try:
        period = Period(date.fromisoformat(stated["start"]), date.fromisoformat(stated["end"]))
        published = date.fromisoformat(stated["published"]) if stated.get("published") else None
    except (TypeError, ValueError) as error:
        raise BadInput(f"bad date: {error}", file=file.name, line=1) from error
    notes = stated.get("notes", [])
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise BadInput("'notes' is no list of texts", file=file.name, line=1)
    return Edition(
        stated["edition"],
        period,
        stated["series"],
        published,
        complete=stated.get("complete") is True,
        notes=tuple(notes),
    )


def _rows(file: SourceFile, table: Table) -> Iterator[tuple[object, ...]]:
    converters = {name: _converter(hint) for name, hint in get_type_hints(table.row, include_extras=True).items()}
    converters[ROW] = _whole
    rows = _cells(file)
    header = next(rows, None)
    if header is None:
        raise BadInput("the header row is missing", file=file.name, line=2, hint=DOWNLOAD_AGAIN)
    check_columns(header[1], list(converters), file, header[0])
    for line, cells in rows:
        check_width(cells, len(converters), file, line)
        yield tuple(
            convert(cell, file, line, name) for cell, (name, convert) in zip(cells, converters.items(), strict=True)
        )


def _cells(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of the lines below the first."""
    reader = csv.reader((text for line, text in text_lines(file, "utf-8") if line > 1), strict=True)
    try:
        for cells in reader:
            yield reader.line_num + 1, cells
    except csv.Error as error:
        raise BadInput(f"not readable as CSV: {error}", file=file.name, line=reader.line_num + 1) from error


def _converter(hint: object) -> Convert:
    """How a cell becomes a value of a row type's annotation."""
    if get_origin(hint) in (typing.Union, types.UnionType):
        inner = _converter(next(member for member in get_args(hint) if member is not type(None)))
        return lambda text, file, line, column: inner(text, file, line, column) if text else None
    if hint == Amount:
        return plain_amount
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return _whole if base is int else _text


def _whole(text: str, file: SourceFile, line: int, column: str) -> int:
    return whole_number(text, file, line, column)


def _text(text: str, file: SourceFile, line: int, column: str) -> str:
    return text


SOURCE = StarterFigures()
