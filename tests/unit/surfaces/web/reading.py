"""Reads pages in tests: text without tags, links, forms."""

from __future__ import annotations

import re
from html import unescape


def text_of(page: str) -> str:
    """What a reader sees, blanks collapsed."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body))).strip()


def links_of(page: str) -> list[str]:
    """Every address a page links to."""
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', page)]


def field(page: str, name: str) -> str:
    """The value of the first field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return unescape(found.group(1)) if found else ""
