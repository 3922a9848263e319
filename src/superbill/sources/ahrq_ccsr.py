"""AHRQ's groupings of ICD-10-CM: clinical categories (CCSR) and the chronic condition indicator (CCIR).

Three layouts:

- `DXCCSR_v2026-1.csv`: up to six categories with descriptions for each code, the default category for inpatient and
  outpatient data, and why. Cells are in single quotes, an empty one is `' '`; the version is in the name. Written from the
  published layout.
- a JSON object of code to category, as the data pack has it: only the *first* of the categories, which stand in alphabetic
  order, no default and no description. It counts as an excerpt. It states no version; it holds exactly the 74,549 codes of
  CCIR v2023.1, and is taken for CCSR v2023.1.
- `CCIR_v2023-1.csv`: two lines of title with version and meaning, then code, description and indicator.

A version covers all codes from October 2015 to the end of its fiscal year; here it is in force for that fiscal year.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Interned, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows, whole
from superbill.sources.code_pack import FETCH_HINT
from superbill.sources.layout import DOWNLOAD_AGAIN, check_columns, check_width, last_name
from superbill.sources.plain_table import first_cells


class Ccsr(NamedTuple):
    """A category of a code; `position` 1 to 6 is the column it stands in, not a rank."""

    icd10cm: str
    position: int
    category: Interned
    label: Interned | None


class CcsrDefault(NamedTuple):
    """The one category that AHRQ assigns for a first-listed diagnosis; NULL where there is none (external causes and
    others), as for outpatient data under some codes."""

    icd10cm: str
    inpatient: Interned | None
    outpatient: Interned | None
    rationale: Interned


class ChronicIndicator(NamedTuple):
    """`indicator`: 1 chronic, 0 not chronic, 9 no determination."""

    icd10cm: str
    indicator: int


CCSR = Table("ccsr", Ccsr, ("icd10cm", "position"))
CCSR_DEFAULT = Table("ccsr_default", CcsrDefault, ("icd10cm",))
CHRONIC_INDICATOR = Table("chronic_indicator", ChronicIndicator, ("icd10cm",))

CHRONIC = "chronic"
"""The series of the indicator; the categories have none."""
CHRONIC_COLUMNS = ("ICD-10-CM CODE", "ICD-10-CM CODE DESCRIPTION", "CHRONIC INDICATOR")
CCSR_COLUMNS = (
    "ICD-10-CM CODE", "ICD-10-CM CODE DESCRIPTION", "Default CCSR CATEGORY IP", "Default CCSR CATEGORY DESCRIPTION IP",
    "Default CCSR CATEGORY OP", "Default CCSR CATEGORY DESCRIPTION OP",
    *(f"CCSR CATEGORY {n}{what}" for n in range(1, 7) for what in ("", " DESCRIPTION")), "Rationale for Default Assignment",
)  # fmt: skip
FIRST_CATEGORY_ONLY = (
    "Only the first category of each code, in alphabetic order: no default, no further category, no description",
    "The file states no version; its codes are those of version 2023.1",
)

_JSON = re.compile(rb'\s*\{\s*"[A-Z][0-9A-Z]{2,6}"\s*:\s*"[A-Z]{3}\d{3}"')
_CODE = re.compile(r"[A-Z][0-9A-Z]{2,6}")
_CATEGORY = re.compile(r"[A-Z]{3}[0-9]{3}")
_CHRONIC_TITLE = re.compile(r"Chronic Condition Indicator.*v(20\d\d)[.-](\d)")
_CCSR_NAME = re.compile(r"DXCCSR_?v?(20\d\d)[_.-](\d)", re.IGNORECASE)
_NO_DEFAULT = "XXX000"


class AhrqCcsr(Source):
    """CCSR, csv or the pack's JSON, and CCIR, csv."""

    id = "ahrq-ccsr"
    title = "Clinical Classifications Software Refined and Chronic Condition Indicator"
    publisher = "AHRQ"
    page = "https://hcup-us.ahrq.gov/toolssoftware/ccsr/dxccsr.jsp"
    licence = "Public domain (work of the US government)"
    cadence = "yearly, for the codes of the new fiscal year"
    authority = "HCUP, User Guide: CCSR for ICD-10-CM Diagnoses; User Guide: CCIR for ICD-10-CM Diagnoses"
    tables = (CCSR, CCSR_DEFAULT, CHRONIC_INDICATOR)
    floors: ClassVar[dict[str, int]] = {"ccsr": 72_000, "ccsr_default": 72_000, "chronic_indicator": 72_000}
    fetch_hint = f"DXCCSR (zip) from {page} with superbill build --from DIR, or {FETCH_HINT}"

    def recognises(self, file: SourceFile) -> bool:
        """A JSON object of codes to categories, the title of CCIR, or the headings of CCSR."""
        return _JSON.match(file.head) is not None or _is_chronic(file) or _is_ccsr(file)

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part; the csv of CCSR gives two."""
        if _JSON.match(file.head):
            edition = _edition("2023", "1", complete=False, notes=FIRST_CATEGORY_ONLY)
            yield Part(edition, file, CCSR, list(_json_rows(file)))
        elif _is_chronic(file):
            yield from _chronic(file)
        else:
            yield from _ccsr(file)


def _bare(cells: list[str]) -> list[str]:
    """Cells without the single quotes and blanks around them."""
    return [cell.strip().strip("'").strip() for cell in cells]


def _is_chronic(file: SourceFile) -> bool:
    return _CHRONIC_TITLE.match(file.head[:300].decode("latin-1").removeprefix("ï»¿").lstrip("\"'")) is not None


def _is_ccsr(file: SourceFile) -> bool:
    found = first_cells(file)
    return bool(found) and tuple(_bare(found[0])[:3]) == CCSR_COLUMNS[:3]


def _edition(
    year: str, number: str, series: str = "", *, complete: bool = True, notes: tuple[str, ...] = ()
) -> Edition:
    period = Period(date(int(year) - 1, 10, 1), date(int(year), 9, 30))
    return Edition(f"v{year}.{number}", period, series, complete=complete, notes=notes)


def _json_rows(file: SourceFile) -> Iterator[tuple[object, ...]]:
    """Row numbers count the entries."""
    content = whole(file)
    try:
        pairs: list[tuple[str, object]] = json.loads(content, object_pairs_hook=list)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"not readable as JSON: {error.msg}",
            file=file.name,
            line=error.lineno,
            column=error.colno,
            hint=DOWNLOAD_AGAIN,
        ) from error
    except (ValueError, RecursionError) as error:  # bytes that are no UTF-8, or endless nesting
        raise BadInput(f"not readable as JSON: {error}", file=file.name, hint=DOWNLOAD_AGAIN) from error
    for number, (code, category) in enumerate(pairs, 1):
        if not isinstance(category, str):
            raise BadInput(f"{code} has {category!r} instead of a category", file=file.name, line=number + 1)
        yield *Ccsr(_code(code, file, number + 1), 1, _category(category, file, number + 1, "category"), None), number


def _code(text: str, file: SourceFile, line: int) -> str:
    if not _CODE.fullmatch(text):
        raise BadInput(f"{text!r} is no ICD-10-CM code", file=file.name, line=line, column=CCSR_COLUMNS[0])
    return text


def _category(text: str, file: SourceFile, line: int, column: str) -> str:
    if not _CATEGORY.fullmatch(text):
        raise BadInput(f"{text!r} is no CCSR category", file=file.name, line=line, column=column)
    return text


def _chronic(file: SourceFile) -> Iterator[Part]:
    rows = csv_rows(file)
    _, title = next(rows)
    year, number = _CHRONIC_TITLE.findall(",".join(title))[0]
    for line, cells in rows:
        if _bare(cells)[:1] == [CHRONIC_COLUMNS[0]]:
            check_columns(_bare(cells), CHRONIC_COLUMNS, file, line)
            break
    else:
        raise BadInput("the header row that begins with ICD-10-CM CODE is missing", file=file.name, hint=DOWNLOAD_AGAIN)
    yield Part(_edition(year, number, CHRONIC), file, CHRONIC_INDICATOR, _indicators(file, rows))


def _indicators(file: SourceFile, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[object, ...]]:
    for line, cells in rows:
        check_width(cells, len(CHRONIC_COLUMNS), file, line)
        code, _, indicator = _bare(cells)
        if indicator not in ("0", "1", "9"):
            raise BadInput(
                f"{indicator!r} is no indicator 0, 1 or 9", file=file.name, line=line, column=CHRONIC_COLUMNS[2]
            )
        yield *ChronicIndicator(_code(code, file, line), int(indicator)), line


def _ccsr(file: SourceFile) -> Iterator[Part]:
    named = _CCSR_NAME.search(last_name(file))
    if named is None:
        how = "Give it the name AHRQ gave it, such as DXCCSR_v2026-1.csv."
        raise BadInput("neither content nor name states the version", file=file.name, hint=how)
    edition = _edition(named[1], named[2])
    categories: list[tuple[object, ...]] = []
    defaults: list[tuple[object, ...]] = []
    rows = csv_rows(file, encoding="utf-8-sig")
    line, header = next(rows)
    check_columns(_bare(header), CCSR_COLUMNS, file, line)
    for line, raw in rows:
        check_width(raw, len(CCSR_COLUMNS), file, line)
        cells = _bare(raw)
        code = _code(cells[0], file, line)
        defaults.append((*CcsrDefault(code, _default(cells[2]), _default(cells[4]), cells[-1]), line))
        for position in range(1, 7):
            category, label = cells[4 + 2 * position : 6 + 2 * position]
            if category:
                column = f"CCSR CATEGORY {position}"
                entry = Ccsr(code, position, _category(category, file, line, column), label or None)
                categories.append((*entry, line))
    yield Part(edition, file, CCSR, categories)
    yield Part(edition, file, CCSR_DEFAULT, defaults)


def _default(text: str) -> str | None:
    return None if text in ("", _NO_DEFAULT) else text


SOURCE = AhrqCcsr()
