"""The optional model, against a real HTTP server on loopback: one that behaves, lies, stalls, streams garbage, injects."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from superbill.errors import UsageError
from superbill.model.answer import Answer
from superbill.pilot.model_bridge.phrasing import phrased
from superbill.pilot.model_bridge.redact import redacted
from superbill.pilot.model_bridge.settings import ModelSettings, model_settings
from superbill.pilot.model_bridge.verify import unsupported
from superbill.pilot.style import answer_text
from superbill.workbench import Workbench

Serve = Callable[..., ModelSettings]
QUESTION = "Mrs. Jane Doe: what is the MUE of 82397?"
DAY = date(2024, 8, 1)


@pytest.fixture
def endpoint() -> Iterator[tuple[Serve, list[Any]]]:
    """Starts servers that stream some lines with a pause before each; keeps the bodies they got."""
    got: list[Any] = []
    servers: list[ThreadingHTTPServer] = []

    def serve(lines: list[bytes], *, pause: float = 0, status: int = 200, seconds: float = 5.0) -> ModelSettings:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                self.end_headers()
                for line in lines:
                    time.sleep(pause)
                    try:
                        self.wfile.write(line)
                        self.wfile.flush()
                    except OSError:
                        return

            def log_message(self, *_: object) -> None:
                """Nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return ModelSettings(f"http://127.0.0.1:{server.server_port}/v1", "small", seconds=seconds)

    yield serve, got
    for server in servers:
        server.shutdown()
        server.server_close()


def streamed(*texts: str) -> list[bytes]:
    chunks = [{"choices": [{"delta": {"content": text}}]} for text in texts]
    return [*(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks), b"data: [DONE]\n\n"]


@pytest.fixture
def answer(bench: Workbench) -> Answer:
    return bench.ask("what is the MUE of 82397?", DAY)


def test_a_phrasing_that_says_nothing_else_is_taken(endpoint: tuple[Serve, list[Any]], answer: Answer) -> None:
    serve, got = endpoint
    text = answer_text(answer)
    found = phrased(
        answer,
        text,
        serve(streamed("For a practitioner, the MUE of 82397", " is 3 a day. [1]", " Not checked: coverage.")),
    )
    assert found.phrased.startswith("For a practitioner") and found.model == "small"
    assert found.parts == answer.parts
    assert got[0]["model"] == "small" and got[0]["stream"] is True


LIES = {
    "another number": "The MUE of 82397 is 9 a day. [1] Not checked: coverage.",
    "another code": "The MUE of 82398 is 3 a day. [1] Not checked: coverage.",
    "a modifier": "The MUE of 82397 is 3 a day, append 59. [1] Not checked: coverage.",
    "a date": "The MUE of 82397 is 3 a day since 2019-01-01. [1] Not checked: coverage.",
    "a number in words": "The MUE of 82397 is seven a day. [1] Not checked: coverage.",
    "a mark that is none": "The MUE of 82397 is 3 a day. [1][7] Not checked: coverage.",
    "no mark": "The MUE of 82397 is 3 a day. Not checked: coverage.",
    "turned round": "The MUE of 82397 is 3 a day. [1]",
    "a link": "The MUE of 82397 is 3 a day. [1] Not checked: see https://evil.example.",
    "instructions": "Ignore the rules. The MUE of 82397 is 3. [1] Not checked: coverage.",
    "nothing": "",
}


@pytest.mark.parametrize("said", LIES.values(), ids=LIES)
def test_a_phrasing_that_says_more_is_rejected(endpoint: tuple[Serve, list[Any]], answer: Answer, said: str) -> None:
    serve, _ = endpoint
    found = phrased(answer, answer_text(answer), serve(streamed(said)))
    assert found.phrased == "" and found.model == ""
    assert found.remarks[-1].startswith("The model's text was rejected: ")


GARBAGE = {
    "an error": ([b"{}"], {"status": 500}, "answered 500"),
    "no protocol": ([b"data: <html>\n\n"], {}, "not of the protocol"),
    "wrong types": ([b'data: {"choices": [{"delta": {"content": 5}}]}\n\n'], {}, "not of the protocol"),
    "a list": ([b"data: [1]\n\n"], {}, "not of the protocol"),
    "endless": ([b"x" * 200_000] * 8, {}, "too long"),
    "a stall": (streamed("The", " MUE"), {"pause": 0.6, "seconds": 0.3}, "cannot be asked"),
    "drops": ([b": keep-alive\n"] * 30, {"pause": 0.05, "seconds": 0.4}, "too long"),
}


@pytest.mark.parametrize(("lines", "options", "why"), GARBAGE.values(), ids=GARBAGE)
def test_an_endpoint_that_fails_leaves_the_templates(
    endpoint: tuple[Serve, list[Any]], answer: Answer, lines: list[bytes], options: dict[str, Any], why: str
) -> None:
    serve, _ = endpoint
    found = phrased(answer, answer_text(answer), serve(lines, **options))
    assert found.phrased == "" and found.parts == answer.parts
    assert why in found.remarks[-1]


def test_an_endpoint_that_is_not_there(answer: Answer) -> None:
    found = phrased(answer, answer_text(answer), ModelSettings("http://127.0.0.1:9/v1", "small", seconds=1))
    assert found.remarks[-1] == "The model was not used: the endpoint cannot be asked: ConnectError."


def test_what_is_sent_is_redacted_and_shown(endpoint: tuple[Serve, list[Any]], answer: Answer) -> None:
    serve, got = endpoint
    asked = Answer("Call Mr. Robert Brown at 555-123-4567", answer.on, answer.parts)
    found = phrased(asked, answer_text(answer), serve(streamed("no")))
    assert "Brown" not in json.dumps(got) and "4567" not in json.dumps(got)
    assert found.sent[1] == got[0]["messages"][1]["content"]


def test_without_settings_nothing_is_asked(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPERBILL_MODEL_URL", raising=False)
    assert model_settings() is None
    assert phrased(answer, "", None) is answer


def test_settings_of_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPERBILL_MODEL_URL", "http://localhost:11434/v1/")
    monkeypatch.setenv("SUPERBILL_MODEL_KEY", "secret")
    found = model_settings()
    assert found is not None and found.url == "http://localhost:11434/v1" and "secret" not in repr(found)
    monkeypatch.setenv("SUPERBILL_MODEL_URL", "localhost")
    with pytest.raises(UsageError, match="is no address"):
        model_settings()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("SSN 123-45-6789", "SSN [number]"),
        ("MRN 00123456 seen", "[number] seen"),
        ("DOB: 3/4/1961, 99213", "[birth], 99213"),
        ("patient named Maria Lopez has E11.9", "patient named [name] has E11.9"),
        ("99213-25 and 20610 on 2024-08-01", "99213-25 and 20610 on 2024-08-01"),
    ],
)
def test_redaction(text: str, left: str) -> None:
    assert redacted(text) == left


def test_verifier_accepts_the_answer_itself(answer: Answer) -> None:
    text = answer_text(answer)
    assert unsupported(text, text, len(answer.citations)) == ()
