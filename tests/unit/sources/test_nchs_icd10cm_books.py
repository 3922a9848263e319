"""External cause index, neoplasm table and table of drugs: their rows, and headings that stop the import."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources import nchs_icd10cm_drugs, nchs_icd10cm_eindex, nchs_icd10cm_neoplasm
from superbill.sources.base import Source
from superbill.sources.index_terms import IndexSee

EXTERNAL, NEOPLASM, DRUGS = nchs_icd10cm_eindex.SOURCE, nchs_icd10cm_neoplasm.SOURCE, nchs_icd10cm_drugs.SOURCE
FILES = {
    EXTERNAL.id: "icd10cm-eindex-April-1-2026-XML.xml",
    NEOPLASM.id: "icd10cm-neoplasm-April-1-2026-XML.xml",
    DRUGS.id: "icd10cm-drug-April-1-2026-XML.xml",
}


def parts(bench: Any, source: Source) -> tuple[dict[str, Any], dict[str, IndexSee]]:
    """Rows by path, references by text."""
    name = FILES[source.id]
    first, second = source.parse(bench.file(name, bench.content(source, name)))
    assert first.edition.name == second.edition.name == "April 2026"
    rows = (first.table.row(*row[:-1]) for row in first.rows)
    return {row.path: row for row in rows}, {str(row[4]): IndexSee(*row[:-1]) for row in second.rows}  # type: ignore


def test_external_causes(bench: Any) -> None:
    terms, see = parts(bench, EXTERNAL)
    rider = terms["Accident, transport, animal-rider, noncollision, specified as horse rider"]
    assert (rider.book, rider.level, rider.code) == ("external", 4, "V80010")
    assert terms["Abandonment NEC"].modifiers.startswith("(causing exposure to weather conditions) (with intent")
    transport = terms["Accident, transport, animal-rider"]
    assert (see["Accident, transport, animal-rider"].target, see["Accident, transport, animal-rider"].rest) == (
        transport.id,
        "",
    )
    assert see["Exposure, fire"][6:] == (terms["Exposure, fire, flames"].id, "")
    assert see["subcategory T75.0"][3:7] == ("see", "subcategory T75.0", "T750", 0)
    assert see["category Z77"].code == "Z77"
    assert see["Accident, watercraft"][3:] == ("see_also", "Accident, watercraft", "", 2, "watercraft")


def test_neoplasms(bench: Any) -> None:
    terms, see = parts(bench, NEOPLASM)
    assert terms["Neoplasm, neoplastic"][6:] == ("C801", "C799", "D099", "D369", "D489", "D499")
    wall = terms["Neoplasm, neoplastic, abdomen, abdominal, wall, connective tissue"]
    assert wall[6:] == ("C494", "C798-", "", "D214", "D481-", "D492")
    assert terms["Neoplasm, neoplastic, abdomen, abdominal, wall, skin"][6:] == ("C44509", "", "", "", "", "")
    assert terms["Neoplasm, neoplastic, carcinoid"][6:] == ("", "", "", "", "", "")
    leaf = terms["Neoplasm, neoplastic, book-leaf"]
    assert leaf.modifiers == "(mouth) [ventral surface of tongue and floor of mouth]"
    skin = terms["Neoplasm, neoplastic, abdomen, abdominal, wall, skin"]
    assert see["Neoplasm, abdomen, wall, skin"][3:] == ("see_also", "Neoplasm, abdomen, wall, skin", "", skin.id, "")
    assert see["Tumor, carcinoid"].target == 0


def test_drugs(bench: Any) -> None:
    terms, see = parts(bench, DRUGS)
    assert terms["1-propanol"][6:] == ("T513X1", "T513X2", "T513X3", "T513X4", "", "")
    assert terms["14-hydroxydihydro-morphinone"].underdosing == "T402X6"
    assert terms["2,4-D"].modifiers == "(dichlorophen-oxyacetic acid)"
    assert terms["Adrenochrome, semicarbazone"].modifiers == "(mono)"
    assert see["Naproxen"][3:] == ("see", "Naproxen", "", terms["Naproxen"].id, "")


@pytest.mark.parametrize("source", [EXTERNAL, NEOPLASM, DRUGS], ids=lambda source: source.id)
def test_each_takes_its_own_book_only(bench: Any, source: Source) -> None:
    assert bench.recognised(source) == {f"{source.id}/{FILES[source.id]}"}


@pytest.mark.parametrize(
    ("source", "old", "new", "message"),
    [
        (NEOPLASM, b">Benign<", b">Benign tumor<", "'Benign' is the difference"),
        (NEOPLASM, b'    <head col="7">Unspecified Behavior</head>\n', b"", "'Unspecified Behavior' is the difference"),
        (DRUGS, b">Underdosing<", b">Underdosing</head><head>Sequela<", "'Sequela' is the difference"),
        (EXTERNAL, b"<letter>\n    <title>A<", b"<indexHeading><head>A</head></indexHeading><letter><title>A<", "'A' is"),
        (DRUGS, b'<cell col="2">T51.3X1', b'<cell col="8">T51.3X1', "line 17: column '8' of 1-propanol is unknown"),
        (DRUGS, b'<cell col="3">T51.3X2', b'<cell col="2">T51.3X2', "column '2' of 1-propanol is unknown or stands twice"),
        (DRUGS, b"T51.3X1", b"51.3X1", "line 15, column Poisoning Accidental (unintentional): '51.3X1' is no"),
        (NEOPLASM, b"C80.1", b"C80.1x", "line 15, column Malignant Primary: 'C80.1x' is no ICD-10-CM code"),
        (NEOPLASM, b'<cell col="2">C80.1</cell>', b"<code>C80.1</code>", "<code> is not known in <mainTerm>"),
    ],
)  # fmt: skip
def test_what_the_layout_does_not_know_is_named(
    bench: Any, source: Source, old: bytes, new: bytes, message: str
) -> None:
    name = FILES[source.id]
    content = bench.content(source, name)
    assert content.count(old) == 1
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(source, name, content.replace(old, new))


def test_moved_columns_are_named(bench: Any) -> None:
    content = bench.content(NEOPLASM, FILES[NEOPLASM.id])
    moved = content.replace(b">Benign<", b">X<").replace(b">Ca in situ<", b">Benign<").replace(b">X<", b">Ca in situ<")
    with pytest.raises(BadInput, match="Malignant Secondary, Benign, Ca in situ, Uncertain Behavior"):
        bench.rows(NEOPLASM, FILES[NEOPLASM.id], moved)
