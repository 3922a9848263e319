"""A contract comparison as data, as an Excel workbook and as two pages of PDF."""

from __future__ import annotations

import importlib
import io
from decimal import Decimal
from importlib.resources import files
from types import ModuleType
from typing import Any

import msgspec

from superbill.errors import UsageError
from superbill.model.citation import NotAvailable
from superbill.rates.answer import PayerRates
from superbill.report.contract import Contract, ContractRow, Position

Data = dict[str, Any]
HEADINGS = (
    "line", "code", "modifiers", "pos", "my_rate", "volume", "market_p25", "market_median", "market_p75", "n_rates",
    "n_providers", "of_market", "position", "medicare", "of_medicare", "gap_usd_year", "not_available",
)  # fmt: skip
TITLES = {
    "line": "Line", "code": "Code", "modifiers": "Modifiers", "pos": "Place", "my_rate": "My rate", "volume": "Units a year",
    "market_p25": "Market 25th", "market_median": "Market median", "market_p75": "Market 75th", "n_rates": "Rates",
    "n_providers": "Providers", "of_market": "Of market", "position": "Position", "medicare": "Medicare",
    "of_medicare": "Of Medicare", "gap_usd_year": "Dollars a year to the median", "not_available": "Not available",
}  # fmt: skip
DOLLARS = frozenset({"my_rate", "market_p25", "market_median", "market_p75", "medicare", "gap_usd_year"})
SHARES = frozenset({"of_market", "of_medicare"})
PDF_LINES = 42


def row_data(row: ContractRow) -> Data:
    """One line."""
    market = row.market
    spread = market.spread if isinstance(market, PayerRates) else None
    missing = market.not_available if isinstance(market, NotAvailable) else market.suppressed
    if not missing and isinstance(market, PayerRates) and isinstance(market.medicare, NotAvailable):
        missing = f"Medicare: {market.medicare.not_available}"
    return {
        "line": row.line.line,
        "code": row.line.code,
        "modifiers": " ".join(row.line.modifiers),
        "pos": row.line.pos,
        "my_rate": row.line.rate_usd,
        "volume": row.line.volume,
        "market_p25": spread.p25 if spread else None,
        "market_median": row.median_usd,
        "market_p75": spread.p75 if spread else None,
        "n_rates": market.n_rates if isinstance(market, PayerRates) else 0,
        "n_providers": market.n_providers if isinstance(market, PayerRates) else None,
        "of_market": row.of_market,
        "position": row.position.value,
        "medicare": row.medicare_usd,
        "of_medicare": row.of_medicare,
        "gap_usd_year": row.gap_usd,
        "not_available": missing or None,
    }


def contract_data(found: Contract) -> Data:
    """The whole comparison."""
    return {
        "on": found.question.on,
        "lines": [row_data(row) for row in found.rows],
        "renegotiate_first": [row.line.line for row in found.first],
        "under": found.count(Position.UNDER),
        "at": found.count(Position.AT),
        "above": found.count(Position.ABOVE),
        "no_market_rate": found.count(Position.UNKNOWN),
        "mine_usd_year": found.mine_usd,
        "gap_usd_year": found.gap_usd,
        "under_usd_year": found.under_usd,
        "remarks": list(found.remarks),
    }


def contract_xlsx(found: Contract) -> bytes:
    """Three sheets: what to renegotiate first, every line, and how it was worked out."""
    xlsxwriter = _part("xlsxwriter", "web")
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "usd": book.add_format({"num_format": "$#,##0.00"}),
            "share": book.add_format({"num_format": "0.0%"}),
            "count": book.add_format({"num_format": "#,##0"}),
            "under": book.add_format({"bg_color": "#fbe3d6"}),
            "above": book.add_format({"bg_color": "#dcefe9"}),
        }
        _sheet(book, "Renegotiate first", [row_data(row) for row in found.first], styles)
        _sheet(book, "All lines", [row_data(row) for row in found.rows], styles)
        notes = book.add_worksheet("Notes")
        notes.set_column(0, 0, 110)
        for number, line in enumerate(explained(found)):
            notes.write_string(number, 0, line)
    return out.getvalue()


def _sheet(book: Any, name: str, rows: list[Data], styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, TITLES[heading], styles["head"])
        sheet.set_column(column, column, 34 if heading == "not_available" else 13 if heading in DOLLARS else 10)
        for number, row in enumerate(rows, start=1):
            value = row[heading]
            if isinstance(value, Decimal):
                style = styles["usd" if heading in DOLLARS else "share"]
                sheet.write_number(number, column, float(value / 100 if heading in SHARES else value), style)
            elif isinstance(value, int):
                sheet.write_number(number, column, value, styles["count"])
            elif value:
                sheet.write_string(number, column, value, styles.get(value) if heading == "position" else None)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(HEADINGS) - 1)


def explained(found: Contract) -> list[str]:
    """How the figures came about, in sentences."""
    asked = found.question
    where = ", ".join(
        text
        for text in (
            f"payers: {', '.join(asked.payers)}" if asked.payers else "all payers of the lake",
            f"state {asked.state}" if asked.state else "",
            f"ZIP codes {asked.zip3}xx" if asked.zip3 else "",
            f"area {asked.cbsa}" if asked.cbsa else "",
            f"specialty {asked.specialty}" if asked.specialty else "",
            asked.billing_class,
        )
        if text
    )
    return [
        f"Market: {where}; date of service {asked.on}; every published rate weighs one.",
        "Position: at the market is within 5 percent of its median.",
        "Dollars a year: (market median - my rate) x units a year; what has no market rate is left out of sums.",
        *found.remarks,
    ]


def contract_pdf(found: Contract, title: str) -> bytes:
    """Two pages: the sums and what to renegotiate first; then the lines of most dollars. The data are no part of the markup."""
    typst = _part("typst", "pdf")
    template = files("superbill.report.render").joinpath("templates", "contract.typ").read_bytes()
    by_money = sorted(found.rows, key=lambda row: (-abs(row.gap_usd or Decimal(0)), row.line.line))
    data = {
        **contract_data(found),
        "title": title,
        "lines": [_printed(row) for row in by_money[:PDF_LINES]],
        "first": [_printed(row) for row in found.first],
        "total": len(found.rows),
        "notes": explained(found),
        "sums": [
            ["Lines under the market", f"{found.count(Position.UNDER):,}"],
            ["Lines at the market", f"{found.count(Position.AT):,}"],
            ["Lines above the market", f"{found.count(Position.ABOVE):,}"],
            ["Lines without a market rate", f"{found.count(Position.UNKNOWN):,}"],
            ["Contract, a year", _usd(found.mine_usd)],
            ["The same at the market's medians", _usd(found.mine_usd + found.gap_usd)],
            ["Lines under the market fall short by", _usd(found.under_usd)],
        ],
    }
    compiler = typst.Compiler(
        template, ignore_system_fonts=True, sys_inputs={"contract": msgspec.json.encode(data).decode()}
    )  # fmt: skip
    return bytes(compiler.compile(format="pdf"))


def _printed(row: ContractRow) -> Data:
    """A line as text."""
    code = "-".join((row.line.code, *row.line.modifiers)) + (f" at {row.line.pos}" if row.line.pos else "")
    return {
        "code": code,
        "mine": _usd(row.line.rate_usd),
        "median": _usd(row.median_usd),
        "of_market": _share(row.of_market),
        "medicare": _usd(row.medicare_usd),
        "of_medicare": _share(row.of_medicare),
        "volume": f"{row.line.volume:,}",
        "gap": _usd(row.gap_usd),
        "gap_number": float(row.gap_usd or 0),
        "position": row.position.value,
    }


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def _share(percent: Decimal | None) -> str:
    return "" if percent is None else f"{percent:,.0f} %"


def _part(module: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise UsageError(
            f"this needs {module}, which is not installed", hint=f"pip install 'superbill[{extra}]'"
        ) from None
