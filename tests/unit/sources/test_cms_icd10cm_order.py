"""ICD-10-CM order file, code file and addenda: their lines, series and editions, and what stops the import."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.cms_icd10cm_order import SOURCE

ORDER, CODES = "icd10cm-order-2026.txt", "icd10cm-codes-2026.txt"
ADDENDA, CODE_ADDENDA = "icd10cm-order-addenda-2027.txt", "icd10cm-codes-addenda-2027.txt"


def test_the_order_file(bench: Any) -> None:
    part = bench.part(SOURCE, ORDER, bench.content(SOURCE, ORDER))
    assert (part.edition.name, part.edition.series, part.table.name) == ("FY2026", "", "icd10cm_order")
    rows = list(part.rows)
    assert rows[1] == ("E113", 4312, 0, "Type 2 diabetes mellitus with ophthalmic complications", "", 2)
    assert rows[3] == (
        "E11311", 4314, 1, "Type 2 diabetes w unsp diabetic retinopathy w macular edema",
        "Type 2 diabetes mellitus with unspecified diabetic retinopathy with macular edema", 4,
    )  # fmt: skip
    assert [row[2] for row in rows] == [1, 0, 0, 1, 1]


def test_the_code_file_is_a_series_of_its_own(bench: Any) -> None:
    part = bench.part(SOURCE, CODES, bench.content(SOURCE, CODES))
    assert (part.edition.name, part.edition.series) == ("FY2026", "codes")
    long = "Type 2 diabetes mellitus with unspecified diabetic retinopathy with macular edema"
    assert list(part.rows)[1] == ("E11311", None, 1, None, long, 2)


def test_the_addenda_of_the_order_file(bench: Any) -> None:
    part = bench.part(SOURCE, ADDENDA, bench.content(SOURCE, ADDENDA))
    assert (part.edition.name, part.edition.series, part.table.name) == ("FY2027", "addenda", "icd10cm_addendum")
    rows = list(part.rows)
    larynx = "Secondary malignant neoplasm of larynx"
    assert rows[0] == (1, "add", "C7831", 1, larynx, larynx, 13)
    assert [row[1:4] for row in rows] == [
        ("add", "C7831", 1), ("delete", "S23420A", 1), ("revise_from", "Z2914", 1), ("revise_to", "Z2914", 1),
    ]  # fmt: skip
    assert rows[1][4:6] == (
        "Sprain of sternoclavicular (joint) (ligament), init encntr",
        "Sprain of sternoclavicular (joint) (ligament), initial encounter",
    )


def test_addenda_may_have_order_numbers(bench: Any) -> None:
    content = re.sub(rb"(Add|Delete): +", rb"\1: 01234 ", bench.content(SOURCE, ADDENDA))
    assert [row[2] for row in bench.rows(SOURCE, ADDENDA, content)] == ["C7831", "S23420A", "Z2914", "Z2914"]


def test_the_addenda_of_the_code_file(bench: Any) -> None:
    part = bench.part(SOURCE, CODE_ADDENDA, bench.content(SOURCE, CODE_ADDENDA))
    assert part.edition.series == "codes addenda"
    globulin = "Encounter for prophylactic rabies immune globulin"
    assert list(part.rows)[-1] == (4, "revise_to", "Z2914", None, None, globulin, 4)


@pytest.mark.parametrize(("kind", "series"), [("codes", "codes addenda"), ("order", "addenda")])
def test_addenda_without_changes_hold_no_rows(bench: Any, kind: str, series: str) -> None:
    content = f"Codes\r\n   74719 codes in icd10cm_{kind}_2026.txt\r\n       0 additions\r\n       0 deletions\r\n"
    part = bench.part(SOURCE, f"icd10cm-{kind}-addenda-April-1-2026.txt", content.encode())
    assert (part.edition.name, part.edition.series, list(part.rows)) == ("April 2026", series, [])


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (ORDER, CODES, ADDENDA, CODE_ADDENDA)}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (ORDER, b"04313", b"04314", "line 3, column 1: order number '04314' where 04313 must be"),
        (ORDER, b"E1131   0", b"E1131   2", "line 3, column 15: flag '2', which is neither 0 nor 1"),
        (ORDER, b"E1131   0", b"E1131  0 ", "line 3, column 15: flag ' '"),
        (ORDER, b"04313 E1131 ", b"04313 e1131 ", "line 3, column 7: 'e1131  ' is no code"),
        (ORDER, b"04313 E1131   0 ", b"04313 E1131   0\r\n", "line 3, column 15: flag '0'"),
        (ORDER, b"04315 E11319  1 Type 2", b"04315 E11319  1 \xff", "line 5, column 17: byte 0xff is no utf-8"),
        (CODES, b"E11319  ", b"E1131\xc3\x89  ", "line 3, column 1"),
        (CODES, b"E11319  Type 2", b"E11319 Type 2", "line 3, column 9: a description is missing"),
        (ADDENDA, b"Delete:", b"Remove:", "'Remove:      S23420A 1 Sprain"),
        (ADDENDA, b"Revise to:  ", b"Add:        ", "line 16: 'Add' after Revise from"),
        (ADDENDA, b"Revise from:", b"Add:        ", "line 16: 'Revise to' after no Revise from"),
        (CODE_ADDENDA, b"Revise to:   Z2914", b"Revise to:   Z2915", "line 4: Z2914 is revised to Z2915"),
        (CODE_ADDENDA, b"Add:         C7831   ", b"Add:         0016070 ", "line 1: '0016070 Secondary"),
        (ADDENDA, b"C7831   1", b"C7831   7", "line 13: 'C7831   7 Secondary"),
    ],
)  # fmt: skip
def test_bad_lines_are_named(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, name)
    assert content.count(old) == 1
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, content.replace(old, new))


def test_addenda_that_end_within_a_revision_are_cut_off(bench: Any) -> None:
    content = bench.content(SOURCE, CODE_ADDENDA)
    with pytest.raises(BadInput, match="ends within the revision of Z2914"):
        bench.rows(SOURCE, CODE_ADDENDA, content[: content.index(b"Revise to:")])


def test_an_order_file_that_ends_in_the_middle_of_a_line(bench: Any) -> None:
    with pytest.raises(BadInput, match="line 5, column 78: a description is missing"):
        bench.rows(SOURCE, ORDER, bench.content(SOURCE, ORDER)[:-86])


def test_a_file_without_a_year_in_its_name(bench: Any) -> None:
    with pytest.raises(BadInput, match=r"order\.txt: its name does not state one year"):
        bench.rows(SOURCE, "order.txt", bench.content(SOURCE, ORDER))
