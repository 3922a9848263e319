"""Coverage: Medicare's national and local policies that name the code."""

from __future__ import annotations

from collections.abc import Sequence

from superbill.edits.policies import policies_of, related_policies
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System, display_code
from superbill.model.coverage import CoveredCodes, DocumentKind, Policy
from superbill.model.report import Column, Field, Item, Kind, Leaf, Table
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

SHOWN = 25
SHOWN_DIAGNOSES = 12
LOCAL = (
    Column("document", "Document"),
    Column("type", "Kind"),
    Column("title", "Title"),
    Column("since", "Since", Kind.DATE),
    Column("states", "States"),
    Column("contractors", "Contractors"),
)
NATIONAL = (
    Column("document", "Document"),
    Column("title", "Title"),
    Column("level", "Coverage level"),
    Column("since", "Since", Kind.DATE),
)
NOT_STATED = NotAvailable("not stated in the export", "the document's page at CMS")


class Coverage(ReportSection):
    """National and local coverage documents that name the code."""

    id = "coverage"
    title = "Coverage"
    order = 100
    systems = PROCEDURES
    authority = "CMS, Medicare Coverage Database; Social Security Act 1862(a)(1)(A)"

    def build(self, context: Context) -> Built:
        """The documents by state, the national ones behind them, and how many diagnoses they cover."""
        found = policies_of(context.kb, context.code, context.on)
        if isinstance(found, NotAvailable):
            return Built((Field("Coverage policies", found),))
        covered = context.covered_diagnoses()
        if not found:
            return Built((Field("Coverage policies", _none(covered)),))
        items = (_local(context, found), _national(context, found), _diagnoses(covered))
        return Built(
            tuple(item for item in items if item is not None),
            "Medicare only; whether a diagnosis is covered depends on the state",
        )


def _none(covered: CoveredCodes | NotAvailable) -> Leaf:
    if isinstance(covered, NotAvailable):
        return covered
    return Fact("no loaded policy names the code; that is neither coverage nor denial", covered.citation)


def _local(context: Context, found: Sequence[Policy]) -> Item:
    rows = tuple(_row(policy) for policy in sorted(found, key=lambda policy: (policy.states, policy.id))[:SHOWN])
    more = f"superbill coverage {context.code} --state ST" if len(found) > len(rows) else ""
    return Table("Articles and local determinations that name the code", LOCAL, rows, len(found), more)


def _row(policy: Policy) -> tuple[Leaf, ...]:
    receipt = policy.citation
    return (
        Fact(policy.id, receipt),
        Fact(policy.type, receipt),
        Fact(policy.title, receipt),
        Fact(policy.effective_date, receipt) if policy.effective_date else NOT_STATED,
        Fact(", ".join(policy.states), receipt),
        Fact("; ".join(policy.contractors), receipt),
    )


def _national(context: Context, found: Sequence[Policy]) -> Item | None:
    named = (each for policy in found[:SHOWN] for each in related_policies(context.kb, policy, context.on))
    national = {each.id: each for each in named if each.kind is DocumentKind.NCD}
    rows = tuple(
        (
            Fact(each.id, each.citation),
            Fact(each.title, each.citation),
            Fact(each.type, each.citation),
            Fact(each.effective_date, each.citation) if each.effective_date else NOT_STATED,
        )
        for each in national.values()
    )
    return Table("National determinations that they refer to", NATIONAL, rows, len(rows)) if rows else None


def _diagnoses(covered: CoveredCodes | NotAvailable) -> Item | None:
    if isinstance(covered, NotAvailable) or not covered.total:
        return None
    first = ", ".join(display_code(System.ICD10CM, each.code) for each in covered.codes[:SHOWN_DIAGNOSES])
    rest = f" and {covered.total - SHOWN_DIAGNOSES} more" if covered.total > SHOWN_DIAGNOSES else ""
    return Field(f"Covered diagnoses ({covered.total})", Fact(f"{first}{rest}", covered.citation), Kind.TEXT)


SECTION = Coverage()
