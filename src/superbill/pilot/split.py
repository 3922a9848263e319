"""Several questions in one text, taken apart; a part that names no code asks of the one before."""

from __future__ import annotations

import re

MOST_PARTS = 8
_STARTS = (
    r"(?:what|which|how|who|when|where|why|is|are|can|could|may|does|do|did|will|would|should|tell|show|list|give|compare|"
    r"explain|has|have)\b"
)
_BREAK = re.compile(
    rf"(?<=[?!])\s+|\n+|;\s+|\.\s+(?=(?:and |also )?{_STARTS})|,?\s+(?:and|then|also|plus|and also|and then)\s+(?={_STARTS})"
    rf"|,\s+(?={_STARTS})",
    re.IGNORECASE,
)
_QUESTION = re.compile(rf"^(?:and |also |then |ok |please |so |hi,? |hello,? )*{_STARTS}|\?$", re.IGNORECASE)


def split(text: str) -> tuple[str, ...]:
    """The questions of a text, in order. A remark before a question stays with it, as what follows a question does.

    >>> split("What is 82331, is it valid today and what does it pay?")
    ('What is 82331', 'is it valid today', 'what does it pay?')
    """
    pieces = [piece.strip() for piece in _BREAK.split(text) if piece and piece.strip()]
    found: list[str] = []
    waiting = ""
    for piece in pieces:
        if _QUESTION.search(piece) or (not found and not waiting and len(pieces) == 1):
            found.append(f"{waiting} {piece}".strip())
            waiting = ""
        elif found and len(piece.split()) > 3 and piece.endswith("?"):
            found.append(piece)
        elif found:
            found[-1] = f"{found[-1]} {piece}"
        else:
            waiting = f"{waiting} {piece}".strip()
    if waiting:
        found.append(waiting)
    return tuple(found[:MOST_PARTS]) or (text.strip(),)
