"""The API keeps its word: whatever the OpenAPI document allows is answered as it says, and nothing ends in a 5xx."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app


@pytest.fixture(scope="module")
def client(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(Settings(kb=small_kb, private=tmp_path_factory.mktemp("operator")))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as asking:
        yield asking


@pytest.fixture(scope="module")
def document(client: TestClient) -> schemathesis.BaseSchema:
    """The document that the server itself gives."""
    return schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@settings(
    max_examples=15, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_call_keeps_its_word(case: Case, client: TestClient) -> None:
    kwargs = case.as_transport_kwargs(base_url="http://localhost")
    print(kwargs)
    response = client.request(**kwargs)
    case.validate_response(response)
