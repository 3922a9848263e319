"""Import, verify, publish: what is taken, what is refused, and that a failure leaves the old file in place."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from superbill.errors import BadInput, NoKnowledgeBase, UsageError, WrongFormat
from superbill.kb.build import BuildResult, Completeness, build
from superbill.kb.discover import sources
from superbill.kb.files import walk
from superbill.kb.schema import FORMAT_VERSION
from superbill.kb.store import Absent, Found, KnowledgeBase, opened
from superbill.kb.verify import verify
from superbill.model.citation import NotAvailable
from superbill.pricing.clfs import SQL

CLFS_HEAD = (
    "2026 Clinical Diagnostic Laboratory Fee Schedule\n"
    "CPT codes, descriptions and other data only are copyright 2026 American Medical Association.\n"
    "A notice\n\n"
    "YEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC,LONGDESC,EXTENDEDLONGDESC\n"
)
ROWS = ("2026,82310,,20260101,N,00005.16,w,w,w\n", "2026,82331,,20260101,N,00013.34,w,w,w\n")
NAME = "PUF_CLFS_CY2026_Q2V1.csv"


def clfs(folder: Path, rows: tuple[str, ...] = ROWS, name: str = NAME) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(CLFS_HEAD + "".join(rows), encoding="utf-8")
    return folder


def built(folder: Path, out: Path, completeness: Completeness = Completeness.TRUST) -> BuildResult:
    return build(walk(folder), out, completeness=completeness)


def rate(out: Path, code: str, on: date = date(2026, 5, 1)) -> str:
    with opened(out) as kb:
        found = kb.find(SQL["clfs_rows"], source="cms-clfs", on=on, code=code)
        return str(found.rows[0][3]) if isinstance(found, Found) else type(found).__name__


def test_a_recognised_file_becomes_a_release_with_a_receipt(tmp_path: Path) -> None:
    result = built(clfs(tmp_path / "in"), tmp_path / "kb.sqlite")
    assert result.rows == 2
    with opened(result.path) as kb:
        (release,) = kb.releases
        assert (release.source, release.complete, release.files[0].name) == ("cms-clfs", True, NAME)
        found = kb.find(SQL["clfs_rows"], source="cms-clfs", on=date(2026, 5, 1), code="82331")
        assert isinstance(found, Found)
        receipt = found.cite(found.rows[0])
        assert (receipt.locator, receipt.file, receipt.stale_days) == ("row 7", NAME, None)


def test_an_unrecognised_file_is_named(tmp_path: Path) -> None:
    (clfs(tmp_path / "in") / "holiday.txt").write_text("sun and sea")
    assert built(tmp_path / "in", tmp_path / "kb.sqlite").unrecognised == ("holiday.txt",)


def test_the_same_content_twice_counts_once(tmp_path: Path) -> None:
    clfs(tmp_path / "in")
    clfs(tmp_path / "in" / "copy")
    result = built(tmp_path / "in", tmp_path / "kb.sqlite")
    assert result.rows == 2
    assert "same content" in result.repeated[0]


def test_nothing_recognised_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    with pytest.raises(UsageError, match=r"nothing to build from: .* looked at [0-9]+: a.txt"):
        built(tmp_path, tmp_path / "out" / "kb.sqlite")


def test_a_short_file_is_refused_as_truncated_or_taken_as_an_excerpt(tmp_path: Path) -> None:
    folder, out = clfs(tmp_path / "in"), tmp_path / "kb.sqlite"
    with pytest.raises(BadInput, match="2 rows of clfs_rate where a whole release"):
        built(folder, out, Completeness.CHECK)
    assert not out.exists()
    built(folder, out, Completeness.EXCERPT)
    assert rate(out, "82331") == "13.34"
    assert rate(out, "99999") == "NotAvailable"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            (*ROWS, "2026,82331,,20260101,N,00099.99,w,w,w\n"),
            "82331 .*is given twice with different values, first in row 7",
        ),
        ((*ROWS, ROWS[1]), "82331 .*is given twice, first in row 7"),
        ((*ROWS, "2026,82397,,20260101,N,12x.00,w,w,w\n"), "line 8, column RATE: '12x.00' is no number"),
        ((*ROWS, "2026,82397,,20261301,N,00014.12,w,w,w\n"), "line 8, column EFF_DATE: '20261301' is no date"),
    ],
    ids=["other values", "same values", "bad number", "bad date"],
)
def test_a_bad_row_stops_the_import_and_the_old_file_stays(tmp_path: Path, rows: tuple[str, ...], message: str) -> None:
    out = tmp_path / "kb.sqlite"
    built(clfs(tmp_path / "good"), out)
    before = out.read_bytes()
    with pytest.raises(BadInput, match=message):
        built(clfs(tmp_path / "bad", rows), out)
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("kb.sqlite*")) == ["kb.sqlite", "kb.sqlite.lock"]


def test_two_files_of_one_release_that_differ_contradict_each_other(tmp_path: Path) -> None:
    clfs(tmp_path / "in" / "a")
    clfs(tmp_path / "in" / "b", (ROWS[0], ROWS[1].replace("13.34", "13.35")))
    with pytest.raises(BadInput, match="contradicts"):
        built(tmp_path / "in", tmp_path / "kb.sqlite")


def test_a_date_picks_the_release_and_says_when_it_is_stale_or_too_early(tmp_path: Path) -> None:
    out = tmp_path / "kb.sqlite"
    built(clfs(tmp_path / "in"), out)
    with opened(out) as kb:
        late = kb.find(SQL["clfs_rows"], source="cms-clfs", on=date(2026, 11, 22), code="82331")
        assert isinstance(late, Found)
        assert late.cite(late.rows[0]).stale_days == 145
        early = kb.find(SQL["clfs_rows"], source="cms-clfs", on=date(2025, 12, 31), code="82331")
        assert isinstance(early, NotAvailable)
        assert "begins on 2026-04-01" in early.not_available
        absent = kb.find(SQL["clfs_rows"], source="cms-clfs", on=date(2026, 5, 1), code="99999")
        assert isinstance(absent, Absent)
        never = kb.find(SQL["clfs_rows"], source="cms-ncci-mue", on=date(2026, 5, 1), code="82331")
        assert isinstance(never, NotAvailable)
        assert "no release of NCCI" in never.not_available


def test_a_thread_that_begins_after_a_newer_build_still_reads_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "kb.sqlite"
    built(clfs(tmp_path / "old"), out)
    with opened(out) as kb, ThreadPoolExecutor(4) as threads:
        built(clfs(tmp_path / "new", ROWS[:1]), out)
        asked = [
            threads.submit(kb.find, SQL["clfs_rows"], source="cms-clfs", on=date(2026, 5, 1), code="82331")
            for _ in range(40)
        ]
        assert {type(each.result()) for each in asked} == {Found}
    assert rate(out, "82331") == "Absent"


def test_the_stamp_follows_from_the_content(tmp_path: Path) -> None:
    first = built(clfs(tmp_path / "a"), tmp_path / "a.sqlite").stamp
    again = built(clfs(tmp_path / "b"), tmp_path / "b.sqlite").stamp
    other = built(clfs(tmp_path / "c", ROWS[:1]), tmp_path / "c.sqlite").stamp
    assert first == again != other


@pytest.mark.parametrize(("version", "word"), [(FORMAT_VERSION - 1, "older"), (FORMAT_VERSION + 1, "newer")])
def test_another_format_is_refused(tmp_path: Path, version: int, word: str) -> None:
    out = built(clfs(tmp_path / "in"), tmp_path / "kb.sqlite").path
    connection = sqlite3.connect(out)
    connection.execute(f"PRAGMA user_version = {version:d}")
    connection.close()
    with pytest.raises(
        WrongFormat, match=rf"{word} Superbill[\s\S]*superbill build|{word} Superbill[\s\S]*build again"
    ):
        KnowledgeBase.open(out)


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all, but long enough to look at", b"SQLite format 3\0" + b"x" * 200]
)
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kb.sqlite").write_bytes(content)
    with pytest.raises(WrongFormat):
        KnowledgeBase.open(tmp_path / "kb.sqlite")


def test_no_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoKnowledgeBase, match="superbill build"):
        KnowledgeBase.open(tmp_path / "kb.sqlite")


def test_verify_counts_rows_again(tmp_path: Path) -> None:
    out = built(clfs(tmp_path / "in"), tmp_path / "kb.sqlite").path
    assert [check.passed for check in verify(out)] == [True, True, False]  # no search index was asked for
    connection = sqlite3.connect(out)
    connection.execute("DELETE FROM clfs_rate WHERE hcpcs = '82310'")
    connection.commit()
    connection.close()
    failed = [check for check in verify(out) if not check.passed]
    assert failed[0].detail == "1 rows, 2 recorded"


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    folder, out = clfs(tmp_path / "in"), tmp_path / "kb.sqlite"

    def meanwhile(work: Path, index: Path) -> None:
        with pytest.raises(UsageError, match="another build"):
            built(folder, out)

    build(walk(folder), out, indexer=meanwhile, completeness=Completeness.TRUST)
    assert rate(out, "82331") == "13.34"


KILLED = """
import sys, time
from pathlib import Path
from superbill.kb.build import Completeness, build
from superbill.kb.discover import sources
from superbill.kb.files import walk
def progress(what, done, total):
    print(what, flush=True)
    if what.startswith(sys.argv[3]):
        time.sleep(60)
build(walk(Path(sys.argv[1])), Path(sys.argv[2]), indexer=lambda kb, index: (index / "part").write_text("x"),
      completeness=Completeness.TRUST, progress=progress)
"""


@pytest.mark.parametrize("moment", ["PUF", "read", "index", "search index"])
def test_a_build_killed_at_any_moment_leaves_the_old_one_answering(tmp_path: Path, moment: str) -> None:
    out = tmp_path / "kb.sqlite"
    built(clfs(tmp_path / "old"), out)
    new = clfs(tmp_path / "new", (ROWS[0].replace("5.16", "6.00"), ROWS[1]))
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(new), str(out), moment], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith(moment):
            break
    time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert rate(out, "82310") == "5.16"
    built(new, out)
    assert rate(out, "82310") == "6.00"
    assert [path.name for path in tmp_path.glob("*.building")] == []


QUARTERS = {1: "20260101", 2: "20260401", 3: "20260701"}


def quarters(folder: Path, *numbers: int, rate: str = "00013.34") -> Path:
    for number in numbers:
        rows = (
            f"2026,82331,,{QUARTERS[number]},N,{rate},w,w,w\n",
            f"2026,82310,,{QUARTERS[number]},N,00005.16,w,w,w\n",
        )
        clfs(folder, rows, f"PUF_CLFS_CY2026_Q{number}V1.csv")
    return folder


def test_a_second_build_reads_only_what_is_new_and_comes_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "kb.sqlite"
    built(quarters(tmp_path / "in", 1, 2), out)
    read: list[str] = []
    parse = type(sources()["cms-clfs"]).parse
    monkeypatch.setattr(
        type(sources()["cms-clfs"]), "parse", lambda self, file: read.append(file.name) or parse(self, file)
    )
    again = built(quarters(tmp_path / "in", 3), out)
    assert read == ["PUF_CLFS_CY2026_Q3V1.csv"]
    fresh = built(tmp_path / "in", tmp_path / "fresh.sqlite")
    assert (again.stamp, again.rows) == (fresh.stamp, fresh.rows)
    with opened(out) as kb:
        assert [release.edition for release in kb.releases] == [f"CY2026 Q{n} V1" for n in (1, 2, 3)]


def test_a_release_that_is_no_longer_among_the_inputs_goes(tmp_path: Path) -> None:
    out = tmp_path / "kb.sqlite"
    built(quarters(tmp_path / "in", 1, 2, 3), out)
    (tmp_path / "in" / "PUF_CLFS_CY2026_Q3V1.csv").unlink()
    built(tmp_path / "in", out)
    with opened(out) as kb:
        assert [release.edition for release in kb.releases] == ["CY2026 Q1 V1", "CY2026 Q2 V1"]
        assert all(check.passed for check in verify(out) if check.what != "search index")


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    out = tmp_path / "kb.sqlite"
    built(quarters(tmp_path / "in", 1, 2, 3), out)
    built(quarters(tmp_path / "in", 2, rate="00099.00"), out)
    assert rate(out, "82331") == "99.00"
    assert rate(out, "82331", date(2026, 8, 1)) == "13.34"


def test_an_old_file_that_is_damaged_is_not_started_from(tmp_path: Path) -> None:
    out = tmp_path / "kb.sqlite"
    built(quarters(tmp_path / "in", 1, 2), out)
    out.write_bytes(b"SQLite format 3\0" + bytes(4000))
    built(tmp_path / "in", out)
    assert rate(out, "82331") == "13.34"


def test_an_excerpt_that_is_short_in_two_tables_stays(fixtures: Path, tmp_path: Path) -> None:
    result = built(fixtures / "cms-dmepos", tmp_path / "kb.sqlite", Completeness.EXCERPT)
    with opened(result.path) as kb:
        assert [(release.series, release.complete) for release in kb.releases] == [("", False), ("pen", False)]
