"""Rows of the Medicare Coverage Database in the knowledge base.

Local documents (articles and LCDs) share their row types: the release tells which they are. `document_id` is the number
without its letter (A52369 is 52369). Dates that are not stated are 0 (begun) and 99991231 (open end).
"""

from __future__ import annotations

from typing import NamedTuple

from superbill.model.rows import Day, Interned, Table


class McdDocument(NamedTuple):
    """An article or LCD in the version that was current. `kind` is the article type; `effective_date` the day this
    version took effect; `end_date` the earliest of its end, retirement and announced retirement; `status` A approved,
    R retired, P proposed."""

    document_id: int
    version: int
    kind: Interned
    title: str
    status: str
    effective_date: Day
    end_date: Day
    original_date: Day
    updated_date: Day


class McdText(NamedTuple):
    """What an LCD or NCD says of indications and limitations, as plain text. `part`: `indications` or `description`."""

    document_id: int
    version: int
    part: str
    text: str


class McdNcd(NamedTuple):
    """A national coverage determination. `level` is the coverage level: 1 full, 2 restricted, 3 none; 4 occurs and is
    not documented. `termination_date` can lie before `effective_date` in the file; `retired` tells by title or
    termination whether it has gone."""

    document_id: int
    version: int
    section: str
    title: str
    level: int
    effective_date: Day
    implementation_date: Day
    termination_date: Day
    retired: int
    under_review: int
    lab: int


class McdBenefit(NamedTuple):
    """A benefit category of an NCD."""

    document_id: int
    version: int
    category: Interned


class McdProcedure(NamedTuple):
    """A CPT or HCPCS code that a document names, with the code group it stands in."""

    document_id: int
    version: int
    hcpcs: str
    group_no: int


class McdDiagnosis(NamedTuple):
    """A diagnosis that an article says does (`covered` 1) or does not (0) support medical necessity. `asterisk` 1: the
    group's note applies to it."""

    document_id: int
    version: int
    icd10: str
    covered: int
    group_no: int
    asterisk: int


class McdGroup(NamedTuple):
    """The paragraph above a group of codes; `kind` is `hcpcs`, `modifier`, `covered` or `noncovered`; `note` explains
    the asterisk. Groups without either are left out."""

    document_id: int
    version: int
    kind: str
    group_no: int
    paragraph: Interned
    note: Interned


class McdModifier(NamedTuple):
    """A modifier that an article names."""

    document_id: int
    version: int
    modifier: str
    group_no: int


class McdPcs(NamedTuple):
    """An ICD-10-PCS code that an article names."""

    document_id: int
    version: int
    icd10pcs: str
    group_no: int


class McdBill(NamedTuple):
    """A type-of-bill code, as published (`013x`); its text is NUBC's and is not stored."""

    document_id: int
    version: int
    bill_code: str


class McdRevenue(NamedTuple):
    """A revenue code. `range_mark` is the file's: N one code; B, M, E begin, middle and end of a range; X, Y, Z the
    same of codes with a placeholder. Its text is NUBC's and is not stored."""

    document_id: int
    version: int
    revenue_code: str
    range_mark: str


class McdExclusion(NamedTuple):
    """A drug on a contractor's self-administered-drug exclusion list: not covered from `effective_date` to `end_date`.
    `row_no` is the list's own row."""

    hcpcs: str
    document_id: int
    version: int
    row_no: int
    brand: str
    effective_date: Day
    end_date: Day


class McdDocumentContractor(NamedTuple):
    """A contractor that issued or adopted a document."""

    document_id: int
    version: int
    contractor_id: int
    contractor_type: int
    contractor_version: int


class McdPrimaryState(NamedTuple):
    """The states of a document of one contractor; documents of several follow their contractors' jurisdictions."""

    document_id: int
    version: int
    state_id: int


class McdRelated(NamedTuple):
    """A document that another names; `related_kind` is `article`, `lcd` or `ncd`. Links point at the newest version."""

    document_id: int
    version: int
    related_kind: str
    related_id: int


class McdRevision(NamedTuple):
    """One entry of a document's revision history, as plain text. `row_no` keeps entries of one number apart."""

    document_id: int
    version: int
    row_no: int
    revision_no: int
    revision_date: Day
    text: str


class McdContractor(NamedTuple):
    """A Medicare administrative contractor; `kind` such as `MAC - Part B` or `DME MAC`."""

    contractor_id: int
    contractor_type: int
    contractor_version: int
    name: str
    number: str
    kind: str


class McdJurisdiction(NamedTuple):
    """A state that a contractor serves, and from when to when."""

    contractor_id: int
    contractor_type: int
    contractor_version: int
    state_id: int
    active_date: Day
    term_date: Day


class McdState(NamedTuple):
    """A state, or a part of one that the export lists by itself (`UN`, New York - Upstate, whose `parent` is NY)."""

    state_id: int
    state: str
    parent: str
    name: str


_DOCUMENT = ("document_id", "version")
_CONTRACTOR = ("contractor_id", "contractor_type", "contractor_version")

MCD_ARTICLE = Table("mcd_article", McdDocument, _DOCUMENT)
MCD_LCD = Table("mcd_lcd", McdDocument, _DOCUMENT)
MCD_NCD = Table("mcd_ncd", McdNcd, _DOCUMENT)
MCD_NCD_BENEFIT = Table("mcd_ncd_benefit", McdBenefit, (*_DOCUMENT, "category"))
MCD_TEXT = Table("mcd_text", McdText, (*_DOCUMENT, "part"))
MCD_ARTICLE_HCPC = Table("mcd_article_hcpc", McdProcedure, (*_DOCUMENT, "hcpcs", "group_no"), (("hcpcs",),))
MCD_LCD_HCPC = Table("mcd_lcd_hcpc", McdProcedure, (*_DOCUMENT, "hcpcs", "group_no"), (("hcpcs",),))
MCD_ARTICLE_ICD10 = Table(
    "mcd_article_icd10",
    McdDiagnosis,
    (*_DOCUMENT, "covered", "group_no", "icd10", "asterisk"),
    (("icd10", "covered"),),
)
MCD_ARTICLE_GROUP = Table("mcd_article_group", McdGroup, (*_DOCUMENT, "kind", "group_no", "paragraph", "note"))
MCD_ARTICLE_MODIFIER = Table("mcd_article_modifier", McdModifier, (*_DOCUMENT, "modifier", "group_no"))
MCD_ARTICLE_PCS = Table("mcd_article_pcs", McdPcs, (*_DOCUMENT, "icd10pcs", "group_no"))
MCD_ARTICLE_BILL = Table("mcd_article_bill", McdBill, (*_DOCUMENT, "bill_code"))
MCD_ARTICLE_REVENUE = Table("mcd_article_revenue", McdRevenue, (*_DOCUMENT, "revenue_code", "range_mark"))
MCD_EXCLUSION = Table("mcd_exclusion", McdExclusion, ("hcpcs", *_DOCUMENT, "row_no"))
MCD_DOCUMENT_CONTRACTOR = Table("mcd_document_contractor", McdDocumentContractor, (*_DOCUMENT, *_CONTRACTOR))
MCD_PRIMARY_STATE = Table("mcd_primary_state", McdPrimaryState, (*_DOCUMENT, "state_id"))
MCD_RELATED = Table(
    "mcd_related", McdRelated, (*_DOCUMENT, "related_kind", "related_id"), (("related_kind", "related_id"),)
)
MCD_REVISION = Table("mcd_revision", McdRevision, (*_DOCUMENT, "row_no"))
MCD_CONTRACTOR = Table("mcd_contractor", McdContractor, _CONTRACTOR)
MCD_JURISDICTION = Table("mcd_jurisdiction", McdJurisdiction, (*_CONTRACTOR, "state_id", "active_date", "term_date"))
MCD_STATE = Table("mcd_state", McdState, ("state_id",))

TABLES = (
    MCD_ARTICLE, MCD_LCD, MCD_NCD, MCD_NCD_BENEFIT, MCD_TEXT, MCD_ARTICLE_HCPC, MCD_LCD_HCPC, MCD_ARTICLE_ICD10,
    MCD_ARTICLE_GROUP, MCD_ARTICLE_MODIFIER, MCD_ARTICLE_PCS, MCD_ARTICLE_BILL, MCD_ARTICLE_REVENUE, MCD_EXCLUSION,
    MCD_DOCUMENT_CONTRACTOR, MCD_PRIMARY_STATE, MCD_RELATED, MCD_REVISION, MCD_CONTRACTOR, MCD_JURISDICTION, MCD_STATE,
)  # fmt: skip
