"""The pages that the how-to on the workbench lists are there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "workbench.md"
ADDRESSES = re.findall(r"^\| `(/[^`]*)` \| ", PAGE.read_text("utf-8").partition("## Keys")[0], re.MULTILINE)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_listed_page_is_there(address: str, small_kb: Path, tmp_path: Path) -> None:
    settings = Settings(
        kb=small_kb,
        private=tmp_path,
        database=f"sqlite:///{tmp_path / 'office.sqlite'}",
        today=lambda: date(2025, 11, 22),
    )
    with TestClient(create_app(settings), base_url="http://localhost") as asking:
        assert asking.get(address).status_code == 200
