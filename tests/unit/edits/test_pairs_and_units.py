"""Pair and unit edits as the files state them."""

from __future__ import annotations

from datetime import date

import pytest

from superbill.errors import UsageError
from superbill.model.edits import PairEdit, PairResult, Setting
from superbill.workbench import Workbench

SUMMER = date(2024, 8, 1)


@pytest.mark.parametrize(
    ("first", "second", "result", "column1", "indicator"),
    [
        ("82310", "82331", PairResult.WITH_MODIFIER, "82310", 1),
        ("82331", "82310", PairResult.WITH_MODIFIER, "82310", 1),
        ("82331", "82330", PairResult.WITH_MODIFIER, "82331", 1),
        ("82331", "96523", PairResult.NEVER, "82331", 0),
        ("82331", "99213", PairResult.NO_EDIT, None, None),
        ("82330", "82310", PairResult.NO_EDIT, None, None),
    ],
)
def test_pairs_in_either_order(
    bench: Workbench, first: str, second: str, result: PairResult, column1: str | None, indicator: int | None
) -> None:
    answer = bench.pair(first, second, SUMMER)
    assert answer.result is result
    assert (
        (answer.edit.column1, answer.edit.modifier_indicator) == (column1, indicator)
        if answer.edit
        else column1 is None
    )
    assert answer.citation is not None and answer.citation.source == "cms-ncci-ptp"


def test_a_pair_after_the_last_release_is_stale_and_before_the_first_not_available(bench: Workbench) -> None:
    late = bench.pair("82310", "82331", date(2026, 11, 22))
    assert late.citation is not None and late.citation.stale_days == 783
    early = bench.pair("82310", "82331", date(2024, 6, 30))
    assert early.result is PairResult.NOT_AVAILABLE
    assert early.reason is not None and "begins on 2024-07-01" in early.reason.not_available


@pytest.mark.parametrize(
    ("effective", "deletion", "indicator", "on", "in_force"),
    [
        (date(2020, 1, 1), None, 1, date(2020, 1, 1), True),
        (date(2020, 1, 1), None, 1, date(2019, 12, 31), False),
        (date(2020, 1, 1), date(2021, 12, 31), 0, date(2021, 12, 31), True),
        (date(2020, 1, 1), date(2021, 12, 31), 0, date(2022, 1, 1), False),
        (date(2020, 1, 1), date(2020, 1, 1), 9, date(2020, 1, 1), False),
        (None, None, 1, date(2024, 8, 1), True),
    ],
    ids=["first day", "day before", "last day", "day after", "indicator 9", "start not stated"],
)
def test_both_ends_of_an_edit_count(
    bench: Workbench, effective: date | None, deletion: date | None, indicator: int, on: date, in_force: bool
) -> None:
    receipt = bench.pair("82310", "82331", SUMMER).citation
    assert receipt is not None
    assert PairEdit("A", "B", indicator, effective, deletion, "", receipt).in_force(on) is in_force


def test_a_matrix_has_every_two_codes_once(bench: Workbench) -> None:
    answers = bench.pairs(["82310", "82330", "82331", "82331"], SUMMER)
    assert [answer.codes for answer in answers] == [("82310", "82330"), ("82310", "82331"), ("82330", "82331")]


@pytest.mark.parametrize("codes", [[], ["82331"], ["82331", "82331"], [str(n) for n in range(10000, 10051)]])
def test_too_few_or_too_many_codes_are_refused(bench: Workbench, codes: list[str]) -> None:
    with pytest.raises(UsageError, match="pairs need 2 to 50"):
        bench.pairs(codes, SUMMER)


@pytest.mark.parametrize(
    ("code", "setting", "mue", "mai"),
    [
        ("82331", Setting.PRACTITIONER, 1, 3),
        ("82397", Setting.PRACTITIONER, 3, 3),
        ("82397", Setting.OUTPATIENT, 4, 3),
        ("J1885", Setting.PRACTITIONER, 8, 3),
        ("E0114", Setting.PRACTITIONER, 0, 3),
    ],
)
def test_unit_edits_by_setting(bench: Workbench, code: str, setting: Setting, mue: int, mai: int) -> None:
    answer = bench.units(code, SUMMER, setting)
    assert (answer.mue, answer.mai) == (mue, mai)
    assert answer.citation is not None and answer.citation.release == "2024Q3"


def test_an_unlisted_code_has_no_published_value_which_is_not_no_limit(bench: Workbench) -> None:
    answer = bench.units("0275T", date(2025, 11, 22))
    assert answer.mue is None and answer.reason is None
    assert answer.meaning == "no value is published for this code"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("99999", "99999 is listed in no release loaded for"),
        ("XYZZY", "XYZZY is not shaped like a code of any system"),
        ("E83.52", "E83.52 is a diagnosis (ICD-10-CM)"),
        ("59", "59 is a modifier"),
    ],
)
def test_what_is_no_procedure_has_no_edits_and_is_named(bench: Workbench, code: str, reason: str) -> None:
    units, pair = bench.units(code, date(2025, 11, 22)), bench.pair(code, "82331", date(2025, 11, 22))
    assert pair.result is PairResult.NOT_AVAILABLE and units.mue is None
    for found in (units, pair):
        assert found.reason is not None and found.reason.not_available.startswith(reason)
        assert found.citation is None
