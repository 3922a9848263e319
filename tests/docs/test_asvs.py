"""Every test that the security document names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_named_test_exists() -> None:
    text = (ROOT / "docs" / "explanation" / "asvs.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:unit/[\w/]+/)?test_\w+\.py)(?:::(test_\w+))?`", text)
    assert len(named) > 40
    missing = []
    for file, test in named:
        path = ROOT / "tests" / (file if file.startswith("unit/") else f"integration/{file}")
        if not path.is_file() or (test and f"def {test}(" not in path.read_text(encoding="utf-8")):
            missing.append(f"{file}::{test}")
    assert missing == []
