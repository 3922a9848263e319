"""The only writer of editors' texts. A text is signed by another editor than the one who wrote it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from superbill.errors import UsageError
from superbill.model.codes import CodeRef
from superbill.office.accounts.actions import Setting
from superbill.office.audit.actions import record
from superbill.office.texts.models import TextVersion

DRAFT, SIGNED, REJECTED = "draft", "signed", "rejected"
LONGEST_TITLE, LONGEST_TEXT = 200, 4_000


@dataclass(frozen=True, slots=True)
class Wording:
    """What an editor writes on a code: the texts that a file of `content/` must have."""

    title: str = ""
    service_type: str = ""
    what: str = ""
    why: str = ""
    how: str = ""
    patient: str = ""


def write(session: Session, setting: Setting, actor: str, ref: CodeRef, wording: Wording) -> int:
    """Add a version; its id. `UsageError` for a text that is too long or missing."""
    parts = {name: _clean(text) for name, text in asdict(wording).items()}
    empty = [name.replace("_", " ") for name, text in parts.items() if not text]
    if empty:
        raise UsageError(f"A text is complete or it is none: {', '.join(empty)} is missing.")
    if max(len(parts["title"]), len(parts["service_type"])) > LONGEST_TITLE or any(
        len(part) > LONGEST_TEXT for part in parts.values()
    ):
        raise UsageError(f"A title has at most {LONGEST_TITLE} characters, a text {LONGEST_TEXT:,}.")
    version = TextVersion(
        system=ref.system.value, code=ref.code, **parts, state=DRAFT, written_by=actor, written_at=setting.at
    )
    session.add(version)
    session.flush()
    record(session, setting.at, actor, "text written", f"{ref.system.value}/{ref.code}", f"version {version.id}")
    return version.id


def decide(session: Session, setting: Setting, actor: str, id: int, sign: bool) -> TextVersion:
    """Sign or reject a draft. `UsageError` for one's own, or one that was decided before."""
    version = session.get(TextVersion, id, with_for_update=True)
    if version is None or version.state != DRAFT:
        raise UsageError("There is no such draft any more.")
    if version.written_by == actor and sign:
        raise UsageError("Another editor must sign it.", hint="Nobody signs a text of his own.")
    version.state = SIGNED if sign else REJECTED
    version.decided_by, version.decided_at = actor, setting.at
    record(session, setting.at, actor, f"text {version.state}", f"{version.system}/{version.code}", f"version {id}")
    return version


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
