"""Hits of a search on a date of service: which of them can be billed that day, and which are over or yet to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from superbill.model.lookup import Deleted, KnownAnswer, LookupAnswer, NotYetValid, Unconfirmed
from superbill.terminology.hits import Hit
from superbill.terminology.lookup import Lookup


def on_a_day(hits: Iterable[Hit], lookup: Lookup, on: date | None) -> tuple[Hit, ...]:
    """The hits with their standing that day; those in force first, otherwise in the order they came. Without a day, those that
    the newest releases have ended say since when."""
    day = on or date.today()
    dated = [
        _dated(hit, lookup.look_up(hit.code, day, hit.system)) if on is not None or hit.ended else hit for hit in hits
    ]
    return tuple(sorted(dated, key=lambda hit: hit.ended))


def _dated(hit: Hit, answer: LookupAnswer) -> Hit:
    match answer:
        case Deleted(last_day=day):
            return replace(hit, ended=True, standing=f"ended {day}" if day else "ended")
        case NotYetValid(first_day=day):
            return replace(hit, ended=True, standing=f"from {day}" if day else "not yet valid")
        case Unconfirmed():
            return replace(hit, standing=answer.status)
    if isinstance(answer, KnownAnswer):
        return replace(hit, ended=False)
    return replace(hit, standing="ended" if hit.ended else "")
