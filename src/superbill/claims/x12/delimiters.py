"""The interchange header (ISA), which says what separates elements, components and segments (X12.5; appendix B of the guides)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_HEADER = 256
"""A padded header has 106 bytes; some senders do not pad, some break the line."""
_PLAIN = re.compile(r"[0-9A-Za-z \r\n]")
_NEXT = ("GS", "TA1", "IEA")


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its elements, `ISA` first, what separates elements and ends segments, and its length with terminator."""

    elements: list[str]
    separator: str
    terminator: str
    length: int


def parse_header(text: str) -> Header | None:
    """The header at the start of `text`; None when it is damaged: separators are plain characters or elements are missing."""
    separator = text[3:4]
    if not separator or _PLAIN.match(separator):
        return None
    parts = text[:LONGEST_HEADER].split(separator, 16)
    if len(parts) < 17 or len(parts[16]) < 2:
        return None
    component, terminator = parts[16][0], parts[16][1]
    if _PLAIN.match(component) or terminator.isalnum() or terminator in (" ", separator, component):
        return None
    length = sum(map(len, parts[:16])) + 18
    follows = text[length : length + 64].lstrip()
    if follows and not follows.startswith(tuple(f"{tag}{separator}" for tag in _NEXT)):
        return None
    return Header([*parts[:16], component], separator, terminator, length)
