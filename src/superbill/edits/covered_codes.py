"""Which diagnoses go with a procedure, and which procedures with a diagnosis, through the articles that list both.

An article covers its codes for the diagnoses of its groups, some of them with conditions; these lists are a way to the
article, and `check_coverage` weighs it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from superbill.edits.exports import SQL, places, snapshot
from superbill.edits.policies import check_state, namings, policy
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import NotAvailable
from superbill.model.coverage import CoveredCode, CoveredCodes, DocumentKind, Policy
from superbill.model.periods import day_number


def diagnoses_of(
    kb: KnowledgeBase, code: str, on: date, state: str | None = None, limit: int = 50
) -> CoveredCodes | NotAvailable:
    """The diagnoses that articles in force cover for a code, those of most articles first."""
    found = namings(kb, code, on, state)
    if isinstance(found, NotAvailable):
        return found
    documents = [
        (naming.policy.number, naming.policy.version)
        for naming in found
        if naming.groups and naming.policy.kind is DocumentKind.ARTICLE and naming.begun and not naming.ended
    ]
    return _codes(kb, "diagnoses_of_documents", documents, on, limit)


def procedures_of(
    kb: KnowledgeBase, diagnosis: str, on: date, state: str | None = None, limit: int = 50
) -> CoveredCodes | NotAvailable:
    """The procedure codes of articles in force that cover a diagnosis, those of most articles first."""
    loaded = snapshot(kb, DocumentKind.ARTICLE, on)
    if isinstance(loaded, NotAvailable):
        return loaded
    check_state(kb, loaded.release, state)
    day, where = day_number(on) or 0, places(kb, loaded.release)
    rows = kb.rows(SQL["articles_of_diagnosis"], release=loaded.release.id, diagnosis=diagnosis, on=day)
    wanted = where.ids(state) if state is not None else None
    documents = [(row[0], row[1]) for row in rows if wanted is None or wanted & where.of(row[0], row[1], day)[1]]
    return _codes(kb, "procedures_of_documents", documents, on, limit)


def _codes(
    kb: KnowledgeBase, statement: str, documents: Sequence[tuple[int, int]], on: date, limit: int
) -> CoveredCodes | NotAvailable:
    loaded = snapshot(kb, DocumentKind.ARTICLE, on)
    if isinstance(loaded, NotAvailable):
        return loaded
    seen: dict[str, dict[int, int]] = {}
    for code, document, src in kb.rows(SQL[statement], release=loaded.release.id, documents=json.dumps(documents)):
        seen.setdefault(code, {}).setdefault(document, src)
    articles: dict[int, Policy | None] = {}
    codes = []
    for code, where in sorted(seen.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:limit]:
        first = min(where)
        if first not in articles:
            articles[first] = policy(kb, DocumentKind.ARTICLE, first, on)
        article = articles[first]
        if article is not None:
            codes.append(CoveredCode(code, len(where), article, kb.cite(loaded.release, where[first], on)))
    return CoveredCodes(tuple(codes), len(seen), kb.cite(loaded.release, None, on))
