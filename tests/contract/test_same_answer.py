"""The same question gets the same JSON from the command line and from REST, byte for byte once both are laid out alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from starlette.testclient import TestClient

from superbill.surfaces.cli.main import run
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.rest.registry import calls
from superbill.surfaces.serving.app import create_app

CommandLine = Callable[..., bytes]
DAY = "2024-08-01"


class Question(NamedTuple):
    """A command, and the address that asks the same. `inside` is the member of a problem that holds the answer."""

    words: str
    address: str
    call: str
    inside: str = ""


QUESTIONS = [
    Question("lookup 82331", "report/82331", "report"),
    Question("lookup e83.52", "report/e83.52", "report"),
    Question("lookup J1885 --on 2026-01-15", "report/J1885?on=2026-01-15", "report"),
    Question("lookup 99213 --zip 99501 --on 2025-11-22", "report/99213?zip=99501&on=2025-11-22", "report"),
    Question("lookup 71046-26 --locality 02102/01", "report/71046-26?locality=02102/01", "report"),
    Question("lookup 82331 --setting outpatient", "report/82331?setting=outpatient", "report"),
    Question("lookup E83.53", "codes/E83.53", "code", "answer"),
    Question("lookup E83.52 --on 2019-01-01", "codes/E83.52?on=2019-01-01", "code", "answer"),
    Question("lookup hello", "report/hello", "report", "answer"),
    Question("search hypercalcemia", "search?q=hypercalcemia&limit=15", "search"),
    Question("search calcium --system cpt --limit 3", "search?q=calcium&system=cpt&limit=3", "search"),
    Question("search hypercalcimia", "search?q=hypercalcimia&limit=15", "search"),
    Question("search zzzzqqq", "search?q=zzzzqqq", "search"),
    Question(f"pairs 82331 82310 99213 --on {DAY}", f"pairs?codes=82331,82310,99213&on={DAY}", "pairs"),
    Question(f"pairs 82331 82310 --setting outpatient --on {DAY}",
             f"pairs?codes=82331&codes=82310&setting=outpatient&on={DAY}", "pairs"),
    Question("pairs 82331 82310 --on 2020-01-01", "pairs?codes=82331,82310&on=2020-01-01", "pairs"),
    Question(f"units 82397 --on {DAY}", f"units/82397?on={DAY}", "units"),
    Question(f"units 99999 --on {DAY}", f"units/99999?on={DAY}", "units"),
    Question("units 82397 --on 2020-01-01 --setting dme", "units/82397?on=2020-01-01&setting=dme", "units"),
    Question("price 82331 --on 2026-05-01", "fees?codes=82331&on=2026-05-01", "fees"),
    Question("price 99213 71046-26 --zip 99501 --on 2025-11-22 --units 2",
             "fees?codes=99213,71046-26&zip=99501&on=2025-11-22&units=2", "fees"),
    Question("price G0463 --on 2025-11-22", "fees?codes=G0463&on=2025-11-22", "fees"),
    Question("history E83.52", "history/E83.52", "history"),
    Question("history D69.1", "history/D69.1", "history"),
    Question("localities --state AK --on 2025-11-22", "localities?state=AK&on=2025-11-22", "localities"),
    Question("releases", "releases", "releases"),
    Question("coverage 82306 --dx E55.9 --state CA", "coverage/82306?dx=E55.9&state=CA", "coverage"),
    Question("coverage 82306", "policies/82306", "policies"),
    Question("ask what-is-82331", "ask?q=what-is-82331", "ask"),
    Question(f"ask mue 82397 --on {DAY}", f"ask?q=mue+82397&on={DAY}", "ask"),
    Question("rates benchmark --code 99213 --on 2025-11-22", "rates?codes=99213&on=2025-11-22", "rates"),
    Question("documents list", "documents", "documents"),
    Question("documents search bilateral", "passages?q=bilateral", "passage-search"),
    Question("documents passages 82331", "passages/82331", "passages"),
    Question("documents changes 82331", "passages/82331/changes", "passage-changes"),
]  # fmt: skip

WITHOUT_COMMAND = {
    "ancestors",
    "ask-turn",
    "changes",
    "children",
    "claims",
    "clinical-table",
    "code-list",
    "codes",
    "fee-lines",
    "notes",
    "remit",
    "suggest",
}
"""Calls that no command asks alike; `changes` reads its codes from a file there."""


@pytest.fixture(scope="module")
def client(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(Settings(kb=small_kb, private=tmp_path_factory.mktemp("operator")))
    with TestClient(app, base_url="http://localhost") as asking:
        yield asking


@pytest.fixture
def command(
    small_kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> CommandLine:
    """What a command prints as JSON."""
    monkeypatch.setenv("SUPERBILL_KB", str(small_kb))
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path))

    def call(*words: str) -> bytes:
        monkeypatch.setattr("sys.argv", ["superbill", *words, "--format", "json"])
        with suppress(SystemExit):
            run()
        return capsysbinary.readouterr().out

    return call


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.words)
def test_command_and_call_answer_alike(client: TestClient, command: CommandLine, question: Question) -> None:
    printed = command(*question.words.split())
    response = client.get(f"/api/v1/{question.address}")
    sent = response.content
    if question.inside:
        assert response.status_code == 404
        sent = bytes(msgspec.json.decode(sent, type=dict[str, msgspec.Raw])[question.inside])
    assert sent and msgspec.json.format(sent, indent=2) == msgspec.json.format(printed.strip(), indent=2)


def test_every_call_is_compared_or_has_no_command() -> None:
    compared = {question.call for question in QUESTIONS}
    assert compared | WITHOUT_COMMAND == {call.name for call in calls()}
    assert not compared & WITHOUT_COMMAND


def test_lines_are_priced_alike(client: TestClient, command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text("code,modifiers,on,units\n99213,,2025-11-22,1\n71046,26,2025-11-22,2\n")
    lines = [
        {"code": "99213", "on": "2025-11-22"},
        {"code": "71046", "modifiers": ["26"], "on": "2025-11-22", "units": 2},
    ]
    printed = command("price", "--in", str(tmp_path / "lines.csv"))
    sent = client.post("/api/v1/fees", json={"lines": lines}).content
    assert msgspec.json.format(sent, indent=2) == printed.strip()


@pytest.mark.parametrize("name", ["office.837", "hospital.837", "lines.csv", "claims.json"])
def test_claims_are_checked_alike(
    client: TestClient, command: CommandLine, fixtures: Path, tmp_path: Path, name: str
) -> None:
    content = (fixtures / "claims" / name).read_bytes()
    (tmp_path / "body").write_bytes(content)
    printed = command("scrub", str(tmp_path / "body"))
    sent = client.post("/api/v1/claims", content=content, headers={"content-type": "text/plain"}).content
    assert msgspec.json.format(sent, indent=2) == msgspec.json.format(printed.strip(), indent=2)


def test_a_remittance_is_worked_alike(client: TestClient, command: CommandLine, fixtures: Path, tmp_path: Path) -> None:
    texts = {}
    for name, ending in (("remittance", "835"), ("claims", "837"), ("contract", "csv")):
        file = "remit-contract.csv" if ending == "csv" else f"remit-commercial.{ending}"
        texts[name] = (fixtures / "claims" / file).read_text()
        (tmp_path / f"{name}{'.csv' if ending == 'csv' else ''}").write_text(texts[name])
    remittance, claims, contract = (str(tmp_path / name) for name in ("remittance", "claims", "contract.csv"))
    printed = command("remit", remittance, "--claims", claims, "--contract", contract)
    sent = client.post("/api/v1/remit", json=texts).content
    assert msgspec.json.format(sent, indent=2) == msgspec.json.format(printed.strip(), indent=2)


def test_a_code_among_many_is_what_it_is_alone(client: TestClient) -> None:
    codes = ["82331", "E83.52", "J1885", "71046-26"]
    many = client.post("/api/v1/codes", json={"codes": codes}).json()["codes"]
    assert many == [client.get(f"/api/v1/codes/{code}").json() for code in codes]
