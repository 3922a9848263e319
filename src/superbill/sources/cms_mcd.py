"""The Medicare Coverage Database (MCD), bulk export: articles, LCDs and NCDs with their codes, contractors and states.

`current_article.zip`, `current_lcd.zip` and `ncd.zip` each hold an inner `*_csv.zip` with the csv files. One file leads
each archive (`article.csv`, `lcd.csv`, `ncd_trkg.csv`); the others are read from beside it, as one release. A release is
dated by the newest update in its leading file and stays open: the export holds what is current, each document in its
newest version only, so a document whose version begins later hides the one before it.

Oddities of the files: cells in cp1252 among UTF-8; code ranges are listed code by code; a code may stand twice in a group
(other code versions, range marks), which is kept once; the states are split for New York, Missouri and California; the
"current" NCDs include retired ones, told by their title; benefit categories, article types and contractor types are
numbers with a lookup file. Long and short descriptions of codes, addresses, comments and letters are not stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from superbill.errors import BadInput
from superbill.model.periods import Period, from_day_number
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.layout import DOWNLOAD_AGAIN, last_name
from superbill.sources.mcd_documents import article, lcd, ncd
from superbill.sources.mcd_layout import (
    ARTICLE,
    COLUMNS,
    HEADERLESS,
    HEADERLESS_NUMBERS,
    HEADERLESS_WIDTH,
    LCD,
    LIKENESS,
    NCD,
    PASSED_OVER,
    USPS,
)
from superbill.sources.mcd_maps import ARTICLE_MAPS, LCD_MAPS, Map
from superbill.sources.mcd_rows import Row, end, header, long_text, number, rows, start, text
from superbill.sources.mcd_tables import (
    MCD_ARTICLE,
    MCD_CONTRACTOR,
    MCD_LCD,
    MCD_NCD,
    MCD_NCD_BENEFIT,
    MCD_STATE,
    MCD_TEXT,
    TABLES,
    McdBenefit,
    McdContractor,
    McdState,
    McdText,
)

TOGETHER = "Keep the files of an export together, or give the archive as it was downloaded."
ENTIRE_STATE = " - Entire State"

Rows = Iterator[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class _Export:
    """One archive: its leading file and the release it makes."""

    file: SourceFile
    edition: Edition

    def part(self, table: Table, beside: str, found: Rows) -> Part:
        return Part(self.edition, self.file.sibling(f"{beside}.csv"), table, found)

    def rows(self, beside: str) -> Iterator[Row]:
        return rows(self.file.sibling(f"{beside}.csv"), COLUMNS[beside])


class CmsMcd(Source):
    """The csv files of the three archives; series `article`, `lcd` and `ncd`."""

    id = "cms-mcd"
    title = "Medicare Coverage Database"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx"
    licence = "CMS click-through (AMA, ADA, AHA); codes without descriptors"
    cadence = "weekly"
    authority = "Article, LCD and NCD data dictionaries of the Medicare Coverage Database; 42 CFR 426"
    tables = TABLES
    floors: ClassVar[dict[str, int]] = {
        "mcd_article": 1_000,
        "mcd_article_hcpc": 9_000,
        "mcd_article_icd10": 200_000,
        "mcd_lcd": 500,
        "mcd_ncd": 250,
        "mcd_contractor": 50,
        "mcd_jurisdiction": 100,
        "mcd_state": 50,
    }
    fetch_hint = (
        f"superbill fetch cms-mcd, or superbill build --from DIR with current_article.zip, current_lcd.zip and ncd.zip"
        f" from {page}"
    )

    def recognises(self, file: SourceFile) -> bool:
        """A header row like one of the layouts, changed ones included; unused files by name and first column."""
        return _layout_of(file) is not None or _passed_over(file)

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """The leading file yields the parts of its whole archive; the others nothing, once their leader is found."""
        layout = _layout_of(file)
        if layout == ARTICLE:
            yield from _articles(file)
        elif layout == LCD:
            yield from _lcds(file)
        elif layout == NCD:
            yield from _ncds(file)
        else:
            _require_leader(file)


def _layout_of(file: SourceFile) -> str | None:
    names = set(header(file))
    if len(names) < 2:
        return None
    likeness = {name: len(names & set(columns)) / len(names | set(columns)) for name, columns in COLUMNS.items()}
    best = max(likeness, key=lambda name: likeness[name])
    return best if likeness[best] >= LIKENESS else None


def _passed_over(file: SourceFile) -> bool:
    stem, first = PurePosixPath(last_name(file)).stem.lower(), header(file)
    if stem == HEADERLESS:
        return len(first) == HEADERLESS_WIDTH and all(cell.isdigit() for cell in first[:HEADERLESS_NUMBERS])
    return stem in PASSED_OVER and first[:1] == (PASSED_OVER[stem],)


def _require_leader(file: SourceFile) -> None:
    for leader in (ARTICLE, LCD, NCD):
        try:
            file.sibling(f"{leader}.csv")
        except BadInput:
            continue
        return
    raise BadInput(
        "is part of a coverage export, and neither article.csv, lcd.csv nor ncd_trkg.csv is beside it",
        file=file.name,
        hint=TOGETHER,
    )


def _articles(file: SourceFile) -> Iterator[Part]:
    kinds = {row.raw("article_type_id"): text(row, "description") for row in _beside(file, "article_type_lookup")}
    retiring = _retiring(file, ARTICLE)
    found = [(article(row, kinds, retiring), row.line) for row in rows(file, COLUMNS[ARTICLE])]
    export = _Export(file, _edition(file, "article", [document.updated_date for document, _ in found]))
    yield Part(export.edition, file, MCD_ARTICLE, ((*document, line) for document, line in found))
    yield from _lookups(export)
    yield from _mapped(export, ARTICLE_MAPS)


def _lcds(file: SourceFile) -> Iterator[Part]:
    retiring = _retiring(file, LCD)
    found: list[tuple[object, ...]] = []
    texts: list[tuple[object, ...]] = []
    updated = []
    for row in rows(file, COLUMNS[LCD]):
        document = lcd(row, retiring)
        found.append((*document, row.line))
        updated.append(document.updated_date)
        said = long_text(row, "indication")
        if said:
            texts.append((*McdText(document.document_id, document.version, "indications", said), row.line))
    export = _Export(file, _edition(file, "lcd", updated))
    yield Part(export.edition, file, MCD_LCD, found)
    yield Part(export.edition, file, MCD_TEXT, texts)
    yield from _lookups(export)
    yield from _mapped(export, LCD_MAPS)


def _ncds(file: SourceFile) -> Iterator[Part]:
    found: list[tuple[object, ...]] = []
    texts: list[tuple[object, ...]] = []
    updated = []
    for row in rows(file, COLUMNS[NCD]):
        found_ncd = ncd(row)
        found.append((*found_ncd, row.line))
        updated.append(max(start(row, "last_updt_tmstmp"), start(row, "last_clrnc_tmstmp")))
        for part, column in (("description", "itm_srvc_desc"), ("indications", "indctn_lmtn")):
            said = long_text(row, column)
            if said:
                texts.append((*McdText(found_ncd.document_id, found_ncd.version, part, said), row.line))
    export = _Export(file, _edition(file, "ncd", updated))
    yield Part(export.edition, file, MCD_NCD, found)
    yield Part(export.edition, file, MCD_TEXT, texts)
    yield export.part(MCD_NCD_BENEFIT, "ncd_trkg_bnft_xref", _benefits(export))


def _benefits(export: _Export) -> Rows:
    names = {row.raw("bnft_ctgry_cd"): text(row, "bnft_ctgry_desc") for row in export.rows("ncd_bnft_ctgry_ref")}
    for row in export.rows("ncd_trkg_bnft_xref"):
        category = row.raw("bnft_ctgry_cd")
        if category not in names:
            raise row.bad("bnft_ctgry_cd", "no benefit category of ncd_bnft_ctgry_ref.csv")
        yield (*McdBenefit(number(row, "NCD_id"), number(row, "NCD_vrsn_num"), names[category]), row.line)


def _lookups(export: _Export) -> Iterator[Part]:
    yield export.part(MCD_CONTRACTOR, "contractor", _contractors(export))
    yield export.part(MCD_STATE, "state_lookup", _states(export))


def _contractors(export: _Export) -> Rows:
    kinds = {row.raw("contractor_type_id"): text(row, "description") for row in export.rows("contractor_type_lookup")}
    for row in export.rows("contractor"):
        kind = row.raw("contractor_type_id")
        yield (
            *McdContractor(
                contractor_id=number(row, "contractor_id"),
                contractor_type=number(row, "contractor_type_id"),
                contractor_version=number(row, "contractor_version"),
                name=text(row, "contractor_bus_name"),
                number=row.raw("contractor_number"),
                kind=kinds.get(kind, f"contractor type {kind}"),
            ),
            row.line,
        )


def _states(export: _Export) -> Rows:
    """A part of a state (`New York - Upstate`) gets the state listed as entire (`New York - Entire State`) as parent."""
    found = [(number(row, "state_id"), row.raw("state_abbrev"), text(row, "description"), row.line)
             for row in export.rows("state_lookup")]  # fmt: skip
    entire = {name.removesuffix(ENTIRE_STATE): state for _, state, name, _ in found if name.endswith(ENTIRE_STATE)}
    for state_id, abbreviation, name, line in found:
        state = USPS.get(abbreviation, abbreviation)
        parent = entire.get(name.partition(" - ")[0], state)
        yield (*McdState(state_id, state, parent, name.removesuffix(ENTIRE_STATE)), line)


def _mapped(export: _Export, maps: tuple[Map, ...]) -> Iterator[Part]:
    for each in maps:
        yield export.part(each.table, each.csv, _once(export, each))


def _once(export: _Export, each: Map) -> Rows:
    """The rows of a file, a repeated one kept once: the export repeats codes for their versions and range marks."""
    seen: set[tuple[object, ...]] = set()
    for row in export.rows(each.csv):
        if not each.wants(row):
            continue
        values = tuple(cell(row, column) for column, cell in each.cells)
        if values not in seen:
            seen.add(values)
            yield (*values, row.line)


def _beside(file: SourceFile, name: str) -> Iterator[Row]:
    return rows(file.sibling(f"{name}.csv"), COLUMNS[name])


def _retiring(file: SourceFile, prefix: str) -> dict[int, int]:
    """The day on which a document will be retired, where one is announced."""
    return {number(row, f"{prefix}_id"): end(row, "retire_dt") for row in _beside(file, f"{prefix}_future_retire")}


def _edition(file: SourceFile, series: str, updated: list[int]) -> Edition:
    newest = from_day_number(max(updated, default=0) or None)
    if newest is None:
        raise BadInput("no row states when it was updated", file=file.name, hint=DOWNLOAD_AGAIN)
    return Edition(newest.isoformat(), Period(newest), series, published=newest)


SOURCE = CmsMcd()
