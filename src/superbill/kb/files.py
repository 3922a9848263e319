"""Files as people download them: plain, gzip, zip, zip in zip. Opened as streams, limited in size, never extracted."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from superbill.errors import BadInput, UnsafeArchive, UsageError

HEAD_BYTES = 65_536
MAX_MEMBER_BYTES = 8 << 30
MAX_RATIO = 300
RATIO_FREE_BYTES = 64 << 20
MAX_MEMBERS = 20_000
MAX_DEPTH = 3
NESTED_IN_MEMORY = 1 << 30

_ZIP_MAGIC = b"PK\x03\x04"
_ENCRYPTED = 0x1
_GZIP_MAGIC = b"\x1f\x8b"
_OFFICE_MARK = "[Content_Types].xml"
_UNPACK = "Unpack the archive, and give the folder."

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
)
"""What reading a damaged, locked or lying archive raises; `NotImplementedError` is a `RuntimeError`, and bytes that are
no text a `ValueError`."""


class _Limited(io.RawIOBase):
    """A stream that hides the errors of reading and unpacking, and refuses to grow beyond `most` bytes."""

    def __init__(self, inner: BinaryIO, name: str, most: int | None) -> None:
        self._inner = inner
        self._name = name
        self._most = most
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except _UNREADABLE as error:
            raise BadInput(f"damaged or cut off: {error}", file=self._name, hint="Download it again.") from error
        self._read += len(data)
        if self._most is not None and self._read > self._most:
            raise UnsafeArchive(
                "unpacks to far more than an official file does", file=self._name, hint="It may be a zip bomb."
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


class DiskFile:
    """A `SourceFile`: `opener` gives the unpacked bytes; `folder` finds siblings by name."""

    def __init__(
        self,
        name: str,
        opener: Callable[[], BinaryIO],
        packed_size: int,
        folder: Callable[[str], DiskFile],
        *,
        limited: bool,
    ) -> None:
        self.name = name
        self.packed_size = packed_size
        self._opener = opener
        self._folder = folder
        self._limited = limited
        self._head: bytes | None = None

    @property
    def head(self) -> bytes:
        """The first 64 KB, unpacked."""
        if self._head is None:
            with self.open() as stream:
                self._head = stream.read(HEAD_BYTES)
        return self._head

    def open(self) -> BinaryIO:
        """The unpacked content from its start."""
        try:
            stream = self._opener()
        except OSError as error:
            raise BadInput(f"cannot be read: {error.strerror or error}", file=self.name) from error
        most = min(MAX_MEMBER_BYTES, max(RATIO_FREE_BYTES, self.packed_size * MAX_RATIO)) if self._limited else None
        return io.BufferedReader(_Limited(stream, self.name, most), 1 << 20)

    def sibling(self, name: str) -> DiskFile:
        """A file of the same folder or archive, named after this one's folder."""
        found = self._folder(name)
        found.name = (PurePosixPath(self.name).parent / name).as_posix()
        return found

    def sha256(self) -> str:
        """Digest of the unpacked content."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()


def walk(path: Path) -> Iterator[DiskFile]:
    """Every file below `path` (a file or a folder), archives opened, in a fixed order.

    Names are relative to `path`'s parent for a file, to `path` for a folder. Raises `UsageError` for a path that is not there.
    """
    if path.is_file():
        yield from _expand(path, _printable(path.name))
    elif path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
            yield from _expand(file, _printable(file.relative_to(path).as_posix()))
    else:
        raise UsageError(f"{path} is neither a file nor a folder")


def _printable(name: str) -> str:
    """The name with bytes that are no text as `\\udcff`: it is stored and printed."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _expand(path: Path, name: str) -> Iterator[DiskFile]:
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", file=name) from error
    if magic == _ZIP_MAGIC:
        yield from _zip_members(lambda: path.open("rb"), name, 1, _Room())
    else:
        yield _plain(path, name, gzipped=magic[:2] == _GZIP_MAGIC)


def _plain(path: Path, name: str, *, gzipped: bool) -> DiskFile:
    def opener() -> BinaryIO:
        return cast(BinaryIO, gzip.open(path, "rb")) if gzipped else path.open("rb")

    def folder(sibling: str) -> DiskFile:
        other = path.parent / sibling
        if not other.is_file() or other.resolve().parent != path.parent.resolve():
            raise BadInput(f"names {sibling}, which is not beside it", file=name)
        with other.open("rb") as stream:
            packed = stream.read(2) == _GZIP_MAGIC
        return _plain(other, str(PurePosixPath(name).parent / sibling), gzipped=packed)

    return DiskFile(name, opener, path.stat().st_size, folder, limited=gzipped)


class _Room:
    """Memory left for the archives within one archive."""

    def __init__(self) -> None:
        self.left = NESTED_IN_MEMORY


def _zip_members(source: Callable[[], BinaryIO], name: str, depth: int, room: _Room) -> Iterator[DiskFile]:
    if depth > MAX_DEPTH:
        raise UnsafeArchive(f"archives nested more than {MAX_DEPTH} deep", file=name)
    infos = _contents(source, name)
    if _OFFICE_MARK in infos:
        yield DiskFile(name, source, sum(i.compress_size for i in infos.values()), _no_siblings(name), limited=False)
        return
    for filename, info in sorted(infos.items()):
        full = f"{name}/{filename}"
        if filename.startswith(("/", "\\")) or ".." in PurePosixPath(filename.replace("\\", "/")).parts:
            raise UnsafeArchive("a member's path points outside the archive", file=full)
        member = _member(source, info, name, infos)
        if member.head[:4] == _ZIP_MAGIC:
            yield from _nested(member, full, depth, room)
        else:
            yield member


def _contents(source: Callable[[], BinaryIO], name: str) -> dict[str, zipfile.ZipInfo]:
    """The members by path. A member cannot be larger, packed, than its archive, whatever is written of it."""
    try:
        with source() as stream, zipfile.ZipFile(stream) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            size = stream.seek(0, io.SEEK_END)
    except _UNREADABLE as error:
        raise BadInput(f"damaged zip: {error}", file=name, hint="Download it again.") from error
    if len(members) > MAX_MEMBERS:
        raise UnsafeArchive(f"{len(members)} members, more than {MAX_MEMBERS}", file=name)
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in members:
        if info.filename in infos:
            raise UnsafeArchive("stands in the archive twice", file=f"{name}/{info.filename}")
        info.compress_size = min(info.compress_size, size)
        infos[info.filename] = info
    return infos


def _nested(member: DiskFile, name: str, depth: int, room: _Room) -> Iterator[DiskFile]:
    with member.open() as stream:
        content = stream.read(room.left + 1)
    room.left -= len(content)
    if room.left < 0:
        raise UnsafeArchive(f"archives within it of over {NESTED_IN_MEMORY >> 30} GB", file=name)
    yield from _zip_members(lambda: io.BytesIO(content), name, depth + 1, room)


def _gzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a member is gzip itself. One that cannot be read is not: reading it says what is wrong with it."""
    try:
        with archive.open(info) as member:
            return member.read(2) == _GZIP_MAGIC
    except _UNREADABLE:
        return False


class _MemberStream(io.RawIOBase):
    """A member's unpacked bytes, gunzipped as well where the member is gzip; closing it closes the archive."""

    def __init__(self, source: Callable[[], BinaryIO], info: zipfile.ZipInfo) -> None:
        self._closing = ExitStack()
        with ExitStack() as opening:
            stream = opening.enter_context(source())
            archive = opening.enter_context(zipfile.ZipFile(stream))
            member = opening.enter_context(archive.open(info))
            self._member = opening.enter_context(gzip.GzipFile(fileobj=member)) if _gzipped(archive, info) else member
            self._closing = opening.pop_all()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._member.read(size)

    def close(self) -> None:
        self._closing.close()
        super().close()


def _member(
    source: Callable[[], BinaryIO], info: zipfile.ZipInfo, name: str, infos: dict[str, zipfile.ZipInfo]
) -> DiskFile:
    def opener() -> BinaryIO:
        full = f"{name}/{info.filename}"
        if info.flag_bits & _ENCRYPTED:
            raise BadInput("is encrypted", file=full, hint=_UNPACK)
        try:
            return cast(BinaryIO, _MemberStream(source, info))
        except _UNREADABLE as error:
            hint = _UNPACK if isinstance(error, NotImplementedError) else "Download it again."
            raise BadInput(f"cannot be unpacked: {error}", file=full, hint=hint) from error

    def folder(sibling: str) -> DiskFile:
        other = infos.get(str(PurePosixPath(info.filename).parent / sibling))
        if other is None:
            raise BadInput(f"names {sibling}, which is not in the archive", file=f"{name}/{info.filename}")
        return _member(source, other, name, infos)

    return DiskFile(f"{name}/{info.filename}", opener, info.compress_size, folder, limited=True)


def _no_siblings(name: str) -> Callable[[str], DiskFile]:
    def folder(sibling: str) -> DiskFile:
        raise BadInput(f"names {sibling}, which is not beside it", file=name)

    return folder
