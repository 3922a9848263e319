"""What is handed in, as streams: a path, an open file, plain, gzip or zip (each member, zips in zips left out).

A damaged archive gives what could be unpacked; `Member.damage` then says so, and the reader refuses the rest.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from superbill.errors import BadInput, UsageError

Source: TypeAlias = Path | str | BinaryIO

_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_GZIP_FORMAT = 16 + zlib.MAX_WBITS
_HEAD = 4096
_BLOCK = 1 << 16
_UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)
"""What damaged or locked archives raise; `NotImplementedError` is a `RuntimeError`."""


class _Unpacked(io.RawIOBase):
    """A stream that ends where unpacking fails, and remembers why."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self.damage = ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.damage:
            return 0
        try:
            data = self._inner.read(len(buffer))
        except _UNREADABLE:
            self.damage = "the archive is damaged or cut off: what follows cannot be unpacked"
            return 0
        buffer[: len(data)] = data
        return len(data)


class _Gunzipped(io.RawIOBase):
    """Unpacked gzip, member after member. Unlike the standard library's, it gives what stands before a cut, then fails."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self._packed = b""
        self._unpacker = zlib.decompressobj(_GZIP_FORMAT)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while True:
            if self._unpacker.eof:
                self._packed = self._unpacker.unused_data.lstrip(b"\0") or self._inner.read(_BLOCK).lstrip(b"\0")
                if not self._packed:
                    return 0
                self._unpacker = zlib.decompressobj(_GZIP_FORMAT)
            elif not self._packed:
                self._packed = self._inner.read(_BLOCK)
                if not self._packed:
                    raise EOFError
            data = self._unpacker.decompress(self._packed, len(buffer))
            self._packed = self._unpacker.unconsumed_tail
            if data:
                buffer[: len(data)] = data
                return len(data)


class Member:
    """One file to read: its name, its first bytes, its stream."""

    def __init__(self, name: str, raw: BinaryIO) -> None:
        self.name = name
        self._unpacked = _Unpacked(raw)
        self.stream = io.BufferedReader(self._unpacked, _BLOCK)

    @property
    def head(self) -> bytes:
        """The first bytes, without moving on."""
        return self.stream.peek(_HEAD)[:_HEAD]

    @property
    def damage(self) -> str:
        """Why unpacking ended early; empty when it did not."""
        return self._unpacked.damage


def members(source: Source, name: str = "") -> Iterator[Member]:
    """The files in what was handed in. Raises `UsageError` for a path that is no file, `BadInput` for a zip without index."""
    with ExitStack() as stack:
        if isinstance(source, str | Path):
            path = Path(source)
            if not path.is_file():
                raise UsageError(f"{path} is no file")
            try:
                stream: BinaryIO = stack.enter_context(path.open("rb"))
            except OSError as error:
                raise BadInput(f"cannot be read: {error.strerror or error}", file=str(path)) from error
            label = name or path.name
        else:
            stream, label = source, name or "input"
        yield from _of_stream(stream, label, stack)


def _of_stream(stream: BinaryIO, name: str, stack: ExitStack) -> Iterator[Member]:
    buffered = Member(name, stream)
    head = buffered.head
    if head.startswith(_ZIP):
        yield from _of_zip(stream if stream.seekable() else io.BytesIO(buffered.stream.read()), name, stack)
    elif head.startswith(_GZIP):
        yield Member(name.removesuffix(".gz"), cast(BinaryIO, _Gunzipped(cast(BinaryIO, buffered.stream))))
    else:
        yield buffered


def _of_zip(stream: BinaryIO, name: str, stack: ExitStack) -> Iterator[Member]:
    stream.seek(0)
    try:
        archive = stack.enter_context(zipfile.ZipFile(stream))
    except _UNREADABLE as error:
        raise BadInput("damaged zip: its index cannot be read", file=name, hint="Make it again.") from error
    for info in archive.infolist():
        if info.is_dir():
            continue
        label = f"{name}/{info.filename}"
        try:
            member = archive.open(info)
        except _UNREADABLE as error:
            raise BadInput("this member of the zip cannot be opened", file=label) from error
        with member:
            yield Member(label, cast(BinaryIO, member))
