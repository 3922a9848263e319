"""The words of `content/pilot/`: places, payers, data sets, Spanish."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from superbill.kb.home import content_folder

LONGEST_PAYER = 3


def read(name: str) -> dict[str, Any]:
    """One table of `content/pilot/`."""
    return tomllib.loads((content_folder() / "pilot" / name).read_text("utf-8"))


@cache
def words() -> dict[str, dict[str, str]]:
    """All of `words.toml`."""
    return read("words.toml")


@cache
def state_pattern() -> re.Pattern[str]:
    """The states' names, longer ones first."""
    names = sorted(words()["states"], key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, names))})\b", re.IGNORECASE)


@cache
def payers() -> dict[str, str]:
    """Words of payers' names, and the family each means."""
    families = tomllib.loads((content_folder() / "payer-families.toml").read_text("utf-8"))["family"]
    known = {word: family["name"] for family in families for word in family["words"]}
    return known | {word: name for word, name in words()["payers"].items() if name}


@cache
def payer_pattern() -> re.Pattern[str]:
    """The words of payers' names, longer ones first."""
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(payers(), key=len, reverse=True)))})\b", re.IGNORECASE)


@cache
def source_pattern() -> re.Pattern[str]:
    """Names of data sets, longer ones first."""
    names = sorted(words()["sources"], key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w])", re.IGNORECASE)


@cache
def spanish_pattern() -> re.Pattern[str]:
    """What is translated, longer entries first."""
    names = sorted(words()["spanish"], key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")


@cache
def visit_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Places of visits, in the order in which they are tried."""
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in words()["visits"].items())
