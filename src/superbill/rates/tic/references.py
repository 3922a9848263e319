"""Provider references that stand in another file: `location` instead of `provider_groups` (schema 1.x).

The other file holds `{"version": ..., "provider_groups": [...]}`. What cannot be fetched or read is listed, with the reason,
in the manifest and in the table `reference`.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from superbill.errors import BadInput
from superbill.rates.reading.stream import GZIP_MAGIC
from superbill.rates.tic.members import Members, Unreadable, read_object
from superbill.rates.tic.rows import Rows
from superbill.rates.tic.slow import Group, read_group

MOST_BYTES = 64 << 20

Resolver = Callable[[str], Path]
"""Gives the file of an address, or raises `BadInput`."""


def resolve(rows: Rows, resolver: Resolver | None) -> list[str]:
    """Reads the groups of every remote reference; gives what could not be resolved, an address and a reason each."""
    unresolved = []
    read: dict[str, list[Group] | str] = {}
    for key, reference_id, location in rows.locations:
        if location not in read:
            read[location] = _groups_at(location, resolver)
        found = read[location]
        if isinstance(found, str):
            unresolved.append(f"{location}: {found}")
            rows.remote(key, reference_id, location, [], found)
        else:
            rows.remote(key, reference_id, location, found, None)
    return unresolved


def _groups_at(location: str, resolver: Resolver | None) -> list[Group] | str:
    if resolver is None:
        return "not fetched"
    try:
        return read_remote(resolver(location), location)
    except BadInput as error:
        return error.message.removeprefix(f"{location}: ")


def read_remote(path: Path, location: str) -> list[Group]:
    """The provider groups of a remote reference file, plain or gzip. Raises `BadInput`."""
    try:
        found = Members(read_object(_content(path)))
        groups = [read_group(one) for one in found.objects("provider_groups")]
    except (Unreadable, OSError, EOFError, zlib.error) as error:
        raise BadInput(str(error), file=location) from error
    if not groups:
        raise BadInput("there are no provider groups in it", file=location)
    return groups


def _content(path: Path) -> bytes:
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP_MAGIC
    with gzip.open(path) if packed else path.open("rb") as stream:
        text = stream.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise Unreadable(f"larger than {MOST_BYTES >> 20} MB unpacked")
    return text.removeprefix(b"\xef\xbb\xbf")
