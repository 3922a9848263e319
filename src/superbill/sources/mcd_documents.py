"""Documents of the Medicare Coverage Database out of their rows: which dates hold, and when a document ends."""

from __future__ import annotations

from superbill.sources.mcd_rows import OPEN_END, Row, end, flag, number, start, text
from superbill.sources.mcd_tables import McdDocument, McdNcd

RETIRED = "RETIRED"


def article(row: Row, kinds: dict[str, str], retiring: dict[int, int]) -> McdDocument:
    """A row of `article.csv`; `kinds` are the names of article types, `retiring` the days of announced retirements."""
    kind = row.raw("article_type")
    original = start(row, "article_pub_date")
    ends = [end(row, column) for column in ("article_end_date", "article_rev_end_date", "date_retired")]
    document_id = number(row, "article_id")
    return McdDocument(
        document_id=document_id,
        version=number(row, "article_version"),
        kind=kinds.get(kind, f"article type {kind}"),
        title=text(row, "title"),
        status=row.raw("status").upper(),
        effective_date=start(row, "article_eff_date") or original,
        end_date=min(*ends, retiring.get(document_id, OPEN_END)),
        original_date=original,
        updated_date=start(row, "last_updated"),
    )


def lcd(row: Row, retiring: dict[int, int]) -> McdDocument:
    """A row of `lcd.csv`."""
    original = start(row, "orig_det_eff_date")
    ends = [end(row, column) for column in ("ent_det_end_date", "rev_end_date", "date_retired")]
    document_id = number(row, "lcd_id")
    return McdDocument(
        document_id=document_id,
        version=number(row, "lcd_version"),
        kind="LCD",
        title=text(row, "title"),
        status=row.raw("status").upper(),
        effective_date=start(row, "rev_eff_date") or original,
        end_date=min(*ends, retiring.get(document_id, OPEN_END)),
        original_date=original,
        updated_date=start(row, "last_updated"),
    )


def ncd(row: Row) -> McdNcd:
    """A row of `ncd_trkg.csv`."""
    title, terminated = text(row, "NCD_mnl_sect_title"), start(row, "NCD_trmntn_dt")
    return McdNcd(
        document_id=number(row, "NCD_id"),
        version=number(row, "NCD_vrsn_num"),
        section=row.raw("NCD_mnl_sect"),
        title=title,
        level=number(row, "cvrg_lvl_cd"),
        effective_date=start(row, "NCD_efctv_dt"),
        implementation_date=start(row, "NCD_impltn_dt"),
        termination_date=terminated or OPEN_END,
        retired=int(RETIRED in title.upper() or bool(terminated)),
        under_review=flag(row, "under_rvw"),
        lab=flag(row, "NCD_lab"),
    )
