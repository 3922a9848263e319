"""Checks that official layouts share: header columns, fixed-width lines, codes, and what a file's name states.

A layout lives beside its source; whatever departs from it stops the import with its name, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath

from superbill.errors import BadInput
from superbill.sources.base import LONGEST_LINE, SourceFile, amount

NEW_LAYOUT = "The publisher changed the layout, or the file was edited. Use the file as it was downloaded."
DOWNLOAD_AGAIN = "The file is cut off or damaged. Download it again."

_HCPCS = re.compile(r"[0-9A-Z]{5}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_WHOLE = re.compile(r"[0-9]{1,12}")
_PLAIN = re.compile(r"[0-9]{1,12}(\.[0-9]{0,8})?|\.[0-9]{1,8}")


def last_name(file: SourceFile) -> str:
    """The file's own name, without folder and archive."""
    return PurePosixPath(file.name).name


def text_lines(file: SourceFile, encoding: str = "ascii") -> Iterator[tuple[int, str]]:
    """Line number (from 1) and text without its line end. A byte outside the encoding is a `BadInput`."""
    with file.open() as stream:
        for number, raw in enumerate(iter(partial(stream.readline, LONGEST_LINE), b""), 1):
            if b"\0" in raw:
                raise BadInput("holds a NUL, which no text does", file=file.name, line=number)
            if len(raw) == LONGEST_LINE:
                raise BadInput(f"longer than {LONGEST_LINE} characters", file=file.name, line=number)
            try:
                yield number, raw.decode(encoding).rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise BadInput(
                    f"byte {raw[error.start]:#04x} is no {encoding}",
                    file=file.name,
                    line=number,
                    column=error.start + 1,
                ) from error


def check_columns(found: Sequence[str], expected: Sequence[str], file: SourceFile, line: int) -> None:
    """A missing, unknown, repeated or moved column is a `BadInput` that names it."""
    for place, name in enumerate(expected, 1):
        if name not in found:
            raise BadInput(
                f"column {name!r} is missing (expected as number {place})", file=file.name, line=line, hint=NEW_LAYOUT
            )
    for place, name in enumerate(found, 1):
        if name not in expected:
            raise BadInput(f"column {name!r} is unknown", file=file.name, line=line, column=place, hint=NEW_LAYOUT)
        if found.index(name) != place - 1:
            raise BadInput(f"column {name!r} stands twice", file=file.name, line=line, column=place, hint=NEW_LAYOUT)
        if expected[place - 1] != name:
            wanted = expected.index(name) + 1
            raise BadInput(
                f"column {name!r} has moved from number {wanted} to {place}",
                file=file.name,
                line=line,
                column=place,
                hint=NEW_LAYOUT,
            )


def check_width(cells: Sequence[str], width: int, file: SourceFile, line: int) -> None:
    """A row with more or fewer cells than its header is a `BadInput`."""
    if len(cells) != width:
        raise BadInput(
            f"{len(cells)} columns where there must be {width}", file=file.name, line=line, hint=DOWNLOAD_AGAIN
        )


def hcpcs_code(text: str, file: SourceFile, line: int, column: str = "HCPCS") -> str:
    """A CPT or HCPCS code of five characters."""
    cleaned = text.strip()
    if not _HCPCS.fullmatch(cleaned):
        raise BadInput(f"{text!r} is no CPT or HCPCS code", file=file.name, line=line, column=column)
    return cleaned


def modifier_code(text: str, file: SourceFile, line: int, column: str = "MOD") -> str:
    """A modifier of two characters, or `""` for none."""
    cleaned = text.strip()
    if cleaned and not _MODIFIER.fullmatch(cleaned):
        raise BadInput(f"{text!r} is no modifier", file=file.name, line=line, column=column)
    return cleaned


def whole_number(text: str, file: SourceFile, line: int, column: str) -> int:
    """A count of up to 12 digits, without sign or separators."""
    if not _WHOLE.fullmatch(text):
        raise BadInput(f"{text!r} is no whole number", file=file.name, line=line, column=column)
    return int(text)


def plain_amount(text: str, file: SourceFile, line: int, column: str) -> str:
    """A published decimal of digits and at most one point, as `amount` stores it. A comma is refused, not dropped: in
    these layouts it is a decimal comma or a shifted column, never a thousands separator."""
    cleaned = text.strip()
    if not _PLAIN.fullmatch(cleaned):
        raise BadInput(f"{text!r} is no number", file=file.name, line=line, column=column)
    return amount(cleaned, file, line, column)


def amount_with_places(text: str, places: int, file: SourceFile, line: int, column: str) -> str:
    """A decimal with at least so many places, zeros added where a spreadsheet dropped them; more digits are kept."""
    stored = plain_amount(text, file, line, column)
    missing = places - len(stored.partition(".")[2])
    return f"{stored}{'' if '.' in stored else '.'}{'0' * missing}" if missing > 0 else stored
