"""A synthetic coverage export (benchmarks/make_mcd.py), a tenth of the real size, against its own truth."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.edits.coverage import check_coverage
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.packs import missing_packs
from superbill.kb.store import KnowledgeBase, opened

pytestmark = pytest.mark.releases

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
DAY = date(2026, 6, 15)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if "sourcelock" in missing_packs():
        pytest.skip("the data packs are not installed")
    sys.path.insert(0, str(BENCHMARKS))
    try:
        from make_mcd import make
    finally:
        sys.path.remove(str(BENCHMARKS))
    folder = tmp_path_factory.mktemp("mcd")
    make(folder, seed=3, scale=0.1)
    return folder


def covering(kb: KnowledgeBase, question: dict[str, Any]) -> dict[str, list[int]]:
    answer = check_coverage(kb, question["code"], question["dx"].replace(".", ""), question["state"], DAY)
    return {
        str(finding.policy.number): [group.number for group in finding.groups if group.covered]
        for finding in answer.findings
        if any(group.covered for group in finding.groups)
    }


def test_every_row_arrives_and_every_question_is_answered_as_the_truth_says(export: Path, tmp_path: Path) -> None:
    truth = json.loads((export / "truth.json").read_text())
    build(walk(export), tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    with opened(tmp_path / "kb.sqlite") as kb:
        for table, csv in (("mcd_article", "article"), ("mcd_lcd", "lcd"), ("mcd_ncd", "ncd_trkg")):
            assert kb.rows(f"SELECT count(*) FROM {table}")[0][0] == truth["rows"][csv]
        listed = truth["rows"]["article_x_icd10_covered"] + truth["rows"]["article_x_icd10_noncovered"]
        assert kb.rows("SELECT count(*) FROM mcd_article_icd10")[0][0] == listed
        wrong = [question for question in truth["questions"] if covering(kb, question) != question["covered"]]
    assert wrong == []
    assert len(truth["questions"]) > 500
