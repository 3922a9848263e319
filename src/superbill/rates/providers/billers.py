"""Who bills what: CMS, Medicare Physician & Other Practitioners, by Provider and Service, one row an NPI, code and place.

Columns `Rndrng_NPI` and `HCPCS_Cd` are read. A specialty (primary taxonomy in NPPES) bills a code when at least `ENOUGH` of its
practitioners did in that year; CMS leaves out what a practitioner did for fewer than 11 patients.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from superbill.errors import BadInput
from superbill.rates.providers.columns import write_columns
from superbill.rates.providers.registry import Registry
from superbill.rates.providers.tables import csv_table

Column = npt.NDArray[Any]
FOLDER = "_billers"
NPI, CODE = "Rndrng_NPI", "HCPCS_Cd"
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Billers:
    """Codes in order; `npi[start[k]:start[k + 1]]` billed code k."""

    file: str
    codes: Column
    start: Column
    npi: Column

    def taxonomies_of(self, code: str, registry: Registry) -> Column | None:
        """Numbers of the taxonomies that bill a code; None where nobody is known to, so that nothing can be said."""
        place = int(np.searchsorted(self.codes, np.bytes_(code.encode())))
        if place >= len(self.codes) or self.codes[place] != code.encode():
            return None
        places = registry.places(self.npi[self.start[place] : self.start[place + 1]])
        taxonomy = registry.taxonomy[places[places >= 0]]
        counts = np.bincount(taxonomy[taxonomy >= 0], minlength=len(registry.taxonomies))
        found = np.flatnonzero(counts >= ENOUGH)
        return found if len(found) else None


def load_billers(path: Path, lake: Path) -> Billers:
    """Takes the file into the lake. Raises `BadInput`."""
    codes: dict[str, int] = {}
    parts: list[tuple[Column, Column]] = []
    with csv_table(path, r".*\.csv") as table:
        for name in (NPI, CODE):
            if name not in table.headings:
                raise BadInput(
                    f"the column {name} is missing", file=table.name, line=1, hint="CMS, by Provider and Service."
                )
        for batch in table.batches([NPI, CODE]):
            good = pc.match_substring_regex(batch[NPI], r"^[12]\d{9}$")
            if not pc.all(good).as_py():
                wrong = batch[NPI].filter(pc.invert(good))[0].as_py()
                raise BadInput(f"{wrong!r} is no NPI", file=table.name, column=NPI)
            encoded = pc.utf8_upper(batch[CODE]).dictionary_encode()
            numbers = np.array(
                [codes.setdefault(word, len(codes)) for word in encoded.dictionary.to_pylist()], np.int32
            )
            parts.append((numbers[encoded.indices.to_numpy()], pc.cast(batch[NPI], pa.int64()).to_numpy()))
    if not codes:
        raise BadInput("there is no row in it", file=table.name)
    words = np.array([code.encode() for code in codes], "S8")
    order = np.argsort(words)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    number, npi = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    pairs = np.unique(rank[number] << 32 | npi)
    columns = {
        "codes": words[order],
        "start": np.searchsorted(pairs >> 32, np.arange(len(words) + 1)),
        "npi": (pairs & 0xFFFFFFFF).astype(np.uint32),
    }
    write_columns(lake, FOLDER, {"file": table.name}, columns)
    return Billers(table.name, **columns)


def billers_of(lake: Path) -> Billers | None:
    """The billers of a lake, None where none were loaded."""
    folder = lake / FOLDER
    if not (folder / "made.json").is_file():
        return None
    made = json.loads((folder / "made.json").read_text("utf-8"))
    mapped = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("codes", "start", "npi")}
    return Billers(made["file"], **mapped)
