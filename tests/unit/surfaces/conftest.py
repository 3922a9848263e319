"""The application over the small knowledge base, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import Application, create_app

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def app(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The application; its day is 2026-11-22."""
    folder = tmp_path_factory.mktemp("operator")
    database = f"sqlite:///{folder}/office.sqlite"
    return create_app(Settings(kb=small_kb, private=folder, database=database, today=lambda: TODAY))


@pytest.fixture(scope="session")
def client(app: Application) -> Iterator[TestClient]:
    """Asks the application as a browser on this machine would."""
    with TestClient(app, base_url="http://localhost") as asking:
        yield asking
