"""What the description of a code says about how special it is, and about sides."""

from __future__ import annotations

from enum import IntFlag

from superbill.casecode.words import CAPITALS, Word


class Mark(IntFlag):
    """What the description of a code says about how special it is, and about sides."""

    NONE = 0
    UNSPECIFIED = 1
    OTHER = 2
    WITHOUT = 4
    RIGHT = 8
    LEFT = 16
    BILATERAL = 32


SIDES = {
    "right": Mark.RIGHT,
    "left": Mark.LEFT,
    "bilateral": Mark.BILATERAL,
    "both": Mark.BILATERAL,
    "bilaterally": Mark.BILATERAL,
}


_SHORT = {"r": Mark.RIGHT, "l": Mark.LEFT, "rt": Mark.RIGHT, "lt": Mark.LEFT}
_EYES = {"od": Mark.RIGHT, "os": Mark.LEFT, "ou": Mark.BILATERAL}


def side_of(word: Word) -> Mark:
    """The side that a word of a note says: `left`, `both`, `R`, `OD` of eyes."""
    said = SIDES.get(word.text)
    if said is None and len(word.text) <= len("od"):
        if word.stem.endswith(CAPITALS):
            said = _EYES.get(word.text)
        elif word.named or len(word.text) > 1:
            said = _SHORT.get(word.text)
    return said or Mark.NONE


def marks_of(text: str) -> Mark:
    """The marks of a description."""
    low = f" {text.lower().replace(',', ' ')} "
    found = Mark.NONE
    if "unspecified" in low or "nos " in low:
        found |= Mark.UNSPECIFIED
    if low.startswith(" other") or " other " in low:
        found |= Mark.OTHER
    if " without " in low or " no " in low or " not " in low or "uncomplicated" in low:
        found |= Mark.WITHOUT
    for word, mark in (("right", Mark.RIGHT), ("left", Mark.LEFT), ("bilateral", Mark.BILATERAL)):
        if f" {word} " in low:
            found |= mark
    return found
