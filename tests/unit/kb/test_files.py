"""Archives are opened as streams, named by their path, and refused when they are dangerous."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from superbill.errors import BadInput, UnsafeArchive, UsageError
from superbill.kb.files import DiskFile, walk


def content(file: DiskFile) -> bytes:
    with file.open() as stream:
        return stream.read()


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_plain_gzip_zip_and_nested_zip_all_give_their_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"plain")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"packed"))
    nested = {"f.csv": b"nested", "g.csv.gz": gzip.compress(b"packed within")}
    (tmp_path / "c.zip").write_bytes(_zip({"inner/d.csv": b"zipped", "e.zip": _zip(nested)}))
    found = {file.name: content(file) for file in walk(tmp_path)}
    assert found == {
        "a.csv": b"plain",
        "b.csv.gz": b"packed",
        "c.zip/e.zip/f.csv": b"nested",
        "c.zip/e.zip/g.csv.gz": b"packed within",
        "c.zip/inner/d.csv": b"zipped",
    }


def test_a_workbook_is_one_file_not_an_archive(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(_zip({"[Content_Types].xml": b"<x/>", "xl/a.xml": b"<y/>"}))
    assert [file.name for file in walk(tmp_path)] == ["t.xlsx"]


def test_siblings_are_found_in_folder_and_archive_only(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"1")
    (tmp_path / "two.txt").write_bytes(b"2")
    (tmp_path / "z.zip").write_bytes(_zip({"d/one.txt": b"1", "d/three.txt": b"3"}))
    files = {file.name: file for file in walk(tmp_path)}
    assert content(files["one.txt"].sibling("two.txt")) == b"2"
    assert content(files["z.zip/d/one.txt"].sibling("three.txt")) == b"3"
    for wrong in ("../one.txt", "missing.txt"):
        with pytest.raises(BadInput, match="which is not"):
            files["one.txt"].sibling(wrong)


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil.csv"])
def test_a_member_outside_its_archive_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "bad.zip").write_bytes(_zip({name: b"x"}))
    with pytest.raises(UnsafeArchive, match="points outside"):
        list(walk(tmp_path))


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_is_refused_while_it_unpacks(tmp_path: Path, kind: str) -> None:
    zeros = bytes(200 << 20)
    packed = _zip({"big.csv": zeros}) if kind == "zip" else gzip.compress(zeros, 9)
    (tmp_path / f"bomb.{kind}").write_bytes(packed)
    with pytest.raises(UnsafeArchive, match="zip bomb"):
        for file in walk(tmp_path):
            file.sha256()


def test_archives_nested_too_deep_are_refused(tmp_path: Path) -> None:
    packed = b"x"
    for level in range(5):
        packed = _zip({f"level{level}.zip" if level else "x.csv": packed})
    (tmp_path / "deep.zip").write_bytes(packed)
    with pytest.raises(UnsafeArchive, match="deep"):
        list(walk(tmp_path))


def test_a_cut_gzip_says_so(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(range(256)) * 4096)
    (tmp_path / "cut.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(BadInput, match=r"cut\.gz: damaged or cut off"):
        next(walk(tmp_path)).sha256()


def test_a_cut_zip_says_so(tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(_zip({"a.csv": b"abc" * 1000})[:-30])
    with pytest.raises(BadInput, match="damaged zip"):
        list(walk(tmp_path))


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        list(walk(tmp_path / "nowhere"))
