"""A note becomes codes on the command line and in the API, and nothing of it is repeated in errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

from superbill.surfaces.cli.main import run
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.schemas import schemas
from superbill.surfaces.serving.app import create_app

NOTE = "ASSESSMENT AND PLAN\n1. Hypercalcemia, repeat calcium and PTH.\n2. No kidney stones.\n"
DAY = "2026-05-04"


@pytest.fixture
def asked(
    small_kb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> object:
    """Runs `superbill code` with these words; the exit code, what was printed, what was said."""
    monkeypatch.setenv("SUPERBILL_KB", str(small_kb))
    monkeypatch.setenv("SUPERBILL_HOME", str(tmp_path / "home"))

    def call(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr("sys.argv", ["superbill", "code", *words, "--on", DAY])
        with pytest.raises(SystemExit) as stopped:
            run()
        printed = capsysbinary.readouterr()
        return stopped.value.code, printed.out.decode(), printed.err.decode()

    return call


@pytest.fixture(scope="module")
def client(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(Settings(kb=small_kb, private=tmp_path_factory.mktemp("operator")))
    with TestClient(app, base_url="http://localhost") as asking:
        yield asking


def test_codes_come_with_the_words_that_prove_them(asked, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NOTE)
    status, out, _ = asked(str(tmp_path / "a.txt"), "--format", "json")
    answer = json.loads(out)
    jsonschema.Draft202012Validator(schemas()["note"]).validate(answer)
    first = answer["codes"][0]
    assert (status, first["code"], [NOTE[a:b] for a, b in first["spans"]]) == (0, "E83.52", ["Hypercalcemia"])
    assert all(each["code"] != "N20.0" for each in answer["codes"])


def test_text_shows_code_words_and_what_is_not_coded(asked, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NOTE)
    _, out, _ = asked(str(tmp_path / "a.txt"))
    assert "E83.52" in out and '"Hypercalcemia"' in out and "Nothing of the note was stored" in out


@pytest.mark.parametrize("fmt", ["json", "ndjson", "csv", "fhir", "text"])
def test_a_folder_gives_every_note_and_names_what_is_none(asked, tmp_path: Path, fmt: str) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text(NOTE)
    (folder / "b.txt").write_text(NOTE)
    (folder / "c.bin").write_bytes(b"\x00\x01\x02\xff" * 99)
    status, out, err = asked(str(folder), "--format", fmt)
    assert out.count("E83.52") >= 2
    assert (status == 3 and "c.bin" in err) or "c.bin" in out


def test_a_bundle_holds_unconfirmed_conditions(client: TestClient) -> None:
    bundle = client.post("/api/v1/notes", json={"text": NOTE, "on": DAY, "as": "fhir"}).json()
    assert [each["resource"]["code"]["coding"][0]["code"] for each in bundle["entry"]] == ["E83.52"]
    assert bundle["entry"][0]["resource"]["verificationStatus"]["coding"][0]["code"] == "unconfirmed"


@pytest.mark.parametrize(
    ("body", "status"),
    [({"text": ""}, 200), ({"text": "Marker Jane", "setting": "moon"}, 400), ({"txt": "Marker Jane"}, 400)],
    ids=["empty", "setting", "field"],
)
def test_bad_notes_get_an_answer_that_repeats_nothing(client: TestClient, body: dict[str, str], status: int) -> None:
    response = client.post("/api/v1/notes", json=body)
    assert response.status_code == status
    assert "Marker" not in response.text
