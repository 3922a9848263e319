"""Core-based statistical areas by ZIP code: HUD's USPS crosswalk `ZIP_CBSA_MMYYYY`, saved as CSV.

Columns ZIP, CBSA, and ratios of addresses (RES_RATIO, BUS_RATIO, OTH_RATIO, TOT_RATIO). A ZIP code in several areas counts for the
one with most business addresses, of equal ones with most addresses. 99999 is no area.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from superbill.errors import BadInput
from superbill.rates.providers.columns import write_columns
from superbill.rates.providers.tables import csv_table

FOLDER = "_areas"
NONE = "99999"


@dataclass(frozen=True, slots=True)
class Areas:
    """ZIP codes and their areas as numbers, by ZIP code."""

    file: str
    zip5: npt.NDArray[Any]
    cbsa: npt.NDArray[Any]

    def zips(self, cbsa: str) -> npt.NDArray[Any]:
        """The ZIP codes of an area."""
        found: npt.NDArray[Any] = self.zip5[self.cbsa == int(cbsa)]
        return found


def load_areas(path: Path, lake: Path) -> Areas:
    """Takes the crosswalk into the lake. Raises `BadInput`."""
    with csv_table(path, r".*\.csv") as table:
        headings = {name.upper(): name for name in table.headings}
        wanted = ["ZIP", "CBSA", "BUS_RATIO", "TOT_RATIO"]
        for name in wanted:
            if name not in headings:
                raise BadInput(f"the column {name} is missing", file=table.name, line=1, hint="HUD's ZIP_CBSA as CSV.")
        best: dict[int, tuple[float, float, int]] = {}
        line = 1
        for batch in table.batches([headings[name] for name in wanted]):
            for row in zip(*(pc.utf8_trim_whitespace(column).to_pylist() for column in batch.columns), strict=True):
                line += 1
                _take(best, row, table.name, line)
    if not best:
        raise BadInput("there is no area in it", file=table.name)
    zip5 = np.array(sorted(best), np.int32)
    cbsa = np.array([best[one][2] for one in zip5.tolist()], np.int32)
    write_columns(lake, FOLDER, {"file": table.name}, {"zip5": zip5, "cbsa": cbsa})
    return Areas(table.name, zip5, cbsa)


def _take(best: dict[int, tuple[float, float, int]], row: tuple[str, ...], file: str, line: int) -> None:
    try:
        found = (float(row[2]), float(row[3]), int(row[1]))
        zip5 = int(row[0])
    except ValueError as error:
        raise BadInput(f"no row of a crosswalk: {', '.join(row)[:80]}", file=file, line=line) from error
    if row[1] != NONE and found > best.get(zip5, (-1.0, -1.0, 0)):
        best[zip5] = found


def areas_of(lake: Path) -> Areas | None:
    """The areas of a lake, None where none were loaded."""
    folder = lake / FOLDER
    if not (folder / "made.json").is_file():
        return None
    made = json.loads((folder / "made.json").read_text("utf-8"))
    return Areas(made["file"], np.load(folder / "zip5.npy"), np.load(folder / "cbsa.npy"))
