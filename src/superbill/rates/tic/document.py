"""The top level of a Transparency in Coverage file: its own members, and the arrays in whatever order they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from superbill.errors import BadInput
from superbill.rates.reading.window import Window
from superbill.rates.tic.kernel.calls import end_of_value
from superbill.rates.tic.members import Unreadable, read_value
from superbill.rates.tic.skipping import skip_value

MOST_MEMBER_BYTES = 4 << 20
BOM = b"\xef\xbb\xbf"
DOWNLOAD_AGAIN = "Download it again."


class Document:
    """Walks the members of the outermost object. `heading` collects those that are no arrays of interest."""

    def __init__(self, window: Window, name: str) -> None:
        self.heading: dict[str, Any] = {}
        self.flags: set[str] = set()
        self.broken = ""
        """Why the walk ended before the closing brace."""
        self._window = window
        self._name = name

    def looks_like_csv(self) -> bool:
        """Whether the file begins as a table does: with text, not with a bracket, a brace or an angle."""
        window = self._window
        while window.stop - window.pos < 1000 and window.more() is not None:
            pass
        start = window.text(window.pos, min(window.pos + 1000, window.stop)).removeprefix(BOM).lstrip()
        return start[:1] not in (b"", b"{", b"[", b"<", b"\xff", b"\xfe") and b"\0" not in start and b"," in start

    def open(self) -> None:
        """Past the opening brace. `BadInput` for what is no JSON object: an HTML page, text, an empty file."""
        window = self._window
        while window.stop - window.pos < 1000 and window.more() is not None:
            pass
        if window.text(window.pos, window.pos + 3) == BOM:
            window.pos += 3
            self.flags.add("bom")
        first = window.peek()
        if first == ord("{"):
            window.pos += 1
            return
        start = window.text(window.pos, min(window.pos + 300, window.stop))
        raise BadInput(_what_it_is(first, start), file=self._name, hint=DOWNLOAD_AGAIN)

    def members(self) -> Iterator[str]:
        """Keys, in lower case; the window stands at each one's value, which the caller reads or `keep`s."""
        if self._window.peek() == ord("}"):
            self._window.pos += 1
            return
        yield from self._members()

    def members_behind(self) -> Iterator[str]:
        """As `members`, from behind a value on."""
        if self._another():
            yield from self._members()

    def _members(self) -> Iterator[str]:
        while True:
            key = self._key()
            if key is None:
                return
            yield key
            if not self._another():
                return

    def _another(self) -> bool:
        """Past the comma behind a value; False at the end of the object."""
        byte = self._window.peek()
        if byte == ord(","):
            self._window.pos += 1
            return True
        if byte == ord("}"):
            self._window.pos += 1
            if self._window.peek() >= 0:
                self.flags.add("text_behind_the_end")
        else:
            self.broken = self.broken or ("the file ends in the middle" if byte < 0 else "a comma or brace is missing")
        return False

    def _key(self) -> str | None:
        text = self._value() if self._window.peek() == ord('"') else None
        if text is None or self._window.peek() != ord(":"):
            at_end = self._window.peek() < 0
            self.broken = "the file ends in the middle" if at_end else "a key is missing"
            return None
        self._window.pos += 1
        self._window.peek()
        key = str(orjson.loads(text))
        if key != key.lower():
            self.flags.add("key_case")
        return key.strip().lower()

    def _value(self) -> bytes | None:
        """The value at which the window stands, None when it is larger than a member of the heading can be."""
        window = self._window
        while True:
            end = int(end_of_value(window.base, window.pos, window.stop))
            if end >= 0:
                text = window.text(window.pos, end)
                window.pos = end
                return text
            if window.stop - window.pos > MOST_MEMBER_BYTES or window.more() is None:
                return None

    def keep(self, key: str) -> None:
        """Puts the member's value into the heading; one that is too large is passed over and flagged."""
        start = self._window.pos
        text = self._value()
        if text is None:
            skip_value(self._window)
            self.flags.add("member_too_large")
            return
        try:
            self.heading[key] = read_value(text)
        except Unreadable:
            if self._window.pos == start:
                self._window.pos += 1
            self.flags.add("member_unreadable")

    def search(self, first_key: Callable[[memoryview], int]) -> bool:
        """Moves to the next place that `first_key` finds in the rest of the file; False when there is none."""
        window = self._window
        while True:
            found = first_key(window.buffer.data[window.pos : window.stop])
            if found >= 0:
                window.pos += found
                return True
            window.pos = max(window.pos, window.stop - 1000)
            if window.more() is None:
                return False


def _what_it_is(first: int, start: bytes) -> str:
    if first < 0:
        return "the file is empty"
    if first == ord("<"):
        return f"this is an HTML or XML page, no JSON: {start[:80].decode('utf-8', 'replace')!r}"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "this is UTF-16 text; the schema asks for UTF-8"
    return f"no JSON object begins here: {start[:40].decode('utf-8', 'replace')!r}"
