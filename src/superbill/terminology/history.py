"""What happened to a code from release to release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Citation
from superbill.model.codes import System
from superbill.model.periods import from_day_number
from superbill.terminology.cpt import CPT_WITNESSES

SQL = load_queries("superbill.terminology", "codes.sql")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `what` is listed, added, revised, ended or gone; `when` the day it took effect."""

    when: date
    what: str
    detail: str
    citation: Citation


def history(kb: KnowledgeBase, system: System, code: str) -> tuple[Event, ...]:
    """Events over all loaded releases, oldest first. "first loaded" says where the loaded releases begin, not the code.

    Each receipt names the release of its time, so none is marked stale."""
    if system is System.CPT:
        events = list(_of_cpt(kb, code))
    else:
        events = list(_of_listed(kb, kb.list_of(system), system, code))
        events = events or list(_of_listed(kb, kb.tree_of(system), system, code))
    return tuple(sorted(events, key=lambda event: event.when))


def _of_listed(kb: KnowledgeBase, source: str | None, system: System, code: str) -> Iterator[Event]:
    previous: str | None = None
    seen = False
    for number, release in enumerate(reversed(kb.series(source or ""))):
        rows = kb.rows(SQL["concept"], release=release.id, system=system, code=code)
        start = release.period.start
        if not rows:
            if seen and previous is not None:
                below = kb.rows(SQL["below"], release=release.id, system=system, code=code, limit=1)
                detail = f"subdivided in {release.edition}" if below else f"no longer in {release.edition}"
                yield Event(start, "gone", detail, kb.cite(release, None, start))
            previous = None
            continue
        citation = kb.cite(release, rows[0][-1], release.period.start)
        text, added, ended = rows[0][4], from_day_number(rows[0][5]), from_day_number(rows[0][6])
        if not seen:
            if added:
                yield Event(added, "added", "the release states this day", citation)
            elif number:
                yield Event(start, "added", f"new in {release.edition}", citation)
            else:
                yield Event(start, "listed", f"in {release.edition}, the first release loaded", citation)
        elif previous is None:
            yield Event(start, "added", f"again in {release.edition}", citation)
        elif text != previous:
            yield Event(start, "revised", f"was: {previous}", citation)
        if ended and release is kb.series(source or "")[0]:
            yield Event(ended, "ended", "last day, as the release states", citation)
        previous, seen = text, True


def _of_cpt(kb: KnowledgeBase, code: str) -> Iterator[Event]:
    for statement, source, series in CPT_WITNESSES:
        for release in reversed(kb.series(source, series)):
            rows = kb.rows(SQL[statement], release=release.id, code=code)
            if rows:
                setting = f", {series}" if series else ""
                detail = f"in {release.title}{setting} {release.edition}"
                yield Event(release.period.start, "listed", detail, kb.cite(release, rows[0][-1], release.period.start))
