from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from price_schedules import build_schedules
from superbill.kb.store import KnowledgeBase, opened


@pytest.fixture(scope="session")
def prices_kb(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A knowledge base of every price schedule."""
    with opened(build_schedules(fixtures, tmp_path_factory.mktemp("prices") / "knowledge.sqlite")) as found:
        yield found
