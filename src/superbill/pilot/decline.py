"""What is declined, and what can be said instead: `content/pilot/declines.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from superbill.pilot.lexicon import read
from superbill.pilot.slots import Slots


@dataclass(frozen=True, slots=True)
class Decline:
    """A kind of question that is not answered: patterns that show it, patterns that lift it, why, and what can be said."""

    id: str
    patterns: tuple[re.Pattern[str], ...]
    but: tuple[re.Pattern[str], ...]
    said: str
    instead: str


@cache
def declines() -> tuple[Decline, ...]:
    """All kinds, in the order in which they are tried."""
    return tuple(
        Decline(
            name,
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in kind.get("patterns", ())),
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in kind.get("but", ())),
            kind["said"],
            kind["instead"],
        )
        for name, kind in read("declines.toml").items()
    )


def declined(text: str, slots: Slots) -> Decline | None:
    """The kind that a question is of; None when it may be answered."""
    for kind in declines():
        if any(pattern.search(text) for pattern in kind.patterns) and not any(p.search(text) for p in kind.but):
            return kind
    return None


def decline_of(name: str) -> Decline:
    """The kind of that id; `KeyError` for an unknown one."""
    return {kind.id: kind for kind in declines()}[name]
