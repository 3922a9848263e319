"""The matrix of pairs says what `check_pairs` says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from superbill.edits.pair_matrix import blocked, pair_matrix
from superbill.edits.pairs import check_pair
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.edits import PairResult, Setting

CODES = ("82310", "82331", "82330", "96523", "85025", "27447", "20610", "99213", "93000", "96365", "82310")


@pytest.fixture(scope="module")
def kb(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    out = tmp_path_factory.mktemp("matrix") / "kb.sqlite"
    build(walk(fixtures / "cms-ncci-ptp"), out, completeness=Completeness.TRUST)
    with opened(out) as found:
        yield found


@pytest.mark.parametrize("setting", [Setting.PRACTITIONER, Setting.OUTPATIENT])
@pytest.mark.parametrize("on", [date(2024, 8, 15), date(2023, 8, 15)], ids=str)
def test_answers_are_those_of_single_pairs(kb: KnowledgeBase, setting: Setting, on: date) -> None:
    matrix = pair_matrix(kb, CODES, on, setting)
    for first, second in combinations(dict.fromkeys(CODES), 2):
        single, found = check_pair(kb, first, second, on, setting), matrix.answer(first, second)
        assert (found.result, found.edit, found.ended, found.citation) == (
            single.result, single.edit, single.ended, single.citation,
        )  # fmt: skip


def test_the_pairs_that_are_not_paid(kb: KnowledgeBase) -> None:
    found = {
        answer.codes: answer.result
        for answer in blocked(pair_matrix(kb, ("96523", "82331", "82310"), date(2024, 8, 15)))
    }
    assert found == {
        ("96523", "82331"): PairResult.NEVER,
        ("96523", "82310"): PairResult.NEVER,
        ("82331", "82310"): PairResult.WITH_MODIFIER,
    }


def test_a_code_that_was_not_given(kb: KnowledgeBase) -> None:
    with pytest.raises(KeyError):
        pair_matrix(kb, ("82310", "82331"), date(2024, 8, 15)).answer("82310", "99999")
    with pytest.raises(KeyError):
        pair_matrix(kb, ("82310",), date(2024, 8, 15)).answer("82310", "82310")
