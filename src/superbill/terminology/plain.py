"""The project's own plain-language text of a code, and the codes its author relates to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System

SQL = load_queries("superbill.terminology", "codes.sql")
SOURCE = "superbill-plain"
UNREVIEWED = "unreviewed"


@dataclass(frozen=True, slots=True)
class PlainLanguage:
    """The texts; lists keep their order."""

    title: str
    review: str
    service_type: str
    sites: tuple[str, ...]
    what: str
    why: str
    how: str
    document: tuple[str, ...]
    patient: str
    workflow: tuple[str, ...]

    @property
    def review_note(self) -> str:
        """The review status in words, to be shown wherever the text is."""
        if self.review == UNREVIEWED:
            return "written for Superbill, not yet reviewed by a clinician"
        return f"written for Superbill, {self.review}"


def plain_text(kb: KnowledgeBase, system: System, code: str, on: date) -> Fact[PlainLanguage] | NotAvailable:
    """The text of a code, or that none has been written."""
    found = kb.find(SQL["plain"], source=SOURCE, on=on, system=system, code=code)
    if not isinstance(found, Found):
        return NotAvailable(f"no plain-language text has been written for {code} yet", "content/ of this project")
    row = found.rows[0]
    title, review, service_type, sites, what, why, how, document, patient, workflow = row[:-1]
    text = PlainLanguage(
        title, review, service_type, tuple(sites.split("\n")), what, why, how, tuple(document.split("\n")), patient,
        tuple(workflow.split("\n")),
    )  # fmt: skip
    return found.fact(text, row)


def related_codes(kb: KnowledgeBase, system: System, code: str, kind: str, on: date) -> tuple[Fact[str], ...]:
    """Codes related by the author: `kind` `diagnosis` or `family`."""
    found = kb.find(SQL["related"], source=SOURCE, on=on, system=system, code=code)
    if not isinstance(found, Found):
        return ()
    return tuple(found.fact(row[1], row) for row in found.rows if row[0] == kind)


def related_to(kb: KnowledgeBase, code: str, kind: str, on: date) -> tuple[Fact[str], ...]:
    """The other way round: the codes whose text names this one."""
    found = kb.find(SQL["related_to"], source=SOURCE, on=on, code=code, kind=kind)
    return tuple(found.fact(row[1], row) for row in found.rows) if isinstance(found, Found) else ()
