"""Scrubbed claims on the terminal: what fails, why, what mends it, who says so; what passes in one line; totals at the end."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from decimal import Decimal

import click

from superbill.edits.batch import Scrubbed
from superbill.edits.rules import claim_rules
from superbill.edits.scrub import COUNTS, troubles
from superbill.edits.tally import QueueEntry, Tally
from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import ClaimLine, Refused
from superbill.model.claim_price import LinePrice
from superbill.model.finding import Finding, Result, Severity
from superbill.surfaces.claim_answers import of_claim, of_line
from superbill.surfaces.claim_streams import Counting, Found, Shown

NARROWEST, WIDEST = 60, 100
SIGNS = {Result.PASS: ("✓", "green"), Result.FAIL: ("✗", "red"), Result.NO_DATA: ("?", "yellow")}
WORDS = {Result.PASS: "pass", Result.FAIL: "FAIL", Result.NO_DATA: "no data"}
MOST_LACKING = 8
MOST_QUEUED = 1_000


def text_stream(found: Iterable[Found], shown: Shown, tally: Tally) -> Iterator[bytes]:
    """The claims as text, in the width of the terminal; colours only where it is one."""
    page = Page(min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST), sys.stdout.isatty())
    counting = Counting(found, tally, queue=shown.queue)
    refused: list[Refused] = []
    for each in counting:
        if isinstance(each, Refused):
            refused.append(each)
        elif shown.lists(each):
            yield from page.encoded(page.claim(each))
    if shown.queue:
        yield from page.encoded(page.queue(counting.queue))
    yield from page.encoded(page.refusals(refused))
    yield from page.encoded(page.totals(tally, shown))


class Page:
    """Lines of text in a width."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self._colour = colour

    def encoded(self, lines: Iterable[str]) -> Iterator[bytes]:
        """UTF-8 with line ends."""
        for line in lines:
            yield f"{line.rstrip()}\n".encode()

    def paint(self, text: str, colour: str = "", *, bold: bool = False, dim: bool = False) -> str:
        """The text in a style, where there are colours."""
        return click.style(text, fg=colour or None, bold=bold, dim=dim) if self._colour else text

    def wrapped(
        self, label: str, text: str, indent: int, *, hang: int | None = None, colour: str = "", dim: bool = False
    ) -> Iterator[str]:
        """A paragraph behind its label; further lines begin below its text, or at `hang`."""
        lead = " " * indent + label
        behind = " " * (len(lead) if hang is None else hang)
        lines = textwrap.wrap(
            text, self.width, initial_indent=lead, subsequent_indent=behind, break_on_hyphens=False,
        )  # fmt: skip
        for place, line in enumerate(lines or [lead]):
            start, said = (lead, line[len(lead) :]) if place == 0 else ("", line)
            yield self.paint(start, colour, dim=not colour) + self.paint(said, dim=dim)

    def claim(self, scrubbed: Scrubbed) -> Iterator[str]:
        """One claim: a line when nothing fails, else a block."""
        claim, answer, price = scrubbed.claim, scrubbed.answer, scrubbed.price
        sign, colour = SIGNS[answer.result]
        head = [f"{usd(claim.charge)} billed"]
        if answer.usd_at_risk:
            head.append(f"{usd(answer.usd_at_risk)} at risk")
        if price is not None and len(price.unpriced) < len(price.lines):
            head.append(f"Medicare allows {usd(price.allowed_usd)}")
        word = self.paint(f"{sign} {WORDS[answer.result]}", colour, bold=True)
        yield f"{word}  {self.paint(claim.id, bold=True)}  {self.paint(' · '.join(head), dim=True)}"
        lacking = sorted({each.rule for each in troubles(answer) if each.result is Result.NO_DATA})
        if answer.result is Result.FAIL:
            yield from self._failing(scrubbed)
        if lacking:
            yield from self.wrapped("lacks data: ", ", ".join(lacking), 2, hang=4, dim=True)
        if answer.result is Result.FAIL:
            passed = {each.rule for each in answer.findings if each.result is Result.PASS}
            silent = len(passed - {each.rule for each in troubles(answer)})
            yield self.paint(f"  {counted(silent, 'other rule')} passed", dim=True)
            yield ""

    def _failing(self, scrubbed: Scrubbed) -> Iterator[str]:
        """The claim's own troubles, then its lines; those without any folded into one line."""
        price = scrubbed.price
        for finding in of_claim(scrubbed.answer):
            if _is_shown(finding):
                yield from self.finding(finding, 2)
        clear: list[ClaimLine] = []
        for line in scrubbed.claim.lines:
            found = [each for each in of_line(scrubbed.answer, line.number) if _is_shown(each)]
            if not found:
                clear.append(line)
                continue
            paid = _paid(price.line(line.number)) if price is not None else ""
            yield self.line(line) + self.paint(f" · {paid}" if paid else "", dim=True)
            for finding in found:
                yield from self.finding(finding, 4)
        if clear:
            paid = _sum_paid([price.line(line.number) for line in clear]) if price is not None else ""
            names = ", ".join(f"{line.number} {_code(line)}" for line in clear)
            yield from self.wrapped("  clear: ", f"{names}{paid}", 0, dim=True)

    def line(self, line: ClaimLine) -> str:
        """The head of a line."""
        units = f" × {line.units.normalize():f}" if line.units != 1 else ""
        minutes = f", {line.minutes.normalize():f} minutes" if line.minutes is not None else ""
        said = f"{self.paint(str(line.number), bold=True)}  {self.paint(_code(line), bold=True)}{units}{minutes}"
        when = line.on or "no date"
        return f"  line {said}  {self.paint(f'{when} · {usd(line.charge)}', dim=True)}"

    def finding(self, finding: Finding, indent: int) -> Iterator[str]:
        """One check that fails or is bypassed: rule, why, fix, receipt."""
        review = finding.severity is Severity.REVIEW
        colour = {Result.FAIL: "yellow" if review else "red"}.get(finding.result, "green")
        word = {Result.FAIL: "review" if review else "deny"}.get(finding.result, "bypassed")
        yield from self.wrapped(f"{word} {finding.rule}: ", finding.why, indent, hang=indent + 2, colour=colour)
        if finding.fix and finding.result is Result.FAIL:
            yield from self.wrapped("fix  ", finding.fix, indent + 2, colour="cyan")
        if finding.citation is not None:
            yield from self.wrapped("says ", str(finding.citation), indent + 2, dim=True)

    def queue(self, entries: list[QueueEntry]) -> Iterator[str]:
        """The work queue."""
        if not entries:
            return
        yield self.paint("Work queue", bold=True) + self.paint(", most money at risk first", dim=True)
        for number, entry in enumerate(entries[:MOST_QUEUED], 1):
            at = f"line {entry.line} " if entry.line else ""
            head = f"{number:>4}  {at_risk(entry.usd_at_risk):>11}  "
            yield head + self.paint(entry.claim, bold=True) + self.paint(f"  {', '.join(entry.rules)}", "red")
            yield from self.wrapped("", f"{at}{entry.why}", 6)
            if entry.fix:
                yield from self.wrapped("fix  ", entry.fix, 6, colour="cyan")
        if len(entries) > MOST_QUEUED:
            yield self.paint(f"      and {len(entries) - MOST_QUEUED:,} more: --format csv has them all", dim=True)
        yield ""

    def refusals(self, refused: list[Refused]) -> Iterator[str]:
        """What could not be read, and where."""
        if not refused:
            return
        yield self.paint("Not readable", "red", bold=True)
        for each in refused:
            name = f"{each.id}: " if each.id else ""
            where = f"segment {each.segment}, {each.element}" if each.element else f"segment {each.segment}"
            more = (
                f" ({each.claims} claims)" if each.claims > 1 else " (a remark; no claim is lost)" * (not each.claims)
            )
            yield from self.wrapped(f"{name}{where}: ", f"{each.why}{more}", 2, hang=4, colour="red")
        yield ""

    def totals(self, tally: Tally, shown: Shown) -> Iterator[str]:
        """Counts over the file, then by rule."""
        if not tally.claims and not tally.refused:
            yield f"{shown.name}: no claim in it"
            return
        results = [f"{tally.results[each]:,} {WORDS[each].lower()}" for each in SIGNS if tally.results[each]]
        refused = f", {tally.refused:,} not readable" if tally.refused else ""
        said = f" ({', '.join(results)})" if results else ""
        yield self.paint(f"{shown.name}: {counted(tally.claims, 'claim')} checked{said}{refused}", bold=True)
        money = [f"{usd(tally.charge_usd)} billed", f"{usd(tally.usd_at_risk)} at risk"]
        if tally.priced:
            lines = f" for {counted(tally.priced, 'line')}" if tally.unpriced else ""
            money.append(f"Medicare allows {usd(tally.allowed_usd)}{lines}, pays {usd(tally.payment_usd)}")
        yield from self.wrapped("", " · ".join(money), 0, dim=True)
        yield from self._rules(tally)

    def _rules(self, tally: Tally) -> Iterator[str]:
        titles = {rule.id: rule.title for rule in claim_rules()}
        worst = tally.worst_rules()
        if worst:
            yield ""
            yield self.paint(f"{'claims':>8}  {'at risk':>13}  rule", dim=True)
        for rule, count in worst:
            room = self.width - 27 - len(rule)
            title = textwrap.shorten(titles.get(rule, ""), room, placeholder=" …") if room > 12 else ""
            yield f"{count.claims:>8,}  {at_risk(count.usd_at_risk):>13}  {rule}  {self.paint(title, dim=True)}"
        lacking = tally.lacking_rules()
        if lacking:
            yield ""
            yield self.paint("Not checked, for lack of data", dim=True)
        for rule, count in lacking[:MOST_LACKING]:
            yield from self.wrapped(f"{count.no_data:>8,}  {rule}: ", count.reason, 0, hang=10, dim=True)
        if len(lacking) > MOST_LACKING:
            yield self.paint(f"  and {counted(len(lacking) - MOST_LACKING, 'rule')} more", dim=True)


def usd(amount: Decimal) -> str:
    """`$1,234.50`."""
    return f"${amount:,.2f}"


def at_risk(amount: Decimal) -> str:
    """Dollars; where nothing would be denied outright, that it is for review."""
    return usd(amount) if amount else "for review"


def counted(number: int, what: str) -> str:
    """`1 claim`, `3 claims`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _is_shown(finding: Finding) -> bool:
    """Failures that count, and bypasses; lacking data is told in one line."""
    return finding.result is Result.BYPASSED or (finding.result is Result.FAIL and finding.severity in COUNTS)


def _code(line: ClaimLine) -> str:
    return "-".join((line.code or f"revenue {line.revenue_code}", *line.modifiers))


def _paid(price: LinePrice | None) -> str:
    if price is None:
        return ""
    amount = price.allowed_usd
    return f"allows {usd(amount.value)}" if isinstance(amount, Fact) else "no price"


def _sum_paid(prices: list[LinePrice | None]) -> str:
    amounts: list[Fact[Decimal] | NotAvailable] = [price.allowed_usd for price in prices if price is not None]
    known = [amount.value for amount in amounts if isinstance(amount, Fact)]
    return f" · allows {usd(sum(known, Decimal(0)))}" if known else ""
