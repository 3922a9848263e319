"""Five-digit ZIP codes to the Medicare contractor and locality that prices a service there.

80 characters a line; positions 76 to 80 state year and quarter. About 580 ZIP codes have the plus-four flag: parts of
them belong to other localities, by the last four digits, which the ZIP9 file lists. The row here is their main one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source, SourceFile, quarter_period
from superbill.sources.layout import DOWNLOAD_AGAIN, NEW_LAYOUT, text_lines


class ZipLocality(NamedTuple):
    """A ZIP code. `rural` is `""` urban, `R` rural, `B` super rural (for ambulance). `plus_four` 1: it spans localities,
    told apart by the last four digits; the row holds its main one."""

    zip: str
    state: str
    mac: str
    locality: str
    rural: str
    plus_four: int


ZIP_LOCALITY = Table("zip_locality", ZipLocality, ("zip",))

WIDTH = 80
# State, ZIP, carrier, locality, rural, lab bid locality, rural 2, filler, plus-four flag, filler, Part B indicator.
_LINE = re.compile(r"([A-Z]{2})(\d{5})(\d{5})(\d{2})([ RB])(.{2})([ RB]) {2}([01])(.)(.) {52}(20\d\d)([1-4])")
_HEAD = re.compile(rb"[A-Z]{2}\d{12}[ RB].{2}[ RB] {2}[01]..  {51}\d{5}\r?\n")
_FIELDS = ((1, 2, "State", r"[A-Z]{2}"), (3, 7, "Zip Code", r"\d{5}"), (8, 12, "Carrier", r"\d{5}"),
           (13, 14, "Pricing Locality", r"\d{2}"), (15, 15, "Rural Indicator", "[ RB]"),
           (76, 80, "Year/Quarter", r"20[0-9]{2}[1-4]"))  # fmt: skip

NOTE = "ZIP codes with the plus-four flag lie in several localities; the row holds their main one, the ZIP9 file the others"


class CmsZip5(Source):
    """ZIP5 of the ZIP code to carrier locality file."""

    id = "cms-zip-locality"
    title = "ZIP code to Medicare locality"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules"
    licence = "US government work"
    cadence = "quarterly"
    authority = "Zip5 record layout (ZIP5lyout.txt)"
    tables = (ZIP_LOCALITY,)
    floors: ClassVar[dict[str, int]] = {"zip_locality": 40_000}
    fetch_hint = f"superbill fetch cms-zip-locality, or superbill build --from DIR with ZIP5 (txt) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The first line has the layout of ZIP5 (ZIP9 has four digits where this has blanks)."""
        return _HEAD.match(file.head[: WIDTH + 2]) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part; year and quarter are those of the first line, and every other line must agree."""
        first = file.head[:WIDTH].decode("ascii", "replace")
        if not re.fullmatch(_FIELDS[-1][3], first[75:80]):
            raise BadInput(
                f"{first[75:80]!r} is no year and quarter", file=file.name, line=1, column=76, hint=NEW_LAYOUT
            )
        year, quarter = int(first[75:79]), int(first[79])
        edition = Edition(f"{year}Q{quarter}", quarter_period(year, quarter), notes=(NOTE,))
        yield Part(edition, file, ZIP_LOCALITY, _rows(file, first[75:80]))


def _rows(file: SourceFile, stamp: str) -> Iterator[tuple[object, ...]]:
    for line, text in text_lines(file):
        found = _LINE.fullmatch(text)
        if found is None:
            raise _explained(file, line, text)
        if text[75:80] != stamp:
            raise BadInput(
                f"year and quarter {text[75:80]} after {stamp}",
                file=file.name,
                line=line,
                column=76,
                hint="The file holds two releases. Use the files as they were downloaded.",
            )
        yield (found[2], found[1], found[3], found[4], found[5].strip(), int(found[8]), line)


def _explained(file: SourceFile, line: int, text: str) -> BadInput:
    if len(text) != WIDTH:
        return BadInput(
            f"{len(text)} characters where there must be {WIDTH}", file=file.name, line=line, hint=DOWNLOAD_AGAIN
        )
    for first, last, name, shape in _FIELDS:
        if not re.fullmatch(shape, text[first - 1 : last]):
            return BadInput(f"{text[first - 1 : last]!r} is no {name}", file=file.name, line=line, column=first)
    return BadInput("not the ZIP5 layout", file=file.name, line=line, hint=NEW_LAYOUT)


SOURCE = CmsZip5()
