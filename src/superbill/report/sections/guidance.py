"""Payer guidance: the passages of imported manuals and policies that name the code, by payer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from superbill.guidelines.search import changes_naming, passages_naming, quote
from superbill.model.citation import Fact, NotAvailable
from superbill.model.guidance import Change, Passage, PassageChange
from superbill.model.report import Column, Field, Item, Leaf, Table
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

SHOWN = 8
PASSAGES = (Column("document", "Document"), Column("page", "Page"), Column("names", "Names"), Column("says", "Says"))
CHANGES = (Column("change", "Change"), Column("page", "Page"), Column("now", "Now"), Column("before", "Before"))
NO_DOCUMENTS = NotAvailable(
    "no manuals or payer policies are imported",
    "`superbill import document FILE --title TITLE --publisher NAME --effective DATE`",
)
NOT_THERE = NotAvailable("not in this edition", "the other edition")


class Guidance(ReportSection):
    """Brief quotations, with document, page and date."""

    id = "guidance"
    title = "Payer guidance"
    order = 75
    systems = PROCEDURES
    authority = "the documents that the operator imported"

    def build(self, context: Context) -> Built:
        """A table for each payer or publisher, and what changed in the newest editions."""
        store = context.documents
        if store is None or not store.documents():
            return Built((Field("Guidance", NO_DOCUMENTS),))
        found = passages_naming(store, context.code, context.on)
        changes = changes_naming(store, context.code, context.on)
        if not found and not changes:
            n_documents = len(store.in_force(context.on))
            reason = f"none of the {n_documents} imported documents in force on {context.on} names {context.code}"
            return Built(
                (Field("Guidance", NotAvailable(reason, "another document: `superbill import document FILE`")),)
            )
        items = [*_by_speaker(found, context.code), *_changed(changes, context.code)]
        return Built(tuple(items), "quoted briefly; read the passage where it stands")


def _by_speaker(found: Sequence[Passage], code: str) -> Iterable[Item]:
    ordered = sorted(found, key=lambda passage: passage.document.speaker)
    for speaker, group in groupby(ordered, key=lambda passage: passage.document.speaker):
        passages = list(group)
        rows = tuple(_row(passage, code) for passage in passages[:SHOWN])
        more = f"superbill documents passages {code}" if len(passages) > SHOWN else ""
        yield Table(speaker, PASSAGES, rows, len(passages), more)


def _row(passage: Passage, code: str) -> tuple[Leaf, ...]:
    receipt, document = passage.citation, passage.document
    return (
        Fact(f"{document.title}, {document.effective}", receipt),
        Fact(passage.page or f"line {passage.line}", receipt),
        Fact(str(passage.span), receipt),
        Fact(quote(passage.text, code), receipt),
    )


def _changed(changes: Sequence[PassageChange], code: str) -> Iterable[Item]:
    if changes:
        rows = tuple(_change_row(change, code) for change in changes[:SHOWN])
        more = f"superbill documents changes {code}" if len(changes) > SHOWN else ""
        yield Table("Changed since the edition before", CHANGES, rows, len(changes), more)


def _change_row(change: PassageChange, code: str) -> tuple[Leaf, ...]:
    newest = change.after or change.before
    words = {Change.ADDED: "added", Change.REMOVED: "removed", Change.REWORDED: "reworded"}
    if newest is None:
        return (NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE)
    return (
        Fact(f"{words[change.change]}, {newest.document.title}", newest.citation),
        Fact(newest.page or f"line {newest.line}", newest.citation),
        _quoted(change.after, code),
        _quoted(change.before, code),
    )


def _quoted(passage: Passage | None, code: str) -> Leaf:
    return NOT_THERE if passage is None else Fact(quote(passage.text, code), passage.citation)


SECTION = Guidance()
