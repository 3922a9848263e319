"""Hierarchy: from the chapter down to the code, and what stands below it."""

from __future__ import annotations

from superbill.model.citation import Fact
from superbill.model.codes import System
from superbill.model.report import Column, Field, Kind, Table, Verdict
from superbill.report.section import Built, Context, ReportSection
from superbill.terminology.tree import Node

COLUMNS = (
    Column("code", "Code", Kind.CODE),
    Column("text", "What it is"),
    Column("billable", "Billable?", Kind.VERDICT),
)
SHOWN = 60


class Hierarchy(ReportSection):
    """The code's place in its system."""

    id = "hierarchy"
    title = "Hierarchy"
    order = 36
    systems = frozenset({System.ICD10CM})
    authority = "the tabular list"

    def build(self, context: Context) -> Built:
        """The line of ancestors, then children; for a complete code, its siblings. Without a hierarchy in force, why."""
        missing = context.tree.missing(context.system, context.on)
        if missing is not None:
            return Built((Field("Hierarchy", missing),))
        ancestors = context.tree.ancestors(context.system, context.code, context.on)
        children = context.tree.children(context.system, context.code, context.on)
        title, below = "Directly below", children
        if not children and ancestors:
            title, below = "Siblings", context.tree.children(context.system, ancestors[-1].code, context.on)
        tables = []
        if ancestors:
            tables.append(Table("Above", COLUMNS, tuple(_row(node) for node in ancestors), len(ancestors)))
        if below:
            tables.append(Table(title, COLUMNS, tuple(_row(node) for node in below[:SHOWN]), len(below)))
        return Built(tuple(tables), "billable by the list of codes in force")


def _row(node: Node) -> tuple[Fact[str], Fact[str], Fact[str]]:
    billable = Verdict.ENDED.value if node.ended else "yes" if node.billable else "no"
    return (Fact(node.display, node.citation), Fact(node.text, node.citation), Fact(billable, node.citation))


SECTION = Hierarchy()
