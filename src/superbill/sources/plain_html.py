"""HTML fields of official exports as plain text: tags out, entities decoded, one line a block."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "address",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset(("td", "th"))
_HIDDEN = frozenset(("script", "style"))
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u200b]+")
_MOST_PASSES = 3


def plain_text(html: str) -> str:
    """The text of an HTML field; paragraphs, rows and list items on lines of their own, cells apart by ` | `.

    Fields that were encoded twice (`&lt;p&gt;`, `&amp;nbsp;`) are decoded again. Never raises: broken markup gives the
    text that can be read.

    >>> plain_text("<p>a&nbsp;b</p><ul><li>c &amp;ndash; d</li></ul>")
    'a b\\n- c – d'
    """
    text = html
    for _ in range(_MOST_PASSES):
        if "<" not in text and _ENTITY.search(text) is None:
            break
        parser = _Reader()
        parser.feed(text)
        parser.close()
        again = "".join(parser.pieces)
        if again == text:
            break
        text = again
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line.removesuffix(" |") for line in lines if line not in ("", "-", "|"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag in _HIDDEN:
            self._hidden += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS:
            self.pieces.append(" | ")
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in _HIDDEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)
