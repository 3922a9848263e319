"""Sources: every release that this report cites, with its period, and whether it was in force."""

from __future__ import annotations

from datetime import date

from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.report import Column, Kind, Leaf, Table
from superbill.report.section import ALL_SYSTEMS, Built, Context, ReportSection
from superbill.terminology.plain import SOURCE as OWN

COLUMNS = (
    Column("title", "Data set"),
    Column("publisher", "Publisher"),
    Column("release", "Release"),
    Column("from", "In force from", Kind.DATE),
    Column("to", "to", Kind.DATE),
    Column("state", "On the date of service"),
)
NO_PERIOD = NotAvailable("the project's own text has no period", "content/ of this project")
OPEN_END = NotAvailable("no end stated", "the next release")


class Sources(ReportSection):
    """One row a release, in the order of first use."""

    id = "sources"
    title = "Sources"
    order = 900
    systems = ALL_SYSTEMS
    authority = "the releases themselves: superbill releases"
    needs_cited = True

    def build(self, context: Context) -> Built:
        """A table of the releases in `context.cited`."""
        releases: dict[tuple[str, str, str], Citation] = {}
        for citation in context.cited:
            releases.setdefault((citation.source, citation.title, citation.release), citation)
        rows = tuple(_row(citation, context.on) for citation in releases.values())
        return Built((Table("", COLUMNS, rows, len(rows)),) if rows else ())


def _row(citation: Citation, on: date) -> tuple[Leaf, ...]:
    end: Leaf = Fact(citation.effective_to, citation) if citation.effective_to else OPEN_END
    start: Leaf = Fact(citation.effective_from, citation)
    if citation.source == OWN:
        start = end = NO_PERIOD
    texts = (citation.title, citation.publisher, citation.release)
    return (*(Fact(value, citation) for value in texts), start, end, Fact(_state(citation, on), citation))


def _state(citation: Citation, on: date) -> str:
    if citation.source == OWN:
        state = "the project's own text"
    elif citation.stale_days:
        state = f"ended {citation.stale_days} days before"
    elif citation.effective_from <= on and (citation.effective_to is None or on <= citation.effective_to):
        state = "in force"
    else:
        state = (
            "begins later, cited for what it tells of that day" if citation.effective_from > on else "of another time"
        )
    return f"{state}; loaded as an excerpt" if citation.excerpt else state


SECTION = Sources()
