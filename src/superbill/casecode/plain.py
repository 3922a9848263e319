"""The text of a note out of what was pasted or read: plain text, HTML, a CDA document, RTF; with a map back to the original.

Every character of the plain text knows where it stood in what was given, so that spans stay exact.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from superbill.errors import BadInput

NOTE = "note"
"""What errors call the text that was given."""
MOST_CHARACTERS = 5_000_000
_BINARY_SHARE, _BINARY_LEAST = 0.1, 8
_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[|\]\]>|<(/?)([A-Za-z][\w:.-]*)(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|<[!?][^>]*>", re.DOTALL
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BREAKS = _words(
    "p br div li tr h1 h2 h3 h4 h5 h6 table ul ol section title paragraph item content-block caption list hr blockquote pre th thead tbody"
)
_CELLS = frozenset(("td",))
_DROPPED = frozenset(("script", "style", "head"))
_CDA_DROPPED = frozenset(
    ("entry", "recordtarget", "author", "custodian", "documentationof", "componentof", "entryrelationship")
)
_RTF = re.compile(
    r"\\u(-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|\?)?|\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|(\r\n|[\r\n])|([^\\{}\r\n]+)"
)
_RTF_SKIPPED = _words(
    "fonttbl colortbl stylesheet info pict header footer generator themedata listtable listoverridetable rsidtbl xmlnstbl datastore"
)
_RTF_BREAKS = {"par": "\n", "line": "\n", "tab": "\t", "row": "\n", "cell": "\t", "sect": "\n", "page": "\n"}
_RTF_SIGNS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
}


@dataclass(frozen=True, slots=True)
class PlainText:
    """The text to read, of what `kind` it came, and where each run of it starts there and in the original."""

    text: str
    kind: str
    starts: array[int]
    origins: array[int]
    lengths: array[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of the text comes from."""
        return self._origin(start), self._origin(end - 1, end=True) if end > start else self._origin(start)

    def _origin(self, place: int, *, end: bool = False) -> int:
        if not self.starts:
            return place + int(end)
        run = bisect_right(self.starts, place) - 1
        inside = place - self.starts[run]
        length = (
            self.starts[run + 1] - self.starts[run] if run + 1 < len(self.starts) else len(self.text) - self.starts[run]
        )
        if self.lengths[run] != length:  # an entity or an escape: the whole of it stands for its sign
            return self.origins[run] + (self.lengths[run] if end else 0)
        return self.origins[run] + inside + int(end)


def decode(content: bytes) -> str:
    """Bytes as text: UTF-8 or UTF-16 with a mark, else UTF-8, else Windows-1252. `BadInput` for what is no text."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096]:
        raise BadInput(
            "this is no text: it holds NUL bytes", file=NOTE, hint="Give plain text, RTF, HTML or a CDA document."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def plain_text(given: str) -> PlainText:
    """The text of a note. Raises `BadInput` for one over 5,000,000 characters and for one that is mostly control signs."""
    if len(given) > MOST_CHARACTERS:
        raise BadInput(
            f"the note has {len(given):,} characters; {MOST_CHARACTERS:,} are the most",
            file=NOTE,
            hint="Give one note at a time.",
        )
    sample = given[:20_000]
    odd = sum(1 for c in sample if (ord(c) < 32 and c not in "\t\n\r\x0b\x0c\x1f\x1e") or c == "\ufffd")
    if odd > _BINARY_LEAST and odd / len(sample) > _BINARY_SHARE:
        raise BadInput(
            "this is no text: it is full of control characters",
            file=NOTE,
            hint="Give plain text, RTF, HTML or a CDA document.",
        )
    head = given[:2000].lstrip("\ufeff \t\r\n").lower()
    if head.startswith("{\\rtf"):
        return _joined(_rtf(given), "rtf")
    if "<clinicaldocument" in head or "urn:hl7-org:v3" in head:
        return _joined(_markup(given, _DROPPED | _CDA_DROPPED), "cda")
    if re.match(r"<!doctype html|<html|<\?xml|<(?:p|div|table|body|span|h\d|ul|br)\b", head):
        return _joined(_markup(given, _DROPPED), "html")
    return PlainText(given, "text", array("i"), array("i"), array("i"))


_Piece = tuple[str, int, int]
"""A run of text, where it stands in the original, and how long it is there."""


def _joined(pieces: Iterator[_Piece], kind: str) -> PlainText:
    texts, starts, origins, lengths = [], array("i"), array("i"), array("i")
    at = 0
    for text, origin, length in pieces:
        if text:
            texts.append(text)
            starts.append(at)
            origins.append(origin)
            lengths.append(length)
            at += len(text)
    return PlainText("".join(texts), kind, starts, origins, lengths)


def _markup(given: str, dropped: frozenset[str]) -> Iterator[_Piece]:
    at, hidden = 0, ""
    depth = 0
    for tag in _TAG.finditer(given):
        if not hidden:
            yield from _entities(given, at, tag.start())
        at = tag.end()
        name = (tag[2] or "").lower().rpartition(":")[2]
        if hidden:
            if name == hidden and given[tag.end() - 2 : tag.end()] != "/>":
                depth += -1 if tag[1] else 1
                hidden = hidden if depth else ""
            continue
        if name in dropped and not tag[1] and not given[: tag.end()].endswith("/>"):
            hidden, depth = name, 1
        elif name in _BREAKS:
            yield "\n", tag.start(), tag.end() - tag.start()
        elif name in _CELLS and tag[1]:
            yield "\t", tag.start(), tag.end() - tag.start()
    if not hidden:
        yield from _entities(given, at, len(given))


def _entities(given: str, start: int, end: int) -> Iterator[_Piece]:
    at = start
    for match in _ENTITY.finditer(given, start, end):
        if match.start() > at:
            yield given[at : match.start()], at, match.start() - at
        yield html.unescape(match.group()), match.start(), match.end() - match.start()
        at = match.end()
    if end > at:
        yield given[at:end], at, end - at


def _rtf(given: str) -> Iterator[_Piece]:
    hidden: list[bool] = [False]
    first = False
    for match in _RTF.finditer(given):
        unicode_number, byte, word, _, sign, brace, newline, text = match.groups()
        size = match.end() - match.start()
        if brace == "{":
            hidden.append(hidden[-1])
            first = True
            continue
        if brace == "}":
            if len(hidden) > 1:
                hidden.pop()
            continue
        if (word in _RTF_SKIPPED or sign == "*") and first:
            hidden[-1] = True
        first = False
        if hidden[-1] or newline:
            continue
        if text:
            yield text, match.start(), size
        elif unicode_number:
            yield chr(int(unicode_number) % 65536), match.start(), size
        elif byte:
            yield bytes.fromhex(byte).decode("cp1252", errors="replace"), match.start(), size
        elif word in _RTF_BREAKS or word in _RTF_SIGNS:
            yield _RTF_BREAKS.get(word, "") or _RTF_SIGNS[word], match.start(), size
        elif sign and sign in "\\{}":
            yield sign, match.start(), size
        elif sign == "~":
            yield " ", match.start(), size
