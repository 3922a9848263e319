"""Rates of payers as data and as rows of a sheet: the same on every surface. And how a typed question is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from superbill.errors import UsageError
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import separate_codes
from superbill.rates.answer import Benchmark, Ghosts, PayerRates, StateRates
from superbill.rates.question import ANY, RateQuestion, parse_rate_code
from superbill.surfaces.answers import leaf_data
from superbill.surfaces.sheets import Sheet

Data = dict[str, Any]
FIELDS = ("p10", "p25", "median", "p75", "p90", "mean", "mode")


def rate_question(typed: Mapping[str, str], on: date, *, raw: bool = False, by_state: bool = False) -> RateQuestion:
    """The question of texts by name: `code`, `payer`, `state`, `zip3`, `cbsa`, `class`, `pos`, `modifier`, `specialty`,
    `min_cell`. Raises `UsageError`."""
    text = {name: value.strip() for name, value in typed.items()}
    codes = tuple(parse_rate_code(code) for code in separate_codes(text.get("code", "")))
    if not codes:
        raise UsageError("no code is given", hint="Write 99213, or several separated by commas.")
    cell = text.get("min_cell", "") or "0"
    if not (cell.isascii() and cell.isdecimal() and len(cell) < 7):
        raise UsageError(f"{cell!r} is no number of providers")
    return RateQuestion(
        tuple(dict.fromkeys(codes)),
        on,
        payers=tuple(part.strip() for part in text.get("payer", "").split(",") if part.strip()),
        state=text.get("state", "").upper(),
        zip3=text.get("zip3", ""),
        cbsa=text.get("cbsa", ""),
        billing_class=text.get("class", "").lower(),
        pos=text.get("pos", ""),
        modifiers=_modifiers(text.get("modifier", "")),
        specialty=text.get("specialty", "").upper(),
        raw=raw,
        min_cell=int(cell),
        by_state=by_state,
    )


def _modifiers(text: str) -> tuple[str, ...]:
    if text.lower() == ANY[0]:
        return ANY
    return tuple(sorted(text.upper().replace(",", " ").replace("-", " ").split()))


def benchmark_data(found: Benchmark) -> Data:
    """The whole answer."""
    data: Data = {"question": question_data(found.question), "rows": [row_data(row) for row in found.rows]}
    if found.question.by_state and not isinstance(found.states, NotAvailable):
        data["states"] = [state_data(row) for row in found.states]
    if found.missing is not None:
        data |= leaf_data(found.missing)
    return {**data, "remarks": list(found.remarks)}


def question_data(question: RateQuestion) -> Data:
    """What was asked."""
    return {
        "codes": [f"{one.kind}:{one.code}" if one.kind else one.code for one in question.codes],
        "on": question.on,
        "payers": list(question.payers),
        "state": question.state or None,
        "zip3": question.zip3 or None,
        "cbsa": question.cbsa or None,
        "class": question.billing_class or None,
        "pos": question.pos or None,
        "modifiers": list(question.modifiers),
        "specialty": question.specialty or None,
        "raw": question.raw,
        "min_cell": question.min_cell,
    }


def row_data(row: PayerRates) -> Data:
    """One payer, code and class."""
    spread = {name: getattr(row.spread, name, None) for name in FIELDS}
    return {
        "payer": row.payer,
        "kind": row.kind,
        "code": row.code,
        "billing_class": row.billing_class,
        "n_rates": row.n_rates,
        "n_providers": row.n_providers,
        "n_groups": row.n_groups,
        **spread,
        "mode_n": getattr(row.spread, "mode_n", None),
        "lowest": getattr(row.spread, "lowest", None),
        "highest": getattr(row.spread, "highest", None),
        "percent_of_medicare": row.percent_of_medicare,
        "medicare": None if row.medicare is None else leaf_data(row.medicare),
        "left_out": row.left_out,
        "ghosts": _ghosts(row.ghosts),
        "n_outliers": row.n_outliers,
        "outliers": [asdict(one) for one in row.outliers],
        "suppressed": row.suppressed or None,
        "names": list(row.names),
        "files": list(row.files),
        "dates": list(row.dates),
    }


def _ghosts(found: Ghosts | NotAvailable | None) -> Data | None:
    if found is None:
        return None
    return leaf_data(found) if isinstance(found, NotAvailable) else asdict(found)


def state_data(row: StateRates) -> Data:
    """One state."""
    return asdict(row)


def _medicare(row: PayerRates) -> Decimal | None:
    return row.medicare.value if isinstance(row.medicare, Fact) else None


RATES: Sheet[PayerRates] = Sheet(
    ("payer", "kind", "code", "billing_class", "n_rates", "n_providers", "n_groups", *FIELDS, "medicare",
     "percent_of_medicare", "left_out", "n_outliers", "suppressed", "names", "dates"),
    lambda row: (
        row.payer, row.kind, row.code, row.billing_class, row.n_rates, row.n_providers, row.n_groups,
        *(getattr(row.spread, name, None) for name in FIELDS), _medicare(row), row.percent_of_medicare,
        "; ".join(f"{why} {n}" for why, n in row.left_out.items()), row.n_outliers, row.suppressed, "; ".join(row.names),
        "; ".join(row.dates),
    ),
)  # fmt: skip
