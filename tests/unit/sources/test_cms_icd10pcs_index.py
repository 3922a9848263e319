"""The ICD-10-PCS index: terms, codes and their beginnings, references, and what stops the import."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.cms_icd10pcs_index import SOURCE
from superbill.sources.index_terms import IndexSee, IndexTerm

NAME = "icd10pcs_index_2023.xml"


def read(bench: Any) -> tuple[list[IndexTerm], list[IndexSee]]:
    first, second = SOURCE.parse(bench.file(NAME, bench.content(SOURCE, NAME)))
    assert first.edition.name == "FY2023"
    terms = [IndexTerm(*row[:-1]) for row in first.rows]  # type: ignore[arg-type]
    return terms, [IndexSee(*row[:-1]) for row in second.rows]  # type: ignore[arg-type]


def test_codes_and_their_beginnings(bench: Any) -> None:
    found = {term.path: (term.code, term.incomplete) for term in read(bench)[0]}
    assert found["Abortion, Vacuum"] == ("10A07Z6", 0)
    assert found["Abortion, Products of Conception"] == ("10A0", 1)
    assert found["Activities of Daily Living Assessment"] == ("F02", 1)
    assert found["Medication Management, for substance abuse, Antabuse"] == ("HZ83ZZZ", 0)
    assert found["Abdominal cavity"] == ("", 0)


def test_further_codes_of_a_term(bench: Any) -> None:
    terms, _ = read(bench)
    angioscopy = next(term for term in terms if term.term == "Angioscopy")
    further = [term for term in terms if term.parent == angioscopy.id]
    assert [(term.term, term.path, term.code) for term in further] == [
        ("", "Angioscopy", code) for code in ("02JY4ZZ", "03JY4ZZ", "04JY4ZZ")
    ]


def test_references(bench: Any) -> None:
    terms, see = read(bench)
    ids = {term.path: term.id for term in terms}
    assert see[0] == ("pcs", ids["Abdominal cavity"], 1, "use", "Peritoneal Cavity", "", 0, "Peritoneal Cavity")
    uterus = ("see", "Resection, Uterus", "0UT9", ids["Resection, Uterus"], "")
    assert see[1][2:] == (1, *uterus)
    plasty = [row for row in see if row.id == ids["Abdominoplasty"]]
    assert [(row.seq, row.code, row.target) for row in plasty] == [
        (1, "0W0F", ids["Alteration, Abdominal Wall"]),
        (2, "0WQF", ids["Repair, Abdominal Wall"]),
        (3, "0WUF", ids["Supplement, Abdominal Wall"]),
    ]


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{NAME}"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"<code>10A07Z6</code>", b"<code>10A07Z</code>", "'10A07Z' is no code of ICD-10-PCS"),
        (b"<tab>F02</tab>", b"<tab>FO2</tab>", "'FO2' is no tab of ICD-10-PCS"),
        (b"<code>10A07Z6</code>", b"<code>10A07Z6</code><codes>10A0</codes>", "Vacuum has two codes"),
        (b"<codes>0UT9</codes></see>", b"<b>0UT9</b></see>", "<b> is not known in a reference"),
        (b"<use>Peritoneal Cavity</use>", b"<seeAlso>x</seeAlso>", "<seeAlso> is not known in <mainTerm>"),
        (b"<title>Vacuum</title>", b'<term level="2"><code>10A07Z6</code></term>', "<term> has no <title>"),
        (b"      <title>Angioscopy</title>\n", b"", "<mainTerm> has no <title>"),
        (b'<term level="1">\n        <title>Vacuum', b'<term level="3">\n        <title>Vacuum', "level 3 where 1 must be"),
    ],
    ids=lambda value: value.decode()[:24] if isinstance(value, bytes) else "",
)  # fmt: skip
def test_what_the_layout_does_not_know_is_named(bench: Any, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, NAME).replace(b"\r\n", b"\n")
    assert content.count(old) == 1
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, NAME, content.replace(old, new))
