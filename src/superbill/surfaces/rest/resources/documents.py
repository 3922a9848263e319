"""Guideline documents that the operator imported: manuals and payer policies, their passages and what new editions changed."""

from __future__ import annotations

from datetime import date

from superbill.surfaces.answers import document_data, passage_change_data, passage_data
from superbill.surfaces.rest.calls import Asked, Call, Data, Example, Listing, Parameter
from superbill.surfaces.rest.parameters import CODE, LONGEST_TEXT, ON, limit, short
from superbill.surfaces.sheets import DOCUMENTS, PASSAGES

MOST_PASSAGES = 200

WORDS = Parameter(
    "q", {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}, "Words that a passage holds.",
    read=short(LONGEST_TEXT), required=True, argument="text",
)  # fmt: skip


def documents(asked: Asked) -> Listing:
    """Every edition that is imported."""
    return Listing("documents", asked.bench.documents(), document_data, DOCUMENTS)


def search_passages(asked: Asked, text: str, limit: int, on: date) -> Listing:
    """Passages by their words."""
    return Listing("passages", asked.bench.search_documents(text, on, limit), passage_data, PASSAGES)


def passages(asked: Asked, code: str, on: date) -> Listing:
    """Passages that name a code."""
    return Listing("passages", asked.bench.passages(code, on), passage_data, PASSAGES)


def passage_changes(asked: Asked, code: str, on: date) -> Data:
    """What a new edition changed about a code."""
    found = asked.bench.passage_changes(code, on)
    return {"code": code, "changes": [passage_change_data(change) for change in found]}


CALLS = (
    Call(
        "GET", "/api/v1/documents", "documents", "Which documents are imported?",
        "Manuals and payer policies that the operator took in with `superbill import document`, every edition. None comes with "
        "Superbill.",
        documents, "documents", Example(), formats=("json", "csv", "ndjson"),
    ),
    Call(
        "GET", "/api/v1/passages", "passage-search", "Passages by words",
        "Passages of the imported documents in force that day, the best first, each with document, edition, page and headings.",
        search_passages, "passages", Example(query={"q": "modifier 59", "on": "2026-11-22", "limit": "2"}),
        (WORDS, limit(20, MOST_PASSAGES), ON), formats=("json", "csv", "ndjson"),
    ),
    Call(
        "GET", "/api/v1/passages/{code}", "passages", "Passages that name a code",
        "Passages of the imported documents in force that name a procedure code, or a range that holds it (`names`). No passage "
        "says nothing about the code, least of all that it may be billed.",
        passages, "passages", Example({"code": "82331"}, {"on": "2026-11-22"}), (CODE, ON),
        formats=("json", "csv", "ndjson"),
    ),
    Call(
        "GET", "/api/v1/passages/{code}/changes", "passage-changes", "What did a new edition change?",
        "Passages naming a procedure code that were added, removed or reworded between the edition in force and the one before.",
        passage_changes, "passage-changes", Example({"code": "82331"}, {"on": "2026-11-22"}), (CODE, ON),
    ),
)  # fmt: skip
