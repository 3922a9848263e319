"""Scrubbed claims as plain data: the JSON and CSV that command line, REST and pages share.

A check that fails stands under the line that it would deny, or under the claim when it is about no line; other checks stand
under every line that they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

import msgspec

from superbill.edits.batch import Scrubbed
from superbill.edits.scrub import overall
from superbill.edits.tally import QueueEntry, Tally
from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import ClaimLine, Refused
from superbill.model.claim_price import ClaimPrice, LinePrice
from superbill.model.finding import ClaimAnswer, Finding, Result
from superbill.model.price import Locality
from superbill.surfaces.answers import Data, citation_data, leaf_data, to_json
from superbill.surfaces.sheets import Cells, Sheet

KEPT = 4_096


def of_line(answer: ClaimAnswer, number: int) -> list[Finding]:
    """The findings that stand under a line."""
    return [
        each
        for each in answer.findings
        if (each.lines[:1] == (number,) if each.result is Result.FAIL else number in each.lines)
    ]


def of_claim(answer: ClaimAnswer) -> list[Finding]:
    """The findings about no line."""
    return [each for each in answer.findings if not each.lines]


def scrubbed_data(scrubbed: Scrubbed, passes: bool = True) -> Data:
    """A claim with its checks and prices; without `passes`, checks that passed are left out."""
    claim, answer, price = scrubbed.claim, scrubbed.answer, scrubbed.price
    priced = {line.number: line for line in price.lines} if price is not None else {}
    return {
        "id": claim.id,
        "kind": claim.kind,
        "on": claim.on,
        "payer": answer.payer,
        "result": answer.result,
        "charge_usd": claim.charge,
        "usd_at_risk": answer.usd_at_risk,
        "checks": _checks(of_claim(answer), passes),
        "lines": [_line(line, answer, priced.get(line.number), passes) for line in claim.lines],
        "price": claim_price_data(price) if price is not None else None,
    }


def _line(line: ClaimLine, answer: ClaimAnswer, price: LinePrice | None, passes: bool) -> Data:
    findings = of_line(answer, line.number)
    return {
        "line": line.number,
        "code": line.code,
        "modifiers": list(line.modifiers),
        "on": line.on,
        "units": line.units,
        "charge_usd": line.charge,
        "result": overall(findings),
        "checks": _checks(findings, passes),
        "price": line_price_data(price) if price is not None else None,
    }


def _checks(findings: Iterable[Finding], passes: bool) -> list[msgspec.Raw]:
    return [_check(each) for each in findings if passes or each.result is not Result.PASS]


@lru_cache(maxsize=KEPT)
def _check(finding: Finding) -> msgspec.Raw:
    """Passes are shared by many claims, so what they look like is kept."""
    return msgspec.Raw(to_json(check_data(finding), indent=0))


def check_data(finding: Finding) -> Data:
    """One check of one rule."""
    return {
        "rule": finding.rule,
        "result": finding.result,
        "severity": finding.severity,
        "why": finding.why,
        "fix": finding.fix,
        "lines": list(finding.lines),
        "codes": list(finding.codes),
        "usd_at_risk": finding.usd_at_risk,
        "citation": citation_data(finding.citation) if finding.citation else None,
    }


def line_price_data(price: LinePrice) -> Data:
    """What a line pays, step by step."""
    limit = price.limiting_charge_usd
    return {
        "schedule": price.schedule,
        "allowed_usd": leaf_data(price.allowed_usd),
        "payment_usd": leaf_data(price.payment_usd),
        "patient_usd": leaf_data(price.patient_usd),
        "limiting_charge_usd": leaf_data(limit) if limit else None,
        "steps": [leaf_data(step) for step in price.steps],
        "remarks": list(price.remarks),
    }


def claim_price_data(price: ClaimPrice) -> Data:
    """What a claim pays: sums over the lines that have a price. A whole stay is priced as one (`stay`)."""
    whole = price.line(0)
    return {
        "allowed_usd": price.allowed_usd,
        "payment_usd": price.payment_usd,
        "patient_usd": price.patient_usd,
        "unpriced": list(price.unpriced),
        "locality": price.place.id if isinstance(price.place, Locality) else None,
        "stay": line_price_data(whole) if whole is not None else None,
        "left_out": list(price.left_out),
    }


def refused_data(refused: Refused) -> Data:
    """A claim that could not be read, or a remark on an envelope (`claims` 0): where, and why."""
    return {
        "id": refused.id,
        "file": refused.file,
        "segment": refused.segment,
        "element": refused.element,
        "offset": refused.offset,
        "why": refused.why,
        "claims": refused.claims,
    }


def queue_data(entry: QueueEntry) -> Data:
    """A claim of the work queue."""
    return {
        "id": entry.claim,
        "payer": entry.payer,
        "usd_at_risk": entry.usd_at_risk,
        "charge_usd": entry.charge_usd,
        "rules": list(entry.rules),
        "line": entry.line,
        "codes": list(entry.codes),
        "why": entry.why,
        "fix": entry.fix,
    }


def tally_data(tally: Tally) -> Data:
    """Counts over a file."""
    return {
        "claims": tally.claims,
        "refused": tally.refused,
        "results": {result.value: count for result, count in tally.results.items() if result is not Result.BYPASSED},
        "charge_usd": tally.charge_usd,
        "usd_at_risk": tally.usd_at_risk,
        "allowed_usd": tally.allowed_usd,
        "payment_usd": tally.payment_usd,
        "patient_usd": tally.patient_usd,
        "lines_priced": tally.priced,
        "lines_unpriced": tally.unpriced,
        "rules": [
            {
                "rule": rule,
                "claims": count.claims,
                "failed": count.failed,
                "no_data": count.no_data,
                "usd_at_risk": count.usd_at_risk,
            }
            for rule, count in sorted(tally.by_rule.items(), key=lambda each: (-each[1].claims, each[0]))
        ],
        "payers": [
            {"payer": payer, "claims": count.claims, "failed": count.failed, "usd_at_risk": count.usd_at_risk}
            for payer, count in sorted(tally.by_payer.items(), key=lambda each: (-each[1].claims, each[0]))
        ],
    }


Row = tuple[Scrubbed, ClaimLine | None, Finding | None, bool] | Refused
"""A claim's line with one of its checks (and whether it is the line's first row), or what was refused."""


def rows_of(found: Scrubbed | Refused) -> Iterator[Row]:
    """A row for each check that did not pass; a line without any has one row, so that amounts can be added up."""
    if isinstance(found, Refused):
        yield found
        return
    for finding in of_claim(found.answer):
        if finding.result is not Result.PASS:
            yield found, None, finding, False
    if found.price is not None and found.price.line(0) is not None:
        yield found, None, None, True
    for line in found.claim.lines:
        checks = [each for each in of_line(found.answer, line.number) if each.result is not Result.PASS]
        yield found, line, checks[0] if checks else None, True
        for finding in checks[1:]:
            yield found, line, finding, False


def _cells(row: Row) -> Cells:
    if isinstance(row, Refused):
        where = f"{row.file}, segment {row.segment}, {row.element}" if row.element else row.file
        why = f"{where}: {row.why}"
        return (row.id, "", "", "", "", "", "", "", "refused" if row.claims else "remark", "", "", why, *[""] * 6)
    scrubbed, line, finding, first = row
    claim, number = scrubbed.claim, line.number if line else 0
    place: Cells = (claim.id, scrubbed.answer.payer, "", "", "", "", "", "")
    if line is not None:
        units, charge = (line.units, line.charge) if first else ("", "")
        place = (claim.id, scrubbed.answer.payer, number, line.code, " ".join(line.modifiers), line.on, units, charge)
    said: Cells = (Result.PASS, "", "", "", "", "", "")
    if finding is not None:
        risk = finding.usd_at_risk if finding.result is Result.FAIL else ""
        said = (
            finding.result, finding.rule, finding.severity, finding.why, finding.fix, risk, str(finding.citation or ""),
        )  # fmt: skip
    price = scrubbed.price.line(number) if scrubbed.price is not None and first else None
    return (*place, *said, *_amounts(price))


def _amounts(price: LinePrice | None) -> Cells:
    if price is None:
        return "", "", ""
    return tuple(_amount(each) for each in (price.allowed_usd, price.payment_usd, price.patient_usd))


def _amount(amount: Fact[Decimal] | NotAvailable) -> Decimal | str:
    return amount.value if isinstance(amount, Fact) else ""


CHECKS: Sheet[Row] = Sheet(
    ("claim", "payer", "line", "code", "modifiers", "on", "units", "charge_usd", "result", "rule", "severity", "why", "fix",
     "usd_at_risk", "citation", "allowed_usd", "payment_usd", "patient_usd"),
    _cells,
)  # fmt: skip
QUEUE: Sheet[QueueEntry] = Sheet(
    ("claim", "payer", "usd_at_risk", "charge_usd", "rules", "line", "codes", "why", "fix"),
    lambda entry: (
        entry.claim, entry.payer, entry.usd_at_risk, entry.charge_usd, " ".join(entry.rules), entry.line,
        " ".join(entry.codes), entry.why, entry.fix,
    ),
)  # fmt: skip
