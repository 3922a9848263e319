"""The OpenAPI document and the page made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.rest.registry import calls
from superbill.surfaces.serving.app import create_app

Json = Any


@pytest.fixture(scope="module")
def document(client: TestClient) -> Json:
    return client.get("/api/openapi.json").json()


def references(part: Json) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_every_reference_leads_somewhere(document: Json) -> None:
    found = set(references(document))
    assert found
    for reference in found:
        at = document
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]


def test_every_call_stands_in_it_with_an_example(document: Json) -> None:
    assert document["openapi"] == "3.1.0"
    for call in calls():
        operation = document["paths"][call.path][call.method.lower()]
        content = operation["responses"]["200"]["content"]
        assert operation["operationId"] == call.name
        assert len(content) == len(call.formats)
        assert ("requestBody" in operation) == (call.body is not None or bool(call.takes))


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.name)
def test_an_example_follows_its_schema(document: Json, call: Any) -> None:
    answer = document["paths"][call.path][call.method.lower()]["responses"]["200"]["content"]["application/json"]
    if "example" not in answer:
        pytest.skip("the small knowledge base cannot answer it")
    schema = {**answer["schema"], "components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer["example"])


def test_the_embedded_knowledge_base_answers_every_example(embedded_kb: Path, tmp_path: Path) -> None:
    app = create_app(Settings(kb=embedded_kb, private=tmp_path))
    with TestClient(app, base_url="http://localhost") as client:
        paths = client.get("/api/openapi.json").json()["paths"]
    for call in calls():
        answer = paths[call.path][call.method.lower()]["responses"]["200"]["content"]["application/json"]
        assert "example" in answer, call.name


def test_the_page_shows_every_call_without_script_or_inline_style(client: TestClient) -> None:
    page = client.get("/api/docs").text
    for call in calls():
        assert f'<section id="{call.name}"' in page and f"<code>{call.path}</code>" in page
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|(src|href)=\"https?:", page)
    assert client.get("/api/docs.css").headers["content-type"].startswith("text/css")


def test_every_kind_of_problem_has_its_anchor(client: TestClient) -> None:
    problem = client.get("/api/v1/codes/E83.53").json()
    assert f'id="{problem["type"].partition("#")[2]}"' in client.get("/api/docs").text


def test_the_addresses_of_examples_are_answered(client: TestClient) -> None:
    page = client.get("/api/docs").text
    addresses = re.findall(r'<p class="open"><a href="([^"]+)">', page)
    assert len(addresses) == sum(call.method == "GET" for call in calls())
    for address in addresses:
        assert client.get(address.replace("&amp;", "&")).status_code in (200, 400, 404)


def test_it_stands_without_a_knowledge_base(tmp_path: Path) -> None:
    with TestClient(
        create_app(Settings(kb=tmp_path / "none", private=tmp_path)), base_url="http://localhost"
    ) as client:
        assert client.get("/api/openapi.json").json()["paths"]
        assert "missing because there is no knowledge base yet" in client.get("/api/docs").text
        response = client.get("/api/v1/releases")
    assert (response.status_code, response.json()["detail"]) == (503, "There is no knowledge base to answer from.")
    assert str(tmp_path) not in response.text
