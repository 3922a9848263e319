"""Codes that two systems could have: what an ended system knows says nothing of a procedure."""

from __future__ import annotations

from datetime import date

from superbill.edits.known_codes import why_not
from superbill.model.citation import Citation, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import Deleted, NotLoadedHere, Unknown

ON = date(2024, 8, 15)
CITE = Citation("cms-icd9", "ICD-9-CM", "CMS", "v32", "a.txt", "row 1", date(2014, 10, 1), date(2015, 9, 30))
NO_TEXT = NotAvailable("not loaded", "a file")
OLD = Deleted(System.ICD9CM, "64413", ON, NO_TEXT, NO_TEXT, CITE, last_day=date(2015, 9, 30))


def test_a_cpt_code_that_looks_like_icd_9_is_not_called_a_diagnosis() -> None:
    assert why_not((OLD,), NotLoadedHere("64413", ON, (System.CPT,), NO_TEXT)) is None
    found = why_not((OLD,), Unknown("64413", ON, (System.CPT,)))
    assert found is not None and found.not_available == "64413 is listed in no release loaded for 2024-08-15"


def test_with_its_dot_it_is_one() -> None:
    found = why_not((OLD,), OLD)
    assert found is not None and found.not_available.startswith("644.13 is a diagnosis (ICD-9-CM)")
