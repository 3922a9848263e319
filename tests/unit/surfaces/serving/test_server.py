"""Listening, and the command that serves."""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from superbill.errors import UsageError
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.server import listen, server_config


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost"), ("localhost", "localhost")]
)
def test_a_free_port_is_taken_and_shown(host: str, shown: str) -> None:
    listening = listen(host, 0)
    with listening.socket as bound:
        assert listening.url == f"http://{shown}:{bound.getsockname()[1]}/"


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "203.0.113.1"])
def test_an_address_that_cannot_be_had(host: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(UsageError, match=f"cannot listen on {host}, port"),
    ):
        listen(host, taken.getsockname()[1])


def test_workers_can_be_given_their_settings(tmp_path: Path) -> None:
    config = server_config(Settings(kb=tmp_path), workers=2)
    assert pickle.loads(pickle.dumps(config.app)).args == (Settings(kb=tmp_path), True)
    assert pickle.loads(pickle.dumps(config.http)).keywords == {"settings": Settings(kb=tmp_path)}


def test_two_workers_answer_and_add_up_their_figures(small_kb: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "superbill", "serve", "--port", "0", "--workers", "2", "--quiet", "--kb", str(small_kb)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"SUPERBILL_HOME": str(tmp_path)},
    )  # fmt: skip
    assert process.stdout is not None
    url = process.stdout.readline().split()[3]
    for _ in range(20):
        with urllib.request.urlopen(f"{url}api/v1/codes/82331") as answer:
            assert json.loads(answer.read())["code"] == "82331"
    with urllib.request.urlopen(f"{url}metrics") as answer:
        figures = answer.read().decode()
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=20)
    assert process.returncode == 0
    counted = re.search(
        r'superbill_requests_total\{method="GET",route="/api/v1/codes/\{code\}",status="200"\} (\d+)', figures
    )
    assert counted is not None and int(counted[1]) == 20
    assert "superbill_ready 2.0" in figures or "superbill_ready 1.0" in figures
    assert '"event":"request"' not in log


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--kb", "/nonexistent/kb.sqlite"], 4, "superbill build"),
        (["--workers", "0"], 2, "workers"),
        (["--database", "nothing://x"], 2, "database URL cannot be used"),
        (["--host", "no.such.host.invalid"], 2, "cannot listen on no.such.host.invalid"),
    ],
)
def test_serve_ends_with_a_message(small_kb: Path, tmp_path: Path, words: list[str], code: int, said: str) -> None:
    env = os.environ | {"SUPERBILL_HOME": str(tmp_path), "SUPERBILL_KB": str(small_kb)}
    done = subprocess.run([sys.executable, "-m", "superbill", "serve", *words], capture_output=True, text=True, env=env)
    assert done.returncode == code
    assert said in done.stderr and "Traceback" not in done.stderr
