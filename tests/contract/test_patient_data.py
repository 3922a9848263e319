"""No name, member id, street or birthday of a patient leaves with an answer, an error or a log line, whatever is wrong with the file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.cli.main import run
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app

MARKS = ("ZYLBERQUIST", "WILHELMINA", "MEMBERID7788", "SECRETSTREET", "19510610", "1951-06-10")
NOTE = (
    "PATIENT: Wilhelmina Zylberquist  DOB: 1951-06-10  MRN: MEMBERID7788\nADDRESS: 4 Secretstreet\n\n"
    "ASSESSMENT AND PLAN\n1. Hypercalcemia, repeat calcium.\n"
)
Said = Callable[..., str]


def whole(content: bytes) -> bytes:
    return content


def cut(content: bytes) -> bytes:
    """Cut off in the middle of the segment with the patient's name."""
    return content[: content.index(b"ZYLBERQUIST") + 8]


def broken(content: bytes) -> bytes:
    """Names where amounts and dates belong."""
    damaged = content.replace(b"DTP*472*D8*2", b"DTP*472*D8*ZYLBERQUIST").replace(
        b"SVC*HC:99213:25*150*", b"SVC*HC:99213:25*ZYLBERQUIST*"
    )
    return damaged.replace(b"SE*", b"SE*WILHELMINA", 1)


DAMAGES = (whole, cut, broken)


def marks(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text.upper()]


@pytest.fixture
def said(
    small_kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes],
    caplog: pytest.LogCaptureFixture,
) -> Said:  # fmt: skip
    """All that a command prints and logs."""
    monkeypatch.setenv("SUPERBILL_KB", str(small_kb))
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)

    def call(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["superbill", *words])
        with pytest.raises(SystemExit):
            run()
        out, err = capsysbinary.readouterr()
        assert out or err
        return (out + err).decode() + caplog.text

    return call


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("fmt", ["text", "json", "csv", "html"])
def test_commands_name_no_patient(
    said: Said, fixtures: Path, tmp_path: Path, fmt: str, damage: Callable[[bytes], bytes]
) -> None:
    for name in ("office.837", "remit-medicare.835", "remit-medicare.837"):
        (tmp_path / name).write_bytes(damage((fixtures / "claims" / name).read_bytes()))
    assert marks(said("scrub", "office.837", "--format", fmt)) == []
    assert marks(said("remit", "remit-medicare.835", "--claims", "remit-medicare.837", "--format", fmt)) == []


@pytest.mark.parametrize("fmt", ["text", "json", "csv", "fhir"])
def test_codes_of_a_note_name_no_patient(said: Said, tmp_path: Path, fmt: str) -> None:
    (tmp_path / "visit.txt").write_text(NOTE)
    assert marks(said("code", "visit.txt", "--format", fmt)) == []


@pytest.fixture(scope="module")
def client(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(Settings(kb=small_kb, private=tmp_path_factory.mktemp("operator")))
    with TestClient(app, base_url="http://localhost") as asking:
        yield asking


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_calls_and_their_logs_name_no_patient(
    client: TestClient, fixtures: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[bytes], bytes]
) -> None:
    caplog.set_level(logging.DEBUG)
    claims, remittance, filed = (
        damage((fixtures / "claims" / name).read_bytes())
        for name in ("office.837", "remit-medicare.835", "remit-medicare.837")
    )
    texts = {"remittance": remittance.decode(), "claims": filed.decode()}
    files = {"file": ("a.835", remittance), "claims": ("a.837", filed)}
    answers = [
        client.post("/api/v1/claims", content=claims, headers={"content-type": "text/plain"}),
        client.post("/api/v1/remit", json=texts),
        client.post("/api/v1/notes", json={"text": NOTE}),
        client.post("/claims", files={"file": ("a.837", claims)}),
        client.post("/remit", files=files),
    ]
    assert [marks(answer.text) for answer in answers] == [[]] * len(answers)
    assert marks(caplog.text) == []
