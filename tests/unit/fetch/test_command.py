"""`superbill fetch` from catalogue to files, against a server on loopback."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from superbill.surfaces.cli.main import run
from unit.fetch.official import HTML, Official, Reply, file, zipped

Run = Callable[..., tuple[int, str, str]]
TERMS = b"<html><main>" + b"You may use these files in your practice. " * 10 + b"</main>"
BODY = zipped()


@pytest.fixture
def catalogue(official: Official, tmp_path: Path) -> Path:
    official.page("/clfs", "/license/ama?file=/z/26clabq2.zip", "/license/ama?file=/z/26clabq1.zip")
    official.page("/mue", "/z/mue-2026-q3.zip")
    official.page("/gone", "/about")
    official.routes |= {
        "/license/ama": Reply(TERMS, headers=HTML),
        "/z/26clabq1.zip": file(zipped(100)),
        "/z/26clabq2.zip": file(BODY),
        "/z/mue-2026-q3.zip": file(zipped(200)),
    }
    path = tmp_path / "catalogue.toml"
    path.write_text(
        f"""
pause_seconds = 0
[licences.public]
title = "public domain"
[licences.click]
title = "click-through"
urls = ["{official.url}/license/ama"]
gates = ["/license/ama"]
accept = {{ agree = "yes", next = "Accept" }}
"""
        + "".join(
            f"""
[[download]]
id = "{name}"
title = "T"
sources = ["{name}"]
page = "{official.url}/{page}"
link = '{link}'
licence = "{licence}"
cadence = "quarterly"
"""
            for name, page, link, licence in (
                ("cms-clfs", "clfs", r"(?P<year>\d{2})clabq(?P<quarter>[1-4])\.zip", "click"),
                ("cms-ncci-mue", "mue", r"mue-(?P<year>\d{4})-q(?P<quarter>[1-4])\.zip", "public"),
                ("cms-asc", "gone", r"asc-(?P<year>\d{4})\.zip", "public"),
            )
        )
    )
    return path


@pytest.fixture
def fetch(
    catalogue: Path, small_kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("SUPERBILL_KB", str(small_kb))
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["superbill", "fetch", "--catalogue", str(catalogue), *words])
        with pytest.raises(SystemExit) as stop:
            run()
            raise SystemExit(0)
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return call


def test_the_list_needs_no_network(fetch: Run, official: Official) -> None:
    code, out, _ = fetch("--list")
    assert (code, official.asked) == (0, [])
    assert f"quarterly · click-through · {official.url}/clfs" in out
    code, out, _ = fetch("--list", "--format", "json", "cms-clfs")
    assert [each["licence"] for each in json.loads(out)["downloads"]] == ["click-through"]


def test_a_dry_run_downloads_nothing(fetch: Run, official: Official, tmp_path: Path) -> None:
    code, out, _ = fetch("cms-clfs", "--dry-run")
    assert code == 0
    assert "cms-clfs 2026Q2 (click-through)" in out
    assert f"{official.url}/z/26clabq2.zip" in out
    assert official.paths() == ["/clfs"]
    assert not (tmp_path / "home").exists()


def test_without_acceptance_nothing_is_downloaded(fetch: Run, official: Official) -> None:
    code, out, err = fetch("cms-clfs")
    assert code == 2
    assert "You may use these files in your practice." in out
    assert "needs a person's acceptance; nothing was downloaded" in err
    assert "/z/26clabq2.zip" not in official.paths()


def test_accepted_once_downloaded_and_recorded(fetch: Run, official: Official, tmp_path: Path) -> None:
    code, out, _ = fetch("cms-clfs", "--accept", "--accept-as", "A. Biller")
    folder = tmp_path / "home" / "downloads" / "files"
    assert code == 0
    assert (folder / "cms-clfs" / "26clabq2.zip").read_bytes() == BODY
    assert f"Next: superbill build --from {folder}" in out
    assert official.asked[-1][0] == "/z/26clabq2.zip?agree=yes&next=Accept"
    (accepted,) = json.loads((tmp_path / "home" / "licences.json").read_bytes())
    assert (accepted["who"], accepted["how"], accepted["url"]) == (
        "A. Biller",
        "--accept",
        f"{official.url}/license/ama",
    )
    (record,) = json.loads((tmp_path / "home" / "downloads" / "manifest.json").read_bytes())
    assert (record["download"], record["release"], record["size"]) == ("cms-clfs", "2026Q2", len(BODY))
    assert len(record["sha256"]) == 64

    code, out, _ = fetch("cms-clfs")
    assert code == 0
    assert "You may use" not in out
    assert "26clabq2.zip: here, unchanged" in out


@pytest.mark.parametrize(("answer", "code", "files"), [(b"y\n", 0, ["26clabq2.zip"]), (b"n\n", 2, [])])
def test_a_person_is_asked(
    fetch: Run, catalogue: Path, tmp_path: Path, answer: bytes, code: int, files: list[str]
) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, answer)
    words = [
        "fetch",
        "--catalogue",
        str(catalogue),
        "cms-clfs",
        "--to",
        str(tmp_path / "to"),
        "--accept-as",
        "A. Coder",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "superbill", *words], stdin=theirs, capture_output=True, text=True, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, [path.name for path in (tmp_path / "to").rglob("*.zip")]) == (code, files)
    assert "Do you, A. Coder, accept this licence?" in done.stdout


def test_a_named_release_to_a_named_folder(fetch: Run, tmp_path: Path) -> None:
    code, _, _ = fetch("cms-clfs", "--accept", "--release", "2026Q1", "--to", str(tmp_path / "mine"))
    assert code == 0
    assert [path.name for path in (tmp_path / "mine" / "cms-clfs").iterdir()] == ["26clabq1.zip"]


def test_one_failure_does_not_stop_the_others(fetch: Run, official: Official, tmp_path: Path) -> None:
    code, out, err = fetch("--accept")
    assert code == 4
    assert "cms-asc: the page has no link that looks like" in err
    assert f"Open {official.url}/gone and download it there" in err
    assert "26clabq2.zip" in out
    assert "mue-2026-q3.zip" in out


def test_a_file_that_fails_names_its_page(fetch: Run, official: Official) -> None:
    official.routes["/z/mue-2026-q3.zip"] = Reply(b"<html>terms", headers=HTML)
    code, _, err = fetch("cms-ncci-mue")
    assert code == 4
    assert "answers with a web page" in err
    assert f"Open {official.url}/mue and download it there" in err


def test_check_compares_with_what_is_loaded(fetch: Run, official: Official) -> None:
    code, out, _ = fetch("--check", "--format", "json", "cms-clfs", "cms-ncci-mue")
    assert code == 1
    states = {each["download"]: (each["published"], each["state"]) for each in json.loads(out)["checks"]}
    assert states["cms-clfs"] == ("2026Q2", "current")
    assert states["cms-ncci-mue"][1] in ("current", "to be fetched")
    assert official.paths() == ["/clfs", "/mue"]


def test_releases_say_what_is_behind(
    fetch: Run, small_kb: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["superbill", "releases", "--stale", "--on", "2026-11-22", "--format", "json"]
    )  # fmt: skip
    with pytest.raises(SystemExit) as stop:
        run()
    behind = {each["source"]: each for each in json.loads(capsys.readouterr().out)["behind"]}
    assert stop.value.code == 1
    assert behind["cms-clfs"]["due"] == "2026Q4"
    assert behind["cms-clfs"]["days"] == (date(2026, 11, 22) - date(2026, 10, 1)).days
    assert behind["cms-mcd"]["state"] == "missing"
