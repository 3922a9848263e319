"""Every example of README, tutorials and how-to pages runs as written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs/tutorials").glob("*.md")),
    *sorted((ROOT / "docs/how-to").glob("*.md")),
]
BLOCK = re.compile(r"^```(\w+)(?: exit=(\d))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[object]:
    return [
        pytest.param(block, int(code or 0), id=f"{page.name}-{number}")
        for page in PAGES
        for number, (found, code, block) in enumerate(BLOCK.findall(page.read_text("utf-8")))
        if found == language
    ]


@pytest.mark.parametrize(("block", "code"), blocks("sh"))
def test_shell_examples_run(block: str, code: int, embedded_kb: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "SUPERBILL_KB": str(embedded_kb), "SUPERBILL_HOME": str(tmp_path)}
    for line in block.strip().splitlines():
        words = shlex.split(line)
        assert words[0] == "superbill"
        done = subprocess.run(
            [sys.executable, "-m", *words], env=environment, capture_output=True, text=True, cwd=tmp_path, check=False
        )
        expected = {0, 1} if words[1] == "pairs" and not code else {code}
        assert done.returncode in expected, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("block", "code"), blocks("python"))
def test_python_examples_run(block: str, code: int, embedded_kb: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "SUPERBILL_KB": str(embedded_kb), "SUPERBILL_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", block], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert done.stdout.strip()


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
