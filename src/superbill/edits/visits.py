"""Evaluation and management (E&M) services: which codes are visits. Authority: NCCI Policy Manual, chapter I, section D;
chapter XI, section U; chapter XII (G0463, G0466-G0470, G0438, G0439 as E&M codes).

Modifiers 24, 25 and 57 belong on a visit. The range 99202-99499 holds more than visits (supply of a monitoring device,
counselling, care management by the month), so the visits are listed; that each is one is borne out by the pair edits,
where they stand in column 2 of procedures with indicator 1. The general eye examinations 92002-92014 stand there like
visits. 59 and X{EPSU} are for services other than E&M.
"""

from __future__ import annotations

import json

SECTION = (99202, 99499)
"""The range of codes in which the E&M services principally are."""

_RANGES = (
    (92002, 92014),  # eye examinations
    (99202, 99239),  # office, hospital
    (99242, 99255),  # consultations
    (99281, 99285),  # emergency department
    (99291, 99292),  # critical care
    (99304, 99316),  # nursing facility
    (99341, 99350),  # home
    (99381, 99397),  # preventive visits
    (99455, 99456),  # disability examinations
    (99460, 99463),  # newborn
    (99468, 99480),  # neonatal and paediatric critical and intensive care
    (99483, 99483),  # assessment of cognition
    (99495, 99496),  # after discharge
)
_NOT_VISITS = frozenset({"99473", "99474"})
"""Blood pressure measured by the patient, numbered among the intensive care visits."""
_HCPCS = ("G0438", "G0439", "G0463", "G0466", "G0467", "G0468", "G0469", "G0470")

VISITS = frozenset(str(number) for first, last in _RANGES for number in range(first, last + 1)) - _NOT_VISITS | {
    *_HCPCS
}
EM_JSON = json.dumps(sorted(VISITS | {str(number) for number in range(SECTION[0], SECTION[1] + 1)}))
"""Every code of the section and the visits elsewhere, for statements that leave E&M services out."""


def is_visit(code: str) -> bool:
    """Whether a normalised code is an E&M visit, on which 24, 25 and 57 may stand."""
    return code in VISITS


def in_section(code: str) -> bool:
    """Whether it stands in the E&M range or is a visit elsewhere; not every such code is a visit."""
    return is_visit(code) or (len(code) == 5 and code.isdigit() and SECTION[0] <= int(code) <= SECTION[1])
