"""Signed texts as files of the layout of `content/`, so that the next knowledge base takes them in.

A file keeps what the project's own text on the code has besides (sites, documents, related codes); of a code without one, those
parts are empty.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from pathlib import Path

from superbill.kb.home import content_folder
from superbill.model.codes import CodeRef
from superbill.office.accounts.models import Account
from superbill.office.database import Database
from superbill.office.texts.actions import Wording
from superbill.office.texts.models import TextVersion
from superbill.office.texts.queries import signed

KEYS = (
    "code", "system", "title", "review", "service_type", "sites", "what", "why", "how", "document", "patient", "workflow",
    "related_diagnoses", "related_codes", "search_terms",
)  # fmt: skip
LISTS = frozenset({"sites", "document", "workflow", "related_diagnoses", "related_codes", "search_terms"})


def write_signed(database: Database, out: Path) -> int:
    """Write one file a code; how many."""
    with database.reading() as session:
        versions = signed(session)
        names = {each.decided_by: session.get(Account, each.decided_by or "") for each in versions}
    for version in versions:
        editor = names[version.decided_by]
        folder = out / version.system
        folder.mkdir(parents=True, exist_ok=True)
        text = _file(version, editor.email.partition("@")[0] if editor else "an editor")
        (folder / f"{version.code}.toml").write_text(text, encoding="utf-8")
    return len(versions)


def shipped(ref: CodeRef) -> Wording | None:
    """The project's own text on a code, to go on from."""
    data = _shipped(ref.system.value, ref.code)
    return Wording(*(str(data[each.name]) for each in fields(Wording))) if data else None


def _shipped(system: str, code: str) -> dict[str, object]:
    file = content_folder() / system / f"{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if code.isalnum() and file.is_file() else {}


def _file(version: TextVersion, editor: str) -> str:
    data = _shipped(version.system, version.code) | {"code": version.code, "system": version.system}
    data |= {each.name: getattr(version, each.name) for each in fields(Wording)}
    data["review"] = f"reviewed by {editor} on {version.decided_at:%Y-%m-%d}"
    return "".join(f"{key} = {_toml(data.get(key, [] if key in LISTS else ''))}\n" for key in KEYS)


def _toml(value: object) -> str:
    """JSON strings and lists of strings are TOML, too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
