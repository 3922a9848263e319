"""The server of the Model Context Protocol, asked by the SDK's own client in a subprocess and over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import pytest

mcp = pytest.importorskip("mcp")

NAMES = [
    "lookup",
    "search",
    "report",
    "check_pair",
    "check_claim",
    "fee",
    "rates",
    "coverage",
    "changes",
    "code_note",
    "ask",
]
DAY = "2024-08-01"


def _asked(server: Any, *calls: tuple[str, dict[str, Any]]) -> tuple[Any, ...]:
    """What a client gets: the names of the tools, resources and prompts, and the result of each call."""

    async def main() -> tuple[Any, ...]:
        async with mcp.Client(server) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            resources = [str(each.uri) for each in (await client.list_resources()).resources]
            prompts = [each.name for each in (await client.list_prompts()).prompts]
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
            read = await client.read_resource("superbill://releases")
            return tools, resources, prompts, results, json.loads(read.contents[0].text)

    return anyio.run(main)


@pytest.fixture(scope="module")
def home(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("mcp")
    return {"SUPERBILL_KB": str(small_kb), "SUPERBILL_HOME": str(folder), "PATH": os.environ["PATH"]}


def test_a_client_lists_and_calls_over_standard_input_and_output(home: dict[str, str]) -> None:
    server = mcp.StdioServerParameters(command=sys.executable, args=["-m", "superbill", "mcp"], env=home)
    tools, resources, prompts, results, releases = _asked(
        server,
        ("check_pair", {"codes": ["82331", "82310"], "on": DAY}),
        ("ask", {"question": "Can 82331 be billed with 82310?", "on": DAY}),
        ("fee", {"code": "not a code"}),
        ("rates", {"code": "99213"}),
    )
    assert tools == NAMES
    assert resources == ["superbill://releases", "superbill://systems"]
    assert prompts == ["check_visit", "explain_code"]
    pair, answer, refused, rates = results
    assert pair.structured_content["pairs"][0]["column1"] == "82310"
    assert answer.structured_content["status"] == "answered" and answer.structured_content["citations"]
    assert refused.is_error and "is no code" in refused.content[0].text
    assert rates.structured_content["not_available"] == "no negotiated rates are loaded"
    assert releases["releases"]


@pytest.fixture
def address(home: dict[str, str]) -> Iterator[str]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "superbill", "mcp", "--http", "--port", str(port)]
    running = subprocess.Popen(command, env=os.environ | home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(150):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/mcp"
    running.terminate()
    running.wait(10)


def test_a_client_calls_over_streamable_http(address: str) -> None:
    tools, _, _, results, _ = _asked(address, ("lookup", {"code": "E83.52", "on": "2026-05-01"}))
    assert tools == NAMES
    assert results[0].structured_content["status"] == "valid"
