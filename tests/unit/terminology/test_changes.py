"""What changed between releases, with receipts on both sides."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from superbill.errors import UsageError
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.changes import Change, What
from superbill.report.render.changes import ATOM, changes_atom, changes_csv, changes_html
from superbill.terminology.search import build_index
from superbill.workbench import Workbench

HEAD = "{year} Clinical Diagnostic Laboratory Fee Schedule\nCPT codes are copyright 2026 American Medical Association.\nA notice\n\nYEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC,LONGDESC,EXTENDEDLONGDESC\n"
FIRST = ("82310,,20260101,N,00005.16", "82331,,20260101,N,00013.34", "82397,,20260101,N,00014.12")
SECOND = ("82310,,20260101,N,00005.00", "82331,,20260101,N,00013.34", "82947,QW,20260401,N,00003.93")


@pytest.fixture(scope="module")
def two_quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clfs")
    for quarter, rows in ((1, FIRST), (2, SECOND)):
        text = HEAD.format(year=2026) + "".join(f"2026,{row},w,w,w\n" for row in rows)
        (folder / f"PUF_CLFS_CY2026_Q{quarter}V1.csv").write_text(text)
    return build(walk(folder), folder / "kb.sqlite", indexer=build_index, completeness=Completeness.TRUST).path


@pytest.fixture
def changed(two_quarters: Path, tmp_path: Path) -> list[Change]:
    with Workbench.open(two_quarters, private=tmp_path) as bench:
        return bench.changes("cms-clfs@CY2026 Q1 V1", "cms-clfs@CY2026 Q2 V1")


def test_rates_lowered_rows_added_and_gone(changed: list[Change]) -> None:
    told = {(c.code, c.what, c.before, c.after) for c in changed}
    assert told == {
        ("82310", What.LOWERED, "5.16", "5.00"),
        ("82397", What.GONE, "14.12", ""),
        ("82947", What.ADDED, "", "-QW 3.93"),
    }


def test_both_sides_have_their_receipts(changed: list[Change]) -> None:
    lowered = next(c for c in changed if c.what is What.LOWERED)
    assert lowered.citation_before is not None and lowered.citation_after is not None
    assert (lowered.citation_before.release, lowered.citation_after.release) == ("CY2026 Q1 V1", "CY2026 Q2 V1")
    assert lowered.citation_before.stale_days is None


def test_a_watch_list_sees_its_codes_only(two_quarters: Path, tmp_path: Path) -> None:
    with Workbench.open(two_quarters, private=tmp_path) as bench:
        found = bench.changes(codes=["82397", "82331"], on=date(2026, 5, 1))
    assert [(c.code, c.what) for c in found] == [("82397", What.GONE)]


def test_before_the_second_release_there_is_nothing_to_compare(two_quarters: Path, tmp_path: Path) -> None:
    with Workbench.open(two_quarters, private=tmp_path) as bench:
        assert bench.changes(codes=["82397"], on=date(2026, 3, 1)) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("cms-clfs@2025", "cms-clfs@CY2026 Q2 V1", "no release 'cms-clfs@2025' is loaded"),
        ("nonsense", "cms-clfs@CY2026 Q2 V1", "Names are SOURCE@EDITION"),
        ("cms-clfs@CY2026 Q1 V1", None, "name two releases"),
        (None, None, "name two releases"),
    ],
)
def test_a_call_that_names_no_two_releases_says_how(
    two_quarters: Path, tmp_path: Path, before: str | None, after: str | None, message: str
) -> None:
    with Workbench.open(two_quarters, private=tmp_path) as bench, pytest.raises(UsageError) as failed:
        bench.changes(before, after)
    assert message in str(failed.value)


def test_releases_of_two_data_sets_are_not_compared(small_kb: Path, tmp_path: Path) -> None:
    with Workbench.open(small_kb, private=tmp_path) as bench, pytest.raises(UsageError, match="not releases of one"):
        bench.changes("cms-clfs@CY2026 Q2 V1", "cms-hcpcs@2026Q3")


def test_the_report_tells_a_codes_updates(two_quarters: Path, tmp_path: Path) -> None:
    with Workbench.open(two_quarters, private=tmp_path) as bench:
        report = bench.report("82310", date(2026, 5, 1))
        (table,) = report.section("updates").items  # type: ignore[union-attr]
    assert [cell.value for cell in table.rows[0]][2:] == ["laboratory rate", "lowered", "5.16", "5.00"]  # type: ignore[union-attr]


def test_csv_html_and_feed_hold_the_same_changes(changed: list[Change]) -> None:
    rows = list(csv.DictReader(io.StringIO(changes_csv(changed).decode())))
    assert [row["code"] for row in rows] == [c.code for c in changed]
    page = changes_html(changed, "Update <b>", date(2026, 5, 1)).decode()
    assert "Update &lt;b&gt;" in page and "82397" in page
    feed = ET.fromstring(changes_atom(changed, "Update", "urn:x", date(2026, 5, 1)))
    entries = feed.findall(f"{{{ATOM}}}entry")
    assert len(entries) == 3
    assert len({entry.findtext(f"{{{ATOM}}}id") for entry in entries}) == 3
