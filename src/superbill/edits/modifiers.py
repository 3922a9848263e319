"""Modifiers computed from the indicators in force, each with its reason; never a generic list.

Authority: CMS, RVU file documentation (PC/TC, bilateral, assistant, co-surgeon, team, global); NCCI Policy Manual,
chapter I (bypass modifiers, MUE); CLFS (QW rows). The meanings are in the project's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from superbill.edits.pairs import Partners, partners
from superbill.edits.units import units_of
from superbill.kb.store import Absent, KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.edits import ModifierUse, Setting, UnitsAnswer, Use
from superbill.pricing.clfs import ClfsRate, clfs_rates
from superbill.pricing.rvu import RvuRow, rvu_rows

MEANING = {
    "24": "visit in a global period, for another reason",
    "25": "separate, significant visit on the day of a procedure",
    "26": "professional part: the reading or supervision",
    "TC": "technical part: equipment, supplies, staff",
    "50": "both sides in one session",
    "LT": "left side",
    "RT": "right side",
    "51": "further procedure in the same session",
    "53": "stopped before it was finished",
    "54": "the operation only, care before and after by others",
    "55": "care after the operation only",
    "56": "care before the operation only",
    "57": "visit at which major surgery was decided",
    "58": "planned or staged follow-up in the global period",
    "59": "distinct from the other service that day",
    "XE": "separate encounter",
    "XS": "separate structure",
    "XP": "separate practitioner",
    "XU": "unusual, does not overlap",
    "62": "two surgeons, each a distinct part",
    "66": "surgical team",
    "76": "repeated by the same practitioner",
    "77": "repeated by another practitioner",
    "78": "unplanned return to the operating room, related",
    "79": "unrelated procedure in a global period",
    "80": "assistant at surgery",
    "81": "minimum assistant at surgery",
    "82": "assistant at surgery, no qualified resident",
    "AS": "assistant at surgery who is no physician",
    "91": "same lab test again that day, for a new result",
    "QW": "CLIA-waived test",
}


@dataclass(frozen=True, slots=True)
class Indicators:
    """All that the rules look at. `row` is the fee-schedule row without modifier; `variants` the modifiers with rows."""

    code: str
    setting: Setting
    row: RvuRow | None
    row_missing: NotAvailable | None
    variants: frozenset[str]
    lab: tuple[ClfsRate, ...]
    clfs_absent: Absent | None
    units: UnitsAnswer
    partners: Partners | Absent | NotAvailable

    @property
    def visit(self) -> bool:
        """Whether it is an evaluation and management visit (99202-99499)."""
        return self.code.isdigit() and 99202 <= int(self.code) <= 99499


def modifiers_of(
    kb: KnowledgeBase,
    code: str,
    on: date,
    setting: Setting = Setting.PRACTITIONER,
    known_partners: Partners | Absent | NotAvailable | None = None,
) -> tuple[ModifierUse, ...] | NotAvailable:
    """The modifiers worth a word for a code, each with its reason; `NotAvailable` when no indicator file has the code.

    `known_partners` saves asking again when the caller has the code's pair edits already."""
    rows = rvu_rows(kb, code, on)
    rates = clfs_rates(kb, code, on)
    indicators = Indicators(
        code,
        setting,
        next((row for row in rows if not row.modifier), None) if isinstance(rows, tuple) else None,
        None if isinstance(rows, tuple) else _why_missing(rows, code),
        frozenset(row.modifier for row in rows if row.modifier) if isinstance(rows, tuple) else frozenset(),
        rates if isinstance(rates, tuple) else (),
        rates if isinstance(rates, Absent) else None,
        units_of(kb, code, on, setting),
        known_partners or partners(kb, code, on, setting, limit=1),
    )
    if indicators.row is None and not indicators.lab:
        if isinstance(rows, NotAvailable):
            return rows
        return NotAvailable(
            f"no fee schedule in force lists {code}, so no indicator says which modifiers it takes",
            "a release that lists it",
        )
    return tuple(use for rule in RULES for use in rule(indicators))


def _why_missing(found: Absent | NotAvailable, code: str) -> NotAvailable:
    if isinstance(found, NotAvailable):
        return found
    return NotAvailable(
        f"{found.citation.title} {found.citation.release} does not list {code}", "a release that lists it"
    )


def _use(modifiers: str, use: Use, why: str, *, cite: Fact[object] | RvuRow | ClfsRate) -> ModifierUse:
    names = tuple(modifiers.split())
    meaning = "; ".join(dict.fromkeys(MEANING[name] for name in names))
    return ModifierUse(names, meaning, use, Fact(why, cite.citation))


_PCTC = {
    "0": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "a physician service, not split into parts"),
    "1": (Use.APPLIES, Use.APPLIES, "a diagnostic test with a professional and a technical part"),
    "2": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "the code is the professional part already"),
    "3": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "the code is the technical part already"),
    "4": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "the code stands for both parts together"),
    "5": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "an incident-to service"),
    "6": (Use.APPLIES, Use.DOES_NOT_APPLY, "a lab test with a physician interpretation that may be billed"),
    "7": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "a therapy service"),
    "8": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "a physician interpretation, professional only"),
    "9": (Use.DOES_NOT_APPLY, Use.DOES_NOT_APPLY, "the concept does not apply"),
}


def _parts(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None:
        if i.row_missing is not None:
            yield ModifierUse(("26", "TC"), f"{MEANING['26']}; {MEANING['TC']}", None, i.row_missing)
        return
    professional, technical, reason = _PCTC.get(i.row.pctc, (Use.WHEN, Use.WHEN, "see the file's documentation"))
    why = f"PC/TC indicator {i.row.pctc}: {reason}"
    if i.lab and i.row.pctc == "9":
        why += "; the test is paid on the laboratory fee schedule"
    if professional is technical:
        yield _use("26 TC", professional, why, cite=i.row)
        return
    yield _use("26", professional, why, cite=i.row)
    yield _use("TC", technical, why, cite=i.row)


def _waived(i: Indicators) -> Iterator[ModifierUse]:
    if not i.lab:
        return
    waived = next((rate for rate in i.lab if rate.modifier == "QW"), None)
    if waived:
        why = "the laboratory fee schedule has a QW row: for a waived test system under a waiver certificate"
        yield _use("QW", Use.WHEN, why, cite=waived)
    else:
        yield _use(
            "QW",
            Use.DOES_NOT_APPLY,
            "no waived-test (QW) row for this code on the laboratory fee schedule",
            cite=i.lab[0],
        )


def _repeat(i: Indicators) -> Iterator[ModifierUse]:
    limit = ""
    if i.units.mue is not None:
        limit = f"; MUE {i.units.mue}, MAI {i.units.mai}: {i.units.meaning}"
    if i.lab:
        citation = i.units.citation or i.lab[0].citation
        why = f"same test again that day for a new result, not to confirm or redo one{limit}"
        yield ModifierUse(("91",), MEANING["91"], Use.WHEN, Fact(why, citation, (i.lab[0].citation,)))
    elif i.row is not None and i.row.priced and not i.visit:
        citation = i.units.citation or i.row.citation
        yield ModifierUse(
            ("76", "77"),
            f"{MEANING['76']}; {MEANING['77']}",
            Use.WHEN,
            Fact(f"when done again that day{limit}", citation),
        )


def _bypass(i: Indicators) -> Iterator[ModifierUse]:
    names = ("59", "XE", "XS", "XP", "XU")
    meaning = "; ".join(MEANING[name] for name in names)
    if isinstance(i.partners, NotAvailable):
        return
    if isinstance(i.partners, Absent):
        why = "no pair edit of this code is active in the release in force, so there is nothing to bypass"
        yield ModifierUse(names, meaning, Use.DOES_NOT_APPLY, Fact(why, i.partners.citation))
        return
    if not i.partners.n_bypassable:
        why = "every active pair edit of this code has indicator 0: no modifier bypasses it"
        yield ModifierUse(names, meaning, Use.DOES_NOT_APPLY, Fact(why, i.partners.citation))
        return
    examples = i.partners.bypassable
    others = list(dict.fromkeys(edit.column2 if edit.column1 == i.code else edit.column1 for edit in examples))
    rest = i.partners.n_bypassable - len(examples)
    shown = ", ".join(others) + (f" and {rest} more" if rest else "")
    why = f"only to bypass a pair edit when the services were truly separate: indicator 1 with {shown}"
    yield ModifierUse(names, meaning, Use.WHEN, Fact(why, examples[0].citation))


_BILATERAL = {
    "0": (
        Use.DOES_NOT_APPLY,
        "bilateral indicator 0: the 150 % rule does not apply; not a paired part, or one payment covers it",
    ),
    "1": (Use.APPLIES, "bilateral indicator 1: both sides pay 150 %"),
    "2": (Use.DOES_NOT_APPLY, "bilateral indicator 2: the amount is for both sides already"),
    "3": (Use.APPLIES, "bilateral indicator 3: each side pays 100 %"),
}


def _sides(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None or i.row.bilateral not in _BILATERAL or i.visit:
        return
    use, why = _BILATERAL[i.row.bilateral]
    yield _use("50", use, why, cite=i.row)
    if i.row.bilateral in "13":
        yield _use(
            "LT RT",
            Use.WHEN,
            f"bilateral indicator {i.row.bilateral}: a paired part; names the side when one was treated",
            cite=i.row,
        )


_ASSISTANT = {
    "0": (Use.WHEN, "assistant indicator 0: paid only with records that show the need"),
    "1": (Use.DOES_NOT_APPLY, "assistant indicator 1: an assistant is never paid"),
    "2": (Use.APPLIES, "assistant indicator 2: an assistant may be paid (16 %; AS 13.6 %)"),
}
_CO_SURGEON = {
    "0": (Use.DOES_NOT_APPLY, "co-surgeon indicator 0: not permitted"),
    "1": (Use.WHEN, "co-surgeon indicator 1: with records that show the need for two surgeons"),
    "2": (Use.APPLIES, "co-surgeon indicator 2: permitted, no records needed if the specialties differ"),
}
_TEAM = {
    "0": (Use.DOES_NOT_APPLY, "team indicator 0: not permitted"),
    "1": (Use.WHEN, "team indicator 1: with records that show the need, paid by report"),
    "2": (Use.APPLIES, "team indicator 2: permitted, paid by report"),
}


def _surgeons(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None or i.visit or i.row.global_days not in ("000", "010", "090", "MMM", "YYY", "ZZZ"):
        return
    for names, table, value in (
        ("80 81 82 AS", _ASSISTANT, i.row.assistant),
        ("62", _CO_SURGEON, i.row.co_surgeon),
        ("66", _TEAM, i.row.team),
    ):
        if value in table:
            use, why = table[value]
            yield _use(names, use, why, cite=i.row)


def _multiple(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None or i.row.multiple_procedure not in ("2", "3"):
        return
    rule = "100/50/50/50/50 % by rank" if i.row.multiple_procedure == "2" else "endoscopy family rule"
    why = f"multiple-procedure indicator {i.row.multiple_procedure}: reduced by rank ({rule}) beside other procedures that day"
    yield _use("51", Use.WHEN, why, cite=i.row)


def _global(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None:
        return
    days = i.row.global_days
    if i.visit and days == "XXX":
        yield _use(
            "25",
            Use.WHEN,
            "on the day of a procedure with a 0 or 10 day global period, if the visit goes beyond it",
            cite=i.row,
        )
        yield _use(
            "57",
            Use.WHEN,
            "on the day of, or before, a procedure with a 90 day global period, if surgery was decided",
            cite=i.row,
        )
        yield _use(
            "24", Use.WHEN, "within somebody's 10 or 90 day global period, if unrelated to the operation", cite=i.row
        )
    elif days in ("010", "090"):
        shares = f"pre {i.row.pre_op}, intra {i.row.intra_op}, post {i.row.post_op}"
        yield _use(
            "54 55 56", Use.WHEN, f"global {days} days; when care is split, by the file's shares: {shares}", cite=i.row
        )
        yield _use(
            "58 78 79",
            Use.WHEN,
            f"global {days} days: when done within the global period of an earlier procedure",
            cite=i.row,
        )
    elif days == "000":
        yield _use("58 78 79", Use.WHEN, "when done within the global period of an earlier procedure", cite=i.row)


def _stopped(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is not None and "53" in i.variants:
        yield _use("53", Use.WHEN, "the file has its own relative values for the stopped procedure", cite=i.row)


RULES: tuple[Callable[[Indicators], Iterator[ModifierUse]], ...] = (
    _parts, _waived, _repeat, _bypass, _sides, _multiple, _surgeons, _global, _stopped,
)  # fmt: skip
