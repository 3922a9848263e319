"""Sites on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from site_client import Running, policy, running
from site_databases import empty_url, postgres, site_database, site_url

__all__ = ["empty_url", "postgres", "site_database", "site_url"]


@pytest.fixture
def site(small_kb: Path, tmp_path: Path, site_url: str) -> Iterator[Running]:
    """A site on each kind of database: guests open one code page, a free account five."""
    with running(small_kb, tmp_path, policy(site_url)) as found:
        yield found
