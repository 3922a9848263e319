"""What looks like a patient's data is taken out of a text before it leaves the machine. This is no de-identification."""

from __future__ import annotations

import re

_PATTERNS = (
    (re.compile(r"\b\d{3}-\d{2}-\d{4}\b"), "[number]"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b"), "[e-mail]"),
    (re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"), "[phone]"),
    (re.compile(r"\b(?:mrn|member id|medicare (?:number|id)|mbi|account(?: number)?)\b\s*(?:is|:|#)?\s*[\w-]*\d[\w-]*", re.I), "[number]"),
    (re.compile(r"\b(?:dob|date of birth|born(?: on)?)\b\s*:?\s*[\d/.-]+", re.I), "[birth]"),
    (re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][a-z]+(?: [A-Z][a-z]+)?"), "[name]"),
    (re.compile(r"\b([Pp]atient(?:'s name)?(?: is)?(?: named| called)?:?) [A-Z][a-z]+ [A-Z][a-z]+"), r"\1 [name]"),
    (re.compile(r"\b\d{1,5} [A-Z][a-z]+ (?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Blvd)\b"), "[address]"),
)  # fmt: skip


def redacted(text: str) -> str:
    """The text with its likely identifiers replaced.

    >>> redacted("Mrs. Jane Doe, DOB 1/2/1950, 99213")
    '[name], [birth], 99213'
    """
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    return text
