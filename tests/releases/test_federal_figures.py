"""The full official files of fee schedules and NCCI edits: counts, known figures, and a build of all edits."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from superbill.kb.build import build
from superbill.kb.files import walk
from superbill.sources import cms_clfs, cms_mpfs_gpci, cms_mpfs_rvu, cms_ncci_mue, cms_zip5, starter_figures
from superbill.sources.base import Source
from superbill.sources.cms_ncci_ptp import SOURCE as PTP

pytestmark = pytest.mark.releases
ROOT = Path(__file__).resolve().parents[2]
RECONSTRUCTED = Path("ncci/2024q3-reconstructed")

Rows = list[tuple[object, ...]]


def rows_of(source: Source, path: Path) -> Rows:
    (part,) = source.parse(next(walk(path)))
    return list(part.rows)


@pytest.fixture(scope="module")
def edits(official: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """All MUE and PTP files of the quarter, built."""
    result = build(walk(official / RECONSTRUCTED), tmp_path_factory.mktemp("kb") / "kb.sqlite")
    connection = sqlite3.connect(result.path)
    yield connection
    connection.close()


def test_rvu_csv_and_text_give_the_same_19090_rows(official: Path) -> None:
    listed, text = (
        rows_of(cms_mpfs_rvu.SOURCE, official / f"mpfs/2025q4/PPRRVU2025_Oct.{kind}") for kind in ("csv", "txt")
    )
    assert len(listed) == 19_090
    assert [row[:-1] for row in listed] == [row[:-1] for row in text]
    assert Counter(row[1] for row in listed) == {"": 16_851, "26": 1_127, "TC": 1_108, "53": 4}
    assert sum(row[3] == "+" for row in listed) == 148


@pytest.mark.parametrize(
    ("name", "rows", "series", "factor"),
    [("PPRRVU2026_Oct_nonQPP.csv", 11, "", "33.4009"), ("PPRRVU2026_Oct_QPP.csv", 9, "qpp", "33.5675")],
)
def test_rvu_of_2026_have_two_tracks(official: Path, name: str, rows: int, series: str, factor: str) -> None:
    (part,) = cms_mpfs_rvu.SOURCE.parse(next(walk(official / "mpfs/2026q4-excerpt" / name)))
    found = [cms_mpfs_rvu.MpfsRvu(*row[:-1]) for row in part.rows]  # type: ignore[arg-type]
    assert (part.edition.name, part.edition.series, len(found)) == ("RVU26D", series, rows)
    assert {row.conversion_factor for row in found} == {factor}


def test_gpci_csv_and_text_give_the_same_109_localities(official: Path) -> None:
    listed, text = (rows_of(cms_mpfs_gpci.SOURCE, official / f"mpfs/2025q4/GPCI2025.{kind}") for kind in ("csv", "txt"))
    assert len(listed) == 109
    assert listed == text
    assert sum(row[7] is not None for row in listed) == 6


def test_zip_codes(official: Path) -> None:
    rows = rows_of(cms_zip5.SOURCE, official / "mpfs/2025q4/zip/ZIP5_OCT2025.txt")
    assert (len(rows), len({row[0] for row in rows})) == (42_956, 42_956)
    assert Counter(row[4] for row in rows) == {"": 23_493, "R": 11_633, "B": 7_830}


def test_clfs_csv_and_text_give_the_same_2179_rates(official: Path) -> None:
    listed, text = (
        rows_of(cms_clfs.SOURCE, official / f"clfs/2026q2/PUF_CLFS_CY2026_Q2V1.{kind}") for kind in ("csv", "txt")
    )
    assert listed == text
    assert (len(listed), len({row[0] for row in listed})) == (2_179, 2_055)
    rates = {row[:2]: row[4] for row in listed}
    assert (rates["82331", ""], rates["82397", ""], rates["82310", ""]) == ("13.34", "14.12", "5.16")
    assert {row[4] for row in listed if row[3] == "L"} == {"0.00"}
    assert all(row[4] != "0.00" for row in listed if row[3] == "N")


def test_mue_of_three_settings(edits: sqlite3.Connection) -> None:
    counted = edits.execute("SELECT series, count(*) FROM mue JOIN release ON id = release_id GROUP BY 1 ORDER BY 1")
    assert counted.fetchall() == [("dme", 2_928), ("outpatient", 14_628), ("practitioner", 14_677)]
    limits = edits.execute(
        "SELECT hcpcs, series, units, mai FROM mue JOIN release ON id = release_id"
        " WHERE hcpcs IN ('82331', '82397') ORDER BY 1, 2"
    )
    assert limits.fetchall() == [
        ("82331", "outpatient", 1, 3),
        ("82331", "practitioner", 1, 3),
        ("82397", "outpatient", 4, 3),
        ("82397", "practitioner", 3, 3),
    ]


def test_ptp_of_both_settings(edits: sqlite3.Connection) -> None:
    counted = edits.execute(
        "SELECT series, edition, notes, count(*), sum(deletion_date = 99991231), max(effective_date)"
        " FROM ptp JOIN release ON id = release_id GROUP BY 1, 2, 3 ORDER BY 1"
    )
    note = "effective dates withheld: the file carries 19960101 as a placeholder"
    assert counted.fetchall() == [
        ("outpatient", "2024Q3 v30.2", note, 1_775_818, 1_335_857, 0),
        ("practitioner", "2024Q3 v30.2", note, 2_546_017, 1_669_820, 0),
    ]


@pytest.mark.parametrize(
    ("column1", "column2", "indicator"), [("82310", "82331", 1), ("82331", "82330", 1), ("82331", "96523", 0)]
)
def test_pairs_of_82331(edits: sqlite3.Connection, column1: str, column2: str, indicator: int) -> None:
    found = edits.execute(
        "SELECT modifier_indicator FROM ptp JOIN release ON id = release_id WHERE series = 'practitioner'"
        " AND column1 = ? AND column2 = ? AND deletion_date = 99991231",
        (column1, column2),
    )
    assert found.fetchall() == [(indicator,)]


def test_the_one_pair_that_differs_in_its_rationale_only_is_kept_twice(edits: sqlite3.Connection) -> None:
    found = edits.execute(
        "SELECT text FROM ptp JOIN interned ON interned.id = rationale JOIN release ON release.id = release_id"
        " WHERE column1 = '88108' AND column2 = '88162' AND series = 'practitioner' ORDER BY 1"
    )
    assert [row[0] for row in found] == ["Mutually exclusive procedures", "Standards of medical/surgical practice"]


def test_the_starter_pack_holds_what_the_official_files_hold(official: Path) -> None:
    sources: dict[str, Source] = {
        source.id: source
        for source in (cms_clfs.SOURCE, cms_mpfs_gpci.SOURCE, cms_mpfs_rvu.SOURCE, cms_ncci_mue.SOURCE, PTP)
    }
    by_name = {
        file.name.rpartition("/")[2]: file
        for file in walk(official)
        if file.name.startswith(("mpfs/2025q4", "clfs", "ncci"))
    }
    excerpts = [part for file in walk(ROOT / "content" / "figures") for part in starter_figures.SOURCE.parse(file)]
    assert len(excerpts) == 13
    for excerpt in excerpts:
        file = by_name[excerpt.file.name]
        (whole,) = sources[excerpt.source].parse(file)
        assert (excerpt.file.sha256(), excerpt.edition.period) == (file.sha256(), whole.edition.period)
        assert (excerpt.edition.name, excerpt.edition.series) == (whole.edition.name, whole.edition.series)
        assert set(excerpt.rows) <= set(whole.rows)
