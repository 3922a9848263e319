"""Medically unlikely edits (MUE)."""

from __future__ import annotations

from datetime import date

from superbill.model.edits import Setting
from superbill.surfaces.answers import units_data
from superbill.surfaces.rest.calls import Asked, Call, Data, Example
from superbill.surfaces.rest.parameters import CODE, ON, SETTING


def units(asked: Asked, code: str, on: date, setting: Setting) -> Data:
    """The units edit of a code."""
    return units_data(asked.bench.units(code, on, setting))


CALLS = (
    Call(
        "GET", "/api/v1/units/{code}", "units", "How many units?",
        "The medically unlikely edit of a code and how it is adjudicated. A code without a published value is said to have "
        "none, which is not the same as no limit.",
        units, "units", Example({"code": "82397"}, {"on": "2024-08-01"}), (CODE, ON, SETTING),
    ),
)  # fmt: skip
