"""The operator's own CPT file: kept apart, replaced in one step, refused line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.model.citation import Fact
from superbill.terminology.descriptors import CptDescriptors, import_descriptors
from superbill.workbench import Workbench

GOOD = (
    "code,short,medium,long\n82331,INVENTED SHORT,Invented medium,An invented long text\n82310,,Invented medium only,\n"
)


def imported(folder: Path, content: str | bytes) -> int:
    file = folder / "licensed.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_descriptors(file, folder / "private")


def test_texts_come_back_with_file_and_line(tmp_path: Path) -> None:
    assert imported(tmp_path, GOOD) == 2
    store = CptDescriptors.open_in(tmp_path / "private")
    assert store is not None
    fullest = store.description("82310")
    assert isinstance(fullest, Fact)
    assert (fullest.value, fullest.citation.locator, fullest.citation.file) == (
        "Invented medium only",
        "line 3",
        "licensed.csv",
    )
    assert {name: fact.value for name, fact in store.texts("82331").items()}["short"] == "INVENTED SHORT"


def test_the_report_shows_the_text_and_the_knowledge_base_does_not_hold_it(small_kb: Path, tmp_path: Path) -> None:
    imported(tmp_path, GOOD)
    with Workbench.open(small_kb, private=tmp_path / "private") as bench:
        answer = bench.lookup("82331", date(2026, 11, 22))
    assert answer.description.value == "An invented long text"  # type: ignore[union-attr]
    assert b"invented long text" not in small_kb.read_bytes()


def test_tabs_and_other_headings_are_taken(tmp_path: Path) -> None:
    assert imported(tmp_path, "CPT Code\tLong Description\n99213\tInvented\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "first line must name"),
        ("code,price\n82331,5\n", "first line must name"),
        ("code,long\n", "holds no code"),
        ("code,long\nABC,x\n", "line 2, column code: 'ABC' is no CPT code"),
        ("code,long\n82331,x\n82331,y\n", "line 3: 82331 is given twice, first in line 2"),
        ("code,long\n82331,\n", "line 2: 82331 has no text"),
    ],
    ids=["empty", "no text column", "no rows", "no code", "twice", "no text"],
)
def test_a_bad_file_is_refused_and_the_earlier_import_stays(tmp_path: Path, content: str, message: str) -> None:
    imported(tmp_path, GOOD)
    with pytest.raises(BadInput, match=message):
        imported(tmp_path, content)
    assert CptDescriptors.open_in(tmp_path / "private") is not None


def test_the_private_store_is_for_its_owner_only(tmp_path: Path) -> None:
    imported(tmp_path, GOOD)
    assert (tmp_path / "private" / "cpt-descriptors.sqlite").stat().st_mode & 0o077 == 0
