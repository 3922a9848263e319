"""ICD-9-CM: every diagnosis and procedure code with its long and short title, as CMS last published them (version 32).

`CMS32_DESC_LONG_DX.txt` and `..._SG.txt` hold a code in columns 1-5 (diagnoses) or 1-4 (procedures), a blank, and the
title; the `SHORT` files hold the same codes in the same order and are read beside them. No dots. The long titles of
diagnoses are in latin-1 (`Ménière's`), the other files are plain ASCII. Only complete codes are listed, no headings.

The files state no version; it is in their names. Version 32 was in force in fiscal year 2015, up to the change to
ICD-10 on 2015-10-01; later dates of service are answered from it and marked stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import Period
from superbill.model.rows import CONCEPT, Concept
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.code_pack import FETCH_HINT
from superbill.sources.layout import DOWNLOAD_AGAIN, last_name, text_lines

_NAME = re.compile(r"CMS(\d\d)_DESC_(LONG|SHORT)_(DX|SG)", re.IGNORECASE)
_HOW = "Give it the name CMS gave it, such as CMS32_DESC_LONG_DX.txt."


@dataclass(frozen=True, slots=True)
class Layout:
    """One of the two lists: how its files begin, how wide the code is, and the shape of a code."""

    system: System
    long_begins: bytes
    short_begins: bytes
    width: int
    code: re.Pattern[str]


LAYOUTS = (
    Layout(
        System.ICD9CM, b"0010  Cholera due to", b"0010  Cholera d/t", 5, re.compile(r"(?:\d{3}|V\d\d)\d{0,2}|E\d{3}\d?")
    ),
    Layout(System.ICD9PROC, b"0001 Therapeutic ultrasound", b"0001 Ther ult", 4, re.compile(r"\d{2}\d{1,2}")),
)


class CmsIcd9(Source):
    """The master description files, text."""

    id = "cms-icd9"
    title = "ICD-9-CM diagnosis and procedure codes"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/coding-billing/icd-10-codes/icd-9-cm-diagnosis-procedure-codes-abbreviated-and-full-code-titles"
    licence = "Public domain (work of the US government)"
    cadence = "no longer updated: version 32 is the last"
    authority = "45 CFR 162.1002 (ICD-9-CM, volumes 1 to 3, for services before 2015-10-01)"
    tables = (CONCEPT,)
    lists = (System.ICD9CM, System.ICD9PROC)
    floors: ClassVar[dict[str, int]] = {"concept": 17_000}
    fetch_hint = FETCH_HINT

    def recognises(self, file: SourceFile) -> bool:
        """The first code with the beginning of its title, long or short."""
        return file.head.startswith(tuple(b for layout in LAYOUTS for b in (layout.long_begins, layout.short_begins)))

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part for a file of long titles; a file of short titles is read with it and gives none of its own."""
        named = _NAME.search(last_name(file))
        if named is None:
            raise BadInput("neither content nor name states the version", file=file.name, hint=_HOW)
        layout = next(x for x in LAYOUTS if file.head.startswith((x.long_begins, x.short_begins)))
        other = file.sibling(_other_name(last_name(file), named[2]))
        if file.head.startswith(layout.long_begins):
            yield Part(_edition(int(named[1])), file, CONCEPT, list(_concepts(file, other, layout)))


def _other_name(name: str, kind: str) -> str:
    """The name of the file of short titles for that of long ones, and the other way round, capitals kept."""
    other = "SHORT" if kind.upper() == "LONG" else "LONG"
    return name.replace(kind, other if kind.isupper() else other.lower(), 1)


def _edition(version: int) -> Edition:
    year = 1983 + version
    note = "The version is known from the file's name; a fiscal year later than 2015 has none"
    return Edition(f"v{version} FY{year}", Period(date(year - 1, 10, 1), date(year, 9, 30)), notes=(note,))


def _concepts(long_file: SourceFile, short_file: SourceFile, layout: Layout) -> Iterator[tuple[object, ...]]:
    short_titles = {code: title for _, code, title in _titles(short_file, layout)}
    for ordinal, (line, code, title) in enumerate(_titles(long_file, layout)):
        if code not in short_titles:
            raise BadInput(
                f"{code} has no short title in {last_name(short_file)}",
                file=long_file.name,
                line=line,
                hint="The two files are of different versions. Use those of one download.",
            )
        short = short_titles.pop(code)
        yield *Concept(layout.system.value, code, None, 1, short, title, None, None, None, ordinal), line
    if short_titles:
        raise BadInput(
            f"{min(short_titles)} of {last_name(short_file)} is missing", file=long_file.name, hint=DOWNLOAD_AGAIN
        )


def _titles(file: SourceFile, layout: Layout) -> Iterator[tuple[int, str, str]]:
    for line, text in text_lines(file, "latin-1"):
        if not text.strip("\x1a "):
            continue
        code, title = text[: layout.width].rstrip(), text[layout.width :].strip()
        if not layout.code.fullmatch(code) or not text[layout.width : layout.width + 1].isspace():
            raise BadInput(
                f"{text[:20]!r} does not begin with an {layout.system.label} code", file=file.name, line=line
            )
        if not title:
            raise BadInput(f"{code} has no title", file=file.name, line=line)
        yield line, code, title


SOURCE = CmsIcd9()
