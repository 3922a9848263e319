"""The API keeps its word: whatever the OpenAPI document allows is answered as it says, and nothing ends in a 5xx."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.rest.openapi import document
from superbill.surfaces.rest.registry import calls
from superbill.surfaces.schemas import schemas
from superbill.surfaces.serving.app import create_app

SCHEMA = schemathesis.openapi.from_dict(document({}))
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
BOUNDED = settings(
    max_examples=20, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def client(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(Settings(kb=small_kb, private=tmp_path_factory.mktemp("operator")))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as asking:
        yield asking


CHECKS: list[Any] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]  # fmt: skip
TUPLES = {"clinical-table"}
"""Answers with `prefixItems`, which schemathesis cannot read; `jsonschema` checks them below."""


def ask(client: TestClient, case: Case) -> Any:
    kwargs = case.as_transport_kwargs(base_url="http://localhost")
    del kwargs["cookies"]
    if isinstance(kwargs.get("data"), bytes | str):
        kwargs["content"] = kwargs.pop("data")
    return client.request(**kwargs)


def test_every_call_is_an_operation() -> None:
    assert {operation.definition.raw["operationId"] for operation in OPERATIONS} == {call.name for call in calls()}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_call_keeps_its_word(client: TestClient, operation: Any, mode: GenerationMode) -> None:
    name = operation.definition.raw["operationId"]

    @BOUNDED
    @given(operation.as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        response = ask(client, case)
        if name in TUPLES:
            if response.status_code == 200:
                jsonschema.Draft202012Validator(schemas()[name]).validate(response.json())
            case.validate_response(response, checks=CHECKS[:3])
        else:
            case.validate_response(response, checks=CHECKS)

    check()
