"""A worked remittance on the terminal: payments, what there is to do by money, codes explained, totals, what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from superbill.model.citation import NotAvailable
from superbill.remits.answer import Explained, RemitAnswer, WorkItem
from superbill.remits.deadlines import Deadline
from superbill.surfaces.cli.output import table
from superbill.surfaces.remit_answers import sign_of, to_do, usd

MOST_REFUSED = 50
MOST_REASONS = 5
LISTS = {"group": "Group", "CARC": "Reason", "RARC": "Remark", "PLB": "Provider adjustment"}


def show_remit(out: Console, answer: RemitAnswer, most: int) -> None:
    """All of it; `most` items are shown in full."""
    for payment in answer.payments:
        balance = "balances" if payment.balanced else "does not balance"
        words = f"{usd(payment.paid)} on {payment.on or 'no date'}, {payment.claims} claims, {balance}"
        out.print(Text.assemble((f"{payment.trace}  {payment.payer_name}", "bold"), f"  {words}"))
    _sum_up(out, answer)
    for number, item in enumerate(answer.items[:most], start=1):
        _item(out, number, item, answer)
    if len(answer.items) > most:
        out.print(f"[dim]{len(answer.items) - most} more: --limit N shows them, --format csv lists all[/dim]")
    _codes(out, answer.codes)
    _totals(out, answer)
    _refused(out, answer)


def _sum_up(out: Console, answer: RemitAnswer) -> None:
    compared = matched = 0
    why_not: Counter[str] = Counter()
    for each in answer.claims:
        compared += each.expected is not None
        matched += each.matched
        if each.why_not is not None:
            why_not[f"{each.why_not.not_available} (from: {each.why_not.would_come_from})"] += 1
    parts = [
        f"{len(answer.claims)} claims",
        f"{matched} matched to the claim file",
        f"{compared} compared with what was due",
    ]
    if answer.claims_without_payment:
        parts.append(f"{answer.claims_without_payment} of the claim file not in this remittance")
    out.print(f"[dim]{', '.join(parts)}[/dim]")
    for reason, count in why_not.most_common(MOST_REASONS):
        out.print(Text(f"not compared: {count} {'claim' if count == 1 else 'claims'}: {reason}", style="dim"))
    words = f"{answer.to_work} to work, {usd(answer.usd_at_stake)} at stake" if answer.to_work else "nothing to work"
    out.print(Text(f"\n{words}\n", style="bold"))


def _item(out: Console, number: int, item: WorkItem, answer: RemitAnswer) -> None:
    code = "-".join((item.code, *item.modifiers)) if item.code else ""
    where = f"claim {item.claim}" if item.claim else "payment"
    parts = [where, f"line {item.line}" if item.line else "", code, f"{item.on or ''}"]
    head = Text(f"{number:>3}  ", style="dim")
    head.append(f"{usd(item.usd)}", style="bold")
    head.append(f"  {item.kind.value}", style="bold")
    head.append("  " + "  ".join(part for part in parts if part))
    out.print(head)
    _hang(out, item.why)
    if item.at_charge:
        _hang(out, "the amount is that of the charge: what was due is not known", style="dim")
    for step in item.steps:
        _hang(out, step, style="dim")
    for each in item.evidence:
        _hang(out, f"{each.text}  [{each.citation}]", label=f"{sign_of(each)} ")
    if item.hopeless:
        _hang(out, "all that is known speaks against an appeal", style="yellow")
    for note in answer.claims[item.outcome].notes if item.outcome >= 0 and answer.claims else ():
        _hang(out, note, style="dim")
    for step in to_do(item):
        _hang(out, step, label="→ ")
    _deadline(out, item)
    out.print()


def _deadline(out: Console, item: WorkItem) -> None:
    until = item.deadline
    if isinstance(until, Deadline):
        _hang(out, f"by {until.day}: {until.what} ({until.citation.title}, {until.citation.locator})", style="cyan")
    elif isinstance(until, NotAvailable):
        _hang(out, f"deadline not available: {until.not_available} (from: {until.would_come_from})", style="dim")


def _hang(out: Console, words: str, *, label: str = "", style: str = "") -> None:
    out.print(Padding(Text(label + words, style=style), (0, 0, 0, 5), expand=False))


def _codes(out: Console, codes: Sequence[Explained]) -> None:
    if not codes:
        return
    out.print(Text("Codes of this file", style="bold"))
    for each in codes:
        title = each.action.title if each.action is not None else "no text yet: see the payer's list"
        out.print(Text.assemble((f"{LISTS[each.list]} {each.code}", "bold"), f"  {title}  ", (f"×{each.count}", "dim")))
        if not isinstance(each.official, NotAvailable):
            _hang(out, each.official.value, style="dim")
        if each.action is not None:
            _hang(out, each.action.means)
            for step in each.action.do:
                _hang(out, step, label="→ ")
    out.print(
        "[dim]These texts are Superbill's own and unreviewed. X12's wording comes from your licensed list.[/dim]\n"
    )


def _totals(out: Console, answer: RemitAnswer) -> None:
    shown = table("Group", "Reason", "What", "Times", "Amount")
    for row in answer.by_reason:
        shown.add_row(*row.key, row.title, str(row.count), usd(row.usd))
    if answer.by_reason:
        out.print(shown)
    by_payer = table("Payer", "What", "Times", "At stake")
    for row in answer.by_payer:
        by_payer.add_row(row.key[0], row.key[1], str(row.count), usd(row.usd))
    if answer.by_payer:
        out.print()
        out.print(by_payer)
    for trace, each in answer.provider_adjustments:
        words = f"{trace}: provider adjustment {each.reason} {each.reference} {usd(each.amount)}".replace("  ", " ")
        out.print(Text(words, style="dim"))


def _refused(out: Console, answer: RemitAnswer) -> None:
    for each in answer.refused[:MOST_REFUSED]:
        name = f"claim {each.id}: " if each.id else ""
        words = f"{each.file}, segment {each.segment}, {each.element}: {name}{each.why}"
        out.print(Text(f"not read: {words}", style="yellow"))
    if len(answer.refused) > MOST_REFUSED:
        out.print(f"[yellow]and {len(answer.refused) - MOST_REFUSED} more that could not be read[/yellow]")
