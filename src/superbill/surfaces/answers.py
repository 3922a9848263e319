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
from superbill.model.lookup import (
    CodeLine,
    Deleted,
    Known,
    LookupAnswer,
    NotBillable,
    NotLoadedHere,
    NotYetValid,
    Unconfirmed,
)
from superbill.model.price import Price
from superbill.terminology.history import Event
from superbill.terminology.search import Hit, SearchResult
from superbill.terminology.tree import Node

Data = dict[str, Any]

_CITATION = tuple(field.name for field in fields(Citation))
_EDIT = ("column1", "column2", "modifier_indicator", "effective_date", "deletion_date")
_POLICY = (
    "kind", "id", "version", "type", "title", "effective_date", "end_date", "contractors", "states", "url", "citation",
)  # fmt: skip
_CHANGE = (
    "code", "source", "title", "series", "when", "subject", "what", "before", "after", "citation_before", "citation_after",
)  # fmt: skip
_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json(data: Any, *, indent: int = 2) -> bytes:
    """JSON bytes: decimals as numbers with their digits, dates as ISO text."""
    encoded = _encoder.encode(data)
    return msgspec.json.format(encoded, indent=indent) if indent else encoded


def _as_declared(value: Any, names: tuple[str, ...]) -> Data:
    """The named attributes in their order; a tuple as a list, a receipt as its data."""
    return {name: _part(getattr(value, name)) for name in names}


def _part(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return citation_data(value) if isinstance(value, Citation) else value


def citation_data(citation: Citation) -> Data:
    """A receipt."""
    return {name: getattr(citation, name) for name in _CITATION}


def _or_none(citation: Citation | None) -> Data | None:
    return citation_data(citation) if citation else None


def _why_not(reason: NotAvailable | None) -> Data:
    """What is added to an answer that could not be given."""
    return leaf_data(reason) if reason is not None else {}


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
    return _as_declared(line, ("system", "code", "display", "text", "billable"))


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
        if answer.other_readings:
            data["other_readings"] = [_reading(each) for each in answer.other_readings]
        match answer:
            case NotBillable(children=children):
                data["children"] = [line_data(child) for child in children]
                data |= {"total": answer.total, "since": answer.since}
            case Deleted(last_day=day, lacking=lacking):
                data |= {"last_day": day, "lacking": citation_data(lacking) if lacking else None}
            case NotYetValid(first_day=day, lacking=lacking):
                data |= {"first_day": day, "lacking": citation_data(lacking) if lacking else None}
            case Unconfirmed(lacking=lacking):
                data["lacking"] = citation_data(lacking) if lacking else None
        return data
    data |= {"systems": list(answer.systems), "near": [line_data(line) for line in answer.near]}
    if isinstance(answer, NotLoadedHere):
        data["reason"] = leaf_data(answer.reason)
    else:
        data["searched"] = [citation_data(citation) for citation in answer.searched]
    return data


def _reading(answer: Known) -> Data:
    """What the same characters are in another system."""
    return {"system": answer.system, "code": answer.code, "display": answer.display, "status": answer.status,
            "title": leaf_data(answer.title)}  # fmt: skip


def hit_data(hit: Hit) -> Data:
    """A search result; `standing` only when it is not in force on the date of service asked for."""
    names = ("system", "code", "display", "match", "billable", "ended")
    return _as_declared(hit, (*names, "standing") if hit.standing else names)


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
    return _as_declared(node, ("system", "code", "display", "parent", "billable", "text", "citation"))


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
    return _as_declared(edit, (*_EDIT, "rationale", "citation"))


def pair_data(answer: PairAnswer) -> Data:
    """Two codes: the active edit's fields at the top, earlier periods below."""
    data: Data = {
        "codes": list(answer.codes),
        "setting": answer.setting,
        "on": answer.on,
        **dict.fromkeys(_EDIT),
        "result": answer.result,
    }
    data |= edit_data(answer.edit) if answer.edit is not None else {"citation": _or_none(answer.citation)}
    data |= _why_not(answer.reason)
    data["ended"] = [edit_data(edit) for edit in answer.ended]
    return data


def units_data(answer: UnitsAnswer) -> Data:
    """The units edit of a code in one setting."""
    return {
        **_as_declared(answer, ("code", "setting", "on", "mue", "mai")),
        "result": answer.meaning if answer.reason is None else "not available",
        **_as_declared(answer, ("rationale", "citation")),
        **_why_not(answer.reason),
    }


def policy_data(policy: Policy) -> Data:
    """A coverage document."""
    return _as_declared(policy, _POLICY)


def policies_data(code: str, state: str | None, on: date, found: tuple[Policy, ...] | NotAvailable) -> Data:
    """The documents that name a procedure; none, and why, when it cannot be told."""
    missing = found if isinstance(found, NotAvailable) else None
    listed = () if isinstance(found, NotAvailable) else found
    return {
        "code": code,
        "state": state,
        "on": on,
        "policies": [policy_data(policy) for policy in listed],
        **_why_not(missing),
    }


def group_data(group: DiagnosisGroup) -> Data:
    """A group of diagnoses with its paragraph."""
    return _as_declared(group, ("number", "covered", "paragraph", "note", "names", "citation"))


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
    return {
        "code": answer.code,
        "dx": answer.diagnosis,
        "state": answer.state,
        "on": answer.on,
        "result": answer.result,
        "why": answer.why,
        "documents": [finding_data(finding) for finding in answer.findings],
        "later": [policy_data(policy) for policy in answer.later],
        **_as_declared(answer, ("remarks", "citation")),
        **_why_not(answer.reason),
    }


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
        **_as_declared(release, ("name", "source", "series", "edition", "title", "publisher", "page", "licence")),
        "from": release.period.start,
        "to": release.period.end,
        **_as_declared(release, ("published", "complete", "rows")),
        "files": [_as_declared(file, ("name", "sha256", "rows")) for file in release.files],
        "notes": list(release.notes),
    }


def events_data(events: Iterable[Event]) -> list[Data]:
    """The history of a code."""
    return [_as_declared(event, ("when", "what", "detail", "citation")) for event in events]


def change_data(change: Change) -> Data:
    """One change between two releases."""
    return _as_declared(change, _CHANGE)


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
