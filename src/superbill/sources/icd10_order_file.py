"""Lines of the ICD-10 order file, code file and addenda, which ICD-10-CM and ICD-10-PCS share.

CMS, "ICD-10-CM/PCS Order Files": characters 1-5 order number, 7-13 code, 15 flag (0 a header, 1 a code valid for
submission), 17-76 short description, 78 to the end long description. The code file has the code in 1-7 and the long
description from 9. Blank lines are passed over; everything else stops the import with its line and character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from superbill.errors import BadInput
from superbill.sources.base import SourceFile
from superbill.sources.layout import DOWNLOAD_AGAIN, text_lines


class OrderLine(NamedTuple):
    """A line of an order file, or of a code file (then without order number and short description)."""

    line: int
    number: int | None
    code: str
    billable: int
    short: str | None
    long: str


def order_lines(file: SourceFile, code: re.Pattern[str]) -> Iterator[OrderLine]:
    """The lines of an order file whose codes have the shape `code`. Order numbers must rise by one."""
    expected = 0
    for line, text in _filled_lines(file):
        number, flag, short, long = text[:5], text[14:15], text[16:76].rstrip(), text[77:].strip()
        numbered = number.isascii() and number.isdigit()
        expected = expected + 1 if expected else int(number) if numbered else 0
        if not numbered or int(number) != expected:
            raise _bad(f"order number {number!r} where {expected:05d} must be", file, line, 1)
        if flag not in ("0", "1") or text[5:6] + text[13:14] + text[15:16] + text[76:77] != "    ":
            raise _bad(f"flag {flag!r}, which is neither 0 nor 1, or a field out of its place", file, line, 15)
        if not short or not long:
            raise _bad("a description is missing", file, line, 17 if not short else 78)
        yield OrderLine(line, int(number), _code(text[6:13], code, file, line, 7), int(flag), short, long)


def code_lines(file: SourceFile, code: re.Pattern[str]) -> Iterator[OrderLine]:
    """The lines of a code file, which holds complete codes only."""
    for line, text in _filled_lines(file):
        long = text[8:].strip()
        if not long or text[7:8] != " ":
            raise _bad("a description is missing", file, line, 9)
        yield OrderLine(line, None, _code(text[:7], code, file, line, 1), 1, None, long)


def _filled_lines(file: SourceFile) -> Iterator[tuple[int, str]]:
    count = 0
    for line, text in text_lines(file, "utf-8"):
        if text.strip():
            count += 1
            yield line, text
    if not count:
        raise BadInput("no rows", file=file.name, hint=DOWNLOAD_AGAIN)


def _code(text: str, shape: re.Pattern[str], file: SourceFile, line: int, column: int) -> str:
    code = text.rstrip()
    if not shape.fullmatch(code):
        raise _bad(f"{text!r} is no code", file, line, column)
    return code


def _bad(message: str, file: SourceFile, line: int, column: int) -> BadInput:
    return BadInput(message, file=file.name, line=line, column=column, hint=DOWNLOAD_AGAIN)
