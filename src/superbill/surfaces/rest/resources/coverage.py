"""Medicare's coverage policies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from superbill.surfaces.answers import coverage_data, policies_data
from superbill.surfaces.rest.calls import Asked, Call, Data, Example, Parameter
from superbill.surfaces.rest.parameters import CODE, CODE_TEXT, LONGEST_CODE, ON, STATE, short

DIAGNOSIS = Parameter("dx", CODE_TEXT, "ICD-10-CM diagnosis.", read=short(LONGEST_CODE), required=True)
IN_STATE = replace(STATE, description="State of the service, two letters: policies are local.", required=True)


def coverage(asked: Asked, code: str, dx: str, state: str, on: date) -> Data:
    """What the policies of a state say of a procedure and a diagnosis."""
    return coverage_data(asked.bench.coverage(code, dx, state, on))


def policies(asked: Asked, code: str, state: str | None, on: date) -> Data:
    """The policies that name a procedure."""
    return policies_data(code, state, on, asked.bench.policies(code, on, state))


CALLS = (
    Call(
        "GET", "/api/v1/coverage/{code}", "coverage", "Is it covered for this diagnosis?",
        "Every coverage article, LCD and NCD of the state that names the code, what it says of the diagnosis, and the result of "
        "them all. `no policy loaded` is neither coverage nor denial.",
        coverage, "coverage", Example({"code": "82306"}, {"dx": "E55.9", "state": "CA", "on": "2026-11-22"}),
        (CODE, DIAGNOSIS, IN_STATE, ON),
    ),
    Call(
        "GET", "/api/v1/policies/{code}", "policies", "Which policies name a code?",
        "Coverage articles and LCDs in force, of one state or of all.",
        policies, "policies", Example({"code": "82306"}, {"state": "NY", "on": "2026-11-22"}), (CODE, STATE, ON),
    ),
)  # fmt: skip
