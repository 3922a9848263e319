"""One file from an official server to disk: resumed where it broke off, checked, and put in place in one step.

While it arrives it is `.NAME.part`, with its address and validator in `.NAME.part.json`, so that a later run goes on where this
one stopped (RFC 9110, 14.2 `Range` and 13.1.5 `If-Range`). A part whose server gives no strong validator is begun anew.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from superbill.errors import Unreachable
from superbill.fetch.client import TryAgain, Web, is_web_page

NOT_MODIFIED, PARTIAL, RANGE_REFUSED = 304, 206, 416

Progress = Callable[[int, int | None], None]
"""Bytes that are here, and bytes in all where the server says."""

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


class Validators(msgspec.Struct, frozen=True):
    """What the server said of a version of a file."""

    url: str
    etag: str = ""
    last_modified: str = ""

    @property
    def strong(self) -> str:
        """What `If-Range` may carry: a strong entity tag, else the date; empty when there is neither."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file in place. `fresh` is False when the server has no newer version than the one that was there."""

    path: Path
    size: int
    sha256: str
    validators: Validators
    fresh: bool = True


def no_progress(done: int, total: int | None) -> None:
    """Shows nothing."""


def download(
    web: Web, url: str, target: Path, *, known: Validators | None = None, progress: Progress = no_progress,
    params: Mapping[str, str] | None = None,
) -> Arrived:  # fmt: skip
    """Brings `url` to `target`; `params` is what the licence's form adds to the address. With `known`, a file that has not
    changed is left as it is. Raises `Unreachable`; the file that was at `target` then stays."""
    target.parent.mkdir(parents=True, exist_ok=True)
    asked = str(httpx.URL(url).copy_merge_params(dict(params))) if params else url
    return web.get(
        asked,
        _Arrival(url, target, known if target.is_file() else None, progress).take,
        lambda: _headers(url, target, known),
        frozenset({NOT_MODIFIED, RANGE_REFUSED}),
    )


def part_path(target: Path) -> Path:
    """Where a file is while it arrives."""
    return target.with_name(f".{target.name}.part")


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _state_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.part.json")


def _headers(url: str, target: Path, known: Validators | None) -> dict[str, str]:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    part, state = part_path(target), _state_path(target)
    if part.is_file() and state.is_file() and part.stat().st_size:
        begun = msgspec.json.decode(state.read_bytes(), type=Validators)
        if begun.url == url and begun.strong:
            return headers | {"Range": f"bytes={part.stat().st_size}-", "If-Range": begun.strong}
    if known is not None and known.url == url and target.is_file():
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
    return headers


@dataclass(frozen=True, slots=True)
class _Arrival:
    url: str
    target: Path
    known: Validators | None
    progress: Progress

    def take(self, response: httpx.Response) -> Arrived:
        """Writes the answer behind what is already here, checks the whole and puts it in place."""
        if response.status_code == NOT_MODIFIED and self.known is not None:
            return Arrived(self.target, self.target.stat().st_size, sha256_of(self.target), self.known, fresh=False)
        if response.status_code == RANGE_REFUSED:
            self._drop()
            raise TryAgain("the part that was here is no part of the file any more")
        if is_web_page(response):
            raise self._page_instead(response)
        validators = Validators(self.url, response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
        start, total = self._place(response)
        self._write(response, validators, start, total)
        return self._finish(validators, total)

    def _place(self, response: httpx.Response) -> tuple[int, int | None]:
        """Where the answer begins in the file, and the size of the whole."""
        if response.status_code != PARTIAL:
            length = response.headers.get("Content-Length", "")
            return 0, int(length) if length.isdigit() else None
        part = part_path(self.target)
        there = part.stat().st_size if part.is_file() else 0
        said = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if said is None or int(said[1]) != there:
            self._drop()
            raise TryAgain("the server sent another piece than the one that was missing")
        return there, int(said[3])

    def _write(self, response: httpx.Response, validators: Validators, start: int, total: int | None) -> None:
        _state_path(self.target).write_bytes(msgspec.json.encode(validators))
        done = start
        with part_path(self.target).open("ab" if start else "wb") as stream:
            # Without a block size: httpx would lose what it holds back to fill a block when the connection breaks.
            for block in response.iter_raw():
                if not done and block.lstrip()[:15].lower().startswith(_PAGE_STARTS):
                    raise self._page_instead(response)
                stream.write(block)
                done += len(block)
                self.progress(done, total)

    def _finish(self, validators: Validators, total: int | None) -> Arrived:
        part = part_path(self.target)
        size = part.stat().st_size
        if total is not None and size != total:
            self._drop()
            raise TryAgain(f"{size:,} bytes arrived, {total:,} were announced")
        if problem := _damage(part, self.target.name):
            self._drop()
            raise TryAgain(problem)
        digest = sha256_of(part)
        part.replace(self.target)
        self._drop()
        return Arrived(self.target, size, digest, validators)

    def _drop(self) -> None:
        part_path(self.target).unlink(missing_ok=True)
        _state_path(self.target).unlink(missing_ok=True)

    def _page_instead(self, response: httpx.Response) -> Unreachable:
        self._drop()
        what = "the licence page" if "license" in response.url.path.lower() else "a web page"
        return Unreachable(f"{self.url} answers with {what} ({response.url.copy_with(query=None)}), not with the file")


def _damage(path: Path, name: str) -> str:
    """What is wrong with an archive that should be whole; empty for nothing. Every member is read and its checksum compared."""
    if not name.lower().endswith(".zip"):
        return "the file is empty" if not path.stat().st_size else ""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except _DAMAGE as error:
        return f"the zip is damaged: {error}"
    return f"the zip is damaged at {broken}" if broken else ""
