"""A knowledge base of a few rows, written straight into its tables, and the search index over it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from superbill.kb.schema import create_table
from superbill.model.rows import CONCEPT, CONCEPT_NOTE
from superbill.sources.superbill_plain import RELATED_CODE

RELEASES = [
    # id  source                   edition   start     end
    (1, "nchs-icd10cm-codes", "FY2026", 20251001, 20260930),
    (2, "nchs-icd10cm-codes", "FY2027", 20261001, 20270930),
    (3, "nchs-icd10cm-tabular", "2026", 20260401, 20260930),
    (4, "cms-hcpcs", "2026Q3", 20260701, 20260930),
    (5, "superbill-plain", "as of this version", 19960101, None),
]

CONCEPTS = [
    # release system   code        billable description                                                  terminated
    (1, "icd10cm", "E119", 1, "Type 2 diabetes mellitus without complications", None),
    (1, "icd10cm", "E8810", 1, "Metabolic syndrome", None),
    (2, "icd10cm", "E119", 1, "Type 2 diabetes mellitus without complications", None),
    (2, "icd10cm", "E109", 1, "Type 1 diabetes mellitus without complications", None),
    (2, "icd10cm", "E08311", 1, "Diabetes mellitus due to underlying condition with macular edema", None),
    (2, "icd10cm", "I10", 1, "Essential (primary) hypertension", None),
    (2, "icd10cm", "I2720", 1, "Pulmonary hypertension, unspecified", None),
    (2, "icd10cm", "I219", 1, "Acute myocardial infarction, unspecified", None),
    (2, "icd10cm", "I214", 1, "Non-ST elevation (NSTEMI) myocardial infarction", None),
    (2, "icd10cm", "I252", 1, "Old myocardial infarction", None),
    (2, "icd10cm", "R0602", 1, "Shortness of breath", None),
    (2, "icd10cm", "R079", 1, "Chest pain, unspecified", None),
    (2, "icd10cm", "M25562", 1, "Pain in left knee", None),
    (2, "icd10cm", "J189", 1, "Pneumonia, unspecified organism", None),
    (2, "icd10cm", "J9600", 1, "Acute respiratory failure, unspecified whether with hypoxia or hypercapnia", None),
    (2, "icd10cm", "E8352", 1, "Hypercalcemia", None),
    (2, "icd10cm", "Z803", 1, "Family history of malignant neoplasm of breast", None),
    (2, "icd10cm", "H8109", 1, "Meniere's disease, unspecified ear", None),
    (3, "icd10cm", "chapter-4", 0, "Endocrine, nutritional and metabolic diseases (E00-E89)", None),
    (3, "icd10cm", "E08-E13", 0, "Diabetes mellitus (E08-E13)", None),
    (3, "icd10cm", "E11", 0, "Type 2 diabetes mellitus", None),
    (3, "icd10cm", "E83", 0, "Disorders of mineral metabolism", None),
    (3, "icd10cm", "E835", 0, "Disorders of calcium metabolism", None),
    (3, "icd10cm", "E8352", 1, "Hypercalcemia", None),
    (4, "hcpcs", "J1885", 1, "Injection, ketorolac tromethamine, per 15 mg", None),
    (4, "hcpcs", "J9600", 1, "Injection, porfimer sodium, 75 mg", None),
    (4, "hcpcs", "K0001", 1, "Standard wheelchair", None),
    (4, "hcpcs", "E0990", 1, "Wheelchair, elevating leg rest, complete assembly, each", 20031231),
    (4, "hcpcs", "G8904", 1, "I intend to report the hypertension (htn) measures group", None),
    (4, "modifier", "LT", 1, "Left side (used to identify procedures performed on the left side of the body)", None),
    (5, "cpt", "71046", 1, "Chest X-ray from two directions", None),
    (5, "cpt", "85025", 1, "Complete blood count with white-cell types", None),
]  # fmt: skip

NOTES = [
    (3, "icd10cm", "E119", "inclusion", "Diabetes mellitus NOS"),
    (3, "icd10cm", "I10", "includes", "high blood pressure"),
    (3, "icd10cm", "I219", "inclusion", "Infarction of heart NOS"),
    (3, "icd10cm", "E83", "excludes1", "dietary mineral deficiency"),
    (5, "cpt", "71046", "search_term", "lung film"),
]

FEDERAL = {"mpfs_rvu": ["71046", "71270", "G0008"], "mue": ["82331", "0001U"]}


def write_kb(path: Path) -> Path:
    """The rows above as a knowledge base at `path`."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(files("superbill.kb").joinpath("core.sql").read_text(encoding="utf-8"))
        for table in (CONCEPT, CONCEPT_NOTE, RELATED_CODE):
            connection.execute(create_table(table))
        for number, source, edition, start, end in RELEASES:
            row = (number, source, "", edition, source, "", "", "", start, end, None, 1, "")
            connection.execute(f"INSERT INTO release VALUES ({', '.join('?' * 13)})", row)
        for number, (release, system, code, billable, text, terminated) in enumerate(CONCEPTS):
            connection.execute("INSERT INTO interned VALUES (?, ?)", (number, text))
            cells = (release, system, code, None, billable, None, number, None, terminated, None, 0, 0)
            connection.execute(f"INSERT INTO concept VALUES ({', '.join('?' * 12)})", cells)
        for seq, (release, system, code, kind, text) in enumerate(NOTES):
            connection.execute(
                "INSERT INTO concept_note VALUES (?, ?, ?, ?, ?, ?, 0)", (release, system, code, kind, seq, text)
            )
        for table_name, codes in FEDERAL.items():
            connection.execute(f"CREATE TABLE {table_name} (release_id INTEGER, hcpcs TEXT)")
            connection.executemany(f"INSERT INTO {table_name} VALUES (9, ?)", [(code,) for code in codes])
        connection.commit()
    return path
