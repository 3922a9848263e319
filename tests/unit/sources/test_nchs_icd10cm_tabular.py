"""The ICD-10-CM tabular list: hierarchy, notes, 7th characters, editions, and what stops the import."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.kb.files import DiskFile, walk
from superbill.model.periods import Period
from superbill.model.rows import Concept
from superbill.sources.base import Part
from superbill.sources.nchs_icd10cm_tabular import SOURCE

NAME = "icd10c-tabular-April-1-2026.xml"
SHELL = (
    '<?xml version="1.0" encoding="utf-8"?><ICD10CM.tabular><version>2026</version><chapter><name>1</name>'
    '<desc>Some</desc><section id="A00-A09"><desc>Block</desc>\n{}</section></chapter></ICD10CM.tabular>'
)
Notes = dict[tuple[str, str], list[str]]


@pytest.fixture
def tabular(fixtures: Path) -> DiskFile:
    return next(walk(fixtures / SOURCE.id / NAME))


@pytest.fixture
def parts(tabular: DiskFile) -> list[Part]:
    return list(SOURCE.parse(tabular))


@pytest.fixture
def concepts(parts: list[Part]) -> dict[str, Concept]:
    return {concept.code: concept for concept in (Concept(*row[:-1]) for row in parts[0].rows)}  # type: ignore[arg-type]


@pytest.fixture
def notes(parts: list[Part]) -> Notes:
    found: Notes = {}
    for _, code, kind, seq, text, _ in parts[1].rows:
        texts = found.setdefault((str(code), str(kind)), [])
        texts.append(str(text))
        assert seq == len(texts)
    return found


def written(folder: Path, text: str, name: str = NAME) -> DiskFile:
    path = folder / name
    path.write_bytes(text.encode())
    return next(walk(path))


def diag(name: str, inside: str = "") -> str:
    return f"<diag><name>{name}</name><desc>Text of {name}</desc>{inside}</diag>"


def test_recognises_the_root_element(tabular: DiskFile, tmp_path: Path) -> None:
    assert SOURCE.recognises(tabular)
    assert not SOURCE.recognises(written(tmp_path, "<ICD10CM.index><version>2026</version></ICD10CM.index>"))


@pytest.mark.parametrize(
    ("code", "parent", "long"),
    [
        ("chapter-4", None, "Endocrine, nutritional and metabolic diseases (E00-E89)"),
        ("E70-E88", "chapter-4", "Metabolic disorders (E70-E88)"),
        ("E83", "E70-E88", "Disorders of mineral metabolism"),
        ("E835", "E83", "Disorders of calcium metabolism"),
        ("E8352", "E835", "Hypercalcemia"),
        ("B20-B20", "chapter-1", "Human immunodeficiency virus [HIV] disease (B20)"),
        ("B20", "B20-B20", "Human immunodeficiency virus [HIV] disease"),
        ("C00-C75", "C00-C96", None),
        ("C73-C75", "C00-C75", None),
        ("C7A-C7A", "C00-C96", None),
        ("D00-D09", "chapter-2", None),
        ("T14-T14", "T07-T88", None),
        ("W00-W19", "W00-X58", None),
        ("QA00101", "QA0010", "SCN2A-related neurodevelopmental disorder"),
    ],
)
def test_hierarchy(concepts: dict[str, Concept], code: str, parent: str | None, long: str | None) -> None:
    assert concepts[code].parent == parent
    assert long is None or concepts[code].long == long


@pytest.mark.parametrize(
    ("code", "billable"),
    [
        ("chapter-4", 0),
        ("E70-E88", 0),
        ("E83", 0),
        ("E8352", 1),
        ("B20", 1),
        ("W08", 0),
        ("W08XXXA", 1),
        ("H54511A", 1),
    ],
)
def test_only_complete_codes_are_billable(concepts: dict[str, Concept], code: str, billable: int) -> None:
    assert concepts[code].billable == billable


def test_codes_stand_in_document_order(parts: list[Part]) -> None:
    rows = list(parts[0].rows)
    assert [row[9] for row in rows] == list(range(len(rows)))
    codes = [row[1] for row in rows]
    assert codes[codes.index("W08") :] == ["W08", "W08XXXA", "W08XXXD", "W08XXXS"]


def test_rows_name_the_line_of_their_element(tabular: DiskFile, parts: list[Part]) -> None:
    with tabular.open() as stream:
        lines = stream.read().decode().splitlines()
    line = {str(row[1]): int(str(row[-1])) for row in parts[0].rows}
    assert (lines[line["E8352"] - 1].strip(), lines[line["E8352"]].strip()) == ("<diag>", "<name>E83.52</name>")
    assert lines[line["E70-E88"] - 1].strip() == '<section id="E70-E88">'


def test_the_text_of_an_expanded_code_ends_with_the_meaning(concepts: dict[str, Concept]) -> None:
    assert concepts["T148XXD"].long == "Other injury of unspecified body region, subsequent encounter"
    assert concepts["T148XXD"].parent == "T148"
    assert concepts["H353113"].long.endswith("right eye, advanced atrophic without subfoveal involvement")


def test_the_nearest_definition_counts(concepts: dict[str, Concept]) -> None:
    assert {code for code in concepts if code.startswith("S12000")} - {"S12000"} == {
        f"S12000{character}" for character in "ABDGKS"
    }
    assert {code for code in concepts if code.startswith("S129")} - {"S129"} == {"S129XXA", "S129XXD", "S129XXS"}


def test_excepted_7th_characters_are_left_out(concepts: dict[str, Concept]) -> None:
    assert {code[-1] for code in concepts if code.startswith("S061X7") and len(code) == 7} == {"A"}
    assert {code[-1] for code in concepts if code.startswith("S061X8") and len(code) == 7} == {"A"}
    assert {code[-1] for code in concepts if code.startswith("S061X9") and len(code) == 7} == set("ADS")


@pytest.mark.parametrize(
    ("code", "kind", "first"),
    [
        ("chapter-4", "excludes1", "transitory endocrine and metabolic disorders specific to newborn (P70-P74)"),
        ("E70-E88", "excludes2", "Ehlers-Danlos syndromes (Q79.6-)"),
        ("E8352", "inclusion", "Familial hypocalciuric hypercalcemia"),
        ("E11", "use_additional", "code to identify control using:"),
        ("S06", "code_also", "any associated:"),
        ("T07-T07", "excludes1", "burns and corrosions (T20-T32)"),
        (
            "B20",
            "code_first",
            "Human immunodeficiency virus [HIV] disease complicating pregnancy, childbirth and the puerperium, if applicable (O98.7-)",
        ),
        (
            "H548",
            "note",
            "The table below gives a classification of severity of visual impairment recommended by a WHO Study Group on the Prevention of Blindness, Geneva, 6-10 November 1972.",
        ),
        ("W08", "inclusion", "Fall from stool"),
        ("W08", "seventh_note", "The appropriate 7th character is to be added to code W08"),
    ],
)
def test_notes_stay_where_the_list_has_them(notes: Notes, code: str, kind: str, first: str) -> None:
    assert notes[code, kind][0] == first


def test_a_note_among_7th_characters_follows_as_their_note(notes: Notes) -> None:
    assert notes["H3531", "seventh_note"][1] == "7th character 3: advanced dry stage"


def test_the_table_of_visual_impairment_becomes_notes(notes: Notes) -> None:
    assert notes["H548", "note"][4] == (
        "Category of visual impairment 2. Visual acuity with best possible correction. Maximum less than: 6/60, "
        "1/10(0.1), 20/200; Minimum equal to or better than: 3/60, 1/20(0.05), 20/400"
    )
    assert len(notes["H548", "note"]) == 9


def test_7th_characters_stand_at_the_code_that_defines_them(parts: list[Part]) -> None:
    rows = {(row[1], row[2]): row[3] for row in parts[2].rows}
    assert rows["E1132", "3"] == "bilateral"
    assert rows["S12", "B"] == "initial encounter for open fracture"
    assert not [code for code, _ in rows if code == "E11321"]


@pytest.mark.parametrize(
    ("name", "edition", "period"),
    [
        (NAME, "April 2026", Period(date(2026, 4, 1), date(2026, 9, 30))),
        ("icd10cm-tabular-April-2026.xml", "April 2026", Period(date(2026, 4, 1), date(2026, 9, 30))),
        ("icd10cm_tabular_2026.xml", "FY2026", Period(date(2025, 10, 1), date(2026, 9, 30))),
    ],
)
def test_the_edition_follows_from_version_and_name(tmp_path: Path, name: str, edition: str, period: Period) -> None:
    found = next(SOURCE.parse(written(tmp_path, SHELL.format(diag("A00")), name))).edition
    assert (found.name, found.period) == (edition, period)
    assert found.notes[0].startswith("The file states only the year 2026")


@pytest.mark.parametrize("name", ["icd10cm-tabular-April-2025.xml", "icd10c-tabular-April-1-2025.xml"])
def test_a_name_of_another_year_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="its name says April 2025, its version 2026"):
        list(SOURCE.parse(written(tmp_path, SHELL.format(diag("A00")), name)))


SEVENTH = "<sevenChrDef>{}</sevenChrDef>"
A = '<extension char="A">initial encounter</extension>'


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (diag("A00", "<excludes3><note>x</note></excludes3>"), "line 2: <excludes3> is not known in <diag>"),
        (diag("A00", SEVENTH.format("<char/>")), "<char> is not known in <sevenChrDef>"),
        (diag("A00", SEVENTH.format('<extension char="AB">x</extension>')), "'AB' of A00 is no 7th character"),
        (diag("A00", SEVENTH.format('<extension char="A"/>')), "'A' of A00 is no 7th character with a meaning"),
        (
            diag("A00", SEVENTH.format(A) + "<notes><note>7th character A does not apply, sometimes</note></notes>"),
            "an exception from 7th characters that cannot be read: 7th character A does not apply, sometimes",
        ),
        (diag("A00", diag("A01.1")), "'A01.1' is no ICD-10-CM code below A00"),
        (diag("A0"), "'A0' is no ICD-10-CM code below A00-A09"),
        ("<diag><name>A00</name></diag>", "<diag> has no <desc>"),
        (diag("H54.8", "<visualImpairment/>"), "the table of visual impairment has no headings"),
        ("</section><section><desc>x</desc>", "None is no id of a block"),
        ("</section></chapter><index/><chapter><section>", "<index> is not known in <ICD10CM.tabular>"),
    ],
)
def test_what_the_layout_does_not_know_stops_the_import(tmp_path: Path, inside: str, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        list(SOURCE.parse(written(tmp_path, SHELL.format(inside))))


@pytest.mark.parametrize("version", ["", "<version>April</version>", "<version>1926</version>"])
def test_a_file_without_a_year_is_refused(tmp_path: Path, version: str) -> None:
    text = SHELL.format(diag("A00")).replace("<version>2026</version>", version)
    with pytest.raises(BadInput, match=r"is no year|has no <version>"):
        list(SOURCE.parse(written(tmp_path, text)))


ENTITY = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>\n<ICD10CM.tabular>&a;</ICD10CM.tabular>'
OUTSIDE = '<?xml version="1.0"?>\n<!DOCTYPE x SYSTEM "file:///etc/hostname">\n<ICD10CM.tabular/>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTITY, "line 2, column 13: declares the document type or entity x"),
        (OUTSIDE, "line 2, column 42: declares the document type or entity x"),
        ("<ICD10CM.tabular>&a;</ICD10CM.tabular>", "line 1, column 18: not readable as XML: undefined entity"),
        ("<ICD10CM.tabular>\n <chapter>\n </chaptre>", "line 3, column 4: not readable as XML: mismatched tag"),
        ("<ICD10CM.tabular>\n <chapter>", "line 2, column 11: not readable as XML: no element found"),
        ("<ICD10CM.tabular>" + "<a>" * 99, "elements nested more than 64 deep"),
    ],
    ids=["entity", "external", "undefined", "mismatched", "cut off", "deep"],
)
def test_bad_xml_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        list(SOURCE.parse(written(tmp_path, text)))
