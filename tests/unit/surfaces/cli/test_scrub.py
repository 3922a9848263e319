"""`superbill scrub`: every claim comes out once, in every format; exit codes; nothing of a patient is printed."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from superbill.surfaces.cli.main import run
from superbill.surfaces.schemas import schemas

Run = Callable[..., tuple[int, str, str]]
HEAD = "claim_id,date,code,modifiers,units,charge,diagnoses,pointers,place_of_service,billing_npi,billing_state,billing_zip,patient_id\n"
GOOD = "G1,2024-08-01,82310,,1,20,E8352,1,11,1234567893,AK,99501,P1\n"
PAIR = "P1,2024-08-01,82310,,1,30,E8352,1,11,1234567893,AK,99501,P1\nP1,2024-08-01,82331,,1,20,,1,11,,,,\n"
NPI = "N1,2024-08-01,82310,,1,45.50,E8352,1,11,1234567890,AK,99501,P2\n"
BROKEN = "B1,2024-13-01,82310,,1,20,E8352,1,11,1234567893,AK,99501,P3\n"


@pytest.fixture
def scrub(
    small_kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Writes claims to a file and scrubs it: exit code, standard output, standard error."""
    monkeypatch.setenv("SUPERBILL_KB", str(small_kb))
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")

    def call(text: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "claims.csv").write_text(text, encoding="utf-8")
        monkeypatch.setattr(
            "sys.argv", ["superbill", "scrub", str(tmp_path / "claims.csv"), "--today", "2024-09-01", *words]
        )
        try:
            run()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.mark.parametrize(
    ("text", "code"), [(GOOD, 0), (PAIR, 1), (GOOD + BROKEN, 3), (PAIR + BROKEN, 3)],
    ids=["nothing fails", "one fails", "one is refused", "both"],
)  # fmt: skip
def test_exit_codes(scrub: Run, text: str, code: int) -> None:
    assert scrub(HEAD + text)[0] == code


def test_a_failing_line_says_rule_why_fix_and_receipt(scrub: Run) -> None:
    _, out, _ = scrub(HEAD + PAIR)
    lines = [line.strip() for line in out.splitlines()]
    assert any(line.startswith("✗ FAIL  P1  $50.00 billed · $20.00 at risk") for line in lines)
    assert any(line.startswith("line 2  82331  2024-08-01 · $20.00") for line in lines)
    assert any(line.startswith("deny ptp: 82331 is column 2 of 82310") for line in lines)
    assert any(line.startswith("fix  add 59 or") for line in lines)
    assert any(line.startswith("says CMS, NCCI") and "2024Q3" in line for line in lines)
    assert any(line.endswith("other rules passed") for line in lines)
    assert max(map(len, out.splitlines())) <= 80


def test_what_passes_is_one_line(scrub: Run) -> None:
    _, out, _ = scrub(HEAD + GOOD)
    assert sum("G1" in line for line in out.splitlines()) == 1


def test_nothing_is_lost(scrub: Run) -> None:
    code, out, _ = scrub(HEAD + GOOD + BROKEN + NPI, "--format", "json")
    found = json.loads(out)
    assert code == 3
    assert [claim["id"] for claim in found["claims"]] == ["G1", "N1"]
    assert [(each["id"], each["element"]) for each in found["refused"]] == [("B1", "date")]
    assert (found["totals"]["claims"], found["totals"]["refused"]) == (2, 1)


@pytest.mark.parametrize("words", [(), ("--queue",), ("--no-passes",), ("--no-prices", "--failed-only")], ids=" ".join)
def test_json_follows_its_schema(scrub: Run, words: tuple[str, ...]) -> None:
    _, out, _ = scrub(HEAD + GOOD + PAIR + NPI + BROKEN, "--format", "json", *words)
    jsonschema.Draft202012Validator(schemas()["scrub"]).validate(json.loads(out))


def test_each_line_lists_its_checks(scrub: Run) -> None:
    _, out, _ = scrub(HEAD + PAIR, "--format", "json")
    lines = json.loads(out)["claims"][0]["lines"]
    results = [[each["result"] for each in line["checks"] if each["rule"] == "ptp"] for line in lines]
    assert results == [["pass"], ["fail"]]
    assert [line["result"] == "fail" for line in lines] == [False, True]
    assert {each["rule"] for each in lines[0]["checks"] if each["result"] == "pass"} >= {"units", "duplicate-line"}


def test_the_queue_begins_with_most_money(scrub: Run) -> None:
    code, out, _ = scrub(HEAD + PAIR + GOOD + NPI, "--queue", "--format", "json")
    found = json.loads(out)
    assert code == 1 and found["claims"] == []
    assert [(each["id"], each["usd_at_risk"]) for each in found["queue"]] == [("N1", 45.5), ("P1", 20)]


def test_ndjson_has_a_line_each(scrub: Run) -> None:
    _, out, _ = scrub(HEAD + GOOD + BROKEN + NPI, "--format", "ndjson", "--failed-only")
    kinds = [next(iter(json.loads(line))) for line in out.splitlines()]
    assert kinds == ["refused", "claim", "totals"]


def test_csv_amounts_add_up(scrub: Run) -> None:
    _, out, _ = scrub(HEAD + GOOD + PAIR + NPI, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert sum(float(row["charge_usd"] or 0) for row in rows) == 20 + 30 + 20 + 45.5
    assert [row["rule"] for row in rows if row["result"] == "fail"] == ["ptp", "npi"]


def test_html_is_one_file_without_script(scrub: Run) -> None:
    _, out, _ = scrub(HEAD + PAIR + BROKEN, "--format", "html")
    assert "82331 is column 2 of 82310" in out and "B1" in out and "<script" not in out and 'src="http' not in out


def test_earlier_claims_of_the_patient_are_weighed(scrub: Run, tmp_path: Path) -> None:
    (tmp_path / "earlier.csv").write_text(HEAD + GOOD.replace("G1", "OLD"), encoding="utf-8")
    code, out, _ = scrub(HEAD + GOOD, "--history", str(tmp_path / "earlier.csv"), "--no-prices")
    assert code == 1 and "82310 repeats an earlier claim" in out
    other = scrub(HEAD + GOOD.replace(",P1", ",P9"), "--history", str(tmp_path / "earlier.csv"), "--no-prices")
    assert other[0] == 0


def test_a_payer_is_named(scrub: Run) -> None:
    code, _, err = scrub(HEAD + GOOD, "--payer", "nobody")
    assert code == 2 and "no policy 'nobody'" in err
    assert '"payer":"commercial"' in scrub(HEAD + GOOD, "--payer", "commercial", "--format", "ndjson")[1]


def test_a_file_of_no_known_format_is_bad_input(scrub: Run) -> None:
    code, out, err = scrub("nothing of the kind\n")
    assert (code, out) == (3, "") and "is no file of claims" in err


MARKS = ("ZYLBERQUIST", "WILHELMINA", "MEMBERID7788", "SECRETSTREET", "QQPATIENT", "19510610", "1951-06-10")


@pytest.mark.parametrize("fmt", ["text", "json", "ndjson", "csv", "html"])
def test_nothing_of_a_patient_is_printed_or_logged(
    scrub: Run, fixtures: Path, fmt: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    whole = (fixtures / "claims" / "office.837").read_text()
    csv_text = (HEAD + PAIR).replace(",P1\n", ",QQPATIENT\n")
    for text in (
        whole,
        whole[:-400],
        whole.replace("SV1*HC:", "SV1*ZZ:", 1),
        whole.replace("HL*2*1*22", "HL*2*9*22"),
        csv_text,
    ):
        _, out, err = scrub(text, "--format", fmt)
        told = out + err + caplog.text
        assert [mark for mark in MARKS if mark in told] == []


@pytest.mark.parametrize("name", ["office.837", "hospital.837", "lines.csv", "claims.json"])
def test_in_is_checked_and_refused(scrub: Run, fixtures: Path, name: str) -> None:
    text = (fixtures / "claims" / name).read_text()
    _, out, _ = scrub(text, "--today", "2026-11-22", "--format", "json")
    found = json.loads(out)
    assert len(found["claims"]) == found["totals"]["claims"]
    if name.endswith(".837"):
        assert found["totals"]["claims"] + found["totals"]["refused"] == text.count("CLM*")
