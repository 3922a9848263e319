"""The rules of modifiers: each looks at the indicators of a code and says which modifiers are for it, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from superbill.edits.indicators import Indicators
from superbill.edits.pairs import Partners
from superbill.kb.store import Absent
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.edits import ModifierUse, Setting, UnitsAnswer, Use
from superbill.pricing.indicators import BILATERAL, parts, surgeons
from superbill.pricing.rvu import RvuRow

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
    "GN": "under a speech-language pathology plan of care",
    "GO": "under an occupational therapy plan of care",
    "GP": "under a physical therapy plan of care",
    "AA": "anesthesiologist in person",
    "AD": "physician supervising more than four procedures",
    "QK": "physician directing two to four procedures",
    "QY": "physician directing one nurse anesthetist",
    "QX": "nurse anesthetist under a physician's direction",
    "QZ": "nurse anesthetist alone",
}

DISTINCT = "59 XE XS XP XU"
SURGICAL = frozenset({"000", "010", "090", "MMM", "YYY", "ZZZ"})
CLINIC_VISIT = "G0463"
"""The hospital's own code for a visit to its clinic."""
COLLECTION = frozenset({"36415", "G0471", "P9612", "P9615"})
"""Specimen collection, paid on the laboratory schedule without being a test (Claims Processing Manual, chapter 16, 60.1)."""
WAIVED_WITHOUT_QW = frozenset({"81002", "81025", "82270", "82272", "82962", "83026", "84830", "85013", "85651"})
"""Waived tests that are recognised as such without QW (CMS, transmittals on new waived tests)."""


def _use(modifiers: str, use: Use, why: str, cite: Citation, *also: Citation) -> ModifierUse:
    names = tuple(modifiers.split())
    return ModifierUse(names, meaning_of(names), use, Fact(why, cite, also))


def meaning_of(names: tuple[str, ...]) -> str:
    """What modifiers mean, in the project's own words, each once."""
    return "; ".join(dict.fromkeys(MEANING[name] for name in names))


def _parts(i: Indicators) -> Iterator[ModifierUse]:
    """26 and TC. A lab test with an interpretation (indicator 6) says so in its row with 26; its own row has 9."""
    if i.row is None:
        if i.row_missing is not None:
            yield ModifierUse(("26", "TC"), meaning_of(("26", "TC")), None, i.row_missing)
        return
    row = interpretation(i.row, i.variants.get("26"))
    professional, technical, why = parts(row)
    if i.lab and row.pctc == "9":
        why += "; it is paid on the laboratory fee schedule"
    elif professional is technical is Use.APPLIES and not {"26", "TC"} & set(i.variants):
        why += "; but the file has no row with either"
    if professional is technical:
        yield _use("26 TC", professional, why, row.citation)
        return
    yield _use("26", professional, why, row.citation)
    if row.pctc == "6":
        why = "PC/TC indicator 6: the test itself is paid on the laboratory fee schedule"
    yield _use("TC", technical, why, row.citation)


def interpretation(base: RvuRow, professional: RvuRow | None) -> RvuRow:
    """The row whose PC/TC indicator tells."""
    return professional if professional is not None and professional.pctc == "6" else base


def _waived(i: Indicators) -> Iterator[ModifierUse]:
    if not i.lab:
        if i.asks("QW") and i.row is not None:
            yield _use("QW", Use.DOES_NOT_APPLY, "for tests of the laboratory fee schedule only", i.row.citation)
        return
    waived = next((rate for rate in i.lab if rate.modifier == "QW"), None)
    cite = (waived or i.lab[0]).citation
    if waived is not None:
        why = "the laboratory fee schedule has a QW row: for a waived test system under a waiver certificate"
        yield _use("QW", Use.WHEN, why, cite)
    elif i.code in COLLECTION:
        if i.asks("QW"):
            yield _use("QW", Use.DOES_NOT_APPLY, "the collection of a specimen is no test", cite)
    elif i.code in WAIVED_WITHOUT_QW:
        yield _use("QW", Use.DOES_NOT_APPLY, "a waived test that is billed without QW", cite)
    else:
        why = (
            "no waived-test (QW) row for this code on the laboratory fee schedule; CLIA's own list of waived tests is "
            "not loaded"
        )
        yield _use("QW", Use.DOES_NOT_APPLY, why, cite)


def _repeat(i: Indicators) -> Iterator[ModifierUse]:
    """91 for tests, else 76 and 77. The MUE counts one practitioner's units, so it binds 91 and 76 but not 77."""
    possible, limit = _limit(i.units)
    if i.lab:
        cite = i.lab[0].citation
        if i.code in COLLECTION:
            if i.asks("91"):
                yield _use("91", Use.DOES_NOT_APPLY, "for a repeated test; this is the collection of a specimen", cite)
            return
        why = f"same test again that day for a new result, not to confirm or redo one{limit}"
        yield _use("91", Use.WHEN if possible else Use.DOES_NOT_APPLY, why, i.units.citation or cite, cite)
        return
    if i.row is None:
        return
    if i.asks("91"):
        yield _use("91", Use.DOES_NOT_APPLY, "for tests of the laboratory fee schedule only", i.row.citation)
    if i.row.priced and not i.section:
        cite = i.units.citation or i.row.citation
        yield _use("76", Use.WHEN if possible else Use.DOES_NOT_APPLY, f"when done again that day{limit}", cite)
        if possible or i.units.mue:
            why = "when another practitioner does it again that day; the units limit counts each practitioner apart"
            yield _use("77", Use.WHEN, why, cite)


def _limit(units: UnitsAnswer) -> tuple[bool, str]:
    """Whether a further unit can be paid that day at all, and what the MUE says of it."""
    if units.mue is None:
        return True, ""
    said = f"; MUE {units.mue}, MAI {units.mai}: {units.meaning}"
    if units.mue == 0:
        return False, said
    if units.mai == 2 and units.mue == 1:
        return False, f"; MUE 1, MAI 2: {units.meaning}, so no modifier brings a second one"
    if units.mai == 2:
        return True, f"{said}; no modifier brings more than {units.mue}"
    return True, said


def _bypass(i: Indicators) -> Iterator[ModifierUse]:
    if isinstance(i.partners, NotAvailable):
        return
    if isinstance(i.partners, Absent):
        why = "no pair edit of this code is active in the release in force, so there is nothing to bypass"
        yield _use(DISTINCT, Use.DOES_NOT_APPLY, why, i.partners.citation)
    elif i.visit:
        why = "not for visits: 25 says that a visit was separate, 57 that major surgery was decided at it"
        yield _use(DISTINCT, Use.DOES_NOT_APPLY, why, i.partners.citation)
    elif not i.partners.n_bypassable:
        yield _use(DISTINCT, Use.DOES_NOT_APPLY, _nothing_to_bypass(i.partners), i.partners.citation)
    elif i.section:
        yield ModifierUse(tuple(DISTINCT.split()), meaning_of(tuple(DISTINCT.split())), None, NotAvailable(
            f"pair edits with indicator 1 ({_others(i.code, i.partners)}); 59 is not for evaluation and management, and "
            "no file says whether this code counts as that", "the contractor",
        ))  # fmt: skip
    else:
        why = f"only to bypass a pair edit when the services were truly separate: indicator 1 with {_others(i.code, i.partners)}"
        yield _use(DISTINCT, Use.WHEN, why, i.partners.bypassable[0].citation)


def _nothing_to_bypass(found: Partners) -> str:
    if found.n_em:
        return (
            f"its pair edits with indicator 1 are with evaluation and management services ({found.n_em}): 25 on the "
            "visit is for these, not 59"
        )
    return "every active pair edit of this code has indicator 0: no modifier bypasses it"


def _others(code: str, found: Partners) -> str:
    edits = found.bypassable
    others = list(dict.fromkeys(edit.column2 if edit.column1 == code else edit.column1 for edit in edits))
    rest = found.n_bypassable - len(edits)
    return ", ".join(others) + (f" and {rest} more" if rest else "")


def _sides(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None or i.row.bilateral not in BILATERAL:
        return
    value = i.row.bilateral
    use, why = BILATERAL[value]
    if (value != "9" and not i.section) or i.asks("50"):
        yield _use("50", use, why, i.row.citation)
    if value in "13" and not i.section:
        why = f"bilateral indicator {value}: a paired part; names the side when one was treated"
        yield _use("LT RT", Use.WHEN, why, i.row.citation)


def _multiple(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None or i.row.multiple_procedure not in ("2", "3"):
        return
    value = i.row.multiple_procedure
    rule = "100/50/50/50/50 % by rank" if value == "2" else "endoscopy family rule"
    why = f"multiple-procedure indicator {value}: reduced by rank ({rule}) beside other procedures that day"
    yield _use("51", Use.WHEN, why, i.row.citation)


def _surgeons(i: Indicators) -> Iterator[ModifierUse]:
    """Assistants, co-surgeons, teams; for codes that are no surgery only where the file permits one."""
    if i.row is None:
        return
    surgery = not i.section and i.row.global_days in SURGICAL
    for names, meaning in surgeons(i.row):
        if meaning is None:
            continue
        use, why = meaning
        told = "indicator 9" not in why and (surgery or use is Use.APPLIES)
        if told or i.asks(*names):
            yield _use(" ".join(names), use, why, i.row.citation)


def _global(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None:
        return
    days, cite = i.row.global_days, i.row.citation
    if i.visit:
        yield from _visit(i, cite)
        return
    if i.asks("24", "25", "57") and not i.section:
        why = "for visits: it stands on the visit, not on the procedure"
        yield _use("24 25 57", Use.DOES_NOT_APPLY, why, cite)
    if days in ("010", "090"):
        shares = f"pre {i.row.pre_op}, intra {i.row.intra_op}, post {i.row.post_op}"
        if i.row.pre_op + i.row.intra_op + i.row.post_op:
            yield _use(
                "54 55 56", Use.WHEN, f"global {days} days; when care is split, by the file's shares: {shares}", cite
            )
        why = f"global {days} days: when done within the global period of an earlier procedure"
        yield _use("58 78 79", Use.WHEN, why, cite)
        return
    if days == "000":
        yield _use("58 78 79", Use.WHEN, "when done within the global period of an earlier procedure", cite)
    if i.asks("54", "55", "56") and days in ("000", "XXX", "ZZZ"):
        yield _use("54 55 56", Use.DOES_NOT_APPLY, f"global {days}: there is no care after it to split off", cite)


def _visit(i: Indicators, cite: Citation) -> Iterator[ModifierUse]:
    """25, 57 and 24. NCCI Policy Manual, chapter I, section D: 25 beside procedures of global 000, 010 and XXX. Hospitals
    have no global periods, so 57 and 24 are for practitioners (Claims Processing Manual, chapter 4, 20.6)."""
    found = i.partners if isinstance(i.partners, Partners) and i.partners.n_bypassable else None
    bypassed = f"; it bypasses the visit's pair edits with indicator 1 ({_others(i.code, found)})" if found else ""
    also = (found.bypassable[0].citation,) if found else ()
    why = "on the day of a procedure with global period 000, 010 or XXX, if the visit goes beyond the work of that"
    yield _use("25", Use.WHEN, why + bypassed, cite, *also)
    if i.setting is Setting.OUTPATIENT or i.code == CLINIC_VISIT:
        return
    why = "on the day of, or before, a procedure with a 90 day global period, if surgery was decided"
    yield _use("57", Use.WHEN, why, cite)
    why = "within somebody's 10 or 90 day global period, if unrelated to the operation"
    yield _use("24", Use.WHEN, why, cite)


def _stopped(i: Indicators) -> Iterator[ModifierUse]:
    if i.row is None:
        return
    if "53" in i.variants:
        why = "the file has its own relative values for the stopped procedure"
        yield _use("53", Use.WHEN, why, i.variants["53"].citation)
    elif i.asks("53") and not i.section:
        yield _use("53", Use.WHEN, "no row of its own: the contractor prices it on the records", i.row.citation)


def _therapy(i: Indicators) -> Iterator[ModifierUse]:
    """Claims Processing Manual, chapter 5, section 20.1."""
    if i.row is None:
        return
    if i.row.multiple_procedure == "5":
        why = "multiple-procedure indicator 5, always therapy: one of them tells the plan of care, whoever gives it"
        yield _use("GN GO GP", Use.APPLIES, why, i.row.citation)


def _anesthesia(i: Indicators) -> Iterator[ModifierUse]:
    """Claims Processing Manual, chapter 12, sections 50 and 140."""
    if i.row is not None and i.row.status == "J":
        why = "status J, anesthesia: one of them tells who gave or directed it, which sets the share that is paid"
        yield _use("AA AD QK QY QX QZ", Use.APPLIES, why, i.row.citation)


RULES: tuple[Callable[[Indicators], Iterator[ModifierUse]], ...] = (
    _parts, _waived, _repeat, _bypass, _sides, _multiple, _surgeons, _global, _stopped, _therapy, _anesthesia,
)  # fmt: skip
