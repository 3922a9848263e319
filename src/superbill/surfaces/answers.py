"""Typed answers as plain data for JSON: the stable contracts that command line, REST and MCP share.

A leaf is `{"value", "citation"}` or `{"not_available", "would_come_from"}`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec

from superbill.model.changes import Change
from superbill.model.citation import Citation, Fact, NotAvailable, Release
from superbill.model.coverage import CoverageAnswer, DiagnosisGroup, Policy, PolicyFinding
from superbill.model.edits import PairAnswer, PairEdit, UnitsAnswer
from superbill.model.guidance import Document, Passage, PassageChange
from superbill.model.lookup import CodeLine, Deleted, Known, LookupAnswer, NotBillable, NotLoadedHere, NotYetValid
from superbill.model.price import Price
from superbill.terminology.history import Event
from superbill.terminology.search import Hit, SearchResult
from superbill.terminology.tree import Node

Data = dict[str, Any]

_CITATION = tuple(field.name for field in fields(Citation))
_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json(data: Any, *, indent: int = 2) -> bytes:
    """JSON bytes: decimals as numbers with their digits, dates as ISO text."""
    encoded = _encoder.encode(data)
    return msgspec.json.format(encoded, indent=indent) if indent else encoded


def citation_data(citation: Citation) -> Data:
    """A receipt."""
    return {name: getattr(citation, name) for name in _CITATION}


def leaf_data(leaf: Fact[Any] | NotAvailable) -> Data:
    """A leaf; `also` only when there are further receipts."""
    if isinstance(leaf, NotAvailable):
        return {"not_available": leaf.not_available, "would_come_from": leaf.would_come_from}
    data: Data = {"value": leaf.value, "citation": citation_data(leaf.citation)}
    if leaf.also:
        data["also"] = [citation_data(citation) for citation in leaf.also]
    return data


def line_data(line: CodeLine) -> Data:
    """A code in a list."""
    return {
        "system": line.system,
        "code": line.code,
        "display": line.display,
        "text": line.text,
        "billable": line.billable,
    }


def lookup_data(answer: LookupAnswer) -> Data:
    """What a code is, without the sections of its report."""
    data: Data = {"code": answer.code, "on": answer.on, "status": answer.status}
    if isinstance(answer, Known):
        data |= {
            "system": answer.system,
            "display": answer.display,
            "modifiers": list(answer.modifiers),
            "title": leaf_data(answer.title),
            "description": leaf_data(answer.description),
            "evidence": citation_data(answer.evidence),
        }
        match answer:
            case NotBillable(children=children):
                data["children"] = [line_data(child) for child in children]
            case Deleted(last_day=day):
                data["last_day"] = day
            case NotYetValid(first_day=day):
                data["first_day"] = day
        return data
    data |= {"systems": list(answer.systems), "near": [line_data(line) for line in answer.near]}
    if isinstance(answer, NotLoadedHere):
        data["reason"] = leaf_data(answer.reason)
    else:
        data["searched"] = [citation_data(citation) for citation in answer.searched]
    return data


def hit_data(hit: Hit) -> Data:
    """A search result."""
    return {
        "system": hit.system,
        "code": hit.code,
        "display": hit.display,
        "match": hit.match,
        "billable": hit.billable,
    }


def search_data(result: SearchResult) -> Data:
    """Search results with counts by system and a spelling correction, if one was made."""
    return {
        "results": [hit_data(hit) for hit in result.hits],
        "total": result.total,
        "facets": {str(system): count for system, count in result.facets.items()},
        "corrected": result.corrected,
    }


def node_data(node: Node) -> Data:
    """A place in the hierarchy."""
    return {
        "system": node.system,
        "code": node.code,
        "display": node.display,
        "parent": node.parent,
        "billable": node.billable,
        "text": node.text,
        "citation": citation_data(node.citation),
    }


def price_data(price: Price) -> Data:
    """The price of one line."""
    line = price.line
    return {
        "code": line.code,
        "modifiers": list(line.modifiers),
        "on": line.on,
        "locality": line.locality.id if line.locality else None,
        "units": line.units,
        "schedule": price.schedule,
        "non_facility_usd": leaf_data(price.non_facility_usd),
        "facility_usd": leaf_data(price.facility_usd),
        "steps": [leaf_data(step) for step in price.steps],
        "remarks": list(price.remarks),
    }


def edit_data(edit: PairEdit) -> Data:
    """One pair edit."""
    return {
        "column1": edit.column1,
        "column2": edit.column2,
        "modifier_indicator": edit.modifier_indicator,
        "effective_date": edit.effective_date,
        "deletion_date": edit.deletion_date,
        "rationale": edit.rationale,
        "citation": citation_data(edit.citation),
    }


def pair_data(answer: PairAnswer) -> Data:
    """Two codes: the active edit's fields at the top, earlier periods below."""
    data: Data = {
        "codes": list(answer.codes),
        "setting": answer.setting,
        "on": answer.on,
        "column1": None,
        "column2": None,
        "modifier_indicator": None,
        "effective_date": None,
        "deletion_date": None,
        "result": answer.result,
    }
    if answer.edit is not None:
        data |= edit_data(answer.edit)
    else:
        data["citation"] = citation_data(answer.citation) if answer.citation else None
    if answer.reason is not None:
        data |= leaf_data(answer.reason)
    data["ended"] = [edit_data(edit) for edit in answer.ended]
    return data


def units_data(answer: UnitsAnswer) -> Data:
    """The units edit of a code in one setting."""
    data: Data = {
        "code": answer.code,
        "setting": answer.setting,
        "on": answer.on,
        "mue": answer.mue,
        "mai": answer.mai,
        "result": answer.meaning if answer.reason is None else "not available",
        "rationale": answer.rationale,
        "citation": citation_data(answer.citation) if answer.citation else None,
    }
    if answer.reason is not None:
        data |= leaf_data(answer.reason)
    return data


def policy_data(policy: Policy) -> Data:
    """A coverage document."""
    return {
        "kind": policy.kind,
        "id": policy.id,
        "version": policy.version,
        "type": policy.type,
        "title": policy.title,
        "effective_date": policy.effective_date,
        "end_date": policy.end_date,
        "contractors": list(policy.contractors),
        "states": list(policy.states),
        "url": policy.url,
        "citation": citation_data(policy.citation),
    }


def group_data(group: DiagnosisGroup) -> Data:
    """A group of diagnoses with its paragraph."""
    return {
        "number": group.number,
        "covered": group.covered,
        "paragraph": group.paragraph,
        "note": group.note,
        "names": list(group.names),
        "citation": citation_data(group.citation),
    }


def finding_data(finding: PolicyFinding) -> Data:
    """What one coverage document says of a diagnosis."""
    return {
        "policy": policy_data(finding.policy),
        "result": finding.result,
        "why": finding.why,
        "groups": [group_data(group) for group in finding.groups],
        "code_groups": list(finding.code_groups),
        "covered_diagnoses": finding.n_covered,
        "related": [policy_data(policy) for policy in finding.related],
        "citation": citation_data(finding.citation),
    }


def coverage_data(answer: CoverageAnswer) -> Data:
    """Whether a procedure is covered for a diagnosis, with every document that was weighed."""
    data: Data = {
        "code": answer.code,
        "dx": answer.diagnosis,
        "state": answer.state,
        "on": answer.on,
        "result": answer.result,
        "why": answer.why,
        "documents": [finding_data(finding) for finding in answer.findings],
        "later": [policy_data(policy) for policy in answer.later],
        "remarks": list(answer.remarks),
        "citation": citation_data(answer.citation) if answer.citation else None,
    }
    if answer.reason is not None:
        data |= leaf_data(answer.reason)
    return data


def document_data(document: Document) -> Data:
    """An edition of an imported document."""
    return {field.name: getattr(document, field.name) for field in fields(document)}


def passage_data(passage: Passage) -> Data:
    """A passage with its receipt; `names` is the code or range that made it an answer."""
    return {
        "text": passage.text,
        "payer": passage.document.payer,
        "document": passage.document.title,
        "effective": passage.document.effective,
        "heading": list(passage.heading),
        "page": passage.page,
        "names": str(passage.span) if passage.span else None,
        "citation": citation_data(passage.citation),
    }


def passage_change_data(change: PassageChange) -> Data:
    """What happened to a passage from one edition to the next."""
    return {
        "change": change.change,
        "before": passage_data(change.before) if change.before else None,
        "after": passage_data(change.after) if change.after else None,
    }


def release_data(release: Release) -> Data:
    """A loaded release."""
    return {
        "source": release.source,
        "series": release.series,
        "edition": release.edition,
        "title": release.title,
        "publisher": release.publisher,
        "page": release.page,
        "licence": release.licence,
        "from": release.period.start,
        "to": release.period.end,
        "published": release.published,
        "complete": release.complete,
        "rows": sum(file.rows for file in release.files),
        "files": [{"name": file.name, "sha256": file.sha256, "rows": file.rows} for file in release.files],
        "notes": list(release.notes),
    }


def events_data(events: Iterable[Event]) -> list[Data]:
    """The history of a code."""
    return [
        {"when": event.when, "what": event.what, "detail": event.detail, "citation": citation_data(event.citation)}
        for event in events
    ]


def change_data(change: Change) -> Data:
    """One change between two releases."""
    return {
        "code": change.code,
        "source": change.source,
        "title": change.title,
        "series": change.series,
        "when": change.when,
        "subject": change.subject,
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "citation_before": citation_data(change.citation_before) if change.citation_before else None,
        "citation_after": citation_data(change.citation_after) if change.citation_after else None,
    }


def plain(value: Any) -> Any:
    """Any value of the model as JSON-ready data, for what has no contract of its own."""
    if isinstance(value, Fact | NotAvailable):
        return leaf_data(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, str | int | float | bool | Decimal | date | Enum) or value is None:
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form")
