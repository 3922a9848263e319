"""A code that a federal file gives twice stops the build, and two layouts of one release do not."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk

TWICE = "is given twice with different values, first in row"


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        pytest.param("cms-mpfs-rvu/PPRRVU2025_Oct.csv", (b"1.30,1.35", b"1.31,1.35"), f"99213  {TWICE}", id="RVU csv"),
        pytest.param("cms-mpfs-rvu/PPRRVU2025_Oct.txt", (b"   1.30   1.35", b"   1.31   1.35"), f"99213  {TWICE}", id="RVU text"),
        pytest.param("cms-mpfs-gpci/GPCI2025.csv", (b"1.065,1.166", b"1.066,1.166"), f"13202 01 {TWICE}", id="GPCI"),
        pytest.param("cms-zip-locality/ZIP5_OCT2025.txt", (b"CA900120118218", b"CA900120118217"), f"90012 {TWICE} 13", id="ZIP"),
        pytest.param("cms-clfs/PUF_CLFS_CY2026_Q2V1.csv", (b"00013.34", b"00013.35"), f"82331  {TWICE} 18", id="CLFS"),
        pytest.param("cms-ncci-mue/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", (b"82331,1,", b"82331,2,"), f"82331 {TWICE}", id="MUE"),
        pytest.param("cms-ncci-ptp/ccipra-v302r0-f1.TXT", (b"", b""), "is given twice, first in row", id="PTP"),
    ],
)  # fmt: skip
def test_a_row_given_twice_stops(bench: Any, tmp_path: Path, name: str, row: tuple[bytes, bytes], message: str) -> None:
    old, new = row
    lines = (bench.fixtures / name).read_bytes().splitlines(keepends=True)
    place = next(n for n, line in reversed(list(enumerate(lines))) if old in line)
    again = lines[place].replace(old, new, 1) if old else lines[place]
    content = b"".join([*lines[: place + 1], again, *lines[place + 1 :]])
    with pytest.raises(BadInput, match=re.escape(message)):
        build([bench.file(Path(name).name, content)], tmp_path / "kb.sqlite", completeness=Completeness.TRUST)


@pytest.mark.parametrize(
    ("source", "table", "rows"),
    [("cms-mpfs-rvu", "mpfs_rvu", 87), ("cms-mpfs-gpci", "gpci", 13), ("cms-clfs", "clfs_rate", 20)],
)
def test_csv_and_text_of_a_release_are_taken_once(
    bench: Any, tmp_path: Path, source: str, table: str, rows: int
) -> None:
    result = build(walk(bench.fixtures / source), tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    assert [name.split(" (same rows as ")[0].rpartition(".")[2] for name in result.repeated] == ["txt"]
    with sqlite3.connect(result.path) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows,)
    connection.close()


def test_csv_and_text_that_differ_stop(bench: Any, tmp_path: Path) -> None:
    folder = bench.fixtures / "cms-clfs"
    csv = bench.file("PUF_CLFS_CY2026_Q2V1.csv", (folder / "PUF_CLFS_CY2026_Q2V1.csv").read_bytes())
    text = (folder / "PUF_CLFS_CY2026_Q2V1.txt").read_bytes().replace(b"00013.34", b"00013.35")
    with pytest.raises(BadInput, match="contradicts PUF_CLFS_CY2026_Q2V1"):
        build(
            [csv, bench.file("PUF_CLFS_CY2026_Q2V1.txt", text)], tmp_path / "kb.sqlite", completeness=Completeness.TRUST
        )


def test_a_release_with_a_part_missing_is_not_whole(bench: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"rows of ptp where a whole release .* has at least 2100000"):
        build(walk(bench.fixtures / "cms-ncci-ptp" / "ccipra-v302r0-f1.TXT"), tmp_path / "kb.sqlite")
