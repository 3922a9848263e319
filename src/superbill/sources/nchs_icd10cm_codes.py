"""ICD-10-CM code lists: every billable code of a fiscal year with its full description, from the code-table pack.

The official file (`icd10cm-codes-2027.txt`) has a code in columns 1-7 and its description from column 9; the pack keeps
both as `code,description`, in tabular order. It holds complete codes only: headers, hierarchy and notes are in the
tabular list (`nchs-icd10cm-tabular`). Descriptions are plain ASCII here (`Sjogren`), with diacritics there (`Sjögren`).

An April update is a release of its own, even when its file is identical to the October one (FY2024, FY2025, FY2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.rows import CONCEPT, Concept, Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.code_pack import (
    FETCH_HINT,
    PackRelease,
    check_digest,
    is_manifest,
    pack_releases,
    read_manifest,
    table_rows,
)

SECTION = "cm_releases"
HEADER = ("code", "description")

_LABEL = re.compile(r"fy(\d{4})(?:-([a-z]+))?")
_CODE = re.compile(r"[A-Z][0-9A-Z]{2,6}")


class Icd10cmCodes(Source):
    """The code lists of the pack, one release for each October and each April list."""

    id = "nchs-icd10cm-codes"
    title = "ICD-10-CM code descriptions"
    publisher = "National Center for Health Statistics"
    page = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "ICD-10-CM Official Guidelines for Coding and Reporting, section I.A (code structure, complete codes)"
    tables: ClassVar[tuple[Table, ...]] = (CONCEPT,)
    lists = (System.ICD10CM,)
    floors: ClassVar[dict[str, int]] = {"concept": 70_000}
    fetch_hint = FETCH_HINT

    def recognises(self, file: SourceFile) -> bool:
        """A JSON object with `cm_releases`."""
        return is_manifest(file, SECTION)

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part for each release of the manifest, oldest first."""
        manifest = read_manifest(file)
        april_status = manifest.get("cm_april_status")
        for release in pack_releases(file, manifest, SECTION):
            check_digest(release)
            edition = _edition(file, release, april_status if isinstance(april_status, dict) else {})
            yield Part(edition, release.table, CONCEPT, _concepts(release))


def _edition(file: SourceFile, release: PackRelease, april_status: dict[str, object]) -> Edition:
    label = _LABEL.fullmatch(release.label)
    if label is None:
        raise BadInput(f"{release.label!r} names no ICD-10-CM release", file=file.name, column=SECTION)
    year, month = label.groups()
    notes = release.notes
    if month is None and april_status.get(year) == "unknown":
        notes += (f"Whether an April {year} update follows was not known when the pack was made",)
    return Edition(f"FY{year} {month.title()}" if month else f"FY{year}", release.period, notes=notes)


def _concepts(release: PackRelease) -> Iterator[tuple[object, ...]]:
    for ordinal, (line, (code, description)) in enumerate(table_rows(release, HEADER)):
        if not _CODE.fullmatch(code):
            raise BadInput(f"{code!r} is no ICD-10-CM code", file=release.table.name, line=line, column="code")
        if not description:
            raise BadInput(f"{code} has no text", file=release.table.name, line=line, column="description")
        yield *Concept(System.ICD10CM.value, code, None, 1, None, description, None, None, None, ordinal), line


SOURCE = Icd10cmCodes()
