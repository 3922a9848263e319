"""The way to a lake for callers that do without the extra `rates` until they ask: nothing heavy is imported before."""

from __future__ import annotations

import importlib
import os
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from superbill.errors import NotLoaded, UsageError
from superbill.kb.home import home
from superbill.model.citation import NotAvailable
from superbill.rates.answer import Benchmark, PayerLine
from superbill.rates.question import RateQuestion

if TYPE_CHECKING:
    from superbill.rates.lake.opened import RateLake

NAME = "lake"
VARIABLE = "SUPERBILL_LAKE"
PARTS = ("_manifest", "_providers", "_billers", "_areas")
"""Folders of a lake whose change changes answers."""

NO_LAKE = NotAvailable("no negotiated rates are loaded", "superbill rates ingest FILE (in-network rates of a payer)")


def default_lake() -> Path:
    """The lake that commands use: `SUPERBILL_LAKE`, else the one in `SUPERBILL_HOME`."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else home() / NAME


def rates_part(module: str) -> ModuleType:
    """A module of the extra `rates`, imported when it is used. Raises `UsageError` where the extra is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"price files need {error.name}, which is not installed", hint="pip install 'superbill[rates]'"
        ) from error


class LakeAccess:
    """A lake that is opened with the first question, and again when it has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lake: RateLake | None = None

    @property
    def present(self) -> bool:
        """Whether there is a lake at all."""
        return (self.path / "_lake.json").is_file()

    @property
    def stamp(self) -> str:
        """Changes whenever an answer could; empty without a lake."""
        return str(rates_part("superbill.rates.lake.opened").stamp_of(self.path)) if self.present else ""

    def lake(self) -> RateLake:
        """The open lake. Raises `NotLoaded` and `WrongFormat`."""
        opened = rates_part("superbill.rates.lake.opened")
        if not self.present:
            raise NotLoaded(f"there is no lake of rates at {self.path}", hint="superbill rates ingest FILE ...")
        if self._lake is None or self._lake.stamp != opened.stamp_of(self.path):
            self._lake = opened.RateLake(self.path)
        return self._lake

    def benchmark(self, question: RateQuestion) -> Benchmark:
        """The distributions asked for; `missing` says what is not loaded. Touches this lake only, so it may run on a thread."""
        if not self.present:
            return Benchmark(question, (), missing=NO_LAKE)
        ask = rates_part("superbill.rates.benchmarks.ask").benchmark
        try:
            found: Benchmark = ask(self.lake(), question)
        except NotLoaded as error:
            return Benchmark(question, (), missing=NotAvailable(error.message, error.hint))
        return found

    def payer_lines(self, code: str, on: date) -> tuple[PayerLine, ...] | NotAvailable:
        """The payers' professional rates of a code, for the code report."""
        if not self.present:
            return NO_LAKE
        try:
            lake = self.lake()
        except (NotLoaded, UsageError) as error:
            return NotAvailable(error.message, error.hint or NO_LAKE.would_come_from)
        found: tuple[PayerLine, ...] = rates_part("superbill.rates.benchmarks.report_lines").payer_lines(lake, code, on)
        return found
