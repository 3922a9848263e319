"""A file's unpacked bytes as blocks, read ahead in a thread: igzip for gzip, zipfile for a zip's member, else as they are.

What was read before a file breaks off is handed on; `Blocks.ended` then says how it ended. Memory: `BUFFERS` buffers, of which
the front margin is used only where an object does not end within its block.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import queue
import threading
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from isal import igzip

from superbill.errors import BadInput, UnsafeArchive

GZIP_MAGIC = b"\x1f\x8b"
BLOCK_BYTES = 8 << 20
MARGIN_BYTES = 64 << 20
SLACK = 128
BUFFERS = 3
PIECE = 1 << 18
RATIO_FREE_BYTES = 256 << 20
MAX_RATIO = 300

Buffer = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes `start` to `stop` of a buffer; the bytes before `start` are free, `SLACK` zeros stand behind `stop`."""

    buffer: Buffer
    start: int
    stop: int


class PackedFile(io.RawIOBase):
    """A file on disk that counts and hashes what is read from it."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb", buffering=0)
        self._digest = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Reads once."""
        size = self.file.readinto(buffer) or 0
        self._digest.update(memoryview(buffer)[:size])
        self.count += size
        return size

    def sha256(self) -> str:
        """Digest of the whole file; reads what is left of it."""
        while self.read(1 << 20):
            pass
        return self._digest.hexdigest()

    def close(self) -> None:
        """Closes the file."""
        self.file.close()
        super().close()


def file_sha256(path: Path) -> str:
    """Digest of a file on disk."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Blocks:
    """Blocks of one file or zip member, in order. A context manager; `take` and `give_back` are its whole use.

    Raises from `take`: `UnsafeArchive` for content that grows beyond `MAX_RATIO` times its packed size.
    """

    def __init__(self, path: Path, name: str, member: str = "") -> None:
        self.name = name
        self.margin: Final = MARGIN_BYTES
        self.ended = ""
        """Empty while whole; else how the file broke off."""
        self.unpacked = 0
        self._size = BLOCK_BYTES
        self._path = path
        self._packed = PackedFile(path)
        self._member = member
        self._sha256 = ""
        self._stop = threading.Event()
        self._free: queue.Queue[Buffer] = queue.Queue()
        self._full: queue.Queue[Block | Exception | None] = queue.Queue()
        for _ in range(BUFFERS):
            self._free.put(np.empty(self.margin + self._size + SLACK, np.uint8))
        self._thread = threading.Thread(target=self._run, name=f"read {name}", daemon=True)

    def __enter__(self) -> Blocks:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._free.put(np.empty(0, np.uint8))
        self._thread.join()
        self._packed.close()

    def take(self) -> Block | None:
        """The next block, None behind the last one."""
        found = self._full.get()
        if isinstance(found, Exception):
            raise found
        return found

    def give_back(self, buffer: Buffer) -> None:
        """A buffer that is no longer used."""
        self._free.put(buffer)

    def sha256(self) -> str:
        """Digest of the file as packed; to be asked behind the last block."""
        if not self._sha256:
            self._thread.join()
            self._sha256 = file_sha256(self._path) if self._member else self._packed.sha256()
        return self._sha256

    @property
    def packed(self) -> int:
        """Bytes of the file as packed that were read so far."""
        return self._packed.count

    def _run(self) -> None:
        try:
            with ExitStack() as closing:
                read = _open_member(self._packed, self._member, closing)
                while not self._stop.is_set() and self._fill(read):
                    pass
            self._full.put(None)
        except (BadInput, OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            self._full.put(
                error if isinstance(error, BadInput) else BadInput(f"cannot be read: {error}", file=self.name)
            )

    def _fill(self, read: Callable[[int], bytes]) -> bool:
        buffer = self._free.get()
        if self._stop.is_set():
            return False
        view = buffer.data
        start = at = self.margin
        stop = self.margin + self._size
        while at < stop:
            piece = self._piece(read, min(PIECE, stop - at))
            if not piece:
                break
            view[at : at + len(piece)] = piece
            at += len(piece)
        self.unpacked += at - start
        if self.unpacked > max(RATIO_FREE_BYTES, MAX_RATIO * self._packed.count):
            raise UnsafeArchive(
                f"unpacks to more than {MAX_RATIO} times its size",
                file=self.name,
                hint="It may be a decompression bomb.",
            )
        buffer[at : at + SLACK] = 0
        if at > start:
            self._full.put(Block(buffer, start, at))
        return at == stop and not self.ended

    def _piece(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except EOFError:
            self.ended = "the compressed file ends in the middle"
        except (zlib.error, zipfile.BadZipFile, OSError, ValueError) as error:
            self.ended = f"the compressed file is damaged: {error}"
        return b""


def _open_member(packed: PackedFile, member: str, closing: ExitStack) -> Callable[[int], bytes]:
    """The function that reads the unpacked bytes, by the file's first bytes."""
    if member:
        archive = closing.enter_context(zipfile.ZipFile(packed.file))
        packed.count = archive.getinfo(member).compress_size
        return closing.enter_context(archive.open(member)).read
    head = packed.file.read(len(GZIP_MAGIC))
    packed.file.seek(0)
    if head != GZIP_MAGIC:
        return packed.read
    opened: gzip.GzipFile = igzip.open(packed, "rb")  # type: ignore[no-untyped-call]
    return closing.enter_context(opened).read1
