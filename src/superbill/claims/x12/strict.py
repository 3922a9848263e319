"""`--strict`: each claim also through the validated models of x12sdk, which know every loop and element of the guides.

A claim is handed over as a transaction of its own, with the levels above it, so that one bad claim does not refuse its
neighbours and memory stays flat. About a tenth of the speed. The library's messages repeat what a file says; only the place
and the kind of an error are taken from them.
"""

from __future__ import annotations

import importlib
from typing import Any

from superbill.claims.faults import Fault
from superbill.errors import UsageError

_SEPARATOR, _TERMINATOR = "\x1d", "\x1c"
_LEVELS = ("header", "20", "22", "23")
_WIDTHS = (3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
"""Of the interchange header: the library takes the separators from their places in it."""


class StrictModels:
    """Keeps the segments above the claims and checks claims with them. Raises `UsageError` when x12sdk is not installed."""

    def __init__(self) -> None:
        try:
            self._reader: Any = importlib.import_module("x12sdk.io").X12ModelReader
            self._invalid: Any = importlib.import_module("pydantic").ValidationError
        except ImportError as error:
            raise UsageError("--strict needs x12sdk", hint='Install it: pip install "superbill[strict]"') from error
        self._control: dict[str, list[str]] = {}
        self._levels: dict[str, list[list[str]]] = {}
        self._level = "header"

    def keep(self, elements: list[str]) -> None:
        """A segment outside claims."""
        tag = elements[0]
        if tag in ("ISA", "GS", "ST"):
            self._control[tag] = elements
            self._levels, self._level = {"header": []}, "header"
            return
        if tag == "HL" and len(elements) > 3 and elements[3] in _LEVELS:
            self._level = elements[3]
            self._levels = {kind: kept for kind, kept in self._levels.items() if kind < self._level or kind == "header"}
            self._levels[self._level] = []
        self._levels.setdefault(self._level, []).append(elements)

    def check(self, claim: list[list[str]]) -> None:
        """Raises `Fault` when the models refuse the claim."""
        try:
            with self._reader(self._transaction(claim)) as models:
                for _ in models.models():
                    pass
        except self._invalid as error:
            place = error.errors(include_input=False, include_url=False, include_context=False)[0]
            name = ".".join(str(part) for part in place["loc"] if not isinstance(part, int))
            raise Fault(name or "claim", f"the validated model refuses it ({place['type']})") from None
        except (KeyError, ValueError, IndexError, AttributeError, TypeError, ImportError) as error:
            raise Fault("claim", f"the validated models cannot place its segments ({type(error).__name__})") from None

    def _transaction(self, claim: list[list[str]]) -> str:
        body = [self._control["ST"]]
        kinds = [kind for kind in _LEVELS if kind in self._levels]
        for number, kind in enumerate(kinds):
            for elements in self._levels[kind]:
                is_level = elements[0] == "HL"
                lower = "1" if kind != kinds[-1] else "0"
                parent = str(number - 1) if number > 1 else ""
                body.append(["HL", str(number), parent, kind, lower] if is_level else elements)
        body += claim
        control = body[0][2] if len(body[0]) > 2 else ""
        body.append(["SE", str(len(body) + 1), control])
        group = self._control.get("GS", ["GS"])
        isa = [text[:width].ljust(width) for text, width in zip(self._control["ISA"], _WIDTHS, strict=True)]
        ends = [["GE", "1", group[6] if len(group) > 6 else ""], ["IEA", "1", isa[13]]]
        return "".join(_SEPARATOR.join(one) + _TERMINATOR for one in [isa, group, *body, *ends])
