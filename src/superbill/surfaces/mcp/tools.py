"""The tools: plain functions of a workbench and plain values, to the same data as command line and REST. No transport."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from superbill.errors import NotLoaded
from superbill.model.codes import System
from superbill.model.edits import Setting
from superbill.model.periods import parse_day
from superbill.model.report import Report
from superbill.rates.access import NO_LAKE
from superbill.rates.question import RateQuestion, parse_rate_code
from superbill.report.render.json import report_object
from superbill.surfaces.answers import (
    Data,
    change_data,
    coverage_data,
    leaf_data,
    lookup_data,
    pair_data,
    plain,
    policies_data,
    price_data,
    search_data,
    to_json,
)
from superbill.surfaces.asking import answer_data, read_turn
from superbill.workbench import Workbench

Tool = Callable[..., Data]


def as_data(data: Any) -> Any:
    """JSON-ready values: the same bytes as everywhere, read back."""
    return msgspec.json.decode(to_json(data, indent=0))


def _day(text: str) -> date | None:
    return parse_day(text) if text else None


def lookup(bench: Workbench, code: str, on: str = "", system: str = "") -> Data:
    """What a code is on a date of service: ICD-10-CM, ICD-10-PCS, CPT, HCPCS, CDT, ICD-9, MS-DRG, modifiers."""
    return lookup_data(bench.lookup(code, _day(on), System(system) if system else None))


def search(bench: Workbench, text: str, system: str = "", limit: int = 10) -> Data:
    """Codes by words or by the beginning of a code, best first."""
    return search_data(bench.search(text, (System(system),) if system else (), min(max(limit, 1), 50)))


def report(bench: Workbench, code: str, on: str = "", zip_code: str = "", setting: str = "practitioner") -> Data:
    """The whole report on a code: names, notes, modifiers, fee, units, pairs, coverage, changes; every value with its receipt."""
    found = bench.report(code, _day(on), zip_code=zip_code or None, setting=Setting(setting))
    return report_object(found) if isinstance(found, Report) else lookup_data(found)


def check_pair(bench: Workbench, codes: list[str], on: str = "", setting: str = "practitioner") -> Data:
    """NCCI pair edits between 2 to 50 procedure codes: which is denied beside which, and whether a modifier may bypass it."""
    return {"pairs": [pair_data(answer) for answer in bench.pairs(codes, _day(on), Setting(setting))]}


def fee(
    bench: Workbench, code: str, on: str = "", modifiers: list[str] | None = None, units: int = 1, zip_code: str = "",
    locality: str = "",
) -> Data:  # fmt: skip
    """What Medicare pays for a code, with the arithmetic; at a ZIP code, in a locality (MAC/locality), or nationally."""
    found = bench.price(
        code, _day(on), modifiers=modifiers or (), units=units, zip_code=zip_code or None, locality=locality or None
    )
    return price_data(found)


def rates(bench: Workbench, code: str, on: str = "", payers: list[str] | None = None, state: str = "") -> Data:
    """Published negotiated rates of payers, as distributions beside Medicare's amount; only where a lake of rates is loaded."""
    if not bench.lake.present:
        return leaf_data(NO_LAKE)
    day = _day(on)
    question = RateQuestion(
        (parse_rate_code(code),), day or date.today(), payers=tuple(payers or ()), state=state.upper()
    )
    try:
        return {"benchmark": plain(bench.rates(question))}
    except NotLoaded as error:
        return {"not_available": error.message, "would_come_from": error.hint}


def coverage(bench: Workbench, code: str, state: str = "", diagnosis: str = "", on: str = "") -> Data:
    """Medicare coverage policies: of a code for a diagnosis in a state, or the policies that name the code."""
    day = _day(on)
    if diagnosis and state:
        return coverage_data(bench.coverage(code, diagnosis, state, day))
    return policies_data(code, state or None, day or date.today(), bench.policies(code, day, state or None))


def changes(bench: Workbench, code: str, on: str = "") -> Data:
    """What the releases in force changed for a code against the ones before."""
    return {"code": code, "changes": [change_data(change) for change in bench.updates(code, _day(on))]}


def check_claim(
    bench: Workbench, codes: list[str], diagnoses: list[str], on: str = "", state: str = "", units: int = 1
) -> Data:
    """A professional Medicare claim of codes (with their modifiers, 99213-25) and diagnoses through every claim rule, answered in
    words with receipts."""
    words = f"check this claim: {', '.join(codes)} with diagnosis {', '.join(diagnoses)}"
    words += f" in {state.upper()}" if state else ""
    words += f", {units} units" if units > 1 else ""
    return answer_data(bench.ask(words, _day(on)))


def code_note(bench: Workbench, note: str, on: str = "") -> Data:
    """Codes that a clinical note supports, each with the words that prove it. The note stays on this machine."""
    return answer_data(bench.ask(f"code this note: {note}", _day(on)))


def ask(bench: Workbench, question: str, on: str = "", turn: dict[str, Any] | None = None) -> Data:
    """A question in words, answered out of the loaded releases, each value with its receipt; `turn` is that of the answer
    before."""
    return answer_data(bench.ask(question, _day(on), read_turn(turn)))


TOOLS: dict[str, Tool] = {
    tool.__name__: tool
    for tool in (lookup, search, report, check_pair, check_claim, fee, rates, coverage, changes, code_note, ask)
}
"""By name, in the order in which they are listed."""
