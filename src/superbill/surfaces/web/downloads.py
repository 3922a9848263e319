"""Tables as files: CSV and Excel. Text never becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter

Value = str | Decimal | None
Table = tuple[list[str], list[list[Value]]]
WIDEST = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table) -> bytes:
    """UTF-8 with a mark that makes Excel read it as such. Text that a spreadsheet would run is put behind a quote."""
    headings, rows = table
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def as_xlsx(table: Table, title: str) -> bytes:
    """One sheet with a frozen heading, a filter, and amounts as numbers."""
    headings, rows = table
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(title)
        head, money = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "$#,##0.00"})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, head)
            sheet.set_column(column, column, _width([heading, *(str(row[column] or "") for row in rows)]))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, Decimal):
                    sheet.write_number(number, column, float(value), money)
                elif value:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    return out.getvalue()


def _width(texts: Sequence[str]) -> int:
    return min(WIDEST, max(map(len, texts)) + 2)
