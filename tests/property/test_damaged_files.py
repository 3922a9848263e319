"""Damaged files end in `BadInput` or load as they are; archives, knowledge bases and folders may be anything."""

from __future__ import annotations

import io
import random
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from superbill.errors import BadInput, NotLoaded, SuperbillError, UsageError, WrongFormat
from superbill.kb.build import Completeness, build
from superbill.kb.discover import sources
from superbill.kb.files import DiskFile, walk
from superbill.kb.store import KnowledgeBase
from superbill.sources import cms_gems, cms_icd10cm_order
from superbill.sources.base import csv_rows, day, whole
from superbill.sources.layout import text_lines
from superbill.terminology.descriptors import CptDescriptors, import_descriptors

CLFS = "PUF_CLFS_CY2026_Q2V1.csv"
ODD = (b"", b"1e309", b"NaN", b"-0", b'"', b"9" * 5000, b"20260230", b"99999999", b"1_0", b"\xff", "٢٠٢٦".encode())


def file_of(content: bytes, like: DiskFile | None = None, name: str = "file.csv") -> DiskFile:
    def folder(sibling: str) -> DiskFile:
        if like is None:
            raise BadInput(f"names {sibling}, which is not beside it", file=name)
        return like.sibling(sibling)

    return DiskFile(like.name if like else name, lambda: io.BytesIO(content), len(content), folder, limited=False)


def damaged(content: bytes, dice: random.Random) -> Iterator[bytes]:
    """Some forty deterministic kinds of damage."""
    size = len(content)
    yield from (b"", b"\n", content + content, content + bytes(64), content + b"junk")
    yield from (content[: size * part // 6] for part in range(1, 6))
    for _ in range(6):
        at = dice.randrange(size)
        yield content[:at] + bytes([content[at] ^ 1 << dice.randrange(8)]) + content[at + 1 :]
        yield content[:at] + dice.choice((b"\0", b'"', b"\x81", b"\x1a")) + content[at:]
    for old, new in (
        (b"\r\n", b"\n"),
        (b"\n", b"\r"),
        (b"20", b"00"),
        (b'"', b""),
        (b",", b"\t"),
        (b"UTF-8", b"UTF-18"),
    ):
        yield content.replace(old, new)
    yield content.decode("latin-1").encode("utf-16")
    lines = content.splitlines(keepends=True)
    row = lines[-1]
    mark = max((b",", b"\t", b"~", b"|"), key=row.count)
    cells = row.split(mark)
    for value in ODD:
        at = dice.randrange(len(cells))
        yield b"".join(lines[:-1]) + mark.join([*cells[:at], value, *cells[at + 1 :]])


@pytest.mark.parametrize("source", [name for name in sources() if not name.startswith("cms-mcd")])
def test_damage_is_refused_by_name_or_read(fixtures: Path, source: str) -> None:
    folder = fixtures / source
    if not folder.is_dir():
        pytest.skip("no fixture")
    for file in walk(folder):
        with file.open() as stream:
            content = stream.read()
        for changed in damaged(content, random.Random(file.name)):
            _parse_or_refuse(file_of(changed, file))


def _parse_or_refuse(file: DiskFile) -> None:
    for source in sources().values():
        try:
            if source.recognises(file):
                for part in source.parse(file):
                    for _ in part.rows:
                        pass
        except BadInput as error:
            assert error.file
            assert len(str(error)) < 20_000


@pytest.mark.parametrize(
    "text", ["1/31/26", "2026 101", "2026_101", "+2026-1-1", "٢٠٢٦٠١٠١", "20260230", "00000000", "2026-1-1-1", ""]
)
def test_a_day_is_written_out_in_full(text: str) -> None:
    with pytest.raises(BadInput, match="is no date"):
        day(text, file_of(b""), 1, "EFF_DATE")


@pytest.mark.parametrize("read", [csv_rows, text_lines], ids=["csv", "lines"])
@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a,b\nc,\0d\n", "line 2: holds a NUL"), (b"a,b\n" + b"x" * (1 << 21), "line 2: longer than 1048576 characters")],
    ids=["NUL", "endless"],
)
def test_what_is_no_text_is_refused(read: Callable[[DiskFile], Iterator[object]], content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        list(read(file_of(content)))


def test_a_file_too_large_to_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("superbill.sources.base.MOST_IN_MEMORY", 1 << 20)
    with pytest.raises(BadInput, match="more than 1 MB"):
        whole(file_of(bytes((1 << 20) + 1)))


def test_gem_lines_are_no_code_file() -> None:
    gems = file_of(b"A000    0010  00000\nA001    0011  00000\n", name="2018_I10gem.txt")
    assert not cms_icd10cm_order.SOURCE.recognises(gems)
    assert cms_gems.SOURCE.recognises(gems)
    codes = file_of(b"A000    Cholera due to Vibrio cholerae\nA001    12345 is in this text\n", name="codes-2026.txt")
    assert cms_icd10cm_order.SOURCE.recognises(codes)


def _zip(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def _patched(at: int, layout: str, value: int, mark: bytes = b"PK\x01\x02") -> bytes:
    packed = bytearray(_zip(("a.csv", b"x" * 1000)))
    struct.pack_into(layout, packed, packed.find(mark) + at, value)
    return bytes(packed)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: _patched(6, "<H", 99), r"x\.zip: damaged zip"),
        (lambda: _patched(8, "<H", 1), r"x\.zip/a\.csv: is encrypted"),
        (lambda: _patched(10, "<H", 97), r"x\.zip/a\.csv: cannot be unpacked: .*\n?Unpack the archive"),
        (lambda: _patched(16, "<I", 5), r"x\.zip/a\.csv: damaged or cut off: Bad CRC"),
        (lambda: _patched(42, "<I", 0x7FFFFFF0), r"x\.zip/a\.csv: cannot be unpacked"),
        (lambda: _patched(16, "<I", 0x7FFFFFFF, b"PK\x05\x06"), r"x\.zip"),
        (lambda: _zip(("a.csv", b"1"), ("a.csv", b"2")), r"x\.zip/a\.csv: stands in the archive twice"),
        (lambda: _zip(("b.zip", _zip(("a.csv", b"1"))[:40])), r"x\.zip/b\.zip: damaged zip"),
    ],
    ids=["version", "encrypted", "method", "checksum", "place", "directory", "twice", "nested"],
)
def test_an_archive_that_lies_is_refused(tmp_path: Path, make: Callable[[], bytes], message: str) -> None:
    (tmp_path / "x.zip").write_bytes(make())
    with pytest.raises(BadInput, match=message):
        for file in walk(tmp_path):
            file.sha256()


def test_archives_within_an_archive_share_one_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("superbill.kb.files.NESTED_IN_MEMORY", 3000)
    inner = _zip(("a.csv", random.Random(1).randbytes(1000)))
    (tmp_path / "x.zip").write_bytes(_zip(*((f"{n}.zip", inner) for n in range(3))))
    with pytest.raises(BadInput, match="archives within it"):
        list(walk(tmp_path))


def _build(fixtures: Path, out: Path) -> int:
    return build(walk(fixtures / "cms-clfs"), out, completeness=Completeness.TRUST).rows


def test_a_damaged_knowledge_base_is_not_carried_over(fixtures: Path, tmp_path: Path) -> None:
    out = tmp_path / "knowledge.sqlite"
    rows = _build(fixtures, out)
    sound = out.read_bytes()
    pages = len(sound) // 4096
    changes: list[bytes] = [b"", b"junk" * 3000, *(sound[: len(sound) * n // 5] for n in range(1, 5))]
    changes += [sound[: n * 4096] + bytes(4096) + sound[(n + 1) * 4096 :] for n in (0, 1, 2, 3, 5, 8, pages // 2)]
    for change in changes:
        out.write_bytes(change)
        assert _build(fixtures, out) == rows
        with sqlite3.connect(out) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM clfs_rate").fetchone() == (rows,)
        connection.close()
    out.write_bytes(sound)
    with sqlite3.connect(out) as connection:
        connection.execute("DELETE FROM clfs_rate")
    connection.close()
    _build(fixtures, out)
    with sqlite3.connect(out) as connection:
        assert connection.execute("SELECT count(*) FROM clfs_rate").fetchone() == (rows,)
    connection.close()


def test_a_place_that_cannot_be_written_is_named(fixtures: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    for out in (tmp_path / "file" / "kb.sqlite", tmp_path / "folder", tmp_path / ("x" * 300) / "kb.sqlite"):
        with pytest.raises(UsageError, match=r"cannot be written|is no file"):
            _build(fixtures, out)


def test_files_that_nothing_recognises_are_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"no file was recognised .*looked at 1: a\.csv"):
        build(walk(tmp_path / "in"), tmp_path / "kb.sqlite")


def test_a_knowledge_base_of_noise_is_refused(small_kb: Path, tmp_path: Path) -> None:
    sound = small_kb.read_bytes()
    for seed in range(12):
        dice = random.Random(seed)
        noisy = bytearray(sound)
        for _ in range(40):
            noisy[dice.randrange(100, 40_000)] = dice.randrange(256)
        (tmp_path / "kb.sqlite").write_bytes(noisy)
        try:
            KnowledgeBase.open(tmp_path / "kb.sqlite").close()
        except SuperbillError as error:
            assert isinstance(error, NotLoaded)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'code,short\n99213,"abc', "line 2: not readable as CSV"),
        (b"code,short\n99213,a, b and c\n", "line 2: 3 cells under 2 headings"),
        (b"code,short\n99213,a\0b\n", "line 2: holds a NUL"),
        (b"code,short\n99213,\x81\n", "neither UTF-8 nor Windows"),
        (b"code,short,short\n99213,a,b\n", "two columns hold the short"),
        (b"code,short\n99213," + b"x" * 200_000, "line 2: not readable as CSV"),
    ],
    ids=["cut off", "comma", "NUL", "encoding", "column twice", "endless"],
)
def test_a_damaged_descriptor_file_leaves_the_earlier_import(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "cpt.csv"
    file.write_bytes("code,short\r99213,text é\r".encode("utf-16"))
    assert import_descriptors(file, tmp_path) == 1
    file.write_bytes(content)
    with pytest.raises(BadInput, match=message):
        import_descriptors(file, tmp_path)
    store = CptDescriptors.open_in(tmp_path)
    assert store is not None
    assert store.texts("99213")["short"].value == "text é"


def test_a_damaged_descriptor_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cpt-descriptors.sqlite").write_bytes(b"junk" * 1000)
    with pytest.raises(WrongFormat, match="is damaged"):
        CptDescriptors.open_in(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        import_descriptors(tmp_path / "missing.csv", tmp_path)
