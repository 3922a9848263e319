"""`superbill remit` on the command line: answers, exit codes, refusals without patient data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from superbill.surfaces.cli.main import run

Run = Callable[..., tuple[int, str, str]]
PHI = ("ZYLBERQUIST", "WILHELMINA", "MEMBERID7788", "SECRETSTREET", "19510610", "1951-06-10")


@pytest.fixture
def remit(
    small_kb: Path, fixtures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Run:  # fmt: skip
    """Runs the command among the fixtures: exit code, standard output, standard error."""
    monkeypatch.setenv("SUPERBILL_KB", str(small_kb))
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path))
    monkeypatch.chdir(fixtures / "claims")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["superbill", "remit", *words])
        with pytest.raises(SystemExit) as stop:
            run()
        out, err = capsysbinary.readouterr()
        return int(stop.value.code or 0), out.decode(), err.decode()

    return call


PAIR = ("remit-medicare.835", "--claims", "remit-medicare.837", "--today", "2025-11-20")


def test_text_lists_the_work_by_money(remit: Run) -> None:
    code, out, _ = remit(*PAIR)
    assert code == 1
    assert "7 to work, $1,870.32 at stake" in out
    assert out.index("$1,404.51") < out.index("$193.75") < out.index("$21.40")
    assert "by 2026-03-19: redetermination request at the contractor" in " ".join(out.split())


def test_json_and_csv_have_the_same_items(remit: Run) -> None:
    data = json.loads(remit(*PAIR, "--format", "json")[1])
    rows = list(csv.DictReader(io.StringIO(remit(*PAIR, "--format", "csv")[1])))
    assert [row["claim"] for row in rows] == [item["claim"] for item in data["items"]]
    assert data["usd_at_stake"] == 1870.32
    assert rows[4]["deadline"] == data["items"][4]["deadline"]["day"] == "2026-03-19"


def test_html_is_one_file_and_draws_tables(remit: Run) -> None:
    _, out, _ = remit(*PAIR, "--format", "html")
    assert out.startswith("<!doctype html>") and "<script" not in out
    assert "counted into another service" in out


@pytest.mark.parametrize("fmt", ["text", "json", "csv", "html"])
def test_no_format_names_a_patient(remit: Run, fmt: str) -> None:
    _, out, err = remit(*PAIR, "--format", fmt)
    assert [word for word in PHI if word in out + err] == []


def test_letters_are_written_and_the_message_names_no_patient(remit: Run, tmp_path: Path) -> None:
    _, _, err = remit(*PAIR, "--letters", str(tmp_path / "out"), "--claim", "M2", "--letter-format", "pdf")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["appeal-001-M2.pdf"]
    assert "fill in what stands in brackets" in err


def test_nothing_to_work_ends_with_0(remit: Run, fixtures: Path, tmp_path: Path) -> None:
    segments = (
        (fixtures / "claims" / "remit-medicare.835").read_text().replace("BPR*I*577.85", "BPR*I*127.13").split("~\n")
    )
    second = next(place for place, segment in enumerate(segments) if segment.startswith("CLP*M2"))
    body = [*segments[2:second]]
    one = tmp_path / "one.835"
    one.write_text("~\n".join([*segments[:2], *body, f"SE*{len(body) + 1}*0001", *segments[-3:]]))
    code, out, _ = remit(str(one), "--claims", "remit-medicare.837")
    assert (code, "nothing to work" in out) == (0, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["remit-contract.csv"], 3, "remit-contract.csv: is no X12 file", id="no 835"),
        pytest.param(["office.837"], 3, "the transaction is no remittance (835)", id="an 837"),
        pytest.param(["missing.835"], 2, "does not exist", id="no file"),
        pytest.param(["payments.835", "--claims", "payments.835"], 3, "", id="an 835 as claims"),
        pytest.param(["payments.835", "--contract", "lines.csv"], 3, "lines.csv, line 1: unknown heading", id="no contract"),
        pytest.param(["payments.835", "--tolerance", "-1"], 2, "is no amount of $0 or more", id="tolerance"),
        pytest.param(["payments.835", "--tolerance", "NaN"], 2, "is no amount of $0 or more", id="tolerance NaN"),
        pytest.param(["payments.835", "--zip", "00000"], 2, "", id="no such ZIP"),
        pytest.param(["payments.835", "--national", "--zip", "60601"], 2, "a place or national, not both", id="two places"),
        pytest.param(["payments.835", "--claim", "C1"], 2, "--claim names the letter", id="claim without letters"),
        pytest.param(["payments.835", "--sender", "remit-contract.toml", "--letters", "x"], 3, "unknown key", id="sender"),
    ],
)  # fmt: skip
def test_bad_input(remit: Run, words: list[str], code: int, said: str) -> None:
    found, out, err = remit(*words)
    assert found == code
    assert said in " ".join((out + err).split())
    assert [word for word in PHI if word in out + err] == []


def test_a_file_cut_in_the_middle_is_worked_as_far_as_it_goes(remit: Run, fixtures: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.835"
    content = (fixtures / "claims" / "remit-medicare.835").read_bytes()
    cut.write_bytes(content[: content.index(b"CLP*M5")])
    code, out, _ = remit(str(cut), "--claims", "remit-medicare.837", "--format", "json")
    data = json.loads(out)
    assert code == 3
    assert [claim["id"] for claim in data["claims"]] == ["M1", "M2", "M3"]
    assert any("SE" in refused["element"] or "CLP" in refused["element"] for refused in data["refused"])
