"""Spreadsheets saved as text: comma or tab, a few lines above the header, columns found by their names.

Encodings differ from file to file: UTF-16 and UTF-8 with a mark, plain UTF-8, and the Windows code page. 0xFF and 0xA0
stand for blanks, 0x1A for the end. Columns may come in another order; an unknown or missing one stops the import.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from superbill.errors import BadInput
from superbill.sources.base import SourceFile, csv_rows, whole
from superbill.sources.dollars import dollars, figure, flag, percent
from superbill.sources.layout import DOWNLOAD_AGAIN, NEW_LAYOUT, check_width

HEADER_WITHIN = 30
_BLANKS = str.maketrans({"\xa0": " ", "\xff": " ", "\x1a": None, "\ufeff": None})
_TITLE_BYTES = 4_000
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def encoding_of(file: SourceFile) -> str:
    """The encoding of the whole file: one odd byte may stand anywhere. UTF-8 and Windows characters in one file are a
    `BadInput`, as either reading would garble the other."""
    content = whole(file)
    marked = _marked(file.head)
    if marked is not None:
        return marked
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        mixed = _UTF8_CHARACTER.search(content)
        if mixed is None:
            return "cp1252"
        raise BadInput(
            f"byte {content[error.start]:#04x} is no utf-8, which line {_line_at(content, mixed.start())} is in",
            file=file.name,
            line=_line_at(content, error.start),
            hint="The file mixes encodings. Use it as it was downloaded.",
        ) from error
    return "utf-8"


def _line_at(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _marked(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else None


def title_text(file: SourceFile) -> str:
    """The first lines as text, to recognise a file by; never fails."""
    encoding = _marked(file.head) or "cp1252"
    size = _TITLE_BYTES * (2 if encoding == "utf-16" else 1)
    return file.head[:size].decode(encoding, "replace").translate(_BLANKS)


def sheet_rows(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of every row. Tabs separate where the head has more of them than commas."""
    head = title_text(file)
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    for line, cells in csv_rows(file, encoding=encoding_of(file), delimiter=delimiter):
        yield line, [cell.translate(_BLANKS).strip() for cell in cells]


def heading(text: str) -> str:
    """A column's name without the differences that do not matter: case, blanks and line breaks."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. Values are asked for by field; a column that the layout lacks gives `""`, None or 0."""

    file: SourceFile
    line: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def text(self, field: str) -> str:
        """The trimmed text."""
        place = self.places.get(field)
        return "" if place is None else self.cells[place]

    def text_or_none(self, field: str) -> str | None:
        """The text, None for blank."""
        return self.text(field) or None

    def dollars(self, field: str) -> str | None:
        """An amount in US dollars."""
        return dollars(self.text(field), self.file, self.line, field)

    def figure(self, field: str) -> str | None:
        """A plain number."""
        return figure(self.text(field), self.file, self.line, field)

    def percent(self, field: str) -> str | None:
        """A percentage."""
        return percent(self.text(field), self.file, self.line, field)

    def flag(self, field: str) -> int | None:
        """1 for `*`, 0 for blank, None where the layout has no such column."""
        return flag(self.text(field), self.file, self.line, field) if field in self.places else None

    def matching(self, field: str, shape: re.Pattern[str], what: str) -> str:
        """Text of a shape; anything else is a `BadInput` that says it is no `what`."""
        text = self.text(field)
        if not shape.fullmatch(text):
            raise BadInput(f"{text!r} is no {what}", file=self.file.name, line=self.line, column=field)
        return text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A spreadsheet: lines above the header, the header's names as printed, the rows below that are not blank."""

    preamble: list[tuple[int, list[str]]]
    header_line: int
    header: list[str]
    rows: list[SheetRow]

    @property
    def preamble_texts(self) -> list[str]:
        """What the cells above the header say, blanks and line breaks collapsed."""
        return [" ".join(cell.split()) for _, cells in self.preamble for cell in cells if cell]


def read_sheet(
    file: SourceFile,
    first: str,
    known: Mapping[str, str],
    required: Collection[str],
    *,
    name_of: Callable[[str], str] = heading,
) -> Sheet:
    """Read a file whose header row begins with `first`.

    `known` maps a column's name, as `name_of` gives it, to its field; the field `""` is known and not stored. A name that
    is not there, a field of `required` without a column, a field twice and a missing header row are each a `BadInput`. A
    column without a name must be empty, unless `known` names the empty name.
    """
    rows = list(sheet_rows(file))
    place = next((n for n, (_, cells) in enumerate(rows[:HEADER_WITHIN]) if cells and name_of(cells[0]) == first), None)
    if place is None:
        raise BadInput(
            f"the header row that begins with {first.upper()} is missing", file=file.name, hint=DOWNLOAD_AGAIN
        )
    line, header = rows[place]
    places, unnamed = _places(file, line, [name_of(cell) for cell in header], known, required)
    found = []
    for number, cells in rows[place + 1 :]:
        if not any(cells):
            continue
        check_width(cells, len(header), file, number)
        for column in unnamed:
            if cells[column]:
                raise BadInput(
                    f"{cells[column]!r} in a column without a name", file=file.name, line=number, column=column + 1
                )
        found.append(SheetRow(file, number, cells, places))
    if not found:
        raise BadInput("no rows", file=file.name, hint=DOWNLOAD_AGAIN)
    return Sheet(rows[:place], line, header, found)


def _places(
    file: SourceFile, line: int, names: list[str], known: Mapping[str, str], required: Collection[str]
) -> tuple[dict[str, int], list[int]]:
    places: dict[str, int] = {}
    unnamed: list[int] = []
    for place, name in enumerate(names):
        field = known.get(name)
        if not name and (field is None or field in places):
            unnamed.append(place)
        elif field is None:
            raise BadInput(f"column {name!r} is unknown", file=file.name, line=line, column=place + 1, hint=NEW_LAYOUT)
        elif field in places:
            raise BadInput(
                f"column {name!r} stands twice", file=file.name, line=line, column=place + 1, hint=NEW_LAYOUT
            )
        elif field:
            places[field] = place
    for field in required:
        if field not in places:
            names_of = " or ".join(repr(name) for name, meant in known.items() if meant == field)
            raise BadInput(f"column {names_of} is missing", file=file.name, line=line, hint=NEW_LAYOUT)
    return places, unnamed
