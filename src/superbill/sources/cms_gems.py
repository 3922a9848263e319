"""General equivalence mappings (GEMs) between ICD-9-CM and ICD-10-CM diagnoses, each direction a mapping of its own.

Two layouts: CMS's text (`2018_I10gem.txt`: source code, target code, five flags), whose name states the year; and csv with a
heading (`icd10cm,icd9cm,flags,approximate,...`), as the data pack has it, in which the five flags stand twice and must
agree. Codes have no dot. `NoDx` is the target of a code without any equivalent.

The csv states no year. It holds no ICD-10-CM code of the first update after the change to ICD-10 (FY2017), three that were
dropped before it (M47.17, M47.18, M51.07), and the ICD-9-CM codes of version 32: it is taken for the mapping of FY2015. CMS
published GEMs last for FY2018 and no longer updates them; ICD-9-CM and ICD-10-PCS procedures have other files, not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.code_pack import FETCH_HINT
from superbill.sources.layout import last_name, text_lines
from superbill.sources.plain_table import headings, table_rows

FROM_ICD9, FROM_ICD10 = 9, 10
NO_TARGET = "NoDx"


class Gem(NamedTuple):
    """One line. `direction` is the revision of `source_code`, 9 or 10. Flags are 0 or 1, but `scenario` numbers the ways to
    combine targets and `choice` the list within one: where `combination` is 1, one target of each choice list of a scenario
    together are the equivalent. `target_code` is `NoDx` where `no_map` is 1."""

    direction: int
    source_code: str
    target_code: str
    approximate: int
    no_map: int
    combination: int
    scenario: int
    choice: int


GEM = Table("gem", Gem, ("direction", "source_code", "target_code", "scenario", "choice"))

FLAGS = ("approximate", "no_map", "combination", "scenario", "choice_list")
CSV_COLUMNS = {
    FROM_ICD9: ("icd9cm", "icd10cm", "flags", *FLAGS),
    FROM_ICD10: ("icd10cm", "icd9cm", "flags", *FLAGS),
}
SERIES = {FROM_ICD9: "from-icd9", FROM_ICD10: "from-icd10"}
"""Each direction is a series: a file of one of them says nothing about the other."""
CSV_YEAR = 2015
CSV_NOTE = "The file states no year; its codes are those in view before 2015-10-01"

_ICD9 = re.compile(r"(?:[0-9]{3}|V[0-9][0-9])[0-9]{0,2}|E[0-9]{3}[0-9]?")
_ICD10 = re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}")
_LINE = re.compile(r"(\w{3,7})\s+(\w{3,7})\s+([0-9]{5})\s*")
_NAME = re.compile(r"(20\d\d)_I(?:9|10)gem", re.IGNORECASE)


class CmsGems(Source):
    """Both directions, csv or CMS's text."""

    id = "cms-gems"
    title = "General equivalence mappings of diagnoses"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/coding-billing/icd-10-codes/icd-10-cm-icd-10-pcs-gem-archive"
    licence = "Public domain (work of the US government)"
    cadence = "no longer updated: FY2018 is the last"
    authority = (
        "CMS and NCHS, Documentation for diagnosis GEMs: a mapping is a starting point, never a substitute for coding"
    )
    tables = (GEM,)
    floors: ClassVar[dict[str, int]] = {"gem:from-icd9": 23_000, "gem:from-icd10": 75_000}
    fetch_hint = FETCH_HINT

    def recognises(self, file: SourceFile) -> bool:
        """One of the headings, or a first line of two codes and five digits."""
        return headings(file) in CSV_COLUMNS.values() or _text_direction(file) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part, one direction."""
        direction = _text_direction(file)
        if direction is not None:
            yield Part(_edition(_named_year(file), direction), file, GEM, _text_gems(file, direction))
            return
        direction = next(key for key, columns in CSV_COLUMNS.items() if columns == headings(file))
        yield Part(_edition(CSV_YEAR, direction, CSV_NOTE), file, GEM, _csv_gems(file, direction))


def _text_direction(file: SourceFile) -> int | None:
    first = _LINE.fullmatch(file.head[:40].split(b"\n", 1)[0].decode("latin-1"))
    if first is None:
        return None
    if _ICD9.fullmatch(first[1]) and _ICD10.fullmatch(first[2]):
        return FROM_ICD9
    return FROM_ICD10 if _ICD10.fullmatch(first[1]) and _ICD9.fullmatch(first[2]) else None


def _named_year(file: SourceFile) -> int:
    named = _NAME.search(last_name(file))
    if named is None:
        how = "Give it the name CMS gave it, such as 2018_I10gem.txt."
        raise BadInput("neither content nor name states the year", file=file.name, hint=how)
    return int(named[1])


def _edition(year: int, direction: int, *notes: str) -> Edition:
    return Edition(f"FY{year}", Period(date(year - 1, 10, 1), date(year, 9, 30)), SERIES[direction], notes=notes)


def _text_gems(file: SourceFile, direction: int) -> Iterator[tuple[object, ...]]:
    for line, text in text_lines(file):
        if text.strip("\x1a "):
            found = _LINE.fullmatch(text)
            if found is None:
                raise BadInput(f"{text!r} is no line of two codes and flags", file=file.name, line=line)
            yield *_gem(file, line, direction, found[1], found[2], found[3]), line


def _csv_gems(file: SourceFile, direction: int) -> Iterator[tuple[object, ...]]:
    columns = CSV_COLUMNS[direction]
    for line, row in table_rows(file, columns):
        source_code, target_code, flags = (row[name] for name in columns[:3])
        if flags != "".join(row[name] for name in FLAGS):
            raise BadInput(f"flags {flags!r} differ from their columns", file=file.name, line=line, column="flags")
        yield *_gem(file, line, direction, source_code, target_code, flags), line


def _gem(file: SourceFile, line: int, direction: int, source_code: str, target_code: str, flags: str) -> Gem:
    shapes = (_ICD9, _ICD10) if direction == FROM_ICD9 else (_ICD10, _ICD9)
    names = ("ICD-9-CM", "ICD-10-CM") if direction == FROM_ICD9 else ("ICD-10-CM", "ICD-9-CM")
    if not shapes[0].fullmatch(source_code):
        raise BadInput(f"{source_code!r} is no {names[0]} code", file=file.name, line=line)
    if target_code != NO_TARGET and not shapes[1].fullmatch(target_code):
        raise BadInput(f"{target_code!r} is no {names[1]} code", file=file.name, line=line)
    if not re.fullmatch(r"[01]{3}[0-9][0-9]", flags) or (flags[1] == "1") != (target_code == NO_TARGET):
        raise BadInput(f"flags {flags!r} of {source_code} to {target_code} make no sense", file=file.name, line=line)
    return Gem(direction, source_code, target_code, *(int(flag) for flag in flags))


SOURCE = CmsGems()
