"""The two ways in: `read_claims` and `read_remittances`. They find out the format and stream what is in a file.

Every claim of a file comes out, as `Claim` or as `Refused`: nothing is dropped, and one bad claim stops no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.claims.csv_claims import csv_claims
from superbill.claims.inputs import Member, Source, members
from superbill.claims.json_claims import json_claims
from superbill.claims.x12.claims import x12_claims
from superbill.claims.x12.remittance import x12_remittances
from superbill.claims.x12.segments import SegmentReader
from superbill.claims.x12.strict import StrictModels
from superbill.errors import BadInput
from superbill.model.claim import Claim, Refused
from superbill.model.remittance import Remittance

_BOM = b"\xef\xbb\xbf"
_CSV_MARKS = (b",", b";", b"\t")
_FORMATS = "Claims are read from X12 837P and 837I (005010), CSV with headings, and JSON."


def read_claims(
    source: Source, *, name: str = "", today: date | None = None, strict: bool = False
) -> Iterator[Claim | Refused]:
    """Every claim of a file: X12 837P and 837I, CSV or JSON, plain, gzip or zip.

    `name` is what messages call an open stream. Service dates after `today` (default: the machine's date) are refused.
    `strict` has each X12 claim checked by the validated models of x12sdk, too. Raises `BadInput` for a file of no known
    format and `UsageError` for a path that is no file; all else comes as `Refused`.
    """
    day = today or date.today()
    models = StrictModels() if strict else None
    for member in members(source, name):
        yield from _claims(member, day, models)
        if member.damage:
            yield Refused("", 0, "archive", 0, member.damage, 0, member.name)


def _claims(member: Member, today: date, models: StrictModels | None) -> Iterator[Claim | Refused]:
    head = _head(member)
    if head.startswith(b"ISA"):
        return x12_claims(SegmentReader(member.stream), today=today, file=member.name, strict=models)
    if head[:1] in (b"{", b"["):
        return json_claims(member.stream, today=today, file=member.name)
    if any(mark in head.split(b"\n", 1)[0] for mark in _CSV_MARKS):
        return csv_claims(member.stream, today=today, file=member.name)
    raise BadInput("is no file of claims", file=member.name, hint=_FORMATS)


def read_remittances(source: Source, *, name: str = "") -> Iterator[Remittance | Refused]:
    """Every remittance of an X12 835 file (005010X221), plain, gzip or zip; claims of it that cannot be read come before it
    as `Refused`. Raises `BadInput` for a file that is no X12."""
    for member in members(source, name):
        if not _head(member).startswith(b"ISA"):
            raise BadInput("is no X12 file", file=member.name, hint="A remittance is an X12 835 and starts with ISA.")
        yield from x12_remittances(SegmentReader(member.stream), file=member.name)
        if member.damage:
            yield Refused("", 0, "archive", 0, member.damage, 0, member.name)


def _head(member: Member) -> bytes:
    """The first bytes, from the first that is no blank nor byte order mark; the stream stays at its start."""
    return member.head.removeprefix(_BOM).lstrip()
