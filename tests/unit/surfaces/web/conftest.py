"""The pages over a knowledge base that has the books and tables of ICD-10 too, with lists of their own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app

TODAY = date(2026, 11, 22)


@pytest.fixture
def web(books_kb: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without JavaScript, and an application database of its own."""
    settings = Settings(
        kb=books_kb, private=tmp_path, database=f"sqlite:///{tmp_path / 'office.sqlite'}", today=lambda: TODAY
    )
    with TestClient(create_app(settings), base_url="http://localhost", follow_redirects=False) as asking:
        yield asking
