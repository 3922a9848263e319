"""What a user names: files, folders, zips, each as the files in them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from superbill.errors import BadInput, UsageError

SIGNING = re.compile(
    r"(x-amz-\w+|x-goog-\w+|signature|sig|se|sp|sv|sr|st|spr|expires|policy|key-pair-id)=", re.IGNORECASE
)
ZIP_MAGIC = b"PK\x03\x04"
ENDINGS = (".json", ".json.gz", ".gz", ".csv", ".zip", ".txt")


@dataclass(frozen=True, slots=True)
class Input:
    """A file on disk, or a member of a zip there. `name` is how messages and the manifest call it; a `fetched` one was
    downloaded for this run, a `kept` one is in the lake and needs no reading."""

    path: Path
    name: str
    member: str = ""
    fetched: bool = False
    kept: bool = False


def is_address(given: object) -> bool:
    """Whether an input is a web address."""
    return str(given).startswith(("https://", "http://"))


def without_signature(address: str) -> str:
    """An address without the parts of its query that sign it and change from day to day: what the file is called."""
    parts = urlsplit(address)
    kept = [pair for pair in parts.query.split("&") if pair and not SIGNING.match(pair)]
    return urlunsplit((*parts[:3], "&".join(kept), ""))


def inputs_of(path: Path) -> Iterator[Input]:
    """The files of a file, folder or zip, in a fixed order. Raises `UsageError` for what is not there."""
    if path.is_dir():
        for file in sorted(one for one in path.rglob("*") if one.is_file() and one.name.lower().endswith(ENDINGS)):
            yield from _members(file)
    elif path.is_file():
        yield from _members(path)
    else:
        raise UsageError(f"{path} is neither a file nor a folder")


def _members(path: Path) -> Iterator[Input]:
    with path.open("rb") as stream:
        zipped = stream.read(4) == ZIP_MAGIC
    if not zipped:
        yield Input(path, str(path))
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    except zipfile.BadZipFile as error:
        raise BadInput(f"damaged zip: {error}", file=str(path), hint="Download it again.") from error
    for name in names:
        yield Input(path, f"{path}/{name}", name)
