"""What was downloaded: `SUPERBILL_HOME/downloads/manifest.json`, one record a file with its SHA-256."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock

from superbill.errors import BadInput
from superbill.fetch.catalogue import Download
from superbill.fetch.download import Arrived, Validators
from superbill.fetch.pages import Published, RemoteFile
from superbill.kb.home import home


class Record(msgspec.Struct, frozen=True):
    """A file on this machine. `fetched_at` is when this version of it arrived."""

    download: str
    release: str
    file: str
    url: str
    size: int
    sha256: str
    fetched_at: str
    page: str = ""
    licence: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def validators(self) -> Validators:
        """What the server said of it."""
        return Validators(self.url, self.etag, self.last_modified)


def downloads_folder() -> Path:
    """Where files go when no other folder is named: `SUPERBILL_HOME/downloads/files`."""
    return home() / "downloads" / "files"


class Manifest:
    """The records of all downloads, in the order of their files."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or home() / "downloads" / "manifest.json"

    def read(self) -> list[Record]:
        """All records."""
        if not self.path.is_file():
            return []
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=list[Record])
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise BadInput(
                f"is not readable: {error}", file=str(self.path), hint="Move it away; files are downloaded again."
            ) from error

    def at(self, target: Path) -> Record | None:
        """The record of a file that is still there with its recorded size."""
        if not target.is_file():
            return None
        file = str(target.resolve())
        return next((r for r in self.read() if r.file == file and r.size == target.stat().st_size), None)

    def put(self, download: Download, published: Published, remote: RemoteFile, arrived: Arrived) -> Record:
        """Records a file, in place of an older record of it."""
        record = Record(
            download.id, published.issue.label, str(arrived.path.resolve()), remote.url, arrived.size, arrived.sha256,
            datetime.now(UTC).isoformat(timespec="seconds"), published.page, download.licence,
            arrived.validators.etag, arrived.validators.last_modified,
        )  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self.path}.lock"):
            others = [other for other in self.read() if other.file != record.file]
            content = msgspec.json.encode(sorted([*others, record], key=lambda each: each.file))
            partial = self.path.with_name(f".{self.path.name}.new")
            partial.write_bytes(msgspec.json.format(content, indent=2) + b"\n")
            partial.replace(self.path)
        return record
