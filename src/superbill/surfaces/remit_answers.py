"""A worked remittance as plain data: the JSON and CSV that command line and pages share. Nothing names a patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal

from superbill.model.citation import Citation, NotAvailable
from superbill.remits.answer import ClaimOutcome, Evidence, Explained, RemitAnswer, Total, WorkItem
from superbill.remits.deadlines import Deadline
from superbill.surfaces.answers import Data, citation_data, leaf_data, to_json
from superbill.surfaces.sheets import Cells, Sheet, csv_lines


def remit_data(answer: RemitAnswer) -> Data:
    """The whole answer; `items` are ordered by money."""
    return {name: list(part) if isinstance(part, Iterator) else part for name, part in _parts(answer).items()}


def remit_json(answer: RemitAnswer) -> Iterator[bytes]:
    """The same as JSON, piece by piece: items and claims are a line each."""
    before = b"{\n"
    for name, part in _parts(answer).items():
        yield before + to_json(name, indent=0) + b": "
        before = b",\n"
        if not isinstance(part, Iterator):
            yield to_json(part, indent=0)
            continue
        between = b"[\n"
        for each in part:
            yield between + to_json(each, indent=0)
            between = b",\n"
        yield b"]" if between == b",\n" else b"[]"
    yield b"\n}\n"


def remit_csv(answer: RemitAnswer) -> Iterator[bytes]:
    """A row for each thing to do."""
    return (line.encode() for line in csv_lines(ITEMS, answer.items))


def _parts(answer: RemitAnswer) -> Data:
    return {
        "payments": [
            {
                "trace": each.trace, "payer": each.payer_name, "payer_id": each.payer_id, "paid_usd": each.paid, "on": each.on,
                "claims": each.claims, "refused": each.refused, "balanced": each.balanced,
            }
            for each in answer.payments
        ],
        "usd_at_stake": answer.usd_at_stake,
        "tolerance_usd": answer.tolerance_usd,
        "items": map(item_data, answer.items),
        "claims": map(_claim, answer.claims),
        "by_group": [_total(row, ("group",)) for row in answer.by_group],
        "by_reason": [_total(row, ("group", "reason")) for row in answer.by_reason],
        "by_payer": [_total(row, ("payer", "kind")) for row in answer.by_payer],
        "codes": [_code(each) for each in answer.codes],
        "provider_adjustments": [
            {"trace": trace, "reason": each.reason, "reference": each.reference, "usd": each.amount}
            for trace, each in answer.provider_adjustments
        ],
        "claims_without_payment": answer.claims_without_payment,
        "refused": [asdict(each) for each in answer.refused],
    }  # fmt: skip


def item_data(item: WorkItem) -> Data:
    """One thing to do."""
    return {
        "kind": item.kind,
        "claim": item.claim,
        "line": item.line or None,
        "code": item.code,
        "modifiers": list(item.modifiers),
        "on": item.on,
        "usd": item.usd,
        "at_charge": item.at_charge,
        "charge_usd": item.charge,
        "paid_usd": item.paid,
        "allowed_usd": item.allowed,
        "expected_usd": item.expected,
        "why": item.why,
        "reasons": [
            {
                "group": each.group,
                "reason": each.code,
                "usd": each.usd,
                "title": each.action.title if each.action else "",
            }
            for each in item.reasons
        ],
        "remarks": list(item.remarks),
        "do": list(to_do(item)),
        "route": item.route,
        "deadline": deadline_data(item.deadline),
        "letter": item.letter,
        "basis": item.basis,
        "steps": list(item.steps),
        "citations": [citation_data(each) for each in item.citations],
        "evidence": [_evidence(each) for each in item.evidence],
    }


def deadline_data(until: Deadline | NotAvailable | None) -> Data | None:
    """The last day with its receipt, or why it is not known; None where nothing has to be filed."""
    if isinstance(until, Deadline):
        return {"day": until.day, "what": until.what, "citation": citation_data(until.citation)}
    return leaf_data(until) if until is not None else None


def to_do(item: WorkItem) -> tuple[str, ...]:
    """What the texts on its denials say is to be done, each once."""
    denied = [each.action for each in item.reasons if each.action is not None and each.name in item.why]
    return tuple(dict.fromkeys(step for action in denied for step in action.do))


def _evidence(each: Evidence) -> Data:
    return {"text": each.text, "favours": each.favours, "citation": citation_data(each.citation)}


def _claim(outcome: ClaimOutcome) -> Data:
    return {
        "id": outcome.id, "payer_claim_number": outcome.payer_control, "payer": outcome.payer_name, "trace": outcome.trace,
        "statuses": list(outcome.statuses), "from": outcome.first_service, "to": outcome.last_service,
        "charge_usd": outcome.charge, "paid_usd": outcome.paid, "allowed_usd": outcome.allowed,
        "patient_usd": outcome.patient, "expected_usd": outcome.expected, "basis": outcome.basis,
        "not_compared": leaf_data(outcome.why_not) if outcome.why_not is not None else None,
        "matched": outcome.matched, "unmatched_lines": outcome.unmatched_lines, "notes": list(outcome.notes),
    }  # fmt: skip


def _total(row: Total, names: tuple[str, ...]) -> Data:
    found: Data = dict(zip(names, row.key, strict=True))
    return found | {"title": row.title, "count": row.count, "usd": row.usd}


def _code(each: Explained) -> Data:
    action = each.action
    found: Data = {"list": each.list, "code": each.code, "count": each.count, "official": leaf_data(each.official)}
    if action is None:
        return found | {"title": "", "kind": None, "means": "", "check": [], "do": [], "review": None}
    return found | {
        "title": action.title, "kind": action.kind, "means": action.means, "check": list(action.check),
        "do": list(action.do), "review": action.review,
    }  # fmt: skip


def _item_cells(item: WorkItem) -> Cells:
    until = item.deadline
    return (
        item.kind, item.claim, item.line or None, item.code, " ".join(item.modifiers), item.on, item.usd, item.charge,
        item.paid, item.allowed, item.expected, " ".join(each.name for each in item.reasons), " ".join(item.remarks),
        item.why, "; ".join(to_do(item)), item.route,
        until.day if isinstance(until, Deadline) else None,
        until.not_available if isinstance(until, NotAvailable) else "",
        item.letter, "; ".join(f"{sign_of(each)} {each.text}" for each in item.evidence), _receipts(item),
    )  # fmt: skip


def sign_of(evidence: Evidence) -> str:
    """`+` favours an appeal, `-` speaks against it, `.` neither."""
    return {True: "+", False: "-", None: "."}[evidence.favours]


def _receipts(item: WorkItem) -> str:
    own: Iterable[Citation] = (each.citation for each in item.evidence)
    until = (item.deadline.citation,) if isinstance(item.deadline, Deadline) else ()
    return "; ".join(dict.fromkeys(str(each) for each in (*item.citations, *own, *until)))


ITEMS: Sheet[WorkItem] = Sheet(
    ("kind", "claim", "line", "code", "modifiers", "on", "usd", "charge_usd", "paid_usd", "allowed_usd", "expected_usd",
     "reasons", "remarks", "why", "do", "route", "deadline", "deadline_not_known", "letter", "evidence", "citations"),
    _item_cells,
)  # fmt: skip


def usd(amount: Decimal | None) -> str:
    """`$1,404.51`, `-$10.00`, or a dash for none."""
    if amount is None:
        return "–"
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"
