"""A lake at any address that fsspec knows (file, s3, gs, abfs): one file's tables put there as a whole, its manifest entry last."""

from __future__ import annotations

import importlib
import json
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from superbill.errors import UsageError, WrongFormat
from superbill.rates.lake.manifest import FOLDER, STAMP, FileEntry
from superbill.rates.lake.schema import FORMAT


class Store:
    """Raises `UsageError` for an address that fsspec cannot open, `WrongFormat` for a lake of another version there."""

    def __init__(self, address: str) -> None:
        try:
            fsspec = importlib.import_module("fsspec")
            self._fs, self._root = fsspec.core.url_to_fs(address)
        except ImportError as error:
            raise UsageError(f"{address} needs {error.name or error}", hint="pip install 'superbill[ray]'") from error
        except ValueError as error:
            raise UsageError(f"{address} is no place for a lake: {error}") from error

    def _at(self, *parts: str) -> str:
        return str(PurePosixPath(self._root).joinpath(*parts))

    def open(self) -> None:
        """Makes the lake, or checks the one that is there."""
        stamp = self._at(STAMP)
        if not self._fs.exists(stamp):
            self._fs.makedirs(self._root, exist_ok=True)
            self._fs.pipe_file(stamp, json.dumps({"format": FORMAT}).encode())
        elif json.loads(self._fs.cat_file(stamp)).get("format") != FORMAT:
            raise WrongFormat(f"the lake at {self._root} is of another format than {FORMAT}")

    def entries(self) -> dict[str, FileEntry]:
        """The files of the lake by path."""
        found: dict[str, FileEntry] = {}
        folder = self._at(FOLDER)
        if not self._fs.exists(folder):
            return found
        for name in self._fs.glob(f"{folder}/*.json"):
            entry = FileEntry(**json.loads(self._fs.cat_file(name)))
            found[entry.path] = entry
        return found

    def put(self, lake: Path, entry: FileEntry) -> None:
        """Copies one file's tables out of a lake on disk. Putting them again gives the same lake."""
        for folder in sorted(lake.glob(f"*/file={entry.file}")):
            for file in sorted(folder.iterdir()):
                target = self._at(folder.parent.name, folder.name, file.name)
                self._fs.makedirs(target.rpartition("/")[0], exist_ok=True)
                self._fs.put_file(str(file), target)
        self._fs.makedirs(self._at(FOLDER), exist_ok=True)
        text = json.dumps(asdict(entry), indent=1).encode()
        self._fs.pipe_file(self._at(FOLDER, f"{entry.file}.json"), text)

    def remove(self, file_id: str) -> None:
        """Takes a file out, its manifest entry first."""
        for name in (self._at(FOLDER, f"{file_id}.json"), *self._fs.glob(self._at("*", f"file={file_id}"))):
            if self._fs.exists(name):
                self._fs.rm(name, recursive=True)


def store_address(lake: str | Path) -> str:
    """The address of a lake given as a path or an address."""
    text = str(lake)
    return text if "://" in text else Path(text).absolute().as_uri()
