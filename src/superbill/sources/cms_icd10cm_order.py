"""ICD-10-CM order file, code file and their addenda: short descriptions, headers, and what changed from year to year.

Layouts of the order file (`icd10cm-order-2026.txt`) and code file (`icd10cm-codes-2026.txt`): `icd10_order_file`. They are
no list of record: the code lists (`nchs-icd10cm-codes`) and the tabular list are. `long` is empty where it would only
repeat `short`. Neither file holds its year: it is that of the file's name, which nothing in it can confirm. The code file
is a series of its own (`codes`), as the order file repeats it with order numbers and headers.

Addenda (`icd10cm-order-addenda-2026.txt`, `icd10cm-codes-addenda-2026.txt`, series `addenda` and `codes addenda`): lines
of `Add:`, `Delete:`, `Revise from:` or `Revise to:` and a line of the order or code file, the order number with or without;
before or after them stands a count of headers and codes. No sample was at hand: the parser was written from what users of
the files report, and any other line stops the import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.icd10_order_file import OrderLine, code_lines, order_lines
from superbill.sources.icd_edition import named_edition
from superbill.sources.layout import DOWNLOAD_AGAIN, NEW_LAYOUT, text_lines


class Icd10cmOrder(NamedTuple):
    """A header (`billable` 0) or complete code (1) in tabular order. `short` has up to 60 characters, None in the code file;
    `long` is '' where it is the same."""

    code: str
    order_number: int | None
    billable: int
    short: str | None
    long: str


class Icd10cmAddendum(NamedTuple):
    """A line of the addenda: `action` is `add`, `delete`, `revise_from` or `revise_to`; `seq` counts the lines of the file.
    `billable` and `short` are None in the addenda of the code file, which holds complete codes only."""

    seq: int
    action: str
    code: str
    billable: int | None
    short: str | None
    long: str


ICD10CM_ORDER = Table("icd10cm_order", Icd10cmOrder, ("code",))
ICD10CM_ADDENDUM = Table("icd10cm_addendum", Icd10cmAddendum, ("seq",), (("code",),))

_CODE = re.compile(r"(?:[A-Z][0-9]|QA)[0-9A-Z]{1,5}")
_ORDER = re.compile(rb"\A(?:\xef\xbb\xbf)?\d{5} (?:[A-Z]\d|QA)[0-9A-Z ]{5} [01] \S")
_CODE_LINE = rb"(?:[A-Z]\d|QA)[0-9A-Z ]{5} (?![0-9A-Z]{3,7} +\d{5}\s)\S"
"""A code and its description; a code, another and five flags are a line of the general equivalence mappings."""
_CODES = re.compile(rb"\A" + _CODE_LINE + rb"[^\r\n]*\r?\n" + _CODE_LINE)
_ACTION = re.compile(r"\s*(Add|Delete|Revise from|Revise to):\s*(.*)")
_ACTIONS = re.compile(
    rb"^\s*(?:Add|Delete|Revise from|Revise to):\s*(?:\d{5} +)?(?:[A-Z]\d|QA)[0-9A-Z.]{1,6}\s", re.MULTILINE
)
_COUNTED = re.compile(
    r"(?:Headers|Codes|of which)|\d+ (?:(?:headers|codes) in \S+|additions?|deletions?|revisions?(?: to .*)?)",
    re.IGNORECASE,
)
_COUNTS = re.compile(rb"^\s*\d+ (?:headers|codes) in icd10cm", re.MULTILINE | re.IGNORECASE)
_ORDER_COUNTS = re.compile(rb"^\s*\d+ (?:headers|codes) in icd10cm[-_]order", re.MULTILINE | re.IGNORECASE)
_ORDER_ROW = re.compile(r"(?:\d{5} +)?(\S+) +([01]) (.{60}) (.*)")
_CODE_ROW = re.compile(r"(\S+)\s++((?!\d ).+)")


class CmsIcd10cmOrder(Source):
    """Order file, code file, addenda."""

    id = "cms-icd10cm-order"
    title = "ICD-10-CM order and code files"
    publisher = "CMS and National Center for Health Statistics"
    page = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
    licence = "Public domain (work of the US government)"
    cadence = "Yearly on October 1, with an update on April 1"
    authority = "CMS, ICD-10-CM/PCS Order Files (icd10OrderFiles.pdf) and Codes File (icd10cmCodesFile.pdf)"
    tables: ClassVar[tuple[Table, ...]] = (ICD10CM_ORDER, ICD10CM_ADDENDUM)
    floors: ClassVar[dict[str, int]] = {"icd10cm_order": 90_000, "icd10cm_order:codes": 69_000}
    fetch_hint = (
        f"superbill fetch cms-icd10cm-order, or superbill build --from DIR with the code descriptions from {page}"
    )

    def recognises(self, file: SourceFile) -> bool:
        """The first lines of an order or code file of ICD-10-CM, or the marks of its addenda."""
        head = file.head
        if _ORDER.match(head) or _CODES.match(head):
            return True
        return _COUNTS.search(head) is not None or (
            _ACTIONS.search(head) is not None and b"icd10pcs" not in head.lower()
        )

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        edition = named_edition(file)
        if _ORDER.match(file.head):
            yield Part(edition, file, ICD10CM_ORDER, _rows(order_lines(file, _CODE)))
        elif _CODES.match(file.head):
            yield Part(_series(edition, "codes"), file, ICD10CM_ORDER, _rows(code_lines(file, _CODE)))
        else:
            rows = list(_addenda(file))
            is_order = any(row.billable is not None for row, _ in rows) or _ORDER_COUNTS.search(file.head) is not None
            series = "addenda" if is_order else "codes addenda"
            yield Part(_series(edition, series), file, ICD10CM_ADDENDUM, ((*row, line) for row, line in rows))


def _series(edition: Edition, series: str) -> Edition:
    return Edition(edition.name, edition.period, series, notes=edition.notes)


def _rows(lines: Iterator[OrderLine]) -> Iterator[tuple[object, ...]]:
    for line, number, code, billable, short, long in lines:
        yield *Icd10cmOrder(code, number, billable, short, "" if long == short else long), line


def _addenda(file: SourceFile) -> Iterator[tuple[Icd10cmAddendum, int]]:
    seq = 0
    revised: str | None = None
    for line, text in text_lines(file, "utf-8"):
        said = _ACTION.fullmatch(text)
        if said is None:
            if text.strip() and not _COUNTED.fullmatch(text.strip(" :\ufeff")):
                raise BadInput(
                    f"{text.strip()!r} is no line of the addenda", file=file.name, line=line, hint=NEW_LAYOUT
                )
            continue
        action = said[1].lower().replace(" ", "_")
        if (action == "revise_to") != (revised is not None):
            raise BadInput(
                f"{said[1]!r} after {'Revise from' if revised else 'no Revise from'}",
                file=file.name,
                line=line,
                hint=DOWNLOAD_AGAIN,
            )
        seq += 1
        row = _addendum(seq, action, said[2], file, line)
        if revised is not None and row.code != revised:
            raise BadInput(f"{revised} is revised to {row.code}", file=file.name, line=line, hint=DOWNLOAD_AGAIN)
        revised = row.code if action == "revise_from" else None
        yield row, line
    if revised is not None:
        raise BadInput(f"ends within the revision of {revised}", file=file.name, hint=DOWNLOAD_AGAIN)


def _addendum(seq: int, action: str, text: str, file: SourceFile, line: int) -> Icd10cmAddendum:
    order = _ORDER_ROW.fullmatch(text)
    if order is not None and _CODE.fullmatch(order[1]):
        return Icd10cmAddendum(seq, action, order[1], int(order[2]), order[3].rstrip(), order[4].strip())
    plain = _CODE_ROW.fullmatch(text)
    if plain is None or not _CODE.fullmatch(plain[1].replace(".", "")):
        raise BadInput(f"{text!r} is no code with its description", file=file.name, line=line, hint=NEW_LAYOUT)
    return Icd10cmAddendum(seq, action, plain[1].replace(".", ""), None, None, plain[2].strip())


SOURCE = CmsIcd10cmOrder()
