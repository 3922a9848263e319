"""Durable medical equipment, prosthetics, orthotics and supplies: the fee of each item in each state, rural areas apart.

The csv is a grid, two columns a state (`AL (NR)`, `AL (R)`), read into one row a fee. 0.00 is the layout's way to say
that there is no fee, or no ceiling and floor: no row, and None. An item without a rural fee in a state is paid the
non-rural one there. Parenteral and enteral nutrition (PEN) is a file of its own, without jurisdiction, category and limits.
Written from the published layout (DMEREAD 2025) and the files of January 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Amount, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, quarter_period
from superbill.sources.layout import hcpcs_code, modifier_code
from superbill.sources.release_names import QUARTER_OF_MONTH, quarter_in_name
from superbill.sources.sheets import Sheet, SheetRow, heading, read_sheet, title_text


class DmeposItem(NamedTuple):
    """A code and modifiers (`""` for none) on the schedule; without a row in `dmepos_fee` the contractor prices it.
    `jurisdiction` is D (DME contractor), L (local Part B contractor) or J (both); `category` such as `IN` (inexpensive or
    routinely purchased) or `CR` (capped rental)."""

    hcpcs: str
    modifier: str
    modifier2: str
    jurisdiction: str | None
    category: str | None
    ceiling_usd: Amount | None
    floor_usd: Amount | None


class DmeposFee(NamedTuple):
    """What an item is paid in a state; `rural` is 1 for ZIP codes of the rural list (`cms-dmepos-rural`)."""

    hcpcs: str
    modifier: str
    modifier2: str
    state: str
    rural: int
    amount_usd: Amount


DMEPOS_ITEM = Table("dmepos_item", DmeposItem, ("hcpcs", "modifier", "modifier2"))
DMEPOS_FEE = Table("dmepos_fee", DmeposFee, ("hcpcs", "state", "modifier", "modifier2", "rural"))

STATES = (
    "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "IA", "ID", "IL", "IN", "KS", "KY", "LA", "MA",
    "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR",
    "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY", "AK", "HI", "PR", "VI",
)  # fmt: skip
GRID = {f"{state.lower()}({kind})": (state, int(kind == "r")) for state in STATES for kind in ("nr", "r")}
"""Column name to state and rural flag."""

PEN = "pen"
_KEY_COLUMNS = {"hcpcs": "hcpcs", "mod": "mod", "mod2": "mod2", **{name: name for name in GRID}}
COLUMNS = {
    "": {
        **_KEY_COLUMNS,
        "juris": "juris",
        "catg": "catg",
        "ceiling": "ceiling",
        "floor": "floor",
        "description": "",
    },
    PEN: {**_KEY_COLUMNS, "desc": "", "description": ""},
}

_HEADERS = {
    "": re.compile(r"^HCPCS[,\t]Mod[,\t]Mod2[,\t]JURIS[,\t]CATG[,\t]", re.IGNORECASE | re.MULTILINE),
    PEN: re.compile(r"^HCPCS[,\t]MOD[,\t]MOD2[,\t][A-Z]{2} ?\(NR\)[,\t]", re.IGNORECASE | re.MULTILINE),
}
_RELEASE = re.compile(r"\b(January|April|July|October) (20\d\d) Fee Schedule\b", re.IGNORECASE)
_JURISDICTION = re.compile("[DLJ]")
_CATEGORY = re.compile("[A-Z]{2}")


class CmsDmepos(Source):
    """The DMEPOS and PEN grids, comma or tab. The `~`-separated text of the same release is left unrecognised."""

    id = "cms-dmepos"
    title = "DMEPOS fee schedule"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule"
    licence = "US government work"
    cadence = "January, and April, July and October as necessary"
    authority = "DMEREAD, attachments A-1 and A-3; 42 CFR 414 subparts C and D"
    tables = (DMEPOS_ITEM, DMEPOS_FEE)
    floors: ClassVar[dict[str, int]] = {
        "dmepos_item": 2_500,
        "dmepos_fee": 150_000,
        "dmepos_item:pen": 30,
        "dmepos_fee:pen": 2_000,
    }
    fetch_hint = f"superbill fetch cms-dmepos, or superbill build --from DIR with DMEPOS (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The header of one of the grids."""
        return _which(file) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """Two parts: the items, then their fees."""
        series = _which(file)
        if series is None:
            raise BadInput("the header row that begins with HCPCS is missing", file=file.name)
        columns = COLUMNS[series]
        required = [field for name, field in columns.items() if field and name != "description"]
        sheet = read_sheet(file, "hcpcs", columns, required, name_of=_column)
        edition = _edition(file, sheet, series)
        yield Part(edition, file, DMEPOS_ITEM, _items(sheet))
        yield Part(edition, file, DMEPOS_FEE, _fees(sheet))


def _which(file: SourceFile) -> str | None:
    head = title_text(file)
    return next((series for series, shape in _HEADERS.items() if shape.search(head)), None)


def _column(text: str) -> str:
    """`AL (NR)` and `AL(NR)` are one column."""
    return heading(text).replace(" (", "(")


def _edition(file: SourceFile, sheet: Sheet, series: str) -> Edition:
    for line, cells in sheet.preamble:
        found = _RELEASE.search(" ".join(" ".join(cells).split()))
        if found is not None:
            quarter, year = QUARTER_OF_MONTH[found[1][:3].lower()], int(found[2])
            named = quarter_in_name(file)
            if named is not None and named != quarter:
                raise BadInput(
                    f"is named for quarter {named}, its title says {found[0]}",
                    file=file.name,
                    line=line,
                    hint="Give it the name CMS gave it.",
                )
            return Edition(f"CY{year} Q{quarter}", quarter_period(year, quarter), series)
    raise BadInput("no line such as `January 2025 Fee Schedule` above the header", file=file.name)


def _key(row: SheetRow) -> tuple[str, str, str]:
    return (
        hcpcs_code(row.text("hcpcs"), row.file, row.line),
        modifier_code(row.text("mod"), row.file, row.line),
        modifier_code(row.text("mod2"), row.file, row.line, "MOD2"),
    )


def _amount(row: SheetRow, field: str) -> str | None:
    """None for 0.00; a blank cell is a damaged one."""
    amount = row.dollars(field)
    if amount is None:
        raise BadInput("no amount", file=row.file.name, line=row.line, column=field.upper())
    return amount if Decimal(amount) else None


def _items(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        limits: tuple[str | None, ...] = (None, None, None, None)
        if "juris" in row.places:
            limits = (
                row.matching("juris", _JURISDICTION, "jurisdiction"),
                row.matching("catg", _CATEGORY, "category"),
                _amount(row, "ceiling"),
                _amount(row, "floor"),
            )
        yield (*_key(row), *limits, row.line)


def _fees(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        key = _key(row)
        for field, (state, rural) in GRID.items():
            amount = _amount(row, field)
            if amount is not None:
                yield (*key, state, rural, amount, row.line)


SOURCE = CmsDmepos()
