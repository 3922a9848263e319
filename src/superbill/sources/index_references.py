"""Leads a reference of an index (`see Complication, graft, infection`) to the term that it names.

References are written for people: they name a term by the first of its alternatives, in the singular, without its `NEC`. A
term may be named in full; by what stands before its first comma; by either side of an `or`; and each of these without a
last word that only qualifies. Capitals, non-essential modifiers, commas and a last s make no difference.

Where the text leads only part of the way (`Neoplasm, by site, malignant`), the deepest term before a comma is taken, and
the rest is given back. Among terms that use equally much of the text, the one named most fully counts, then the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

Words = tuple[str, ...]

QUALIFIERS = frozenset({"nec", "nos", "no", "of", "to", "for", "in", "by", "with"})
"""Last words that a reference may leave out (`no` is `NOS` without its s)."""

INSTRUCTION = "condition"
"""`see condition` tells to look under the condition, whatever it is; it names no term."""

_PARENTHESES = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\s,;:]+")


class _Way(NamedTuple):
    """A name of a term, and how far it is from its full name."""

    words: Words
    liberty: int
    id: int


def words(text: str) -> Words:
    """The words of a text as they are compared.

    >>> words("Complication(s), (early) grafts")
    ('complication', 'graft')
    """
    found = _WORD.findall(_PARENTHESES.sub(" ", text).casefold())
    return tuple(word[:-1] if len(word) > 2 and word.endswith("s") else word for word in found)


def ways(term: str) -> Iterator[Words]:
    """The names of a term, the fullest first; none twice.

    >>> list(ways("elbow or arm NEC"))
    [('elbow', 'or', 'arm', 'nec'), ('elbow',), ('arm', 'nec'), ('elbow', 'or', 'arm'), ('arm',)]
    """
    full, first = words(term), words(term.partition(",")[0])
    names = [full, first]
    for name in (full, first):
        if "or" in name:
            at = name.index("or")
            names += [name[:at], name[at + 1 :]]
    names += [name[:-1] for name in names if len(name) > 1 and name[-1] in QUALIFIERS]
    yield from dict.fromkeys(name for name in names if name)


class References:
    """The terms of a book (id, id of the parent, text), parents before children."""

    def __init__(self, terms: Iterable[tuple[int, int, str]]) -> None:
        self._below: dict[int, dict[str, list[_Way]]] = {}
        for term_id, parent, text in terms:
            starts = self._below.setdefault(parent, {})
            for liberty, name in enumerate(ways(text)):
                starts.setdefault(name[0], []).append(_Way(name, liberty, term_id))

    def find(self, text: str) -> tuple[int, str]:
        """The id of the term that a reference names, 0 for none, and the end of the text that leads no further."""
        pieces = [piece.strip() for piece in text.split(",")]
        cut = [words(piece) for piece in pieces]
        if not text or text.startswith(INSTRUCTION):
            return 0, text
        ends: dict[int, int] = {}
        length = 0
        for number, piece in enumerate(cut, 1):
            length += len(piece)
            ends[length] = number
        wanted = tuple(word for piece in cut for word in piece)
        used, _, found = max(self._walk(wanted, ends, 0, 0, 0), default=(0, 0, 0))
        return -found, ", ".join(piece for piece in pieces[ends.get(used, 0) :] if piece) if used else text

    def _walk(
        self, wanted: Words, ends: dict[int, int], node: int, used: int, liberties: int
    ) -> Iterator[tuple[int, int, int]]:
        """Words used, liberties and id (both negative, so that the best is the greatest) of every term on the way."""
        if used in ends and used:
            yield used, -liberties, -node
        if used == len(wanted):
            return
        for way in self._below.get(node, {}).get(wanted[used], ()):
            if wanted[used : used + len(way.words)] == way.words:
                yield from self._walk(wanted, ends, way.id, used + len(way.words), liberties + way.liberty)
