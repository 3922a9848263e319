"""The administration: people, texts with review, audit, defects; and what nobody may do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from site_client import CODES, Running, policy, running
from superbill.kb.files import walk
from superbill.office.accounts.roles import Role
from superbill.office.texts.files import write_signed
from superbill.sources.superbill_plain import SOURCE
from superbill.surfaces.web.handlers import home

WORDS = {
    "title": "A plain title", "service_type": "Test", "what": "What it is.", "why": "Why.", "how": "How.", "patient": "A man.",
}  # fmt: skip


def test_an_administrator_looks_after_people(site: Running) -> None:
    admin, ann = site.member("admin@example.org", Role.ADMIN), site.member()
    assert "ann@example.org" in admin.get("/admin/users?q=ann").text
    here = f"/admin/users/{ann.id}"
    assert admin.post(here, form=here, act="role", role="editor").status_code == 303
    assert ann.get("/account").status_code == 303, "new rights take a new log-in"
    ann.log_in("ann@example.org")
    assert ann.get("/admin/texts").status_code == 200 and ann.get("/admin/users").status_code == 403
    assert admin.post(here, form=here, act="shut").status_code == 303
    assert ann.get("/account").status_code == 303 and ann.log_in("ann@example.org").status_code == 400
    admin.post(here, form=here, act="open")
    assert ann.log_in("ann@example.org").status_code == 303
    log = admin.get("/admin/audit").text
    assert all(act in log for act in ("member -&gt; editor", "shut", "opened")) and admin.id in log
    assert admin.post(here, form=here, act="nonsense").status_code == 400
    assert admin.get("/admin/users/nobody").status_code == 404


def test_a_meter_is_looked_at_and_reset(site: Running) -> None:
    admin, ann = site.member("admin@example.org", Role.ADMIN), site.member()
    for code in CODES[:6]:
        page = ann.get(f"/code/cpt/{code}").text
    assert 'data-meter="locked"' in page
    assert ann.id[:12] in admin.get("/admin/meters").text
    here = f"/admin/users/{ann.id}"
    admin.post(here, form=here, act="meter")
    assert 'data-meter="open"' in ann.get(f"/code/cpt/{CODES[5]}").text


def test_the_last_administrator_stays(site: Running) -> None:
    admin = site.member("admin@example.org", Role.ADMIN)
    here = f"/admin/users/{admin.id}"
    for act in ("role", "shut"):
        refused = admin.post(here, form=here, act=act, role="member")
        assert refused.status_code == 400 and "The last administrator" in refused.text


def test_an_administrator_needs_a_second_factor(small_kb: Path, tmp_path: Path, site_url: str) -> None:
    with running(small_kb, tmp_path, replace(policy(site_url), admin_second_factor=True)) as site:
        admin = site.member("admin@example.org", Role.ADMIN)
        refused = admin.get("/admin/users")
        assert refused.status_code == 403 and "second factor" in refused.text


def test_a_text_is_written_signed_by_another_and_built(site: Running, tmp_path: Path) -> None:
    ann, bob = site.member(role=Role.EDITOR), site.member("bob@example.org", Role.EDITOR)
    here = "/admin/texts/cpt/82331"
    assert "timed draws" in ann.get(here).text, "the project's own text to go on from"
    assert "how is missing" in ann.post(here, form=here, **{**WORDS, "how": " "}).text
    assert ann.post(here, form=here, **WORDS).status_code == 303
    id = re.search(r'name="id" value="(\d+)"', bob.get("/admin/texts").text)
    assert id is not None
    own = ann.post("/admin/texts/decide", form=here, id=id[1], do="sign")
    assert own.status_code == 400 and "Another editor must sign" in own.text
    assert bob.post("/admin/texts/decide", form=here, id=id[1], do="sign").status_code == 303
    assert bob.post("/admin/texts/decide", form=here, id=id[1], do="reject").status_code == 400
    assert "signed by" in ann.get(here).text
    assert write_signed(site.database, tmp_path / "out") == 1
    file = next(iter(walk(tmp_path / "out")))
    rows = {part.table.name: list(part.rows) for part in SOURCE.parse(file)}
    assert SOURCE.recognises(file) and rows["plain_text"][0][2:4] == ("A plain title", rows["plain_text"][0][3])
    assert str(rows["plain_text"][0][3]).startswith("reviewed by bob on ")
    assert rows["related_code"], "what the text had besides is kept"


def test_a_defect_is_counted_without_what_was_typed(site: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = site.member("admin@example.org", Role.ADMIN)

    def broken(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(home, "in_force", broken)
    guest = site.visitor()
    guest.web._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    assert [guest.get("/").status_code for _ in range(2)] == [500, 500]
    page = admin.get("/admin/errors").text
    assert "RuntimeError" in page and "2 times" in page and "secret words" not in page
    key = re.search(r'name="key" value="([0-9a-f]{64})"', page)
    assert key is not None
    admin.post("/admin/errors/dismiss", form="/admin/errors", key=key[1])
    assert "RuntimeError" not in admin.get("/admin/errors").text
