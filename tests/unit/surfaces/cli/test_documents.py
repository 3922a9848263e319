"""`superbill import document` and `superbill documents`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from superbill.errors import UsageError
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.surfaces.cli.commands.documents import command as documents
from superbill.surfaces.cli.commands.import_ import command as import_

TEXT = "A. Chemistry\n\nCode 82331 is paid once a day.\n\nPage 4\n"


@pytest.fixture(scope="module")
def lab_kb(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    out = tmp_path_factory.mktemp("kb") / "kb.sqlite"
    return build(walk(fixtures / "cms-clfs"), out, completeness=Completeness.TRUST).path


@pytest.fixture
def runner(lab_kb: Path, tmp_path: Path) -> CliRunner:
    env = {"SUPERBILL_KB": str(lab_kb), "SUPERBILL_HOME": str(tmp_path / "home"), "COLUMNS": "140"}
    return CliRunner(env=env)


def take(runner: CliRunner, folder: Path, text: str = TEXT, day: str = "2025-01-01") -> Result:
    file = folder / f"manual-{day}.txt"
    file.write_text(text)
    words = ["document", str(file), "--title", "Lab manual", "--publisher", "CMS", "--effective", day]
    return runner.invoke(import_, words, catch_exceptions=False)


def test_import_list_and_removal(runner: CliRunner, tmp_path: Path) -> None:
    assert "no document is imported" in runner.invoke(documents, ["list"]).output
    said = take(runner, tmp_path).output
    assert said == "document 1 imported: 1 passages on 1 pages, 1 codes and ranges named\n"
    assert "was there already, unchanged" in take(runner, tmp_path).output
    assert "replaced" in take(runner, tmp_path, TEXT.replace("once", "twice")).output
    listed = json.loads(runner.invoke(documents, ["list", "--format", "json"]).output)["documents"]
    assert [(each["title"], each["effective"], each["passages"]) for each in listed] == [
        ("Lab manual", "2025-01-01", 1)
    ]
    number = str(listed[0]["id"])
    assert runner.invoke(documents, ["remove", number]).output == "removed: Lab manual, 2025-01-01\n"
    assert isinstance(runner.invoke(documents, ["remove", number]).exception, UsageError)


def test_passages_by_code_and_by_words(runner: CliRunner, tmp_path: Path) -> None:
    take(runner, tmp_path)
    found = runner.invoke(documents, ["passages", "82331"])
    assert (found.exit_code, "82331 Code 82331 is paid once a day." in found.output) == (0, True)
    assert "CMS, Lab manual effective 2025-01-01, page 4, A. Chemistry" in found.output
    data = json.loads(runner.invoke(documents, ["search", "paid day", "--format", "json"]).output)
    assert (data["passages"][0]["page"], data["passages"][0]["names"]) == ("4", None)
    assert runner.invoke(documents, ["passages", "99999"]).exit_code == 4
    assert runner.invoke(documents, ["search", "nothing like it"]).exit_code == 4


def test_changes_between_editions(runner: CliRunner, tmp_path: Path) -> None:
    take(runner, tmp_path)
    assert runner.invoke(documents, ["changes", "82331"]).exit_code == 4
    take(runner, tmp_path, TEXT.replace("once", "twice"), "2026-01-01")
    data = json.loads(runner.invoke(documents, ["changes", "82331", "--format", "json"]).output)
    (change,) = data["changes"]
    assert (change["change"], change["before"]["effective"]) == ("reworded", "2025-01-01")
    assert "reworded, now: Code 82331 is paid twice" in runner.invoke(documents, ["changes", "82331"]).output
