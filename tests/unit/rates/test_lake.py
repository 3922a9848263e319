"""The lake as a place: stamp, manifest, interrupted work, zips, disks."""

from __future__ import annotations

import errno
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from rates_lake import document, item, reference, rows
from superbill.errors import UsageError, WrongFormat
from superbill.rates.ingest import ingest
from superbill.rates.lake.manifest import entries
from superbill.rates.lake.schema import TABLES
from superbill.rates.lake.writer import TableWriter
from superbill.surfaces.cli.main import superbill


@pytest.fixture
def rates(tmp_path: Path) -> Path:
    """A file of one item."""
    path = tmp_path / "rates.json"
    path.write_bytes(document([item()]))
    return path


def test_an_interrupted_file_is_begun_again(rates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables without a manifest entry are not in the lake; the next run replaces them."""
    lake = tmp_path / "lake"
    with monkeypatch.context() as patch:
        patch.setattr("superbill.rates.ingest.record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ingest([rates], lake)
    assert list(lake.glob("price/file=*"))
    assert not list(entries(lake))
    done = ingest([rates], lake)
    assert not done.kept
    assert rows(lake, "SELECT count(*) FROM price") == [(1,)]
    assert ingest([rates], lake).kept == (str(rates),)
    assert not [path for path in (lake / "_work").iterdir() if path.suffix != ".lock"]


def test_members_of_a_zip_are_files(tmp_path: Path) -> None:
    """Each with its own id."""
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", document([item("A")]))
        archive.writestr("b.json", document([item("B"), item("C")]))
    done = ingest([path], tmp_path / "lake")
    assert [(Path(one.path).name, one.items) for one in done.files] == [("a.json", 1), ("b.json", 2)]
    assert len({one.file for one in done.files}) == 2
    assert ingest([path], tmp_path / "lake").kept == tuple(one.path for one in done.files)


def test_a_lake_of_another_format_is_refused(rates: Path, tmp_path: Path) -> None:
    """Never guessed at; neither is a folder with other things in it."""
    lake = tmp_path / "lake"
    lake.mkdir()
    (lake / "_lake.json").write_text('{"format": 99}', "utf-8")
    with pytest.raises(WrongFormat, match="format 99"):
        ingest([rates], lake)
    with pytest.raises(UsageError, match="no lake"):
        ingest([rates], tmp_path)


def test_a_full_disk_says_so(rates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing behind."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TableWriter, "_write", full)
    with pytest.raises(UsageError, match="No space left on device"):
        ingest([rates], tmp_path / "lake")
    assert not list((tmp_path / "lake").glob("*/file=*"))


def test_a_disk_that_fills_up_with_the_index_says_so(
    rates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is not in the lake then; with room again it is read anew."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("superbill.rates.index.build.np.save", full)
        with pytest.raises(UsageError, match="No space left on device"):
            ingest([rates], tmp_path / "lake")
    assert not list(entries(tmp_path / "lake"))
    assert ingest([rates], tmp_path / "lake").files[0].items == 1


def test_every_table_is_there_with_its_columns(rates: Path, tmp_path: Path) -> None:
    """Tables without rows too, so that queries over them stand."""
    ingest([rates], tmp_path / "lake")
    for name in ("price", "item", "terms", "reference_list", "reference", "provider_group", "npi", "quarantine"):
        found = [row[0] for row in rows(tmp_path / "lake", f"DESCRIBE {name}")]
        assert found == [*TABLES[name].schema.names, "file"]


def test_the_command_prints_the_manifest(rates: Path, tmp_path: Path) -> None:
    """JSON as documented; exit code 3 when a file was refused."""
    page = tmp_path / "page.json.gz"
    page.write_text("<html>", "utf-8")
    lake = str(tmp_path / "lake")
    ran = CliRunner().invoke(superbill, ["rates", "ingest", str(rates), str(page), "--lake", lake, "--format", "json"])
    assert ran.exit_code == 3
    found = json.loads(ran.stdout)
    assert {"path", "items", "entries", "prices", "sum_cents", "quarantined", "flags"} <= set(found["files"][0])
    assert found["files"][0]["sum_cents"] == 1250
    assert "HTML" in found["refused"][0]["reason"]
    assert "HTML" in ran.stderr
    assert CliRunner().invoke(superbill, ["rates", "ingest", str(rates), "--lake", lake]).exit_code == 0


def test_the_command_lists_contents(tmp_path: Path) -> None:
    """Exit code 1 when no plan fits."""
    path = tmp_path / "index.json"
    plan = {"plan_name": "Choice", "plan_id_type": "EIN", "plan_id": "1"}
    files = [{"description": "d", "location": "https://payer.example/a.json.gz"}]
    path.write_text(
        json.dumps({"reporting_structure": [{"reporting_plans": [plan], "in_network_files": files}]}), "utf-8"
    )
    ran = CliRunner().invoke(superbill, ["rates", "contents", str(path), "--plan", "choice", "--format", "json"])
    assert json.loads(ran.stdout)["files"][0]["location"] == "https://payer.example/a.json.gz"
    assert CliRunner().invoke(superbill, ["rates", "contents", str(path), "--plan", "other"]).exit_code == 1


def test_references_meet_across_tables(tmp_path: Path) -> None:
    """The joins of the schema's picture."""
    path = tmp_path / "rates.json"
    path.write_bytes(document([item(refs=[1, 2])], [reference(1, [1234567893, 1]), reference(2, network_name=["N"])]))
    ingest([path], tmp_path / "lake")
    query = """SELECT r.reference_id, r.network_names, g.tin_value, n.npi FROM price p
        JOIN reference_list USING (file, list_id) JOIN reference r USING (file, reference_key)
        JOIN provider_group g USING (file, reference_key) JOIN npi n USING (file, group_id) ORDER BY ALL"""
    assert rows(tmp_path / "lake", query) == [
        ("1", None, "12-3456789", 1),
        ("1", None, "12-3456789", 1234567893),
        ("2", ["N"], "12-3456789", 1234567893),
    ]
