"""JSON Schemas (2020-12) of what the commands print with `--format json`: stable contracts. `schema_parts` has them by subject."""

from __future__ import annotations

from superbill.report.render.json import report_schema
from superbill.surfaces.schema_parts import ask, basic, claims, codes, coverage, edits, notes, prices, rates, remits
from superbill.surfaces.schema_parts.basic import Answer, Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAMED: dict[str, Schema] = {
    **basic.PARTS, **codes.PARTS, **prices.PARTS, **edits.PARTS, **coverage.PARTS, **rates.PARTS, **claims.PARTS,
    **remits.PARTS,
}  # fmt: skip
"""The parts by name, for documents that refer to them."""
_ANSWERS: dict[str, Answer] = {
    **codes.ANSWERS, **prices.ANSWERS, **edits.ANSWERS, **coverage.ANSWERS, **ask.ANSWERS, **notes.ANSWERS, **rates.ANSWERS,
    **claims.ANSWERS, **remits.ANSWERS,
}  # fmt: skip


def schemas() -> dict[str, Schema]:
    """Every schema by name; `report` is that of `superbill lookup`."""
    named = {name: {"$schema": DIALECT, "title": title, **schema} for name, (title, schema) in _ANSWERS.items()}
    return {"report": report_schema(), **named}
