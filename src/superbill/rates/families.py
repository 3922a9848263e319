"""Which family a payer's name belongs to, by the reviewed list `content/payer-families.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.errors import BadInput
from superbill.kb.home import content_folder

FILE = "payer-families.toml"
UNNAMED = "(unnamed payer)"


@dataclass(frozen=True, slots=True)
class Families:
    """Families in the order of the file, each with the pattern of its words."""

    known: tuple[tuple[str, re.Pattern[str]], ...]

    def of(self, name: str) -> str:
        """The family of a payer's name; the name itself where it is of none."""
        for family, pattern in self.known:
            if pattern.search(name):
                return family
        return " ".join(name.split()) or UNNAMED

    @property
    def names(self) -> tuple[str, ...]:
        """The families."""
        return tuple(family for family, _ in self.known)


def read_families(path: Path) -> Families:
    """The families of a file. `BadInput` names what is wrong in it."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))["family"]
        known = tuple((str(one["name"]), _pattern(one["words"])) for one in found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"no list of payer families: {error!r}", file=path.name) from error
    return Families(known)


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word.lower()) for word in words)})(?!\w)", re.IGNORECASE)


@cache
def families() -> Families:
    """The project's own list."""
    return read_families(content_folder() / FILE)
