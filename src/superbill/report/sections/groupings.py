"""Groupings and risk: MS-DRG severity, clinical category, chronic indicator, HCCs, and the ICD-9-CM equivalent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import NotBillable
from superbill.model.report import Column, Field, Item, Kind, Leaf, Steps, Table
from superbill.report.section import Built, Context, ReportSection, items
from superbill.terminology.crosswalks import (
    CcsrCategory,
    GemTarget,
    Severity,
    ccsr,
    chronic,
    exclusion,
    icd9_of,
    severity,
)
from superbill.terminology.hcc import NO_HCC, HccAnswer, hccs

HCC_COLUMNS = (
    Column("model", "Model"),
    Column("hcc", "HCC", Kind.CODE),
    Column("label", "What it is"),
    Column("coefficient", "Factor: community, non-dual, aged", Kind.NUMBER),
)
CCSR_COLUMNS = (Column("category", "Category", Kind.CODE), Column("label", "What it is"))
ICD9_COLUMNS = (
    Column("code", "ICD-9-CM", Kind.CODE),
    Column("text", "What it is"),
    Column("flags", "Equivalence"),
)
HEADER = NotAvailable("groupings are made for complete codes only", "a complete code below this one")
NO_LABEL = NotAvailable("the file of categories that is loaded has no descriptions", "DXCCSR (csv) of AHRQ")
NO_TARGET = NotAvailable("ICD-9-CM has no equivalent", "no release")


class Groupings(ReportSection):
    """What a diagnosis counts for beyond the claim line."""

    id = "groupings"
    title = "Groupings and risk"
    order = 105
    systems = frozenset({System.ICD10CM})
    authority = "42 CFR 412.60 (MS-DRG); 42 CFR 422.308(c) (CMS-HCC, RxHCC); AHRQ CCSR and CCIR; CMS GEMs"

    def build(self, context: Context) -> Built:
        """Fields of severity and chronicity, and tables of categories, HCCs and equivalents."""
        if isinstance(context.answer, NotBillable):
            return Built((Field("Groupings", HEADER),))
        return Built(items(_severity(context), _chronic(context), _ccsr(context), _hccs(context), _icd9(context)))


def _severity(context: Context) -> Iterator[Item]:
    level = severity(context.kb, context.code, context.on)
    yield Field("As a secondary diagnosis in MS-DRGs", _text(level))
    if not isinstance(level, Fact) or level.value is Severity.NEITHER:
        return
    excluded = exclusion(context.kb, context.code, context.on)
    if isinstance(excluded, Fact):
        count = excluded.value.principal_codes
        words = f"beside {count:,} principal diagnoses" if count else "beside no principal diagnosis"
        alive = "; only if the patient was discharged alive" if excluded.value.alive_only else ""
        yield Field(f"The {level.value} does not count", Fact(words + alive, excluded.citation))


def _chronic(context: Context) -> Field:
    return Field("Chronic condition", _text(chronic(context.kb, context.code, context.on)))


def _text(leaf: Fact[Severity] | Fact[str] | NotAvailable) -> Leaf:
    return leaf if isinstance(leaf, NotAvailable) else Fact(str(leaf.value), leaf.citation, leaf.also)


def _ccsr(context: Context) -> Item:
    categories = ccsr(context.kb, context.code, context.on)
    if isinstance(categories, NotAvailable):
        return Field("Clinical category (CCSR)", categories)
    rows = tuple(_category_row(fact) for fact in categories)
    return Table("Clinical categories (CCSR)", CCSR_COLUMNS, rows, len(rows))


def _category_row(fact: Fact[CcsrCategory]) -> tuple[Leaf, ...]:
    label = fact.value.label
    return (Fact(fact.value.category, fact.citation), Fact(label, fact.citation) if label else NO_LABEL)


def _hccs(context: Context) -> Iterator[Item]:
    answers = hccs(context.kb, context.code, context.on)
    if isinstance(answers, NotAvailable):
        yield Field("Risk adjustment (HCC)", answers)
        return
    rows = tuple(row for answer in answers for row in _hcc_row(answer))
    if rows:
        yield Table(f"Risk adjustment, {answers[0].payment_year}", HCC_COLUMNS, rows, len(rows))
    yield from _left_out(answers)
    edits = tuple(
        replace(edit, value=f"{answer.model} {answer.version}, {edit.value}")
        for answer in answers
        for edit in answer.edits
    )
    if edits:
        yield Steps("By age and sex", edits, ordered=False)


def _hcc_row(answer: HccAnswer) -> Iterator[tuple[Leaf, ...]]:
    if isinstance(answer.hcc, Fact) and answer.hcc.value != NO_HCC:
        name = Fact(f"{answer.model} {answer.version}", answer.hcc.citation)
        yield (name, answer.hcc, answer.label, answer.coefficient)


def _left_out(answers: tuple[HccAnswer, ...]) -> Iterator[Item]:
    """The models that count no HCC for the code, and those that cannot tell, each in one field."""
    for answer in answers:
        if isinstance(answer.hcc, NotAvailable):
            yield Field("Risk adjustment (HCC)", answer.hcc)
            return
    without = [answer for answer in answers if isinstance(answer.hcc, Fact) and answer.hcc.value == NO_HCC]
    if without and isinstance(without[0].hcc, Fact):
        names = ", ".join(f"{answer.model} {answer.version}" for answer in without)
        yield Field(f"No HCC in {without[0].payment_year}", Fact(names, without[0].hcc.citation))


def _icd9(context: Context) -> Item:
    targets = icd9_of(context.kb, context.code, context.on)
    if isinstance(targets, NotAvailable):
        return Field("ICD-9-CM equivalent", targets)
    rows = tuple(_icd9_row(context, fact) for fact in targets)
    return Table("ICD-9-CM equivalents (GEM)", ICD9_COLUMNS, rows, len(rows))


def _icd9_row(context: Context, fact: Fact[GemTarget]) -> tuple[Leaf, ...]:
    target, words = fact.value, Fact(fact.value.words, fact.citation)
    if target.no_map:
        return (NO_TARGET, NO_TARGET, words)
    name = context.lookup.name_in(System.ICD9CM, target.code, context.on)
    text = name or context.kb.missing("cms-icd9", context.on, what=target.display)
    return (Fact(target.display, fact.citation), text, words)


SECTION = Groupings()
