"""The bulk export of the Medicare Coverage Database: its csv files and their columns, in their order.

From the headers of an export of 2026. A file of `COLUMNS` is read; a file of `PASSED_OVER` belongs to the export and is
not used. One of them, `lcd_x_requestor_letters.csv`, has no header row.
"""

from __future__ import annotations

ARTICLE, LCD, NCD = "article", "lcd", "ncd_trkg"
"""The three files that lead an export, one an archive; the others stand beside them."""

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "article": (
            "article_id article_version article_type title article_pub_date article_eff_date article_end_date"
            " description other_comments sad_url status last_updated history_exp key_article icd9_covered_para"
            " icd9_noncovered_para revenue_para thirty_percent article_rev_end_date source_article_id date_retired"
            " keywords icd10_doc add_icd10_info cms_cov_policy display_id reference_article"
        ),
        "article_future_retire": "article_id retire_dt",
        "article_related_documents": (
            "article_id article_version related_num r_article_id r_article_version r_lcd_id r_lcd_version"
            " r_contractor_id last_updated"
        ),
        "article_related_ncd_documents": ("article_id article_version related_num r_ncd_id r_ncd_version last_updated"),
        "article_type_lookup": "article_type_id description last_updated",
        "article_x_bill_code": "article_id article_version bill_code_id bill_code_version last_updated description",
        "article_x_code_table": (
            "article_id article_version article_type code_table_row brand_name eff_date end_date comments hcpc_code_id"
            " hcpc_code_version last_updated short_description long_description"
        ),
        "article_x_contractor": (
            "article_id article_version article_type contractor_id contractor_type_id contractor_version last_updated"
        ),
        "article_x_hcpc_code": (
            "article_id article_version hcpc_code_id hcpc_code_version hcpc_code_group range last_updated"
            " long_description short_description"
        ),
        "article_x_hcpc_code_group": "article_id article_version hcpc_code_group paragraph last_updated",
        "article_x_hcpc_modifier": (
            "article_id article_version hcpc_modifier_code_id hcpc_modifier_code_version hcpc_modifier_group"
            " last_updated description"
        ),
        "article_x_hcpc_modifier_group": "article_id article_version hcpc_modifier_group paragraph last_updated",
        "article_x_icd10_covered": (
            "article_id article_version icd10_code_id icd10_code_version icd10_covered_group range last_updated"
            " sort_order description asterisk"
        ),
        "article_x_icd10_covered_group": (
            "article_id article_version icd10_covered_group paragraph last_updated icd10_covered_ast"
        ),
        "article_x_icd10_noncovered": (
            "article_id article_version icd10_code_id icd10_code_version icd10_noncovered_group range last_updated"
            " sort_order description"
        ),
        "article_x_icd10_noncovered_group": (
            "article_id article_version icd10_noncovered_group paragraph last_updated"
        ),
        "article_x_icd10_pcs_code": (
            "article_id article_version range last_updated sort_order icd10_pcs_code_id icd10_pcs_code_version"
            " icd10_pcs_code_group description"
        ),
        "article_x_primary_jurisdiction": "article_id article_version state_id last_updated",
        "article_x_revenue_code": (
            "article_id article_version revenue_code_id revenue_code_version range last_updated description"
        ),
        "article_x_revision_history": (
            "article_id article_version rev_hist_num rev_hist_date rev_hist_exp last_updated"
        ),
        "contractor": (
            "contractor_id contractor_type_id contractor_version contractor_bus_name contractor_number dmerc_rgn"
            " address1 address2 address3 city state_id zipcode phone fax status last_updated url email ignore"
            " status_flag cmd_name cmd_title contractor_subtype_id"
        ),
        "contractor_jurisdiction": (
            "contractor_id contractor_type_id contractor_version state_id last_updated active_date term_date"
        ),
        "contractor_type_lookup": "contractor_type_id description",
        "state_lookup": "state_id state_abbrev description",
        "lcd": (
            "lcd_id lcd_version title determination_number orig_det_eff_date ent_det_end_date rev_eff_date"
            " rev_end_date indication diagnoses_support icd9_dont_support_para icd9_dont_support_ast"
            " diagnoses_dont_support coding_guidelines doc_reqs appendices util_guide source_info adv_meeting"
            " comment_start_dt comment_end_dt notice_start_dt rev_hist_num history_exp last_reviewed_on status"
            " last_updated cms_cov_policy display_id draft_contact revenue_para thirty_percent keywords"
            " associated_info notice_end_dt date_retired draft_released_date source_lcd_id add_icd10_info icd10_doc"
            " synopsis_changes bibliography summary_of_evidence analysis_of_evidence mcd_publish_date issue"
            " issue_change mac_initiated"
        ),
        "lcd_future_retire": "lcd_id retire_dt",
        "lcd_related_documents": (
            "lcd_id lcd_version related_num r_article_id r_article_version r_lcd_id r_lcd_version r_contractor_id"
            " last_updated"
        ),
        "lcd_related_ncd_documents": "lcd_id lcd_version related_num r_ncd_id r_ncd_version last_updated",
        "lcd_x_contractor": ("lcd_id lcd_version contractor_id contractor_type_id contractor_version last_updated"),
        "lcd_x_hcpc_code": (
            "lcd_id lcd_version hcpc_code_id hcpc_code_version hcpc_code_group range last_updated long_description"
            " short_description"
        ),
        "lcd_x_hcpc_code_group": "lcd_id lcd_version hcpc_code_group paragraph last_updated",
        "lcd_x_primary_jurisdiction": "lcd_id lcd_version state_id last_updated",
        "lcd_x_revision_history": "lcd_id lcd_version rev_hist_num rev_hist_date rev_hist_exp last_updated",
        "ncd_trkg": (
            "NCD_id NCD_vrsn_num natl_cvrg_type cvrg_lvl_cd NCD_mnl_sect NCD_mnl_sect_title NCD_efctv_dt"
            " NCD_impltn_dt NCD_trmntn_dt itm_srvc_desc indctn_lmtn xref_txt othr_txt trnsmtl_num trnsmtl_issnc_dt"
            " trnsmtl_url chg_rqst_num pblctn_cd rev_hstry under_rvw creatd_tmstmp last_updt_tmstmp"
            " last_clrnc_tmstmp NCD_lab ncd_keyword NCD_AMA"
        ),
        "ncd_bnft_ctgry_ref": "bnft_ctgry_cd bnft_ctgry_desc",
        "ncd_trkg_bnft_xref": "NCD_id NCD_vrsn_num bnft_ctgry_cd creatd_tmstmp last_updt_tmstmp",
    }.items()
}

PASSED_OVER: dict[str, str] = {
    "article_related_source_icd9": "article_id",
    "article_url_type_lookup": "url_type_id",
    "article_x_icd10_pcs_code_group": "article_id",
    "article_x_other_coding_group": "article_id",
    "article_x_response_to_comment": "article_id",
    "article_x_sticky_note": "article_id",
    "article_x_urls": "article_id",
    "contractor_oversight": "contractor_id",
    "contractor_subtype_lookup": "contractor_subtype_id",
    "dmerc_region_lookup": "region_id",
    "draft_contact_lookup": "contact_id",
    "lcd_related_source_icd9": "lcd_id",
    "lcd_url_type_lookup": "url_type_id",
    "lcd_x_advisory_committee": "lcd_id",
    "lcd_x_reason_change": "lcd_id",
    "lcd_x_sticky_note": "lcd_id",
    "lcd_x_synopsis_changes_fields": "lcd_id",
    "lcd_x_urls": "lcd_id",
    "ncd_pblctn_ref": "pblctn_cd",
    "reason_change_lookup": "reason_change_id",
    "region_lookup": "region_id",
    "state_x_region": "state_id",
    "synopsis_changes_fields_lookup": "synopsis_changes_field_id",
    "update_period": "period_id",
}
"""Name and first column of the files that are not used."""

HEADERLESS = "lcd_x_requestor_letters"
HEADERLESS_WIDTH = 8
HEADERLESS_NUMBERS = 3
"""It has lcd_id, lcd_version, letter_id, requestor_name, letter_path, size, sort_order, last_updated; numbers first."""

USPS = {"CNMI": "MP"}
"""State abbreviations of the export that are not those of the postal service."""

LIKENESS = 0.6
"""A header that shares so large a part of its columns with a layout is that file, changed; its import then names what
changed."""
