"""What the lake holds: one JSON file per file read, written last, so that a file without one is not in the lake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from superbill.errors import BadInput, UsageError, WrongFormat
from superbill.rates.lake.schema import FORMAT
from superbill.rates.lake.writer import disk_errors, remove_partitions

FOLDER = "_manifest"
STAMP = "_lake.json"
IN_NETWORK, ALLOWED, HOSPITAL = "in_network", "allowed_amounts", "hospital_charges"
"""Kinds of files."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file read. `sum_cents` sums all its rates, half a cent up; `sum_exact` is the same with every decimal.

    `problem` says why a file is not whole; it is empty for a complete one. `rows` counts the rows of each table.
    """

    file: str
    path: str
    kind: str
    sha256: str
    size: int
    unpacked: int
    modified_ns: int
    items: int = 0
    entries: int = 0
    prices: int = 0
    sum_cents: int = 0
    sum_exact: str = "0"
    quarantined: int = 0
    flags: dict[str, int] = field(default_factory=dict)
    problem: str = ""
    references: int = 0
    edges: int = 0
    groups: int = 0
    npis: int = 0
    unresolved: list[str] = field(default_factory=list)
    heading: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether the file was whole."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken in, and why."""

    path: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an ingest did: files in the lake (read now, or `kept` from before) and files refused."""

    files: tuple[FileEntry, ...]
    refused: tuple[Refused, ...] = ()
    kept: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "files": [{**asdict(one), "complete": one.complete} for one in self.files],
            "refused": [asdict(one) for one in self.refused],
        }


def open_lake(lake: Path) -> None:
    """Makes the lake's folder, or checks the stamp of one that is there. Raises `WrongFormat` and `UsageError`."""
    stamp = lake / STAMP
    if stamp.is_file():
        try:
            found = json.loads(stamp.read_text("utf-8")).get("format")
        except (ValueError, AttributeError) as error:
            raise WrongFormat(f"{stamp} is no stamp of a lake: {error}") from error
        if found != FORMAT:
            raise WrongFormat(
                f"the lake {lake} has format {found}, this version reads format {FORMAT}",
                hint="Ingest the files again into a new folder.",
            )
        return
    if lake.is_dir() and any(lake.iterdir()):
        raise UsageError(f"{lake} is a folder with other things in it, no lake", hint="Name an empty or a new folder.")
    with disk_errors(lake):
        lake.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps({"format": FORMAT}), "utf-8")


def entries(lake: Path) -> Iterator[FileEntry]:
    """All files of a lake, by path."""
    found = []
    for path in (lake / FOLDER).glob("*.json"):
        try:
            found.append(FileEntry(**json.loads(path.read_text("utf-8"))))
        except (ValueError, TypeError) as error:
            raise BadInput(
                f"no manifest of a file: {error}", file=str(path), hint="Remove it and ingest again."
            ) from error
    yield from sorted(found, key=lambda entry: entry.path)


def record(lake: Path, entry: FileEntry) -> None:
    """Adds a file whose tables are in place."""
    folder = lake / FOLDER
    folder.mkdir(exist_ok=True)
    waiting = folder / f"{entry.file}.part"
    waiting.write_text(json.dumps(asdict(entry), indent=1), "utf-8")
    waiting.rename(folder / f"{entry.file}.json")


def forget(lake: Path, file_id: str) -> None:
    """Takes a file out of the lake."""
    (lake / FOLDER / f"{file_id}.json").unlink(missing_ok=True)
    remove_partitions(lake, file_id)
