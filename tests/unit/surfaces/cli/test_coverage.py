"""`superbill coverage`: exit codes, what is printed, and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from superbill.errors import UsageError
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.surfaces.cli.commands.coverage import command

DAY = ["--on", "2026-06-15"]


@pytest.fixture(scope="module")
def coverage_kb(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    out = tmp_path_factory.mktemp("coverage") / "kb.sqlite"
    return build(walk(fixtures / "cms-mcd"), out, completeness=Completeness.TRUST).path


def run(kb: Path, *words: str) -> Result:
    return CliRunner(env={"COLUMNS": "120"}).invoke(command, [*words, *DAY, "--kb", str(kb)])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["82306", "--dx", "E55.9", "--state", "CA"], 0, "covered: 82306 for E55.9 in CA", id="covered"),
        pytest.param(["82306-26", "--dx", "e559", "--state", "ca"], 0, "covered: 82306 for E55.9 in CA", id="as typed"),
        pytest.param(["82652", "--dx", "N18.6", "--state", "CA"], 0, "group 2, covered: These codes", id="conditions"),
        pytest.param(["82306", "--dx", "I10", "--state", "NY"], 1, "not among the 3 it covers", id="not covered"),
        pytest.param(["E1390", "--dx", "J44.9", "--state", "TX"], 0, "NCD 240.2: Covered when", id="no diagnoses"),
        pytest.param(["99213", "--dx", "I10", "--state", "NY"], 4, "neither coverage nor denial", id="no policy"),
        pytest.param(["82306", "--dx", "E55.9", "--state", "SC"], 4, "in a version that begins later", id="later"),
        pytest.param(["82306"], 0, "A57736", id="documents of all states"),
        pytest.param(["82306", "--state", "FL"], 0, "A56841", id="documents of a state"),
        pytest.param(["99213"], 4, "no loaded policy names 99213", id="no document"),
    ],
)
def test_answers_and_exit_codes(coverage_kb: Path, words: list[str], code: int, said: str) -> None:
    result = run(coverage_kb, *words)
    assert said in result.output
    assert result.exit_code == code


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["82306", "--dx", "E55.9"], "a state is needed", id="no state"),
        pytest.param(["82306", "--dx", "E55.9", "--state", "ZZ"], "'ZZ' is no state", id="unknown state"),
        pytest.param(["82306", "--dx", "hello", "--state", "CA"], "'hello' is no ICD-10-CM code", id="no diagnosis"),
        pytest.param(["E83.52", "--dx", "E55.9", "--state", "CA"], "'E83.52' is no procedure code", id="no procedure"),
    ],
)
def test_wrong_calls(coverage_kb: Path, words: list[str], message: str) -> None:
    result = run(coverage_kb, *words)
    assert isinstance(result.exception, UsageError)
    assert message in str(result.exception)


def test_json_has_every_document_with_its_receipt(coverage_kb: Path) -> None:
    data = json.loads(run(coverage_kb, "82306", "--dx", "M81.0", "--state", "NY", "--format", "json").output)
    assert (data["result"], data["dx"], data["on"]) == ("covered with conditions", "M810", "2026-06-15")
    (document,) = data["documents"]
    assert document["policy"]["url"].endswith("article.aspx?articleid=57736&ver=17")
    assert document["groups"][0]["note"] == "*M81.0: once a year."
    assert document["citation"]["locator"] == "row 8"
    assert [related["id"] for related in document["related"]] == ["L37535", "NCD 190.22"]


def test_json_of_what_is_not_available(tmp_path: Path, fixtures: Path) -> None:
    kb = build(walk(fixtures / "cms-clfs"), tmp_path / "kb.sqlite", completeness=Completeness.TRUST).path
    result = run(kb, "82306", "--dx", "E55.9", "--state", "CA", "--format", "json")
    data = json.loads(result.output)
    assert (result.exit_code, data["result"]) == (4, "not available")
    assert "Medicare Coverage Database" in data["not_available"]
