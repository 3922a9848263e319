"""Holds the open knowledge base and swaps a newer one in while requests are under way.

Each request leases the one that is current when it first asks; an old one is closed when its last lease ends. A build
publishes by one rename, so a change shows in the file's identity. A new file that cannot be opened leaves the old one in
use and is tried again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from superbill.errors import NoKnowledgeBase, SuperbillError
from superbill.guidelines.store import FILE_NAME as DOCUMENTS
from superbill.rates.access import PARTS
from superbill.surfaces.http.settings import Settings
from superbill.terminology.descriptors import FILE_NAME
from superbill.workbench import Workbench

log = logging.getLogger("superbill.server")

T = TypeVar("T")
AT_ONCE = 2
"""Long questions under way; further ones wait."""

Identity = tuple[tuple[int, int, int] | None, ...]
"""Inode, size and time of the knowledge base, of the operator's descriptors and documents, of the parts of the lake of rates;
None for what is not there."""


class Held:
    """One open knowledge base. `tag` changes whenever an answer could: with the data, the operator's private files and the
    version of Superbill."""

    def __init__(self, bench: Workbench, identity: Identity) -> None:
        self.bench = bench
        self.identity = identity
        private = [part or "" for part in identity[1:]]
        described = f"{bench.stamp} {version('superbill')} {private}"
        self.tag = hashlib.sha256(described.encode()).hexdigest()[:16]
        self.leases = 0
        self.retired = False

    def release(self) -> None:
        """End one lease."""
        self.leases -= 1
        self._close_if_done()

    def retire(self) -> None:
        """No new leases: a newer one is in use."""
        self.retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self.retired and self.leases <= 0:
            self.bench.close()


class Holder:
    """The current knowledge base of one process. Used from its event loop only."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held: Held | None = None
        self._failed: tuple[Identity, SuperbillError] | None = None
        self._apart = asyncio.Semaphore(AT_ONCE)
        self.swaps = 0

    @property
    def held(self) -> Held | None:
        """The current one; None while there is none."""
        return self._held

    def lease(self) -> Held:
        """The current one, to be given back with `release()`. Raises `NoKnowledgeBase` or `WrongFormat`."""
        if self._held is None:
            self.open()
        if self._held is None:
            raise self._failed[1] if self._failed else NoKnowledgeBase("There is no knowledge base yet.")
        self._held.leases += 1
        return self._held

    def open(self) -> None:
        """Open what stands there now, at start."""
        opened = self._opened(self._identity())
        if opened is not None:
            self._take(opened, _warmed(opened.bench))

    async def check(self) -> bool:
        """Swap a newer file in; whether one was."""
        identity = self._identity()
        if self._held is not None and (identity == self._held.identity or identity[0] is None):
            return False
        if self._failed is not None and self._failed[0] == identity:
            return False
        opened = self._opened(identity)
        if opened is None:
            return False
        return self._take(opened, await asyncio.to_thread(_warmed, opened.bench))

    async def watch(self) -> None:
        """Check again and again, until cancelled."""
        while True:
            await asyncio.sleep(self._settings.reload_every)
            await self.check()

    async def apart(self, question: Callable[[Workbench], T]) -> T:
        """Ask something that takes long without holding other requests up: on a thread, of a workbench opened for it."""
        async with self._apart:
            return await asyncio.to_thread(self._ask_apart, question)

    def _ask_apart(self, question: Callable[[Workbench], T]) -> T:
        with Workbench.open(self._settings.kb, self._settings.private, self._settings.lake) as bench:
            return question(bench)

    def close(self) -> None:
        """No more leases; closes once the last one has ended."""
        if self._held is not None:
            self._held.retire()
            self._held = None

    def _identity(self) -> Identity:
        private = (self._settings.private / name for name in (FILE_NAME, DOCUMENTS))
        lake = (self._settings.lake / name for name in PARTS)
        return _identity_of(self._settings.kb), *(_identity_of(path) for path in (*private, *lake))

    def _opened(self, identity: Identity) -> Held | None:
        try:
            opened = Workbench.open(self._settings.kb, self._settings.private, self._settings.lake)
            found = Held(opened, identity)
        except SuperbillError as error:
            if self._failed is None or self._failed[0] != identity:
                log.warning("knowledge base not opened: %s", error.message)
            self._failed = (identity, error)
            return None
        self._failed = None
        return found

    def _take(self, opened: Held, warm: bool) -> bool:
        if not warm:
            opened.bench.close()
            return False
        old, self._held = self._held, opened
        if old is not None:
            self.swaps += 1
            old.retire()
        log.info("knowledge base %s in use", opened.bench.stamp)
        return True


def _identity_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _warmed(bench: Workbench) -> bool:
    """Opens the search index before the first request needs it. False when a newer build has just taken it away. Touches no
    SQLite connection, so it may run on another thread."""
    try:
        bench.suggest("a")
    except SuperbillError as error:
        log.warning("search index not opened: %s", error.message)
        return False
    return True
