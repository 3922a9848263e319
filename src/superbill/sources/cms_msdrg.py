"""MS-DRG tables of the inpatient final rule: weights (Table 5), the CC and MCC lists (6J, 6I), CC exclusions (6K).

All are tab-separated text in cp1252. Table 5 has its title as one quoted cell over two lines, with dashes, then a row of
headings that repeats the fiscal year; MDC is `PRE` for the groups before any MDC, blank where a group belongs to none;
998 and 999 have type `**` and `.` for their figures. It has two weights: the one with the 10 percent cap on decreases is
the one that pays. `.` and blank are stored as NULL.

Tables 6I and 6J write codes with a dot and close with the word `Notes:`. Table 6K lists the same codes without dots, each with
the number of the collection of principal diagnoses that turn it into a non-CC; the collections, 180,000 lines, are left to
the grouper, and so is part 3. Part 2 names the codes that count only if the patient was discharged alive.

Weights, lists and exclusions are series of their own: one year's weights alone say nothing about its severity levels. Tables
6 state no year: it is that of their name or folder (`fy2026`), else of the `drg_weights.txt` beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import Period
from superbill.model.rows import CONCEPT, Amount, Concept, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, amount, csv_rows
from superbill.sources.layout import DOWNLOAD_AGAIN, check_columns, check_width, text_lines


class MsdrgWeight(NamedTuple):
    """A group. `kind` is `SURG`, `MED` or `**`; `mdc` is `PRE` or two digits, NULL for none. `weight` is capped, as it pays;
    lengths of stay are means in days. The two marks are 1 under the post-acute transfer and special pay policies."""

    drg: str
    title: str
    mdc: str | None
    kind: str
    weight: Amount | None
    uncapped_weight: Amount | None
    gmlos: Amount | None
    amlos: Amount | None
    post_acute: int
    special_pay: int


class CcMcc(NamedTuple):
    """A secondary diagnosis that raises severity: `level` is `CC` or `MCC`. 42 CFR 412.60; Tables 6I and 6J."""

    icd10cm: str
    level: str


class CcExclusion(NamedTuple):
    """Table 6K: the collection of principal diagnoses (and how many) beside which the code does not count; NULL for none.
    `alive_only` is 1 where it counts only if the patient was discharged alive."""

    icd10cm: str
    level: str
    collection: str | None
    principal_codes: int
    alive_only: int


MSDRG_WEIGHT = Table("msdrg_weight", MsdrgWeight, ("drg",))
CC_MCC = Table("cc_mcc", CcMcc, ("icd10cm",))
CC_EXCLUSION = Table("cc_exclusion", CcExclusion, ("icd10cm",))

COLUMNS = (
    "MS-DRG", "Final Post-Acute DRG", "Final Special Pay DRG", "MDC", "TYPE", "MS-DRG Title", "Weights - Before Cap",
    "Weights - 10% Cap Applied", "Geometric mean LOS", "Arithmetic mean LOS",
)  # fmt: skip
LIST_COLUMNS = ("Diagnosis Code", "Description")
SEVERITY, EXCLUSIONS = "severity", "exclusions"
"""The series of Tables 6I and 6J, and of Table 6K; that of Table 5 has no name."""
LEVELS = {b"TABLE 6I ": "MCC", b"TABLE 6J ": "CC"}
WEIGHTS_NAME = "drg_weights.txt"

_TITLE = re.compile(r"TABLE 5\b[^\t\"]*FY (20\d\d)")
_HEADING_YEAR = re.compile(r"FY (\d{4}) ")
_NAMED_YEAR = re.compile(r"FY[ _-]?(20\d\d)", re.IGNORECASE)
_CODE = re.compile(r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?")
_EXCLUSION = re.compile(r" ([A-Z][0-9A-Z]{2,6}) +(CC|MCC) +(?:(\d{4}):([\d,]+) codes?|No Excl) +\S.*")
_ALIVE = re.compile(r" +([A-Z][0-9A-Z]{2,6}) +\S.*")
_FLAGS = {"Yes": 1, "No": 0}


class CmsMsdrg(Source):
    """Tables 5, 6I, 6J and 6K, tab-separated."""

    id = "cms-msdrg"
    title = "MS-DRG weights, CC and MCC lists"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps"
    licence = "Public domain (work of the US government)"
    cadence = "yearly on October 1"
    authority = "42 CFR 412.60; the final rule of the hospital inpatient prospective payment system, Tables 5 and 6"
    tables = (MSDRG_WEIGHT, CC_MCC, CC_EXCLUSION, CONCEPT)
    lists = (System.MSDRG,)
    floors: ClassVar[dict[str, int]] = {"msdrg_weight": 740, "concept": 740, "cc_mcc": 17_000, "cc_exclusion": 17_000}
    fetch_hint = "superbill fetch cms-msdrg, or pip install 'superbill[data]', then superbill build"

    def recognises(self, file: SourceFile) -> bool:
        """The table's number and subject in the title."""
        head = file.head[:400].lstrip(b'"')
        return (head.startswith(b"TABLE 5") and b"MS-DRG" in head) or head.startswith((*LEVELS, b"TABLE 6K "))

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts of Table 5, one of each other table."""
        head = file.head.lstrip(b'"')
        if head.startswith(b"TABLE 5"):
            yield from _weights(file)
        elif head.startswith(b"TABLE 6K"):
            yield Part(_edition(_year_of(file), EXCLUSIONS), file, CC_EXCLUSION, list(_exclusions(file)))
        else:
            level = next(level for title, level in LEVELS.items() if head.startswith(title))
            yield Part(_edition(_year_of(file), SEVERITY), file, CC_MCC, list(_listed(file, level)))


def _edition(year: int, series: str = "") -> Edition:
    return Edition(f"FY{year}", Period(date(year - 1, 10, 1), date(year, 9, 30)), series)


def _title_year(file: SourceFile) -> int:
    title = _TITLE.match(file.head[:1000].decode("cp1252", errors="replace").lstrip('"'))
    if title is None:
        raise BadInput(
            "the title of Table 5 with its fiscal year is missing", file=file.name, line=1, hint=DOWNLOAD_AGAIN
        )
    return int(title[1])


def _year_of(file: SourceFile) -> int:
    """The fiscal year of a table that states none."""
    named = _NAMED_YEAR.findall(file.name)
    if named:
        return int(named[-1])
    try:
        return _title_year(file.sibling(WEIGHTS_NAME))
    except BadInput as error:
        raise BadInput(
            f"neither its name nor a {WEIGHTS_NAME} beside it states the fiscal year",
            file=file.name,
            hint="Name it with its year, such as cc_list_fy2026.txt.",
        ) from error


def _weights(file: SourceFile) -> Iterator[Part]:
    year = _title_year(file)
    rows = csv_rows(file, encoding="cp1252", delimiter="\t")
    next(rows)
    line, header = next(rows, (1, []))
    if {int(found) for cell in header for found in _HEADING_YEAR.findall(cell)} - {year}:
        raise BadInput(
            f"the title is of FY {year}, the headings are not", file=file.name, line=line, hint=DOWNLOAD_AGAIN
        )
    check_columns([_HEADING_YEAR.sub("", cell).strip() for cell in header], COLUMNS, file, line)
    found = [(_weight(file, line, cells), line) for line, cells in rows if any(cell.strip() for cell in cells)]
    yield Part(_edition(year), file, MSDRG_WEIGHT, [(*weight, line) for weight, line in found])
    yield Part(_edition(year), file, CONCEPT, [(*_concept(w, n), line) for n, (w, line) in enumerate(found)])


def _concept(weight: MsdrgWeight, ordinal: int) -> Concept:
    return Concept(System.MSDRG.value, weight.drg, None, 1, None, weight.title, None, None, None, ordinal)


def _weight(file: SourceFile, line: int, cells: list[str]) -> MsdrgWeight:
    check_width(cells, len(COLUMNS), file, line)
    drg, post_acute, special_pay, mdc, kind, title, *figures = (cell.strip() for cell in cells)
    if not re.fullmatch(r"\d{3}", drg) or not title:
        raise BadInput(f"{drg!r} {title!r} is no MS-DRG with its title", file=file.name, line=line, column="MS-DRG")
    if not re.fullmatch(r"PRE|\d\d|", mdc):
        raise BadInput(f"{mdc!r} is no MDC", file=file.name, line=line, column="MDC")
    if kind not in ("SURG", "MED", "**"):
        raise BadInput(f"{kind!r} is neither SURG nor MED", file=file.name, line=line, column="TYPE")
    numbers = [_figure(file, line, text, column) for text, column in zip(figures, COLUMNS[6:], strict=True)]
    flags = [
        _flag(file, line, text, column) for text, column in zip((post_acute, special_pay), COLUMNS[1:3], strict=True)
    ]
    uncapped, capped, gmlos, amlos = numbers
    return MsdrgWeight(drg, title, mdc or None, kind, capped, uncapped, gmlos, amlos, *flags)


def _figure(file: SourceFile, line: int, text: str, column: str) -> str | None:
    return None if text in (".", "") else amount(text, file, line, column)


def _flag(file: SourceFile, line: int, text: str, column: str) -> int:
    if text not in _FLAGS:
        raise BadInput(f"{text!r} is neither Yes nor No", file=file.name, line=line, column=column)
    return _FLAGS[text]


def _listed(file: SourceFile, level: str) -> Iterator[tuple[object, ...]]:
    rows = csv_rows(file, encoding="cp1252", delimiter="\t")
    next(rows)
    line, header = next(rows, (1, []))
    check_columns([cell.strip() for cell in header], LIST_COLUMNS, file, line)
    for line, cells in rows:
        text = [cell.strip() for cell in cells]
        if text == ["", "Notes:"]:
            return
        if not any(text):
            continue
        check_width(cells, len(LIST_COLUMNS), file, line)
        if not _CODE.fullmatch(text[0]):
            raise BadInput(f"{text[0]!r} is no ICD-10-CM code", file=file.name, line=line, column=LIST_COLUMNS[0])
        yield *CcMcc(text[0].replace(".", ""), level), line
    raise BadInput("the line `Notes:` that closes the list is missing", file=file.name, hint=DOWNLOAD_AGAIN)


def _exclusions(file: SourceFile) -> Iterator[tuple[object, ...]]:
    """Part 1, with the marks of part 2."""
    part, listed, alive = "", [], set()
    for line, text in text_lines(file, "cp1252"):
        if text.startswith("K Part "):
            part = text[7]
        elif text.startswith("PDX collection "):
            part = "collections"
        elif part == "1" and text.strip() and not text.startswith(" I10 Dx"):
            found = _EXCLUSION.fullmatch(text)
            if found is None:
                raise BadInput(f"{text[:40]!r} is no line of part 1", file=file.name, line=line)
            listed.append((found, line))
        elif part == "2" and text.strip():
            alive_only = _ALIVE.fullmatch(text)
            if alive_only is None:
                raise BadInput(f"{text[:40]!r} is no line of part 2", file=file.name, line=line)
            alive.add(alive_only[1])
    if part != "3":
        raise BadInput("part 3 is missing", file=file.name, hint=DOWNLOAD_AGAIN)
    for found, line in listed:
        code, level, collection, count = found.groups()
        yield *CcExclusion(code, level, collection, int((count or "0").replace(",", "")), int(code in alive)), line


SOURCE = CmsMsdrg()
