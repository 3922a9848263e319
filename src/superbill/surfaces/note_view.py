"""A coded note laid out for a page: the text cut where spans begin and end, each piece with the codes that it proves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from superbill.model.note import Band, CodedText, NotCoded, Span, Suggestion

BANDS = {
    Band.ACCEPT: ("Codes the note proves", "accept"),
    Band.REVIEW: ("To review", "review"),
    Band.IDEA: ("Further ideas", "idea"),
}
NOT_CODED = "no"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the note. `marks` are the ids of the cards whose words it is part of; `tone` how it is painted: the
    strongest band, `no` for what is not coded, '' for plain text."""

    text: str
    marks: tuple[str, ...] = ()
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion with the id that the pieces name it by."""

    id: str
    found: Suggestion


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of a band."""

    heading: str
    tone: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    """The whole page."""

    coded: CodedText
    pieces: tuple[Piece, ...]
    groups: tuple[Group, ...]
    services: tuple[Card, ...]
    not_coded: tuple[tuple[str, NotCoded], ...]


def note_view(text: str, coded: CodedText) -> NoteView:
    """The answer about `text`, laid out."""
    cards = [Card(f"c{number}", found) for number, found in enumerate(coded.codes)]
    services = tuple(Card(f"s{number}", found) for number, found in enumerate(coded.services))
    refused = tuple((f"n{number}", found) for number, found in enumerate(coded.not_coded))
    marks = [(span, card.id, BANDS[card.found.band][1]) for card in (*cards, *services) for span in card.found.spans]
    marks += [(span, mark, NOT_CODED) for mark, found in refused for span in found.spans]
    groups = (
        Group(heading, tone, tuple(card for card in cards if card.found.band is band))
        for band, (heading, tone) in BANDS.items()
    )
    return NoteView(coded, tuple(_pieces(text, marks)), tuple(g for g in groups if g.cards), services, refused)


def _pieces(text: str, marks: Sequence[tuple[Span, str, str]]) -> Iterable[Piece]:
    edges = sorted({0, len(text), *(edge for span, _, _ in marks for edge in span if 0 <= edge <= len(text))})
    tones = [*(tone for _, tone in BANDS.values()), NOT_CODED]
    for start, end in pairwise(edges):
        here = [(mark, tone) for (first, last), mark, tone in marks if first <= start and end <= last]
        tone = min((tone for _, tone in here), key=tones.index, default="")
        yield Piece(text[start:end], tuple(dict.fromkeys(mark for mark, _ in here)), tone)
