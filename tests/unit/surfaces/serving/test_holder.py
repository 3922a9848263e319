"""One knowledge base after another."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from superbill.errors import NoKnowledgeBase, WrongFormat
from superbill.surfaces.http.holder import Holder
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app
from superbill.terminology.descriptors import import_descriptors
from unit.surfaces.serving.running import copied, published, until


@pytest.fixture
def kb(small_kb: Path, tmp_path: Path) -> Path:
    """A knowledge base of this test's own, with its search index."""
    return copied(small_kb, tmp_path)


def test_a_newer_file_is_taken_and_the_old_one_kept_while_it_is_used(kb: Path, tmp_path: Path) -> None:
    holder = Holder(Settings(kb=kb, private=tmp_path))
    holder.open()
    old = holder.lease()
    published(kb, "new")
    assert asyncio.run(holder.check()) is True
    assert asyncio.run(holder.check()) is False
    new = holder.lease()
    assert (new.bench.stamp, holder.swaps) == ("new", 1)
    assert old.bench.stamp != "new" and old.tag != new.tag
    assert old.bench.search("hypercalcemia").total == 1
    assert old.bench.lookup("E83.52").status == "valid"
    old.release()
    new.release()
    holder.close()


def test_a_file_that_cannot_be_opened_leaves_the_old_one(kb: Path, tmp_path: Path) -> None:
    holder = Holder(Settings(kb=kb, private=tmp_path))
    holder.open()
    stamp = holder.lease().bench.stamp
    whole = kb.read_bytes()
    for content in (b"", b"SQLite format 3\x00" + b"\x00" * 100, whole[:5000]):
        broken = kb.with_name("broken")
        broken.write_bytes(content)
        broken.replace(kb)
        assert asyncio.run(holder.check()) is False
    kb.unlink()
    assert asyncio.run(holder.check()) is False
    assert holder.lease().bench.stamp == stamp
    kb.write_bytes(whole)
    assert asyncio.run(holder.check()) is True
    holder.close()


def test_a_file_without_its_index_is_not_taken_yet(kb: Path, tmp_path: Path) -> None:
    holder = Holder(Settings(kb=kb, private=tmp_path))
    index = next(kb.parent.glob("*.search"))
    index.rename(tmp_path / "elsewhere")
    holder.open()
    assert holder.held is None
    (tmp_path / "elsewhere").rename(index)
    assert asyncio.run(holder.check()) is True
    holder.close()


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoKnowledgeBase):
        Holder(Settings(kb=tmp_path / "none", private=tmp_path)).lease()
    (tmp_path / "text").write_text("text")
    with pytest.raises(WrongFormat):
        Holder(Settings(kb=tmp_path / "text", private=tmp_path)).lease()


def test_an_imported_licence_file_shows_at_once(kb: Path, tmp_path: Path) -> None:
    settings = Settings(kb=kb, private=tmp_path / "private", reload_every=0.02)
    (tmp_path / "cpt.csv").write_text("code,long\n82331,Invented text\n")
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        before = client.get("/api/v1/codes/82331")
        import_descriptors(tmp_path / "cpt.csv", tmp_path / "private")
        until(lambda: client.get("/api/v1/codes/82331").headers["etag"] != before.headers["etag"])
        after = client.get("/api/v1/codes/82331", headers={"if-none-match": before.headers["etag"]})
    assert "not_available" in before.json()["description"]
    assert after.json()["description"]["value"] == "Invented text"


def test_a_running_server_notices(kb: Path, tmp_path: Path) -> None:
    settings = Settings(kb=kb, private=tmp_path, reload_every=0.02)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        tag = client.get("/api/v1/suggest?q=hyperc").headers["etag"]
        published(kb, "new")
        until(lambda: client.get("/readyz").json()["stamp"] == "new")
        response = client.get("/api/v1/suggest?q=hyperc", headers={"if-none-match": tag})
        assert response.status_code == 200 and response.headers["etag"] != tag
        assert "superbill_knowledge_base_swaps 1.0" in client.get("/metrics").text


def test_a_long_question_has_a_workbench_of_its_own(kb: Path, tmp_path: Path) -> None:
    holder = Holder(Settings(kb=kb, private=tmp_path))
    holder.open()
    stamp = asyncio.run(holder.apart(lambda bench: bench.stamp))
    held = holder.lease()
    assert stamp == held.bench.stamp
    held.release()
    holder.close()
