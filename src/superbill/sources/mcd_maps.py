"""Which csv file of the Medicare Coverage Database fills which table: for each column, the cell and how it is read."""

from __future__ import annotations

from dataclasses import dataclass

from superbill.model.rows import Table
from superbill.sources.mcd_rows import (
    Cell,
    Row,
    bill_or_revenue,
    end,
    flag,
    hcpcs,
    icd10,
    icd10pcs,
    long_text,
    modifier,
    number,
    number_or_zero,
    start,
    text,
)
from superbill.sources.mcd_tables import (
    MCD_ARTICLE_BILL,
    MCD_ARTICLE_GROUP,
    MCD_ARTICLE_HCPC,
    MCD_ARTICLE_ICD10,
    MCD_ARTICLE_MODIFIER,
    MCD_ARTICLE_PCS,
    MCD_ARTICLE_REVENUE,
    MCD_DOCUMENT_CONTRACTOR,
    MCD_EXCLUSION,
    MCD_JURISDICTION,
    MCD_LCD_HCPC,
    MCD_PRIMARY_STATE,
    MCD_RELATED,
    MCD_REVISION,
)

Cells = tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Map:
    """One csv file and its table. `cells` are in the order of the table's columns. Rows are passed over when none of the
    cells `needs` names says anything (empty or 0, which the export writes for "none")."""

    csv: str
    table: Table
    cells: Cells
    needs: tuple[str, ...] = ()

    def wants(self, row: Row) -> bool:
        """Whether the row says anything for this table."""
        return not self.needs or any(row.raw(column) not in ("", "0") for column in self.needs)


def _fixed(value: object) -> tuple[str, Cell]:
    return "", lambda row, column: value


def _document(prefix: str) -> Cells:
    return ((f"{prefix}_id", number), (f"{prefix}_version", number))


_LINE: tuple[str, Cell] = "", lambda row, column: row.line
_A, _L = _document("article"), _document("lcd")
_CONTRACTOR: Cells = (
    ("contractor_id", number),
    ("contractor_type_id", number),
    ("contractor_version", number),
)


def _group(csv: str, prefix: str, kind: str, column: str, note: tuple[str, Cell]) -> Map:
    return Map(
        csv,
        MCD_ARTICLE_GROUP,
        (*_document(prefix), _fixed(kind), (column, number_or_zero), ("paragraph", long_text), note),
        needs=("paragraph", note[0]) if note[0] else ("paragraph",),
    )


def _related(prefix: str, csv: str, kind: str) -> Map:
    column = f"r_{kind}_id"
    return Map(csv, MCD_RELATED, (*_document(prefix), _fixed(kind), (column, number)), needs=(column,))


def _shared(prefix: str) -> tuple[Map, ...]:
    """What articles and LCDs have in common."""
    document = _document(prefix)
    return (
        Map(f"{prefix}_x_contractor", MCD_DOCUMENT_CONTRACTOR, (*document, *_CONTRACTOR)),
        Map(f"{prefix}_x_primary_jurisdiction", MCD_PRIMARY_STATE, (*document, ("state_id", number))),
        _related(prefix, f"{prefix}_related_documents", "article"),
        _related(prefix, f"{prefix}_related_documents", "lcd"),
        _related(prefix, f"{prefix}_related_ncd_documents", "ncd"),
        Map(
            f"{prefix}_x_revision_history",
            MCD_REVISION,
            (*document, _LINE, ("rev_hist_num", number_or_zero), ("rev_hist_date", start), ("rev_hist_exp", long_text)),
        ),
        Map(
            "contractor_jurisdiction",
            MCD_JURISDICTION,
            (*_CONTRACTOR, ("state_id", number), ("active_date", start), ("term_date", end)),
        ),
    )


ARTICLE_MAPS: tuple[Map, ...] = (
    Map(
        "article_x_hcpc_code",
        MCD_ARTICLE_HCPC,
        (*_A, ("hcpc_code_id", hcpcs), ("hcpc_code_group", number_or_zero)),
        needs=("hcpc_code_id",),
    ),
    Map(
        "article_x_icd10_covered",
        MCD_ARTICLE_ICD10,
        (*_A, ("icd10_code_id", icd10), _fixed(1), ("icd10_covered_group", number_or_zero), ("asterisk", flag)),
        needs=("icd10_code_id",),
    ),
    Map(
        "article_x_icd10_noncovered",
        MCD_ARTICLE_ICD10,
        (*_A, ("icd10_code_id", icd10), _fixed(0), ("icd10_noncovered_group", number_or_zero), _fixed(0)),
        needs=("icd10_code_id",),
    ),
    _group("article_x_hcpc_code_group", "article", "hcpcs", "hcpc_code_group", _fixed("")),
    _group("article_x_hcpc_modifier_group", "article", "modifier", "hcpc_modifier_group", _fixed("")),
    _group(
        "article_x_icd10_covered_group",
        "article",
        "covered",
        "icd10_covered_group",
        ("icd10_covered_ast", long_text),
    ),
    _group("article_x_icd10_noncovered_group", "article", "noncovered", "icd10_noncovered_group", _fixed("")),
    Map(
        "article_x_hcpc_modifier",
        MCD_ARTICLE_MODIFIER,
        (*_A, ("hcpc_modifier_code_id", modifier), ("hcpc_modifier_group", number_or_zero)),
        needs=("hcpc_modifier_code_id",),
    ),
    Map(
        "article_x_icd10_pcs_code",
        MCD_ARTICLE_PCS,
        (*_A, ("icd10_pcs_code_id", icd10pcs), ("icd10_pcs_code_group", number_or_zero)),
        needs=("icd10_pcs_code_id",),
    ),
    Map("article_x_bill_code", MCD_ARTICLE_BILL, (*_A, ("bill_code_id", bill_or_revenue)), needs=("bill_code_id",)),
    Map(
        "article_x_revenue_code",
        MCD_ARTICLE_REVENUE,
        (*_A, ("revenue_code_id", bill_or_revenue), ("range", text)),
        needs=("revenue_code_id",),
    ),
    Map(
        "article_x_code_table",
        MCD_EXCLUSION,
        (
            ("hcpc_code_id", hcpcs),
            *_A,
            ("code_table_row", number),
            ("brand_name", text),
            ("eff_date", start),
            ("end_date", end),
        ),
        needs=("hcpc_code_id",),
    ),
    *_shared("article"),
)

LCD_MAPS: tuple[Map, ...] = (
    Map(
        "lcd_x_hcpc_code",
        MCD_LCD_HCPC,
        (*_L, ("hcpc_code_id", hcpcs), ("hcpc_code_group", number_or_zero)),
        needs=("hcpc_code_id",),
    ),
    _group("lcd_x_hcpc_code_group", "lcd", "hcpcs", "hcpc_code_group", _fixed("")),
    *_shared("lcd"),
)
