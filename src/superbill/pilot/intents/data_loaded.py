"""Which data is loaded, and how fresh is it?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Piece, Step, cited, gap, say
from superbill.model.citation import NotAvailable, Release
from superbill.pilot.intent import Asked, Intent, Said
from superbill.pilot.slots import Slots

MOST = 60


class DataLoaded(Intent):
    """The newest release of each data set that had begun, and whether it has ended."""

    id = "data_loaded"
    title = "Which data is loaded"
    examples = (
        "what data is loaded", "which releases do you have", "how current is your data", "how fresh is the fee schedule", "which version of ncci do you use", "when was the mue file updated",
        "what year of icd-10 is loaded", "is the mpfs up to date", "list data sources", "how old is your information", "what are your sources", "do you have opps data",
        "which data sets are available", "is your coverage database current", "what quarter of hcpcs is loaded", "latest ncci version loaded", "are the clfs rates the newest",
        "what edition of the lab fee schedule is in here", "data freshness", "what are you based on",
    )  # fmt: skip
    cues = ((r"\b(?:loaded|releases?|data ?sets?|sources?|freshness|database)\b", 1.4), (r"\b(?:current|fresh|up to date|old|newest|latest|stale)\b", 1.0),
            (r"\b(?:your|you have|you use)\b", 0.6), (r"\b(?:version|edition|quarter|year) of\b", 1.2))  # fmt: skip
    sources = ("superbill releases",)

    def answer(self, asked: Asked) -> Iterator[Said]:
        """One line a data set; only those that were named, if any were."""
        yield Step("reading the list of releases")
        wanted = asked.slots.sources
        newest: dict[tuple[str, str], Release] = {}
        for release in asked.desk.calls.releases:
            if release.period.start <= asked.on and (not wanted or release.source in wanted):
                newest[release.source, release.series] = release
        for release in list(newest.values())[:MOST]:
            yield _release(asked, release)
        for source in wanted:
            if not any(key[0] == source for key in newest):
                title, hint = asked.desk.calls.sources.get(source, (source, "superbill fetch"))
                yield gap(NotAvailable(f"no release of {title} had begun by {asked.on}", hint))

    def fits(self, slots: Slots) -> float:
        """No code."""
        return -1.5 if slots.codes else 0.5 if slots.sources else 0.0


def _release(asked: Asked, release: Release) -> Said:
    receipt = asked.desk.kb.cite(release, None, asked.on)
    series = f" ({release.series})" if release.series else ""
    end = release.period.end
    period: tuple[str | Piece, ...]
    if end is None:
        period = ("in force from ", cited(release.period.start, receipt))
    elif end < asked.on:
        period = (
            "ended on ",
            cited(end, receipt),
            ", ",
            cited((asked.on - end).days, receipt),
            f" days before {asked.on}",
        )
    else:
        period = ("in force to ", cited(end, receipt))
    excerpt = "; an excerpt" if not release.complete else ""
    return say(
        cited(f"{release.title}{series}", receipt), ": ", cited(release.edition, receipt), ", ", *period, excerpt, "."
    )


INTENT = DataLoaded()
