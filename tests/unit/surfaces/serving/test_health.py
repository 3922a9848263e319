"""Probes and figures."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz").json()
    assert ready == {"ready": True, "stamp": client.get("/api/v1/releases").json()["stamp"]}


def test_alive_and_not_ready_without_a_knowledge_base(tmp_path: Path) -> None:
    app = create_app(Settings(kb=tmp_path / "none.sqlite", private=tmp_path))
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/healthz").status_code == 200
        response = client.get("/readyz")
    assert (response.status_code, response.json()["hint"]) == (503, "Make a new one: superbill build")


def test_a_file_that_is_no_knowledge_base_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "kb.sqlite").write_text("no such thing")
    with TestClient(
        create_app(Settings(kb=tmp_path / "kb.sqlite", private=tmp_path)), base_url="http://localhost"
    ) as client:
        assert client.get("/readyz").status_code == 503


def test_figures_count_routes_and_never_addresses(client: TestClient) -> None:
    client.get("/api/v1/codes/E83.52?on=2026-11-22")
    client.get("/api/v1/secret-in-a-path")
    text = client.get("/metrics").text
    assert 'superbill_requests_total{method="GET",route="/api/v1/codes/{code}",status="200"}' in text
    assert 'superbill_request_seconds_bucket{le="0.015",route="/api/v1/codes/{code}"}' in text
    assert 'route="(none)",status="404"' in text
    assert "superbill_ready 1.0" in text and "process_resident_memory_bytes" in text
    assert "E83.52" not in text and "secret" not in text


def test_figures_can_be_left_out(small_kb: Path, tmp_path: Path) -> None:
    app = create_app(Settings(kb=small_kb, private=tmp_path, metrics=False))
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/metrics").status_code == 404
