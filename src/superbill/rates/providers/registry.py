"""Providers by NPI: state, ZIP code, primary taxonomy, as arrays mapped from the lake. `nppes.py` writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.rates.providers.states import STATES

Column = npt.NDArray[Any]
FOLDER = "_providers"
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Edition:
    """Which file the providers are from, how many there are."""

    file: str
    sha256: str
    providers: int
    updated: str


class Registry:
    """The providers of a lake."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        made = json.loads((folder / "made.json").read_text("utf-8"))
        self.edition = Edition(made["file"], made["sha256"], made["providers"], made["updated"])
        self.taxonomies: list[str] = made["taxonomies"]

    def _column(self, name: str) -> Column:
        found: Column = np.load(self._folder / f"{name}.npy", mmap_mode="r")
        return found

    @cached_property
    def npi(self) -> Column:
        """All NPIs, ascending."""
        return self._column("npi")

    @cached_property
    def state(self) -> Column:
        """Places in `STATES`, `UNKNOWN` outside of them."""
        return self._column("state")

    @cached_property
    def zip5(self) -> Column:
        """Five digits as a number, `UNKNOWN` where there are none."""
        return self._column("zip5")

    @cached_property
    def taxonomy(self) -> Column:
        """Places in `taxonomies` of the primary one, `UNKNOWN` where there is none."""
        return self._column("taxonomy")

    def places(self, npis: Column) -> Column:
        """Where NPIs stand, `UNKNOWN` for those that are not there."""
        known = self.npi
        place = np.minimum(np.searchsorted(known, npis), max(len(known) - 1, 0))
        return np.where(known[place] == npis, place, UNKNOWN) if len(known) else np.full(len(npis), UNKNOWN)

    def in_state(self, state: str) -> int:
        """The number of a state; `UNKNOWN` for letters that are none."""
        return STATES.index(state) if state in STATES else UNKNOWN


def registry_of(lake: Path) -> Registry | None:
    """The providers of a lake, None where none were loaded."""
    return Registry(lake / FOLDER) if (lake / FOLDER / "made.json").is_file() else None
