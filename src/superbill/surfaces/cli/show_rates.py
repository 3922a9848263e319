"""Rates of payers on the console."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.markup import escape

from superbill.model.citation import NotAvailable
from superbill.rates.answer import Benchmark, Ghosts, PayerRates
from superbill.report.render.cells import missing_note
from superbill.surfaces.cli.output import Notes, table
from superbill.surfaces.cli.show_text import why

SHOWN_OUTLIERS = 3
CLASSES = {"professional": "prof.", "institutional": "inst."}


def show_benchmark(found: Benchmark, out: Console) -> None:
    """A table a code, then what was left out and why, and the receipts."""
    if found.missing is not None:
        out.print(why(missing_note(found.missing)))
        return
    notes = Notes()
    for code in dict.fromkeys((row.kind, row.code) for row in found.rows):
        rows = [row for row in found.rows if (row.kind, row.code) == code]
        out.print(f"[bold]{escape(code[1])}[/bold] [dim]{escape(code[0])}, {found.question.on}[/dim]")
        shown = table("Payer", "Rates", "p10", "p25", "Median", "p75", "p90", "Of Medicare")
        for column in shown.columns[1:]:
            column.justify = "right"
            column.no_wrap = True
        shown.columns[0].min_width = 17
        for row in rows:
            shown.add_row(*_cells(row, notes))
        out.print(shown)
        for row in rows:
            for line in _below(row):
                out.print(f"[dim]{escape(row.payer)}, {row.billing_class}: {escape(line)}[/dim]")
    if not found.rows:
        codes = ", ".join(one.code for one in found.question.codes)
        out.print(f"The lake has no rate for {escape(codes)} that fits.")
    _show_states(found, out)
    for remark in found.remarks:
        out.print(f"[dim]{escape(remark)}[/dim]")
    if any(isinstance(row.ghosts, NotAvailable) for row in found.rows):
        missing = next(row.ghosts for row in found.rows if isinstance(row.ghosts, NotAvailable))
        out.print(why(missing_note(missing)))
    notes.show(out)


def _cells(row: PayerRates, notes: Notes) -> list[str]:
    name, kind = escape(row.payer), CLASSES.get(row.billing_class, row.billing_class)
    name, counts = f"{name}, {kind}", f"{row.n_rates:,}"
    if row.spread is None:
        return [name, counts, *[""] * 5, escape(row.suppressed or "none counts")]
    found = row.spread
    mark = notes.of(row.medicare) if row.medicare is not None else ""
    percent = row.percent_of_medicare
    share = f"{percent:,.0f} %{mark}" if percent is not None else mark
    return [name, counts, *map(_usd, (found.p10, found.p25, found.median, found.p75, found.p90)), share]


def _usd(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _below(row: PayerRates) -> list[str]:
    """What must be known of a row beside its figures."""
    said = []
    if row.spread is not None:
        both = ((row.n_providers, "providers"), (row.n_groups, "tax ids"))
        groups = "".join(f"{n:,} {what}, " for n, what in both if n is not None)
        spread = row.spread
        said.append(f"{groups}mean ${spread.mean:,.2f}; most frequent ${spread.mode:,.2f} ({spread.mode_n:,} times)")
    if row.left_out:
        said.append("left out: " + ", ".join(f"{n:,} {reason}" for reason, n in row.left_out.items()))
    if isinstance(row.ghosts, Ghosts) and row.ghosts.removed:
        ghosts = row.ghosts
        medians = (ghosts.median_with, ghosts.median_without)
        before, after = ("none" if usd is None else f"${usd:,.2f}" for usd in medians)
        said.append(
            f"ghost rates: {ghosts.removed:,} of {ghosts.of:,} removed, median {before} with and {after} without them"
        )
    if row.n_outliers:
        listed = ", ".join(f"${one.usd:,.2f}" for one in row.outliers[:SHOWN_OUTLIERS])
        said.append(
            f"{row.n_outliers:,} outliers, kept in: {listed}{' ...' if len(row.outliers) > SHOWN_OUTLIERS else ''}"
        )
    return said


def _show_states(found: Benchmark, out: Console) -> None:
    if isinstance(found.states, NotAvailable) or not found.states:
        return
    shown = table("Code", "State", "Rates", "Providers", "Median")
    for row in found.states:
        median = "" if row.median is None else f"${row.median:,.2f}"
        shown.add_row(row.code, row.state, f"{row.n_rates:,}", f"{row.n_providers:,}", median)
    out.print(shown)
