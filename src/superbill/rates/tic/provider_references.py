"""Reads `provider_references`: who stands behind the ids that entries name."""

from __future__ import annotations

import re

from superbill.rates.reading.window import Window
from superbill.rates.tic.elements import ElementReader
from superbill.rates.tic.kernel.calls import read_references
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.slow import read_reference
from superbill.rates.tic.state import State


class ReferenceReader(ElementReader):
    """References with their groups and NPIs. Remote ones wait in `Rows.locations`."""

    kind = "provider_reference"
    first_key = re.compile(rb'\{\s*"provider_group_id"')

    def __init__(self, window: Window, state: State, rows: Rows) -> None:
        super().__init__(window, state, rows)
        self._rows = rows

    def call(self) -> int:
        """See `kernel.calls.read_references`."""
        window = self.window
        return int(read_references(window.base, window.pos, window.stop, self.state.address))

    def drain(self) -> None:
        """References, groups, NPIs."""
        self._rows.reference_columns()

    def plain(self, text: bytes, offset: int) -> None:
        """See `slow.read_reference`."""
        self._rows.reference(read_reference(text))
