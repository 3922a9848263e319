"""Imported documents and their passages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app
from superbill.workbench import import_guideline

MANUAL = "Billing\n\nReport 82331 once a day. Modifier 91 is for a repeated test.\n"
REVISED = "Billing\n\nReport 82331 twice a day. Modifier 91 is for a repeated test.\n"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def library(small_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server whose operator has imported two editions of a manual."""
    folder = tmp_path_factory.mktemp("documents")
    for day, text in (("2025-01-01", MANUAL), ("2026-01-01", REVISED)):
        file = folder / f"manual-{day}.txt"
        file.write_text(text, encoding="utf-8")
        import_guideline(
            file, title="Payer manual", publisher="Acme", effective=date.fromisoformat(day), private=folder
        )
    app = create_app(Settings(kb=small_kb, private=folder, hosts=("*",), today=lambda: TODAY))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def test_every_edition_is_listed(library: TestClient) -> None:
    found = library.get("/api/v1/documents").json()["documents"]
    assert [(each["title"], each["effective"]) for each in found] == [
        ("Payer manual", "2025-01-01"), ("Payer manual", "2026-01-01"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "words"), [("2025-06-01", "once a day"), ("2026-06-01", "twice a day")], ids=["before", "now"]
)
def test_the_edition_in_force_names_the_code(library: TestClient, on: str, words: str) -> None:
    found = library.get("/api/v1/passages/82331-26", params={"on": on}).json()["passages"]
    assert [words in each["text"] for each in found] == [True]
    assert found[0]["names"] == "82331" and found[0]["citation"]["title"] == "Payer manual"


def test_passages_by_words(library: TestClient) -> None:
    found = library.get("/api/v1/passages", params={"q": "repeated test"}).json()["passages"]
    assert len(found) == 1 and "twice a day" in found[0]["text"]


def test_passages_as_a_table(library: TestClient) -> None:
    lines = library.get("/api/v1/passages", params={"q": "modifier 91", "format": "csv"}).text.splitlines()
    assert lines[0] == "text,payer,document,effective,page,heading,names,citation" and len(lines) == 2


def test_what_the_new_edition_changed(library: TestClient) -> None:
    found = library.get("/api/v1/passages/82331/changes").json()
    assert [each["change"] for each in found["changes"]] == ["reworded"]
    assert "once" in found["changes"][0]["before"]["text"]


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("/api/v1/passages?q=%2B%2B", "no words to search for"),
        ("/api/v1/passages/E83.52", "'E83.52' is no procedure code"),
    ],
    ids=["no words", "a diagnosis"],
)
def test_what_cannot_be_asked(library: TestClient, url: str, detail: str) -> None:
    response = library.get(url)
    assert (response.status_code, response.json()["detail"]) == (400, detail)


def test_without_documents_the_answer_is_empty(client: TestClient) -> None:
    assert client.get("/api/v1/passages/82331").json() == {"passages": []}
