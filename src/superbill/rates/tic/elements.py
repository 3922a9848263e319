"""Runs the compiled reader over an array of the file: items or provider references, element by element where it must.

Most of an array is read by the compiled reader block by block. An element that it will not take is read by the plain reader;
one that no reader takes is quarantined with its offset. Where the structure itself is broken, reading goes on at the next text
that begins like the first element did.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from superbill.rates.reading.window import Window
from superbill.rates.tic import control as c
from superbill.rates.tic.counts import Findings
from superbill.rates.tic.kernel.calls import end_of_value
from superbill.rates.tic.members import Unreadable
from superbill.rates.tic.skipping import skip_value
from superbill.rates.tic.state import State

SLOW_BYTES = 16 << 20
"""Largest element for the plain reader, whose memory is many times its text."""
_FIRST_KEY = re.compile(rb'\{\s*("[A-Za-z_]+")')
CLOSE, COMMA = ord("]"), ord(",")


class ElementReader(ABC):
    """Reads one array. The window stands behind the opening bracket before `read`, behind the closing one after it."""

    kind: str
    first_key: re.Pattern[bytes]

    def __init__(self, window: Window, state: State, rows: Findings) -> None:
        self.window = window
        self.state = state
        self.rows = rows
        self.broken = ""
        """How the array ended, where it did not end with its bracket."""

    @abstractmethod
    def call(self) -> int:
        """One call of the compiled reader; the offset up to which it has read."""

    @abstractmethod
    def drain(self) -> None:
        """Takes over what the compiled reader has filled."""

    @abstractmethod
    def plain(self, text: bytes, offset: int) -> None:
        """Reads one element with the plain reader. Raises `Unreadable`."""

    def keep(self) -> int:
        """From where on the text must stay visible."""
        return self.window.pos

    def let_go(self) -> None:
        """Gives up what `keep` asked for, because it is too much. Nothing to give up here."""
        return

    def roll_back(self) -> int | None:
        """Takes back the element in reading; its offset in the window, None when none is in reading."""
        return None

    def read(self) -> None:
        """The whole array."""
        self.state[c.PHASE] = c.AT_START
        self._learn_first_key()
        full_at = -1
        while True:
            self.window.pos = self.call()
            status, offset = self.state[c.STATUS], self.window.offset
            self.drain()
            self.state.tend_memos()
            if self.window.offset != offset:
                continue
            if status == c.DONE:
                return
            if status == c.NEED and not self._more():
                return
            stuck = status == c.BAD or (status == c.FULL and self.window.offset == full_at)
            if stuck and not self.mend("the compiled reader does not take it"):
                return
            full_at = self.window.offset if status == c.FULL else -1

    def _learn_first_key(self) -> None:
        """How elements begin in this file."""
        self.window.peek()
        key = _FIRST_KEY.match(self.window.text(self.window.pos, self.window.pos + 1000))
        if key is not None:
            self.first_key = re.compile(rb"\{\s*" + re.escape(key[1]))

    def first_place(self, text: memoryview) -> int:
        """Where the next element seems to begin in a text, -1 for nowhere."""
        found = self.first_key.search(text)
        return -1 if found is None else found.start()

    def _more(self) -> bool:
        """The next block; False when the file ends inside the array."""
        if self.window.stop - self.keep() > self.window.room:
            self.let_go()
        if self.window.stop - self.keep() > self.window.room:
            return self.mend("too large")
        if self._advance(self.keep()):
            return True
        self._cut()
        return False

    def _advance(self, keep: int) -> bool:
        shift = self.window.more(keep)
        if shift is None:
            return False
        self.state[c.ELEMENT] += shift
        return True

    def _cut(self) -> None:
        """The file ends inside the array."""
        self.broken = "the file ends in the middle"
        start = self.roll_back()
        if start is None:
            self.window.peek()
            if self.window.pos < self.window.stop and self.window.buffer[self.window.pos] == COMMA:
                self.window.pos += 1
                self.window.peek()
            start = self.window.pos
        if start < self.window.stop:
            self._quarantine(start, self.window.stop, "the file ends inside it")
        self.window.pos = self.window.stop

    # One element by itself ----------------------------------------------------------------------------------------

    def mend(self, why: str) -> bool:
        """Reads or quarantines the element at which the compiled reader stands; False when the file ends with it."""
        start = self.roll_back()
        if start is None:
            found = self._element_start()
            if found is None:
                return False
            if not found:
                return True
            start = self.window.pos
        self.window.pos = start
        end = self._end(start)
        start = self.window.pos
        if end is None:
            return self._lost(why)
        text = self.window.text(start, end)
        try:
            if len(text) > SLOW_BYTES:
                raise Unreadable(f"{why}, and {len(text):,} bytes are too many for the plain reader")
            self.plain(text, self.window.origin + start)
        except Unreadable as error:
            return self._unreadable(start, end, str(error))
        self.window.pos = end
        self.state[c.PHASE] = c.BETWEEN
        return True

    def _element_start(self) -> bool | None:
        """Moves to the next element: True; None when the file ends first; False when there is none (a stray bracket)."""
        byte = self.window.peek()
        if byte == COMMA and self.state[c.PHASE] == c.BETWEEN:
            self.window.pos += 1
            byte = self.window.peek()
        elif self.state[c.PHASE] == c.BETWEEN and byte >= 0:
            self.rows.counts.flags["comma_missing"] += 1
        if byte < 0:
            self._cut()
            return None
        if byte in (CLOSE, COMMA):
            self.rows.counts.flags["comma_too_many"] += 1
            self.state[c.PHASE] = c.BETWEEN
            return False
        return True

    def _end(self, start: int) -> int | None:
        """Offset behind the value at `start` (which is the window's position); None where it has no end in sight."""
        while True:
            end = end_of_value(self.window.base, self.window.pos, self.window.stop)
            if end >= 0:
                return int(end) if end > self.window.pos else end + 1
            if self.window.stop - self.window.pos > self.window.room or not self._advance(self.window.pos):
                return None

    def _unreadable(self, start: int, end: int, reason: str) -> bool:
        """Quarantines an element. The next one begins where one is seen inside it, behind it, or further on."""
        at = self._next_like_first(start + 1, end)
        if at is None and not self._goes_on(end):
            at = self._next_like_first(end, self.window.stop)
        self._quarantine(start, end if at is None else at, reason)
        self.window.pos = end if at is None else at
        self.state[c.PHASE] = c.BETWEEN if at is None else c.AT_START
        return True

    def _goes_on(self, end: int) -> bool:
        """Whether what is visible behind an element is the array's end, or a comma and an object."""
        behind = self.window.text(end, end + 1000).lstrip()[:1000]
        return not behind or behind[:1] == b"]" or (behind[:1] == b"," and behind[1:].lstrip()[:1] in (b"{", b""))

    def _next_like_first(self, start: int, end: int) -> int | None:
        found = self.first_key.search(self.window.buffer.data[start:end])
        return None if found is None else start + found.start()

    def _lost(self, why: str) -> bool:
        """The element has no end in sight: its brackets are broken, or it is larger than the window."""
        start = self.window.pos
        at = self._next_like_first(start + 1, self.window.stop)
        if at is not None:
            self._quarantine(start, at, "its brackets or quotes do not close")
            self.window.pos, self.state[c.PHASE] = at, c.AT_START
            return True
        if self.window.at_end:
            self._cut()
            return False
        text, offset = self.window.text(start, start + 1000), self.window.origin + start
        size = skip_value(self.window)
        self.rows.quarantine(self.kind, offset, size, f"{why}: larger than {self.window.room >> 20} MB", text)
        self.state[c.PHASE] = c.BETWEEN
        return True

    def _quarantine(self, start: int, end: int, reason: str) -> None:
        text = self.window.text(start, min(end, start + 1000))
        self.rows.quarantine(self.kind, self.window.origin + start, end - start, reason, text)


class PlainReader(ElementReader):
    """Reads an array with the plain reader alone, one element at a time."""

    def call(self) -> int:
        """Stands at the next element, for `mend` to read it."""
        window, at = self.window, self.window.pos
        byte = window.peek()
        if byte == CLOSE:
            self.state[c.STATUS] = c.DONE
            return window.pos + 1
        self.state[c.STATUS] = c.NEED if byte < 0 else c.BAD
        return window.pos if byte < 0 or window.pos > at else at

    def drain(self) -> None:
        """Nothing waits."""
        return
