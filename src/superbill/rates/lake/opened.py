"""A lake opened to be asked: its files with their payers, their indexes and tables, and who the providers are."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from superbill.errors import NotLoaded
from superbill.rates.access import PARTS
from superbill.rates.families import families
from superbill.rates.index.build import TermsTable, read_terms, table_file
from superbill.rates.index.open import FileIndex
from superbill.rates.lake.manifest import IN_NETWORK, STAMP, FileEntry, entries, open_lake
from superbill.rates.lake.reader import TableReader
from superbill.rates.providers.areas import Areas, areas_of
from superbill.rates.providers.billers import Billers, billers_of
from superbill.rates.providers.registry import Registry, registry_of


class RateFile:
    """One in-network file of a lake, with the family of its payer."""

    def __init__(self, lake: Path, entry: FileEntry) -> None:
        self.entry = entry
        self.name = " ".join(str(entry.heading.get("reporting_entity_name") or "").split())
        self.payer = families().of(self.name)
        self.dated = str(entry.heading.get("last_updated_on") or "")
        self._lake = lake

    @cached_property
    def index(self) -> FileIndex:
        """Made on first use where it is missing."""
        return FileIndex(self._lake, self.entry.file)

    @cached_property
    def prices(self) -> TableReader:
        """By item."""
        return TableReader(table_file(self._lake, "price", self.entry.file), "item_id")

    @cached_property
    def reference_lists(self) -> TableReader:
        """By list."""
        return TableReader(table_file(self._lake, "reference_list", self.entry.file), "list_id")

    @cached_property
    def terms(self) -> TermsTable:
        """Read once."""
        return read_terms(self._lake, self.entry.file)


class RateLake:
    """Raises `NotLoaded` where there is no lake, `WrongFormat` for one of another version."""

    def __init__(self, path: Path) -> None:
        if not (path / STAMP).is_file():
            raise NotLoaded(f"there is no lake of rates at {path}", hint="superbill rates ingest FILE ...")
        open_lake(path)
        self.path = path
        self.stamp = stamp_of(path)

    @cached_property
    def files(self) -> tuple[RateFile, ...]:
        """The in-network files."""
        return tuple(RateFile(self.path, entry) for entry in entries(self.path) if entry.kind == IN_NETWORK)

    @cached_property
    def registry(self) -> Registry | None:
        """The providers, None where NPPES is not loaded."""
        return registry_of(self.path)

    @cached_property
    def areas(self) -> Areas | None:
        """Core-based statistical areas by ZIP code, None where they are not loaded."""
        return areas_of(self.path)

    @cached_property
    def billers(self) -> Billers | None:
        """Who bills what, None where the practitioners' file is not loaded."""
        return billers_of(self.path)


def stamp_of(path: Path) -> str:
    """Changes whenever the lake does: with a file taken in or out, and with the providers."""
    found = []
    for part in PARTS:
        try:
            stat = (path / part).stat()
        except OSError:
            continue
        found.append(f"{stat.st_ino:x}.{stat.st_mtime_ns:x}")
    return "-".join(found)
