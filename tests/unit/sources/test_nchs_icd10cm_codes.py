"""ICD-10-CM code lists of the code-table pack, and the checks that all its tables share."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.kb.files import DiskFile, walk
from superbill.model.periods import Period
from superbill.sources.nchs_icd10cm_codes import SOURCE

Manifest = dict[str, Any]


@pytest.fixture
def pack(fixtures: Path, tmp_path: Path) -> Path:
    """A copy of the cut-down pack, to be damaged."""
    return Path(shutil.copytree(fixtures / SOURCE.id, tmp_path / "pack"))


def manifest_file(pack: Path) -> DiskFile:
    return next(walk(pack / "manifest.json"))


def edit(pack: Path, change: Callable[[Manifest], object]) -> DiskFile:
    path = pack / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest["cm_releases"])
    path.write_text(json.dumps(manifest))
    return manifest_file(pack)


def replace_table(pack: Path, name: str, content: bytes) -> DiskFile:
    """Another content under the same name, with a manifest that agrees to its digest."""
    (pack / name).write_bytes(content)

    def change(releases: Manifest) -> None:
        for release in releases.values():
            if release["table"] == name:
                release["canonical_sha256"] = hashlib.sha256(content).hexdigest()

    return edit(pack, change)


def read(file: DiskFile) -> dict[str, list[tuple[object, ...]]]:
    return {part.edition.name: list(part.rows) for part in SOURCE.parse(file)}


def test_recognises_the_manifest_and_nothing_else(pack: Path) -> None:
    assert [file.name for file in walk(pack) if SOURCE.recognises(file)] == ["manifest.json"]


def test_editions_are_contiguous(pack: Path) -> None:
    editions = [part.edition for part in SOURCE.parse(manifest_file(pack))]
    assert [(edition.name, edition.period) for edition in editions] == [
        ("FY2026", Period(date(2025, 10, 1), date(2026, 3, 31))),
        ("FY2026 April", Period(date(2026, 4, 1), date(2026, 9, 30))),
        ("FY2027", Period(date(2026, 10, 1), date(2027, 9, 30))),
    ]


def test_notes_say_where_a_list_comes_from(pack: Path) -> None:
    _, april, fy2027 = (part.edition.notes for part in SOURCE.parse(manifest_file(pack)))
    assert april[0].startswith("Taken from Code Descriptions/icd10cm_codes_2026.txt of https://www.cms.gov/")
    assert april[1] == "Its content is identical to that of fy2026"
    assert fy2027[-1] == "Whether an April 2027 update follows was not known when the pack was made"


def test_rows_are_billable_codes_with_their_line(pack: Path) -> None:
    rows = read(manifest_file(pack))
    assert rows["FY2026"][5] == ("icd10cm", "E8352", None, 1, None, "Hypercalcemia", None, None, None, 5, 7)
    assert rows["FY2026 April"] == rows["FY2026"]
    assert {"C7831", "QA00101"} <= {row[1] for row in rows["FY2027"]}


def test_the_file_of_a_part_is_named_beside_the_manifest(pack: Path) -> None:
    file = manifest_file(pack)
    file.name = "sourcelock 0.2.0/manifest.json"
    assert next(part.file.name for part in SOURCE.parse(file)) == "sourcelock 0.2.0/icd10cm_fy2026.csv"


def test_a_gzipped_table_is_read_unpacked(pack: Path) -> None:
    table = pack / "icd10cm_fy2026.csv"
    table.write_bytes(gzip.compress(table.read_bytes()))
    assert len(read(manifest_file(pack))["FY2026"]) == 14


@pytest.mark.parametrize(
    "damage",
    [lambda packed: packed[:200], lambda packed: packed[:99] + b"\xff" + packed[100:]],
    ids=["cut off", "a byte changed"],
)
def test_a_damaged_gzip_is_refused(pack: Path, damage: Callable[[bytes], bytes]) -> None:
    table = pack / "icd10cm_fy2026.csv"
    table.write_bytes(damage(gzip.compress(table.read_bytes())))
    with pytest.raises(BadInput, match=r"icd10cm_fy2026\.csv: damaged or cut off"):
        read(manifest_file(pack))


def test_another_digest_is_refused(pack: Path) -> None:
    (pack / "icd10cm_fy2027.csv").write_bytes(b"code,description\nE8352,Hypocalcemia\n")
    with pytest.raises(BadInput, match=r"icd10cm_fy2027\.csv: its SHA-256 is \w+, the manifest says \w+ for fy2027"):
        read(manifest_file(pack))


def test_another_number_of_rows_is_refused(pack: Path) -> None:
    file = edit(pack, lambda releases: releases["fy2027"].update(row_count=99))
    with pytest.raises(BadInput, match="14 rows, the manifest says 99"):
        read(file)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code\nE8352\n", "line 1: column 'description' is missing"),
        (b"code,description,status\nE8352,Hypercalcemia,A\n", "line 1, column 3: column 'status' is unknown"),
        (b"description,code\nHypercalcemia,E8352\n", "column 'description' has moved from number 2 to 1"),
        (b"", "column 'code' is missing"),
        (b"code,description\nE8352\n", "line 2: 1 columns where there must be 2"),
        (b"code,description\nE83.52,Hypercalcemia\n", "line 2, column code: 'E83.52' is no ICD-10-CM code"),
        (b"code,description\nE8352,\n", "line 2, column description: E8352 has no text"),
        (b"code,description\nE8352,Sj\xf6gren\n", "byte 0xf6 is no utf-8"),
    ],
    ids=["missing column", "new column", "moved column", "empty", "narrow row", "bad code", "no text", "bad byte"],
)
def test_a_bad_table_is_refused(pack: Path, content: bytes, message: str) -> None:
    file = replace_table(pack, "icd10cm_fy2026.csv", content)
    with pytest.raises(BadInput, match=re.escape(message)):
        read(file)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r["fy2027"].pop("table"), "cm_releases: Object missing required field `table` - at `$[...]`"),
        (lambda r: r["fy2027"].update(effective_from="2026-13-01"), "cm_releases: Invalid RFC3339 encoded date"),
        (lambda r: r["fy2027"].update(row_count="many"), "cm_releases: Expected `int`, got `str`"),
        (lambda r: r["fy2027"].update(effective_to="2020-01-01"), "from 2026-10-01 to 2020-01-01, which is no period"),
        (lambda r: r["fy2027"].update(effective_from="2026-04-01"), "which is no period"),
        (lambda r: r.update(draft=r.pop("fy2027")), "'draft' names no ICD-10-CM release"),
        (lambda r: r["fy2027"].update(table="gone.csv.gz"), "names gone.csv.gz, which is not beside it"),
        (lambda r: r["fy2027"].update(table="../icd10cm_fy2027.csv"), "which is not beside it"),
    ],
    ids=["no table", "bad date", "bad count", "ends first", "two begin together", "label", "absent", "outside"],
)
def test_a_bad_manifest_is_refused(pack: Path, change: Callable[[Manifest], object], message: str) -> None:
    file = edit(pack, change)
    with pytest.raises(BadInput, match=re.escape(message)):
        read(file)


def test_a_manifest_that_is_cut_off_is_refused_with_its_place(pack: Path) -> None:
    path = pack / "manifest.json"
    path.write_text(path.read_text()[:400])
    with pytest.raises(BadInput, match=r"manifest\.json, line 14, column 7: not readable as JSON"):
        read(manifest_file(pack))


def test_a_manifest_with_a_bad_byte_is_refused(pack: Path) -> None:
    path = pack / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"codes", b"cod\xe9s", 1))
    with pytest.raises(BadInput, match=r"manifest\.json: byte 0xe9 is no utf-8"):
        read(manifest_file(pack))
