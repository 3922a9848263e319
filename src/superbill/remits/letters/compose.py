"""A letter of appeal for each claim with something to appeal, from facts only; what a person has to add is a `[placeholder]`.

A request to Medicare names what 42 CFR 405.944(b) asks for: the beneficiary and the Medicare number (placeholders: no name is
kept), the services and their dates, and who makes the request. Nothing that speaks against the appeal is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Template as Wording

from superbill.model.citation import Citation
from superbill.remits.answer import ClaimOutcome, ItemKind, RemitAnswer, WorkItem
from superbill.remits.deadlines import Deadline
from superbill.remits.letters.sender import Sender
from superbill.remits.letters.templates import Template, load_templates

_UNSAFE_IN_NAME = re.compile(r"[^0-9A-Za-z-]+")
HEADINGS = ("Line", "Date", "Code", "Billed", "Paid", "Allowed", "Due", "Reasons")


@dataclass(frozen=True, slots=True)
class Point:
    """A paragraph of the grounds; `marks` are numbers of sources; `indented` ones are steps of arithmetic."""

    text: str
    marks: tuple[int, ...] = ()
    indented: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """All parts of a letter in their order. Texts in square brackets are for a person to fill in; `deadline` is the last day
    for it to be there. `stem` is a file name without patient data but the claim's own number."""

    claim: str
    stem: str
    on: date
    sender: Sender
    to: tuple[str, ...]
    subject: str
    references: tuple[tuple[str, str], ...]
    opening: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    grounds: tuple[Point, ...]
    closing: tuple[str, ...]
    enclosures: tuple[str, ...]
    sources: tuple[str, ...]
    amount: Decimal
    deadline: Deadline | None


def compose_letters(
    answer: RemitAnswer, on: date, sender: Sender | None = None, claim: str | None = None
) -> tuple[Letter, ...]:
    """The letters of a remittance, those of most money first; only that of `claim` if given. Denials that all facts speak
    against get none, nor do those to be corrected instead of appealed."""
    by_claim: dict[int, list[WorkItem]] = {}
    for item in answer.work():
        if item.letter and not item.hopeless and (claim is None or item.claim == claim):
            by_claim.setdefault(item.outcome, []).append(item)
    writer = sender or Sender()
    return tuple(
        _letter(answer.claims[number], items, on, writer, place)
        for place, (number, items) in enumerate(by_claim.items(), start=1)
    )


def _letter(outcome: ClaimOutcome, items: Sequence[WorkItem], on: date, sender: Sender, place: int) -> Letter:
    template = load_templates()[items[0].letter]
    numbers: dict[Citation, int] = {}
    payer = outcome.payer_name or "[Payer]"
    words = {
        "payer": payer, "trace": outcome.trace or "[number]", "basis": _basis(items),
        "notice": _day(outcome.notice) if outcome.notice else "[date of the notice]",
    }  # fmt: skip
    grounds = tuple(point for item in items for point in _grounds(item, words, numbers))
    until = min(
        (item.deadline for item in items if isinstance(item.deadline, Deadline)), key=lambda d: d.day, default=None
    )
    stem = _UNSAFE_IN_NAME.sub("-", outcome.id).strip("-")[:40] or "claim"
    return Letter(
        claim=outcome.id,
        stem=f"appeal-{place:03}-{stem}",
        on=on,
        sender=sender,
        to=_to(outcome, payer, sender),
        subject=_subject(outcome, template),
        references=_references(outcome, items, sender),
        opening=(_filled(template.opening, words),),
        rows=tuple(_row(item) for item in items),
        grounds=grounds,
        closing=(_filled(template.request, words), *_timing(outcome, until, on)),
        enclosures=tuple(dict.fromkeys(_filled(each, words) for each in _enclosures(items))),
        sources=tuple(_source(citation) for citation in numbers),
        amount=sum((item.usd for item in items), Decimal(0)),
        deadline=until,
    )


def _basis(items: Iterable[WorkItem]) -> str:
    medicare = all(item.basis.startswith("Medicare") for item in items if item.kind is ItemKind.UNDERPAYMENT)
    return "the Medicare fee schedule" if medicare else "our agreement"


def _filled(text: str, words: dict[str, str]) -> str:
    return Wording(text).substitute(words)


def _to(outcome: ClaimOutcome, payer: str, sender: Sender) -> tuple[str, ...]:
    office = "Redeterminations" if outcome.medicare else "Provider Appeals"
    return (payer, office, *(sender.payer_address or ("[Address for appeals, from the notice]",)))


def _subject(outcome: ClaimOutcome, template: Template) -> str:
    if outcome.medicare:
        return f"Request for redetermination: {template.title.lower()}"
    return f"Appeal: {template.title.lower()}"


def _references(outcome: ClaimOutcome, items: Sequence[WorkItem], sender: Sender) -> tuple[tuple[str, str], ...]:
    days = sorted({item.on for item in items if item.on})
    served = (
        _day(days[0]) if len(days) == 1 else f"{_day(days[0])} to {_day(days[-1])}" if days else "[date of service]"
    )
    amount = sum((item.usd for item in items), Decimal(0))
    rows = [
        ("Patient", "[Patient name]"),
        ("Medicare number" if outcome.medicare else "Member number", "[Member number]"),
        ("Date of birth", _day(outcome.born) if outcome.born else "[Date of birth]"),
        ("Your claim number", outcome.payer_control or "[from the notice]"),
        ("Our claim number", outcome.id),
        ("Date of service", served),
        ("Notice", f"{outcome.trace}, {_day(outcome.notice)}" if outcome.notice else outcome.trace),
        ("Provider NPI", outcome.provider or sender.npi or outcome.payee or "[NPI]"),
    ]
    if outcome.authorization:
        rows.append(("Authorization", outcome.authorization))
    rows.append(("Amount in dispute", f"${amount:,.2f}"))
    return tuple(rows)


def _row(item: WorkItem) -> tuple[str, ...]:
    code = "-".join((item.code, *item.modifiers)) if item.code else "whole claim"
    due = f"${item.expected:,.2f}" if item.expected is not None else "as billed"
    reasons = ", ".join(dict.fromkeys((*(reason.name for reason in item.reasons), *item.remarks)))
    return (
        str(item.line) if item.line else "all", item.on.isoformat() if item.on else "", code, f"${item.charge:,.2f}",
        f"${item.paid:,.2f}", f"${item.allowed:,.2f}", due, reasons,
    )  # fmt: skip


def _grounds(item: WorkItem, words: dict[str, str], numbers: dict[Citation, int]) -> Iterable[Point]:
    template = load_templates()[item.letter]

    def marks(citations: Iterable[Citation]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(numbers.setdefault(each, len(numbers) + 1) for each in citations))

    code = "-".join((item.code, *item.modifiers)) if item.code else "The claim"
    where = f"Line {item.line}, {code}" if item.line else code
    yield Point(f"{where}, {_day(item.on)}" if item.on else where, heading=True)
    if item.kind is ItemKind.UNDERPAYMENT:
        yield Point(f"{_filled(template.ground, words)} {_short(item)}", marks(item.citations))
        for step in item.steps:
            yield Point(step, indented=True)
        return
    yield Point(_filled(template.ground, words))
    favourable = [each for each in item.evidence if each.favours is not False and not each.citation.stale_days]
    for each in favourable:
        yield Point(f"{each.text}.", marks((each.citation,)))
    if template.ask and not any(each.favours for each in item.evidence if "no pair edit" not in each.text):
        yield Point(f"[{template.ask}.]")


def _short(item: WorkItem) -> str:
    if item.letter != "underpayment" or item.expected is None:
        return f"{_capital(item.why)}."
    return f"The amount allowed was ${item.allowed:,.2f}; the amount due is ${item.expected:,.2f} ({item.basis})."


def _timing(outcome: ClaimOutcome, until: Deadline | None, on: date) -> Iterable[str]:
    if until is None:
        return
    if on > until.day:
        late = "[The limit ended on {day}: state the good cause for filing late{rule}.]"
        yield late.format(day=_day(until.day), rule=" (42 CFR 405.942(b))" if outcome.medicare else "")
    elif outcome.medicare and outcome.notice:
        yield (
            f"This is a request under 42 CFR 405.940 to 405.944. The notice is dated {_day(outcome.notice)}, and the request "
            "is filed within 120 days of its receipt."
        )


def _enclosures(items: Sequence[WorkItem]) -> Iterable[str]:
    for item in items:
        yield from load_templates()[item.letter].enclosures


def _source(citation: Citation) -> str:
    """`CMS, Physician fee schedule relative values 2026B, row 6243 (file X), in force from 2026-04-01`."""
    period = f"in force from {citation.effective_from}"
    if citation.effective_to is not None and citation.effective_to.year < 9000:
        period += f" to {citation.effective_to}"
    file = f"file {citation.file}" if citation.file else ""
    own = citation.source in ("claim", "remittance")
    return ", ".join(part for part in (citation.name, citation.locator, file, "" if own else period) if part)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: date | None) -> str:
    """`July 3, 2026`."""
    return f"{day:%B} {day.day}, {day.year}" if day is not None else ""
