"""One claim of a remittance: what was answered, what was expected, and what there is to do about the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from superbill.edits.payers import Policies
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import NotAvailable
from superbill.model.claim import Claim, ClaimLine
from superbill.model.money import round_cents
from superbill.model.remittance import Adjustment, LinePayment
from superbill.pricing.authority import sequester
from superbill.remits.actions import Action, Actions, Route
from superbill.remits.amounts import SEQUESTRATION, ZERO, Amounts, amounts_of, claim_amounts, total
from superbill.remits.answer import ClaimOutcome, Evidence, ItemKind, WorkItem
from superbill.remits.bundles import Bundle, split_bundles, summed
from superbill.remits.deadlines import Deadline, deadline
from superbill.remits.evidence import Denied, gather_evidence
from superbill.remits.expected import HUNDRED, ClaimExpectation, Expectation, Expected, Expecter
from superbill.remits.gather import Gathered
from superbill.remits.match import Answered, match_lines
from superbill.remits.reasons import GENERIC, is_denied, letter_of, reasons_of, texts_of
from superbill.remits.standing import Case, case_of, standing_parts

UNPROCESSABLE = "MA130"
NO_LINES = NotAvailable("the remittance has no decision on service lines to compare", "the claim file: --claims FILE")
ROUNDING = Decimal("0.02")
STATES = {"19": "sent on to another payer", "20": "sent on to another payer", "21": "sent on to another payer",
          "23": "not this payer's claim"}  # fmt: skip


class Assessor:
    """Assesses claims one by one. `tolerance_usd` is by how much a line may be off before it counts."""

    def __init__(
        self, kb: KnowledgeBase, expecter: Expecter, actions: Actions, policies: Policies, tolerance_usd: Decimal
    ) -> None:
        self._kb = kb
        self._expecter = expecter
        self._actions = actions
        self._policies = policies
        self._tolerance = tolerance_usd

    def assess(
        self, gathered: Gathered, claims: Sequence[Claim], number: int
    ) -> tuple[ClaimOutcome, tuple[WorkItem, ...]]:
        """The outcome of a claim, and its work items; `number` is its place among the outcomes."""
        parts, notes = standing_parts(gathered, claims)
        case = case_of(parts or gathered.parts, claims, self._expecter, number)
        items = list(self._takebacks(case, gathered))
        if not parts:
            return _outcome(case, gathered, notes), tuple(items)
        if case.payment.status in STATES:
            notes.append(STATES[case.payment.status])
        expectation = self._expecter.expect(case.claim, case.payment, case.contract, case.filing)
        answered: tuple[Answered, ...] = ()
        if not case.lines or isinstance(expectation.whole, Expected):
            items += self._whole(case, expectation)
        else:
            answered = _pair(case)
            single, bundles = split_bundles(_with_expectation(answered, expectation))
            for each, due in single:
                items += self._line(case, each, due)
            for bundle in bundles:
                items += self._bundle(case, bundle)
            own = case.own_adjustments
            items += self._denials(case, None, own, None, (), claim_amounts(ZERO, ZERO, own, ZERO))
        items += self._sequestration(case)
        return _outcome(case, gathered, notes, answered, expectation), tuple(items)

    def _takebacks(self, case: Case, gathered: Gathered) -> Iterator[WorkItem]:
        for part in gathered.takebacks if not gathered.standing else ():
            usd = -part.payment.paid
            if usd <= 0:
                continue
            lines = part.payment.lines
            adjustments = [*part.payment.adjustments, *(one for line in lines for one in line.adjustments)]
            served = part.payment.statement_from or next((line.on for line in lines if line.on), None)
            yield WorkItem(
                ItemKind.TAKEBACK, gathered.id, usd,
                f"${usd:,.2f} paid before is taken back, and no corrected payment of the claim is in the file",
                on=served, charge=part.payment.charge, paid=part.payment.paid,
                reasons=reasons_of(self._actions, adjustments), remarks=part.payment.remarks, route=Route.APPEAL,
                deadline=self._deadline(case, Route.APPEAL, served), outcome=case.number,
            )  # fmt: skip

    def _whole(self, case: Case, expectation: ClaimExpectation) -> Iterator[WorkItem]:
        """A claim that is paid, or compared, as a whole."""
        adjustments = [*case.own_adjustments, *(one for line in case.lines for one in line.adjustments)]
        due = expectation.whole if expectation.whole is not None else summed(expectation.lines, expectation.basis)
        amounts = claim_amounts(case.charge, case.paid, adjustments, case.patient)
        denials = list(self._denials(case, None, adjustments, due, (), amounts))
        yield from denials or self._difference(case, None, due, amounts, adjustments, ())

    def _line(self, case: Case, answered: Answered, due: Expectation | None) -> Iterator[WorkItem]:
        line = answered.line
        if not answered.payments:
            if line is not None and case.matched:
                yield self._unanswered(case, line, due)
            return
        adjustments = [one for each in answered.payments for one in each.adjustments]
        remarks = tuple(dict.fromkeys(remark for each in answered.payments for remark in each.remarks))
        amounts = amounts_of(answered.payments)
        shown = line or _shown(answered.payments[0])
        denials = list(self._denials(case, shown, adjustments, due, remarks, amounts))
        yield from denials or self._difference(case, shown, due, amounts, adjustments, remarks)

    def _bundle(self, case: Case, bundle: Bundle) -> Iterator[WorkItem]:
        """Lines that the payer put together under another code: compared by their sum."""
        amounts = amounts_of(bundle.payments)
        adjustments = [one for each in bundle.payments for one in each.adjustments]
        for item in self._difference(case, bundle.line, bundle.due, amounts, adjustments, ()):
            letter = "bundling" if item.letter else ""
            yield replace(item, why=f"{bundle.words}: {item.why}", letter=letter)

    def _denials(
        self, case: Case, line: ClaimLine | None, adjustments: Sequence[Adjustment], due: Expectation | None,
        remarks: tuple[str, ...], amounts: Amounts,
    ) -> Iterator[WorkItem]:  # fmt: skip
        """One item for all that is denied on a line."""
        denied = [one for one in adjustments if is_denied(self._actions, one, amounts)]
        if not denied:
            return
        usd = total(denied)
        why = f"${usd:,.2f} denied, {', '.join(dict.fromkeys(f'{one.group}-{one.reason}' for one in denied))}"
        if isinstance(due, Expected):
            usd = max(min(due.usd - amounts.allowed, usd), ZERO)
        remarks = tuple(dict.fromkeys((*remarks, *case.remarks)))
        texts = texts_of(self._actions, denied, remarks)
        lead = next((text.title.lower() for text in texts if text.list == "CARC"), "")
        evidence = self._evidence(case, line, texts)
        route, letter = _way(texts, evidence, remarks)
        item = self._item(
            case, ItemKind.DENIAL, line, usd, f"{why}: {lead}" if lead else why, due, amounts, adjustments
        )
        yield replace(
            item, at_charge=not isinstance(due, Expected), remarks=remarks, evidence=evidence, route=route, letter=letter,
            deadline=self._deadline(case, route, item.on),
        )  # fmt: skip

    def _evidence(self, case: Case, line: ClaimLine | None, texts: Sequence[Action]) -> tuple[Evidence, ...]:
        served = _served(case, line)
        if line is None or not line.code or served is None:
            return ()
        policy = self._policies.of(case.claim)
        asked = Denied(case.claim, line, served, policy, case.payment.received, case.part.remittance.trace)
        return gather_evidence(self._kb, asked, [fact for text in texts for fact in text.facts])

    def _difference(
        self, case: Case, line: ClaimLine | None, due: Expectation | None, amounts: Amounts,
        adjustments: Sequence[Adjustment], remarks: tuple[str, ...],
    ) -> Iterator[WorkItem]:  # fmt: skip
        """Less, or more, than expected."""
        if not isinstance(due, Expected) or case.payment.status in STATES:
            return
        short = due.usd - amounts.allowed
        if abs(short) <= self._tolerance:
            return
        words = f"allowed ${amounts.allowed:,.2f}, expected ${due.usd:,.2f} ({due.why})"
        kind = ItemKind.UNDERPAYMENT if short > 0 else ItemKind.OVERPAYMENT
        item = self._item(case, kind, line, abs(short), words, due, amounts, adjustments)
        remarks = tuple(dict.fromkeys((*remarks, *case.remarks)))
        if short < 0:
            yield replace(item, remarks=remarks)
            return
        until = self._deadline(case, Route.APPEAL, item.on)
        yield replace(item, remarks=remarks, route=Route.APPEAL, letter="underpayment", deadline=until)

    def _unanswered(self, case: Case, line: ClaimLine, due: Expectation | None) -> WorkItem:
        usd = due.usd if isinstance(due, Expected) else line.charge
        empty = Amounts(line.charge, ZERO, ZERO, ZERO, ZERO, ZERO, stated=False)
        why = f"the claim has this line of ${line.charge:,.2f}, and the remittance does not answer it"
        item = self._item(case, ItemKind.UNANSWERED, line, usd, why, due, empty, ())
        until = self._deadline(case, Route.CORRECT, item.on)
        return replace(item, at_charge=not isinstance(due, Expected), route=Route.CORRECT, deadline=until)

    def _sequestration(self, case: Case) -> Iterator[WorkItem]:
        """Whether the sequester is as large as the law says: a percentage of the payment, after the patient's share."""
        adjustments = [*case.own_adjustments, *(one for line in case.lines for one in line.adjustments)]
        withheld = total(one for one in adjustments if one.reason == SEQUESTRATION)
        served = case.payment.statement_through or max((line.on for line in case.lines if line.on), default=None)
        if withheld <= 0 or not case.medicare or served is None:
            return
        cut = sequester(served)
        percent = Decimal(cut[0]) if cut is not None else ZERO
        right = round_cents((case.paid + withheld) * percent / HUNDRED)
        if withheld - right > ROUNDING * max(len(case.lines), 1):
            before = case.paid + withheld
            words = f"${withheld:,.2f} is withheld as sequestration; {percent} % of the payment of ${before:,.2f} is ${right:,.2f}"
            yield WorkItem(
                ItemKind.SEQUESTRATION, case.claim.id, withheld - right, words, on=served, charge=case.charge, paid=case.paid,
                reasons=reasons_of(self._actions, adjustments), route=Route.APPEAL, outcome=case.number,
                deadline=self._deadline(case, Route.APPEAL, served), citations=(cut[1],) if cut is not None else (),
            )  # fmt: skip

    def _item(
        self, case: Case, kind: ItemKind, line: ClaimLine | None, usd: Decimal, why: str, due: Expectation | None,
        amounts: Amounts, adjustments: Sequence[Adjustment],
    ) -> WorkItem:  # fmt: skip
        known = due if isinstance(due, Expected) else None
        return WorkItem(
            kind, case.claim.id, usd, why,
            line=line.number if line is not None else 0,
            code=(line.code or line.revenue_code) if line is not None else "",
            modifiers=line.modifiers if line is not None else (),
            on=_served(case, line),
            charge=amounts.charge, paid=amounts.paid, allowed=amounts.allowed,
            expected=known.usd if known is not None else None,
            reasons=reasons_of(self._actions, adjustments),
            basis=known.why if known is not None else "",
            steps=known.steps if known is not None else (),
            citations=known.citations if known is not None else (),
            outcome=case.number,
        )  # fmt: skip

    def _deadline(self, case: Case, route: Route, served: date | None) -> Deadline | NotAvailable | None:
        policy = self._policies.of(case.claim)
        return deadline(route, case.notice, served, policy, case.contract, medicare=case.medicare)


def _way(texts: Sequence[Action], evidence: Sequence[Evidence], remarks: Sequence[str]) -> tuple[Route, str]:
    """How to go about a denial, and with which letter: a correction becomes an appeal where the facts are on our side."""
    route, letter = (texts[0].route, letter_of(texts)) if texts else (Route.APPEAL, GENERIC)
    if UNPROCESSABLE in remarks:
        return Route.CORRECT, ""
    if route is Route.CORRECT and letter and any(each.favours for each in evidence):
        route = Route.APPEAL
    return route, letter if route is Route.APPEAL else ""


def _pair(case: Case) -> tuple[Answered, ...]:
    if case.matched:
        return match_lines(case.claim, case.lines)
    return tuple(Answered(line, (payment,)) for line, payment in zip(case.claim.lines, case.lines, strict=True))


def _with_expectation(
    answered: Sequence[Answered], expectation: ClaimExpectation
) -> Iterator[tuple[Answered, Expectation | None]]:
    """Claim lines come first and in order, so their expectations stand at the same places."""
    for place, each in enumerate(answered):
        known = each.line is not None and place < len(expectation.lines)
        yield each, expectation.lines[place] if known else None


def _shown(payment: LinePayment) -> ClaimLine:
    """A payment line that no claim line fits, for showing."""
    return ClaimLine(
        0, payment.original_code or payment.code, payment.on, payment.original_modifiers or payment.modifiers, payment.units,
        payment.charge, revenue_code=payment.revenue_code,
    )  # fmt: skip


def _served(case: Case, line: ClaimLine | None) -> date | None:
    return (line.on if line is not None else None) or case.payment.statement_from or case.claim.on


def _outcome(
    case: Case, gathered: Gathered, notes: Sequence[str], answered: Sequence[Answered] = (),
    expectation: ClaimExpectation | None = None,
) -> ClaimOutcome:  # fmt: skip
    head, claim = case.part.remittance, case.claim
    due = None
    if expectation is not None:
        due = expectation.whole if expectation.whole is not None else summed(expectation.lines, expectation.basis)
    adjustments = [*case.own_adjustments, *(one for line in case.lines for one in line.adjustments)]
    allowed = sum((amounts_of(each.payments).allowed for each in answered if each.payments), ZERO)
    whole = claim_amounts(case.charge, case.paid, adjustments, case.patient)
    days = [line.on for line in claim.lines if line.on] or [day for day in (case.payment.statement_from,) if day]
    return ClaimOutcome(
        id=gathered.id, payer_control=case.payment.payer_control, payer_name=head.payer_name, payer_id=head.payer_id,
        payee=head.payee, trace=head.trace, notice=case.notice,
        statuses=tuple(part.payment.status for part in gathered.parts),
        charge=case.charge, paid=sum((part.payment.paid for part in gathered.parts), ZERO),
        allowed=allowed if answered else whole.allowed, patient=case.patient,
        expected=due.usd if isinstance(due, Expected) else None,
        basis=expectation.basis if expectation is not None else "", matched=case.matched, medicare=case.medicare,
        why_not=due if isinstance(due, NotAvailable) else NO_LINES if due is None and expectation is not None else None, notes=tuple(notes),
        first_service=min(days, default=None), last_service=max(days, default=None),
        unmatched_lines=sum(1 for each in answered if each.line is None) if case.matched else 0,
        born=claim.born, authorization=claim.prior_authorization, provider=claim.billing.number,
    )  # fmt: skip
