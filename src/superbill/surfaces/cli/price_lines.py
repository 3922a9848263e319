"""The lines of a price question: typed codes, or the rows of a CSV, each of which may be wrong without spoiling the others.

A CSV has a heading row, in any case and order: `code`, and any of `modifiers`, `on`, `locality`, `zip`, `units`. Other columns
are carried through. Cells are set apart by comma, semicolon or tab, as the heading row shows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from superbill.errors import BadInput, UsageError
from superbill.model.periods import parse_day
from superbill.model.price import Price
from superbill.surfaces.sheets import PRICES
from superbill.workbench import Workbench

COLUMNS = ("code", "modifiers", "on", "locality", "zip", "units")
ALIASES = {
    "hcpcs": "code", "cpt": "code", "cpt_code": "code", "hcpcs_code": "code", "procedure_code": "code",
    "modifier": "modifiers", "mod": "modifiers", "mods": "modifiers",
    "date": "on", "dos": "on", "date_of_service": "on", "service_date": "on",
    "zip_code": "zip", "zipcode": "zip", "unit": "units", "qty": "units", "quantity": "units",
}  # fmt: skip
"""Other names that these columns go by: taken for what they are, lest a modifier be passed over."""
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Asked:
    """One line as it was asked. `line` is its place in a CSV, `carried` the cells of that row which are no question."""

    code: str
    on: date | None = None
    modifiers: tuple[str, ...] = ()
    units: int = 1
    locality: str | None = None
    zip_code: str | None = None
    line: int | None = None
    carried: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The place as it was typed; empty for the national amount."""
        return self.locality or (f"ZIP {self.zip_code}" if self.zip_code else "")


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be priced as it stands, and why. `cells` are its own under `COLUMNS`."""

    asked: str
    reason: str
    line: int | None = None
    cells: dict[str, str] = field(default_factory=dict)
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """A line and its price."""

    asked: Asked
    price: Price


Outcome = Priced | Refused


def answer(bench: Workbench, lines: Sequence[Asked | Refused]) -> list[Outcome]:
    """Price every line; one that makes no sense is refused by itself."""
    return [line if isinstance(line, Refused) else _priced(bench, line) for line in lines]


def _priced(bench: Workbench, asked: Asked) -> Outcome:
    try:
        price = bench.price(
            asked.code, asked.on, modifiers=asked.modifiers, units=asked.units, locality=asked.locality,
            zip_code=asked.zip_code,
        )  # fmt: skip
    except UsageError as error:
        cells = {
            "code": asked.code, "modifiers": " ".join(asked.modifiers), "on": str(asked.on or ""),
            "locality": asked.locality or "", "zip": asked.zip_code or "", "units": str(asked.units),
        }  # fmt: skip
        return Refused(asked.code, error.message, asked.line, cells, asked.carried)
    return Priced(asked, price)


@dataclass(frozen=True, slots=True)
class Lines:
    """A CSV as read: its lines, the headings that are carried through, and its delimiter."""

    lines: tuple[Asked | Refused, ...]
    carried: tuple[str, ...]
    delimiter: str


def read_lines(file: Path, on: date | None) -> Lines:
    """The lines of a CSV; `on` where a row has no date. Raises `BadInput` when the heading row has no `code`, or two columns
    that mean the same."""
    text = _text(file)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        headings = next(reader, [])
        known = _known(headings, file)
        asks = {place for place, name in known.items() if name in PRICES.headings}
        answers = {place for place, name in enumerate(headings) if _plain(name) in PRICES.headings}
        carried = tuple(place for place in range(len(headings)) if place not in asks | answers)
        lines = tuple(
            _line(cells, reader.line_num, known, carried, on, len(headings)) for cells in reader if any(cells)
        )
    except csv.Error as error:
        raise BadInput(f"not readable as CSV: {error}", file=file.name, line=reader.line_num) from error
    return Lines(lines, tuple(headings[place] for place in carried), delimiter)


def _text(file: Path) -> str:
    """UTF-8, or what Excel writes where it is not."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _plain(heading: str) -> str:
    return "_".join(heading.strip().lower().split())


def _known(headings: Sequence[str], file: Path) -> dict[int, str]:
    """The columns that ask something, by their place."""
    known: dict[int, str] = {}
    for place, heading in enumerate(headings):
        name = ALIASES.get(_plain(heading), _plain(heading))
        if name in known.values():
            raise BadInput(f"two columns give `{name}`", file=file.name, line=1, column=heading)
        if name in COLUMNS:
            known[place] = name
    if "code" not in known.values():
        raise BadInput("no column `code`", file=file.name, line=1, hint=f"Columns: {', '.join(COLUMNS)}.")
    return known


def _line(
    cells: list[str], line: int, known: dict[int, str], carried: tuple[int, ...], default: date | None, wide: int
) -> Asked | Refused:
    padded = [*cells, *[""] * (wide - len(cells))]
    given = {name: padded[place].strip() for place, name in known.items()}
    kept = tuple(padded[place] for place in carried)
    try:
        if len(cells) > wide:
            raise UsageError(f"{len(cells)} cells where the heading row has {wide}")
        return Asked(
            given["code"],
            parse_day(given["on"]) if given.get("on") else default,
            tuple(given.get("modifiers", "").replace("-", " ").replace(",", " ").split()),
            _units(given.get("units", "")),
            given.get("locality") or None,
            given.get("zip") or None,
            line,
            kept,
        )
    except UsageError as error:
        return Refused(given["code"], error.message, line, given, kept)


def _units(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"{text!r} is no number of units")
    return int(text)


def as_csv(outcomes: Sequence[Outcome], carried: tuple[str, ...] = (), delimiter: str = ",") -> str:
    """A row for each line, in their order: the question, the answer, the columns carried through, what was wrong."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([*PRICES.headings, *carried, "error"])
    for outcome in outcomes:
        if isinstance(outcome, Priced):
            writer.writerow([*PRICES.cells(outcome.price), *outcome.asked.carried, ""])
        else:
            given = outcome.cells or {"code": outcome.asked}
            question = [given.get(name, "") for name in PRICES.headings]
            writer.writerow([*question, *outcome.carried, outcome.reason])
    return text.getvalue()
