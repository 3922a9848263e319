"""What logs say, and what they never say."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from superbill.surfaces.serving.journal import ACCESS, JsonLines, start_logging

TYPED = "zebrafish"


def test_a_record_is_one_line_of_json() -> None:
    record = logging.LogRecord("superbill.server", logging.WARNING, "f", 1, "first\nsecond", (), None)
    line = json.loads(JsonLines().format(record))
    assert (line["level"], line["event"], line["message"]) == ("warning", "superbill.server", "first")
    assert line["time"].endswith("+00:00")


def test_an_error_is_told_by_its_kind_and_place_only() -> None:
    try:
        raise ValueError(TYPED)
    except ValueError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "f", 1, "Exception\n", (), sys.exc_info())
    text = JsonLines().format(record)
    assert json.loads(text)["error"] == "ValueError"
    assert "test_journal.py:" in text and TYPED not in text


def test_requests_can_be_left_out() -> None:
    before = {
        name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in ("uvicorn", "superbill")
    }
    try:
        start_logging(access=False)
        assert not logging.getLogger(ACCESS).isEnabledFor(logging.INFO)
        start_logging(access=True)
        assert logging.getLogger(ACCESS).isEnabledFor(logging.INFO)
    finally:
        for name, (handlers, propagate) in before.items():
            logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate


ASKED = [
    f"api/v1/search?q={TYPED}", f"api/v1/suggest?q={TYPED}", f"api/v1/codes/{TYPED}", f"api/v1/report/{TYPED}",
    f"api/v1/{TYPED}", f"api/v1/codes/82331?{TYPED}=1", f"api/v1/codes/82331?on={TYPED}", f"{TYPED}", f"?q={TYPED}",
    f"api/clinicaltables/icd10cm/v3/search?terms={TYPED}",
]  # fmt: skip


@pytest.fixture(scope="module")
def logged(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The log of `superbill serve` after questions of all kinds."""
    folder = tmp_path_factory.mktemp("home")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "superbill", "serve", "--port", "0", "--kb", str(small_kb)],
            stdout=subprocess.PIPE, stderr=log, text=True, env={"SUPERBILL_HOME": str(folder), "PATH": ""},
        )  # fmt: skip
        assert process.stdout is not None
        with process.stdout:
            url = process.stdout.readline().split()[3]
            for path in ASKED:
                ask(urllib.request.Request(url + path))
            body = json.dumps({"codes": [TYPED], TYPED: 1}).encode()
            ask(urllib.request.Request(f"{url}api/v1/codes", body, {"content-type": "application/json"}))
            process.terminate()
            assert process.wait(15) in (0, -15)
    return (folder / "log").read_text()


def ask(request: urllib.request.Request) -> None:
    request.add_header("referer", f"http://localhost/{TYPED}")
    request.add_header("user-agent", TYPED)
    try:
        with urllib.request.urlopen(request) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        error.close()


def test_no_question_stands_in_the_log(logged: str) -> None:
    assert TYPED not in logged


def test_every_request_stands_in_the_log_with_its_route(logged: str) -> None:
    lines = [json.loads(line) for line in logged.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == len(ASKED) + 1
    assert {"method", "route", "status", "ms", "bytes", "time", "level"} <= set(requests[0])
    assert requests[2]["route"] == "/api/v1/codes/{code}" and requests[2]["status"] == 404
    assert requests[4]["route"] == "(none)"
