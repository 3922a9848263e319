"""Crosswalks: diagnoses that go with a procedure, codes of the same family, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable

from superbill.edits.covered_codes import procedures_of
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System, display_code, systems_of
from superbill.model.coverage import CoveredCodes
from superbill.model.report import Column, Field, Item, Kind, Leaf, Table
from superbill.report.section import DIAGNOSES, PROCEDURES, Built, Context, ReportSection
from superbill.terminology.plain import related_codes, related_to

COLUMNS = (Column("code", "Code", Kind.CODE), Column("text", "What it is"))
ARTICLE_COLUMNS = (*COLUMNS, Column("articles", "Articles", Kind.NUMBER), Column("article", "Such as"))
SHOWN = 25
LISTED = "Diagnoses that coverage articles list as covered"
OWN = "from the project's own text, not yet reviewed"


class Crosswalks(ReportSection):
    """Related codes, each with the place that relates them."""

    id = "crosswalks"
    title = "Crosswalks"
    order = 110
    systems = PROCEDURES | DIAGNOSES
    authority = (
        "CMS, billing and coding articles of the Medicare Coverage Database; plain-language text of this project"
    )

    def build(self, context: Context) -> Built:
        """Tables of related codes, or one field that says none is known."""
        if context.system in DIAGNOSES:
            procedures = related_to(context.kb, context.code, "diagnosis", context.on)
            covered = procedures_of(context.kb, context.code, context.on, limit=SHOWN)
            tables = [
                _covered(context, "Procedures whose coverage articles list this diagnosis", covered, PROCEDURES),
                _table(context, "Procedures whose text names this diagnosis", procedures, PROCEDURES),
            ]
        else:
            diagnoses = related_codes(context.kb, context.system, context.code, "diagnosis", context.on)
            family = related_codes(context.kb, context.system, context.code, "family", context.on)
            tables = [
                _covered(context, LISTED, context.covered_diagnoses(), DIAGNOSES),
                _table(
                    context, "Diagnoses that often prompt it (examples, no coverage statement)", diagnoses, DIAGNOSES
                ),
                _table(context, "Same family, or easily confused", family, PROCEDURES),
            ]
        shown: tuple[Item, ...] = tuple(table for table in tables if table is not None)
        if shown:
            own = any(table is not None for table in tables[1:])
            return Built(shown, (OWN if tables[0] is None else f"below the articles: {OWN}") if own else "")
        missing = NotAvailable(
            f"no loaded source relates other codes to {context.answer.display}", "coverage articles of CMS; content/"
        )
        return Built((Field("Related codes", missing),))


def _table(context: Context, title: str, facts: Iterable[Fact[str]], among: frozenset[System]) -> Table | None:
    rows = tuple(_row(context, fact, among) for fact in facts)
    return Table(title, COLUMNS, rows, len(rows)) if rows else None


def _covered(
    context: Context, title: str, found: CoveredCodes | NotAvailable, among: frozenset[System]
) -> Table | None:
    """Codes of coverage articles, those of most articles first; conditions stand in the article."""
    if isinstance(found, NotAvailable) or not found.codes:
        return None
    rows = []
    for each in found.codes:
        article = f"{each.article.id} ({', '.join(each.article.states)})"
        cells = _row(context, Fact(each.code, each.citation), among)
        rows.append((*cells, Fact(each.n_articles, each.citation), Fact(article, each.article.citation)))
    more = "superbill coverage CODE --dx DX --state ST" if found.total > len(rows) else ""
    return Table(title, ARTICLE_COLUMNS, tuple(rows), found.total, more)


def _row(context: Context, fact: Fact[str], among: frozenset[System]) -> tuple[Leaf, ...]:
    """A code with its text. `among` are the systems it can be of: 80050 is a CPT code, and 800.50 one of ICD-9-CM."""
    for system in (system for system in systems_of(fact.value) if system in among):
        text = context.lookup.name_in(system, fact.value, context.on)
        if text is not None:
            return (Fact(display_code(system, fact.value), fact.citation), text)
    system = System.ICD10CM if fact.value[0].isalpha() else System.CPT
    unknown = NotAvailable(f"not listed on {context.on} in what is loaded", "a release in force that day")
    return (Fact(display_code(system, fact.value), fact.citation), unknown)


SECTION = Crosswalks()
