"""ICD-10-PCS codes out of tables and lists: enumeration, headers, axes, editions, and what stops the import."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.rows import Concept
from superbill.sources.cms_icd10pcs import SOURCE

TABLES, CODES, ORDER, PACK = (
    "icd10pcs_tables_2026.xml", "icd10pcs-codes-2024.txt", "icd10pcs_order_2023.txt", "icd_10_pcs.csv",
)  # fmt: skip
TITLE = "Bypass Cerebral Ventricle to Nasopharynx with Autologous Tissue Substitute, Open Approach"


def concepts(bench: Any) -> dict[str, Concept]:
    first = next(SOURCE.parse(bench.file(TABLES, bench.content(SOURCE, TABLES))))
    return {str(row[1]): Concept(*row[:-1]) for row in first.rows}  # type: ignore[arg-type]


def test_the_parts_of_the_tables(bench: Any) -> None:
    parts = list(SOURCE.parse(bench.file(TABLES, bench.content(SOURCE, TABLES))))
    assert [(part.edition.name, part.table.name) for part in parts] == [("FY2026", "concept"), ("FY2026", "pcs_axis")]


def test_codes_are_every_combination_of_a_row(bench: Any) -> None:
    found = concepts(bench)
    assert {code for code in found if code.startswith("00K")} == {
        "00K", "00K0XZ1",
        *(f"00K{part}{approach}ZZ" for part in "0789ABCD" for approach in "034"),
    }  # fmt: skip
    assert sum(concept.billable for concept in found.values()) == 25 + 81 + 1 + 4 + 3
    assert found["00K0XZ1"].long == "Map Brain, Connectomic Analysis, External Approach"
    assert found["3E1U48X"].long == (
        "Irrigation of Joints using Irrigating Substance, Percutaneous Endoscopic Approach, Diagnostic"
    )
    assert found["B00BZZZ"].long == "Plain Radiography of Spinal Cord"


@pytest.mark.parametrize(
    ("code", "parent", "long"),
    [
        ("0", None, "Medical and Surgical"),
        ("00", "0", "Central Nervous System and Cranial Nerves"),
        ("00K", "00", "Central Nervous System and Cranial Nerves, Map"),
        ("GZ", "G", "Mental Health"),
        ("GZ6", "GZ", "Counseling"),
    ],
)
def test_headers(bench: Any, code: str, parent: str | None, long: str) -> None:
    header = concepts(bench)[code]
    assert (header.parent, header.long, header.billable) == (parent, long, 0)


def test_codes_hang_below_their_table_in_the_order_of_the_file(bench: Any) -> None:
    found = list(concepts(bench).values())
    assert [concept.ordinal for concept in found] == list(range(len(found)))
    assert all(concept.parent == concept.code[:3] for concept in found if concept.billable)


def test_axes(bench: Any) -> None:
    _, axes = SOURCE.parse(bench.file(TABLES, bench.content(SOURCE, TABLES)))
    rows = {row[:4]: row[4:] for row in axes.rows}
    definition = "Locating the route of passage of electrical impulses and/or locating functional areas in a body part"
    assert rows["00K", 0, 3, "K"][:3] == ("Operation", "Map", definition)
    assert rows["00K", 2, 7, "1"][:3] == ("Qualifier", "Connectomic Analysis", None)
    assert rows["B00", 1, 5, "Y"][:2] == ("Contrast", "Other Contrast")
    assert ("00K", 2, 5, "0") not in rows


def test_the_code_file_gives_official_descriptions(bench: Any) -> None:
    part = bench.part(SOURCE, CODES, bench.content(SOURCE, CODES))
    assert (part.edition.name, str(part.edition.period)) == ("FY2024 code list", "2023-10-01 to 2024-09-30")
    assert next(iter(part.rows)) == ("icd10pcs", "0016070", "001", 1, None, TITLE, None, None, None, 0, 1)


def test_the_order_file_has_short_descriptions_and_headers(bench: Any) -> None:
    part = bench.part(SOURCE, ORDER, bench.content(SOURCE, ORDER))
    rows = [Concept(*row[:-1]) for row in part.rows]
    assert (rows[0].code, rows[0].parent, rows[0].billable) == ("001", None, 0)
    assert rows[1].short == "Bypass Cereb Vent to Nasophar with Autol Sub, Open Approach"
    assert (rows[1].parent, rows[1].long) == ("001", TITLE)


def test_a_list_of_no_known_release_is_refused(bench: Any) -> None:
    file = bench.file(PACK, bench.content(SOURCE, PACK))
    assert SOURCE.recognises(file)
    with pytest.raises(BadInput, match="a list of ICD-10-PCS codes that states no release, and none that is known"):
        list(SOURCE.parse(file))


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (TABLES, CODES, ORDER, PACK)}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'<pcsRow codes="1">\n      <axis pos="4" values="1">\n        <title>Body Part', b'<pcsRow codes="2"><axis pos="4" values="1"><title>Body Part', "codes='2', but its values give 1"),
        (b'<axis pos="7" values="1">\n        <title>Qualifier</title>\n        <label code="1">', b'<axis pos="7" values="2"><title>Qualifier</title><label code="1">', "values='2', but 1 stand in axis 7"),
        (b'<label code="1">Connectomic', b'<label code="I">Connectomic', "a value of axis 7 is missing, no character of a code"),
        (b'<label code="1">Connectomic Analysis', b'<label code="1">', "a value of axis 7 is missing"),
        (b'<label code="K">Map</label>', b'<label code="K">Map</label><code/>', "an axis holds a title, labels and at most one"),
        (b"<ICD10PCS.tabular>", b'<!DOCTYPE x SYSTEM "y"><ICD10PCS.tabular>', "declares the document type or entity x"),
        (b"  <version>2026</version>\n", b"", "line 2: has no <version>"),
        (b"<version>2026", b"<version>twenty", "version 'twenty' is no year"),
        (b"</pcsTable>\n</ICD10PCS.tabular>", b"", "not readable as XML: no element found"),
        (b"  <title>2026 ICD-10-PCS Tables</title>\n", b"  <note>x</note>\n", "<note> is not known in <ICD10PCS.tabular>"),
    ],
    ids=lambda value: value.decode()[:24] if isinstance(value, bytes) else "",
)  # fmt: skip
def test_bad_tables_are_named(bench: Any, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, TABLES)
    assert old in content
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, TABLES, content.replace(old, new, 1))


def test_a_table_given_twice_is_named(bench: Any) -> None:
    content = bench.content(SOURCE, TABLES)
    table = content[content.index(b"  <pcsTable>") : content.index(b"</pcsTable>") + len(b"</pcsTable>\n")]
    with pytest.raises(BadInput, match="table 00K stands twice"):
        bench.rows(SOURCE, TABLES, content.replace(table, table + table))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (CODES, b"0016071 ", b"001607I ", "line 2, column 1: '001607I' is no code"),
        (CODES, b"0016071 B", b"0016071B", "line 2, column 9: a description is missing"),
        (ORDER, b"0016071 1", b"0016071 5", "line 3, column 15: flag '5'"),
        (ORDER, b"00003", b"00004", "order number '00004' where 00003 must be"),
    ],
)
def test_bad_lists_are_named(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, name)
    assert old in content
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, content.replace(old, new))
