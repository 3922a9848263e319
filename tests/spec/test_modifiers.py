"""Which modifiers a code takes, worked out from its indicators: read as a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.edits.modifiers import modifiers_of
from superbill.kb.store import opened
from superbill.model.citation import Fact
from superbill.model.edits import Use

YES, WHEN, NO = Use.APPLIES, Use.WHEN, Use.DOES_NOT_APPLY

TABLE = [
    # code     modifier  use   reason starts with
    ("82331", "26", NO, "PC/TC indicator 9"),
    ("82331", "TC", NO, "PC/TC indicator 9"),
    ("82331", "QW", NO, "no waived-test (QW) row"),
    ("82331", "91", WHEN, "same test again that day"),
    ("82331", "59", WHEN, "only to bypass a pair edit"),
    ("85025", "QW", WHEN, "the laboratory fee schedule has a QW row"),
    ("71046", "26", YES, "PC/TC indicator 1"),
    ("71046", "TC", YES, "PC/TC indicator 1"),
    ("71046", "76", WHEN, "when done again that day"),
    ("93005", "26", NO, "PC/TC indicator 3"),
    ("93010", "TC", NO, "PC/TC indicator 2"),
    ("93000", "26", NO, "PC/TC indicator 4"),
    ("99213", "25", WHEN, "on the day of a procedure"),
    ("99213", "57", WHEN, "on the day of, or before"),
    ("99213", "24", WHEN, "within somebody's 10 or 90 day"),
    ("45378", "53", WHEN, "the file has its own relative values"),
    ("45378", "51", WHEN, "multiple-procedure indicator 2"),
    ("45380", "51", WHEN, "multiple-procedure indicator 3"),
    ("20610", "50", YES, "bilateral indicator 1"),
    ("20610", "LT", WHEN, "bilateral indicator 1"),
    ("20610", "62", NO, "co-surgeon indicator 0"),
    ("27447", "54", WHEN, "global 090 days"),
    ("27447", "78", WHEN, "global 090 days"),
    ("27447", "AS", YES, "assistant indicator 2"),
    ("27447", "62", WHEN, "co-surgeon indicator 1"),
    ("27447", "66", NO, "team indicator 0"),
]


@pytest.mark.parametrize(("code", "modifier", "use", "reason"), TABLE, ids=[f"{row[0]}-{row[1]}" for row in TABLE])
def test_modifier(embedded_kb: Path, code: str, modifier: str, use: Use, reason: str) -> None:
    with opened(embedded_kb) as kb:
        uses = modifiers_of(kb, code, date(2025, 12, 1) if code not in ("82331", "85025") else date(2026, 5, 1))
    assert isinstance(uses, tuple)
    found = next(found for found in uses if modifier in found.modifiers)
    assert found.use is use
    assert isinstance(found.why, Fact)
    assert found.why.value.startswith(reason)


def test_modifiers_that_no_indicator_speaks_of_are_not_listed(embedded_kb: Path) -> None:
    with opened(embedded_kb) as kb:
        uses = modifiers_of(kb, "99213", date(2025, 12, 1))
    assert isinstance(uses, tuple)
    listed = {modifier for use in uses for modifier in use.modifiers}
    assert not listed & {"50", "80", "62", "66", "91", "QW", "22"}
