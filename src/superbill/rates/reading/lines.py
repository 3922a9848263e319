"""A window's text line by line, for csv."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.errors import BadInput
from superbill.rates.reading.window import Window

MOST_LINE_BYTES = 16 << 20
BOM = "\ufeff"


class Lines:
    """Iterates over lines with their ends. A line that is no UTF-8 is taken as cp1252 and counted in `other_encoding`.

    `bom` says whether a byte order mark stood before the first.
    `offset` is where the next line begins in the unpacked file. A line over 16 MB is a `BadInput`.
    """

    def __init__(self, window: Window, name: str) -> None:
        self.other_encoding = 0
        self.bom = False
        self._window = window
        self._name = name
        self._lines = self._all()

    @property
    def offset(self) -> int:
        """Of the next line."""
        return self._window.offset

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def _all(self) -> Iterator[str]:
        window = self._window
        first = True
        while True:
            visible, at = window.text(window.pos, window.stop), 0
            while (end := visible.find(b"\n", at) + 1) > 0:
                window.pos += end - at
                text = self._decoded(visible[at:end])
                if first:
                    self.bom = text.startswith(BOM)
                yield text.removeprefix(BOM) if first else text
                at, first = end, False
            if len(visible) - at > MOST_LINE_BYTES:
                raise BadInput(f"a line of more than {MOST_LINE_BYTES >> 20} MB", file=self._name)
            if window.more() is None:
                window.pos = window.stop
                if at < len(visible):
                    yield self._decoded(visible[at:])
                return

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            self.other_encoding += 1
            return raw.decode("cp1252", "backslashreplace")
