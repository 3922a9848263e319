"""What happened to a code."""

from __future__ import annotations

from datetime import date

from superbill.model.codes import System
from superbill.model.lookup import KnownAnswer
from superbill.surfaces.answers import events_data
from superbill.surfaces.http.problems import not_found
from superbill.surfaces.rest.calls import Asked, Call, Data, Example
from superbill.surfaces.rest.parameters import CODE, ON, SYSTEM


def history(asked: Asked, code: str, on: date, system: System | None) -> Data:
    """Events over all loaded releases."""
    events = asked.bench.history(code, on, system)
    if not events:
        answer = asked.bench.lookup(code, on, system)
        if not isinstance(answer, KnownAnswer):
            raise not_found(answer).raised()
    return {"code": code, "events": events_data(events)}


CALLS = (
    Call(
        "GET", "/api/v1/history/{code}", "history", "When a code was added, revised or ended",
        "Events over all loaded releases, oldest first.",
        history, "history", Example({"code": "J1885"}), (CODE, ON, SYSTEM), missing=True,
    ),
)  # fmt: skip
