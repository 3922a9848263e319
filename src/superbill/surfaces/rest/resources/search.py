"""Codes by words, and while they are typed."""

from __future__ import annotations

from superbill.model.codes import System
from superbill.surfaces.answers import hit_data, search_data
from superbill.surfaces.rest.calls import Asked, Call, Data, Example, Listing
from superbill.surfaces.rest.parameters import OFFSET, SYSTEMS, TEXT, limit
from superbill.surfaces.rest.writing import address
from superbill.surfaces.sheets import HITS

MOST_HITS = 500
DEEPEST = 10_000


def search(asked: Asked, text: str, systems: list[System], limit: int, offset: int) -> Listing:
    """Codes for words, best first."""
    limit = min(limit, DEEPEST - offset)
    result = asked.bench.search(text, systems, limit, offset)
    data = search_data(result)
    del data["results"]
    links = {}
    if offset + limit < min(result.total, DEEPEST):
        links["next"] = address(asked, limit=limit, offset=offset + limit)
    if offset:
        links["prev"] = address(asked, limit=limit, offset=max(0, offset - limit))
    return Listing("results", result.hits, hit_data, HITS, tail=data, links=links)


def suggest(asked: Asked, text: str, limit: int) -> Data:
    """Codes for what has been typed so far."""
    return {"results": [hit_data(hit) for hit in asked.bench.suggest(text, limit)]}


CALLS = (
    Call(
        "GET", "/api/v1/search", "search", "Codes by words",
        "One search over codes, descriptions, synonyms, abbreviations and typos. `total` counts the hits in the systems asked "
        "for, `facets` those in every system; `corrected` is what was searched for when a typo was repaired.",
        search, "search", Example(query={"q": "heart attack", "limit": "3"}),
        (TEXT, SYSTEMS, limit(20, MOST_HITS), OFFSET), formats=("json", "csv", "ndjson"),
    ),
    Call(
        "GET", "/api/v1/suggest", "suggest", "Codes as they are typed",
        "The last word may be unfinished, unless a blank follows it.",
        suggest, "suggest", Example(query={"q": "hyperc", "limit": "3"}), (TEXT, limit(10, 50)), kept=True,
    ),
)  # fmt: skip
