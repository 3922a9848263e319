"""What do payers pay?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Piece, Step, Unchecked, gap, of, say
from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Leaf, Report, Table
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Code, Slots
from superbill.rates.access import NO_LAKE

RATES = "payers"


class PayerRates(Intent):
    """Published negotiated rates in the lake: quartiles of each payer beside Medicare."""

    id = "payer_rates"
    title = "What payers pay"
    examples = (
        "what does <payer> pay for <proc>", "<payer> rate for <proc>", "negotiated rates for <proc>", "what do commercial payers pay for <proc>",
        "median <payer> rate of <proc>", "compare payer rates for <proc>", "benchmark <proc> against medicare", "how much does <payer> reimburse for <proc>",
        "what do insurers pay for <proc>", "payer rates <proc>", "percent of medicare that <payer> pays for <proc>", "market rate of <proc>",
        "in network rates for <proc>", "price transparency rates <proc>", "<payer> fee for <proc>", "how does <payer> compare to medicare for <proc>",
    )  # fmt: skip
    cues = (
        (r"<payer>", 1.2),
        (r"\b(?:negotiated|payers?|insurers?|benchmark|market rate|percent of medicare|price transparency)\b", 1.4),
    )
    needs = (Need("procedure", "The rates of which procedure code?"),)
    sources = ("the lake of rates",)
    refusal = "What one contract or one patient's plan pays."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """One line a payer, or that no rates are loaded."""
        for code in asked.slots.procedures[:3]:
            yield Step(f"looking up negotiated rates of {code.display}")
            yield from _rates(asked, code)
        yield Unchecked(
            "Published rates are no promise of payment: not checked are your contract, the place, and which providers they hold for."
        )

    def fits(self, slots: Slots) -> float:
        """A payer speaks for it."""
        return 0.6 if slots.payer else -0.3


def _rates(asked: Asked, code: Code) -> Iterator[Said]:
    if asked.desk.rates is None or not asked.desk.rates.present:
        whose = f"{asked.slots.payer} for " if asked.slots.payer else ""
        yield gap(
            NotAvailable(NO_LAKE.not_available, NO_LAKE.would_come_from), f"Negotiated rates of {whose}{code.display}"
        )
        return
    report = asked.desk.calls.report(code.code, asked.on, system=code.system)
    tables = (
        [item for item in report.section(RATES).items if isinstance(item, Table)] if isinstance(report, Report) else []
    )
    rows = [row for table in tables if table.columns[0].id == "payer" for row in table.rows]
    shown = [row for row in rows if not asked.slots.payer or _payer(row[0]) == asked.slots.payer]
    for payer, count, low, median, high, percent in shown:
        if all(isinstance(leaf, Fact) for leaf in (payer, count, low, median, high)):
            share = (", ", of(percent), " of Medicare") if isinstance(percent, Fact) else ()
            yield say(_of(payer), f" for {code.display}: median $", _of(median), ", quartiles $", _of(low), " and $", _of(high), ", ",
                      _of(count), " rates", *share, ".")  # fmt: skip
    if not shown:
        yield gap(
            NotAvailable(
                f"the lake has no rates of {asked.slots.payer or 'any payer'} for {code.display}",
                NO_LAKE.would_come_from,
            )
        )


def _payer(leaf: Leaf) -> str:
    return str(leaf.value) if isinstance(leaf, Fact) else ""


def _of(leaf: Leaf) -> Piece:
    return of(leaf) if isinstance(leaf, Fact) else Piece(leaf.not_available)


INTENT = PayerRates()
