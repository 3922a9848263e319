"""The Alphabetic Index: terms, paths, modifiers, codes and references out of CSV and XML, and what stops the import."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.index_terms import IndexSee, IndexTerm
from superbill.sources.nchs_icd10cm_index import SOURCE

CSV = "ICD10CM_2025_Index.csv"
XML = "icd10cm-index-April-1-2026-XML.xml"


def terms(bench: Any, name: str) -> dict[str, IndexTerm]:
    first = next(SOURCE.parse(bench.file(name, bench.content(SOURCE, name))))
    return {row.path: row for row in (IndexTerm(*row[:-1]) for row in first.rows)}  # type: ignore[arg-type]


def references(bench: Any, name: str) -> list[IndexSee]:
    _, second = SOURCE.parse(bench.file(name, bench.content(SOURCE, name)))
    return [IndexSee(*row[:-1]) for row in second.rows]  # type: ignore[arg-type]


def test_editions_and_tables(bench: Any) -> None:
    for name, edition in ((CSV, "FY2025"), (XML, "April 2026")):
        parts = list(SOURCE.parse(bench.file(name, bench.content(SOURCE, name))))
        assert [(part.edition.name, part.table.name) for part in parts] == [
            (edition, "index_term"),
            (edition, "index_see"),
        ]


def test_a_path_leads_from_the_main_term_down(bench: Any) -> None:
    term = terms(bench, CSV)["Anemia, deficiency, iron, secondary to blood loss"]
    assert (term.id, term.parent, term.level, term.modifiers, term.code) == (19, 18, 3, "(chronic)", "D500")


def test_a_main_term_keeps_its_modifiers_apart(bench: Any) -> None:
    abasia = terms(bench, CSV)["Abasia"]
    assert abasia == ("index", 3, 0, 0, "Abasia", "(-astasia) (hysterical)", "Abasia", "F444", 0, "")


def test_a_term_of_modifiers_only_is_spoken_of_by_them(bench: Any) -> None:
    term = terms(bench, CSV)["Disorder, persistent, (somatoform)"]
    assert (term.term, term.code) == ("", "F4541")


def test_rows_name_their_lines(bench: Any) -> None:
    content = bench.content(SOURCE, XML)
    lines = content.decode().splitlines()
    first = next(SOURCE.parse(bench.file(XML, content)))
    row = next(row for row in first.rows if row[4] == "amyotrophy")
    assert lines[row[-1]].strip() == "<title>amyotrophy</title>"


@pytest.mark.parametrize(
    ("text", "kind", "code", "target", "rest"),
    [
        ("Maltreatment", "see", "", 0, "Maltreatment"),
        ("condition", "see_also", "", 0, "condition"),
        ("Pain, abdominal", "see", "", 46, ""),
        ("Neoplasm, malignant, by site", "see", "", 44, "malignant, by site"),
        ("Bursitis, elbow", "see", "", 29, ""),
        ("category M01", "see_also", "M01", 0, "category M01"),
        ("subcategory M14.8-", "see_also", "M148", 0, "subcategory M14.8-"),
        ("Narcolepsy", "see", "", 43, ""),
        ("Disorder, soft tissue", "see_also", "", 38, "soft tissue"),
        ("Encephalopathy", "see_also", "", 41, ""),
        ("Epilepsy", "see_also", "", 42, ""),
    ],
)
def test_references_of_the_csv(bench: Any, text: str, kind: str, code: str, target: int, rest: str) -> None:
    found = {row.text: row for row in references(bench, CSV)}
    assert found[text][3:] == (kind, text, code, target, rest)


def test_several_references_of_one_cell_are_counted(bench: Any) -> None:
    assert [(row.seq, row.text) for row in references(bench, CSV) if row.id == 35] == [
        (1, "Encephalopathy"),
        (2, "Epilepsy"),
    ]


def test_the_xml_keeps_what_stands_behind_a_modifier(bench: Any) -> None:
    term = terms(bench, XML)["Diabetes, diabetic, with, autonomic neuropathy"]
    assert (term.modifiers, term.code) == ("(poly)", "E1143")


def test_manifestation_and_incomplete_codes_of_the_xml(bench: Any) -> None:
    term = terms(bench, XML)["Dementia, in, Parkinson's disease"]
    assert (term.code, term.incomplete, term.manifestation) == ("G20", 1, "F0280")


def test_a_category_of_the_xml_is_a_reference_beside_the_code(bench: Any) -> None:
    assert terms(bench, XML)["Diabetes, diabetic, due to drug or chemical"].code == "E099"
    found = {row.text: row for row in references(bench, XML)}
    assert found["category E09"][3:] == ("see", "category E09", "E09", 0, "category E09")
    assert found["Diabetes, with, amyotrophy"].target == 6


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (CSV, XML)}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"RowID,Letter,Level", b"RowID,Level,Letter", "line 1, column 2: column 'Level' has moved from number 3 to 2"),
        (b",NonEssModif,Code", b",Code", "line 1: column 'NonEssModif' is missing"),
        (b",Code\n", b",Code,Note\n", "line 1, column 9: column 'Note' is unknown"),
        (b"\n3,A,0,", b"\n4,A,0,", "line 4, column RowID: row '4' where 3 must be"),
        (b"6,A,1,acute", b"6,A,2,acute", "line 7, column Level: level '2' below level 0"),
        (b"6,A,1,acute", b"6,A,x,acute", "line 7, column Level: level 'x'"),
        (b"R10.0", b"R1", "line 7, column Code: 'R1' is no ICD-10-CM code"),
        (b",,,,K55.1", b",,,K55.1", "line 8: 7 columns where there must be 8"),
        ("ö".encode(), b"\xf6", "byte 0xf6 is no utf-8"),
    ],
)
def test_bad_csv_is_named(bench: Any, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, CSV).replace(b"\r\n", b"\n")
    assert content.count(old) == 1
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, CSV, content.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"<ICD10CM.index>", b'<!DOCTYPE x [<!ENTITY a "b">]><ICD10CM.index>', "declares the document type or entity x"),
        (b"<code>R10.0</code>", b"<cell>R10.0</cell>", "line 16: <cell> is not known in <term>"),
        (b"<code>R10.0</code>", b"<code>R10.0</code><code>R10.1</code>", "line 16: acute has two codes"),
        (b"<code>R10.0</code>", b"<code>10.0</code>", "line 16, column code: '10.0' is no ICD-10-CM code"),
        (b'<term level="1">\n        <title>acute', b'<term level="2">\n        <title>acute', "line 14: level 2 where 1"),
        (b"<title>acute</title>", b"", "line 14: <term> has no <title>"),
        (b"<title>acute</title>", b"<title>acute<b>x</b></title>", "line 15: <b> is not known in <title>"),
        (b"  <version>2026</version>\n", b"", "line 2: has no <version>"),
        (b"<version>2026", b"<version>2025", "line 3: its name says April 2026, its version 2025"),
        (b"<letter>\n    <title>D", b"<chapter/><letter>\n    <title>D", "<chapter> is not known in <ICD10CM.index>"),
        (b"</letter>\n</ICD10CM.index>", b"", "not readable as XML: no element found"),
    ],
)  # fmt: skip
def test_bad_xml_is_named(bench: Any, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, XML)
    assert content.count(old) == 1
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, XML, content.replace(old, new))
