"""Fetching over HTTP: what a file points at, kept on disk, tried again from where it broke off.

Only `http` and `https`. A host that cannot be reached several times in a row is not asked again in the same run.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from superbill.errors import BadInput

TIMEOUT_SECONDS = 20
TRIES_PER_HOST = 3
MOST_BYTES = 64 << 20
PIECE = 1 << 20


class Fetcher:
    """Fetches into a folder; an address fetched before is read from there."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most_bytes
        self._failures: Counter[str] = Counter()

    def fetch(self, address: str, name: str = "") -> Path:
        """The file of an address, kept under what `name` says of it where that is steadier. `BadInput` says why there is none;
        a disk error of this machine is an `OSError`."""
        kept = self._folder / hashlib.sha256((name or address).encode()).hexdigest()
        if kept.is_file():
            return kept
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput("only http and https addresses are fetched", file=address)
        if self._failures[parts.hostname] >= TRIES_PER_HOST:
            raise BadInput(f"{parts.hostname} could not be reached before", file=address)
        self._folder.mkdir(parents=True, exist_ok=True)
        waiting = kept.with_suffix(".part")
        try:
            self._download(address, waiting)
        except urllib.error.HTTPError as error:
            raise BadInput(f"the server answers {error.code} {error.reason}", file=address) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
                raise
            self._failures[parts.hostname] += 1
            raise BadInput(f"cannot be fetched: {error}", file=address) from error
        self._failures[parts.hostname] = 0
        waiting.rename(kept)
        return kept

    def _download(self, address: str, waiting: Path) -> None:
        """Appends to what an earlier try has left, where the server goes along with it."""
        have = waiting.stat().st_size if waiting.is_file() else 0
        request = urllib.request.Request(address, headers={"User-Agent": "superbill", "Accept-Encoding": "identity"})
        if have:
            request.add_header("Range", f"bytes={have}-")
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            goes_on = answer.status == http.client.PARTIAL_CONTENT
            with waiting.open("ab" if goes_on else "wb") as out:
                self._copy(answer, out, address, have if goes_on else 0)

    def _copy(self, answer: http.client.HTTPResponse, out: BinaryIO, address: str, have: int) -> None:
        wanted = answer.length
        size = 0
        while piece := answer.read(PIECE):
            size += len(piece)
            if have + size > self._most:
                raise BadInput(f"larger than {self._most >> 20} MB", file=address)
            out.write(piece)
        if wanted is not None and size < wanted:
            raise OSError(f"broke off after {have + size:,} bytes")


def size_of(address: str) -> int | None:
    """Bytes of what stands at an address as its server says, None where it does not say or cannot be asked."""
    if urlsplit(address).scheme not in ("http", "https"):
        return None
    request = urllib.request.Request(address, method="HEAD", headers={"User-Agent": "superbill"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            length = answer.headers.get("Content-Length", "")
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return int(length) if length.isdigit() else None
