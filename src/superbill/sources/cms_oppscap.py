"""OPPS cap: the most that the physician fee schedule pays for the technical part of imaging, by locality.

Deficit Reduction Act of 2005, section 5102(b): not more than the hospital outpatient rate. Rows of status A follow from
the OPPS columns of PPRRVU; those of status C are carrier-priced and stand only here. Content states no release; the name
states a month (`OPPSCAP_Oct.csv`). The year is that of the PPRRVU csv beside it, or of the archive or folder it lies in.
Six localities of California stand under two contractors, with the same amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Amount, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, quarter_period
from superbill.sources.layout import hcpcs_code, last_name, modifier_code
from superbill.sources.release_names import QUARTER_OF_MONTH, year_quarter_in_path
from superbill.sources.sheets import Sheet, SheetRow, read_sheet, title_text


class OppsCap(NamedTuple):
    """The cap of a code and modifier (`TC`, or `""` for the global service) in a locality. `status` is the code's on the
    physician fee schedule: A or C."""

    hcpcs: str
    modifier: str
    status: str
    mac: str
    locality: str
    facility_usd: Amount
    non_facility_usd: Amount


OPPS_CAP = Table("opps_cap", OppsCap, ("hcpcs", "modifier", "mac", "locality"))

COLUMNS = {
    "hcpcs": "hcpcs",
    "mod": "mod",
    "procstat": "procstat",
    "carrier": "carrier",
    "locality": "locality",
    "facility price": "facility price",
    "non-facilty price": "non-facility price",
    "non-facility price": "non-facility price",
}
REQUIRED = ("hcpcs", "mod", "procstat", "carrier", "locality", "facility price", "non-facility price")
YEARS = range(2019, 2040)

_HEADER = re.compile(r"HCPCS[,\t]MOD[,\t]PROCSTAT[,\t]CARRIER[,\t]LOCALITY[,\t]", re.IGNORECASE)
_NAME = re.compile(r"OPPSCAP[_ ]?(JAN|APR|JUL|OCT)", re.IGNORECASE)
_RVU_TITLE = re.compile(r"(20\d\d) National Physician Fee Schedule Relative Value File (\w{3})")
_RVU_ARCHIVE = re.compile(r"RVU(\d\d)([ABCD])", re.IGNORECASE)
_STATUS = re.compile(r"[A-Z]")
_MAC = re.compile(r"[0-9]{5}")
_LOCALITY = re.compile(r"[0-9][0-9]")


class CmsOppsCap(Source):
    """OPPSCAP, comma or tab. The fixed-width text of the same release is left unrecognised."""

    id = "cms-oppscap"
    title = "Medicare Physician Fee Schedule, OPPS cap"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
    licence = "US government work; codes without descriptors"
    cadence = "quarterly, in the zip of the relative value file"
    authority = "Deficit Reduction Act of 2005, section 5102(b); RVU documentation of the release (RVU25D.pdf)"
    tables = (OPPS_CAP,)
    floors: ClassVar[dict[str, int]] = {"opps_cap": 10_000}
    fetch_hint = f"superbill fetch cms-oppscap, or superbill build --from DIR with the RVU zip from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The header in the first line."""
        return _HEADER.match(title_text(file)) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        sheet = read_sheet(file, "hcpcs", COLUMNS, REQUIRED)
        yield Part(_edition(file), file, OPPS_CAP, _caps(sheet))


def _edition(file: SourceFile) -> Edition:
    how = "Leave it in its zip (RVU25D.zip), or beside the PPRRVU csv of its release."
    named = _NAME.search(last_name(file))
    if named is None:
        raise BadInput("neither content nor name states the month", file=file.name, hint=how)
    quarter = QUARTER_OF_MONTH[named[1].lower()]
    stated = {release for release in (_beside(file, named[1]), _of_path(file)) if release is not None}
    if not stated:
        raise BadInput("neither content nor name states the year", file=file.name, hint=how)
    for year, other in stated:
        if other != quarter or len(stated) > 1:
            raise BadInput(
                f"is named for quarter {quarter}, and lies with a release of {year} quarter {other}",
                file=file.name,
                hint=how,
            )
    year, _ = stated.pop()
    return Edition(f"RVU{year % 100:02d}{'ABCD'[quarter - 1]}", quarter_period(year, quarter))


def _beside(file: SourceFile, month: str) -> tuple[int, int] | None:
    """Year and quarter that the title of the PPRRVU csv beside it states; None without one."""
    for year in YEARS:
        stems = (f"PPRRVU{year}_{month}", f"PPRRVU{year % 100}_{month.upper()}", f"PPRRVU{year}_{month}_nonQPP")
        for name in (f"{stem}.csv" for stem in stems):
            try:
                head = file.sibling(name).head[:2_000].decode("latin-1")
            except BadInput:
                continue
            found = _RVU_TITLE.search(head)
            if found is not None and found[2].lower() in QUARTER_OF_MONTH:
                return int(found[1]), QUARTER_OF_MONTH[found[2].lower()]
    return None


def _of_path(file: SourceFile) -> tuple[int, int] | None:
    """Year and quarter of the archive (`RVU25D`) or folder (`2025q4`) that holds it."""
    for part in reversed(file.name.split("/")[:-1]):
        found = _RVU_ARCHIVE.search(part)
        if found is not None:
            return 2000 + int(found[1]), "ABCD".index(found[2].upper()) + 1
    return year_quarter_in_path(file)


def _caps(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        yield (
            hcpcs_code(row.text("hcpcs"), row.file, row.line),
            modifier_code(row.text("mod"), row.file, row.line),
            row.matching("procstat", _STATUS, "status"),
            row.matching("carrier", _MAC, "contractor"),
            row.matching("locality", _LOCALITY, "locality"),
            _price(row, "facility price"),
            _price(row, "non-facility price"),
            row.line,
        )


def _price(row: SheetRow, field: str) -> str:
    amount = row.dollars(field)
    if amount is None:
        raise BadInput("no amount", file=row.file.name, line=row.line, column=field)
    return amount


SOURCE = CmsOppsCap()
