"""Pages: labels, running lines, contents, PDF, and files that are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from superbill.errors import BadInput
from superbill.guidelines.pages import read_pages

MakePdf = Callable[[list[list[str]]], Path]


def shown(path: Path) -> dict[str, list[str]]:
    return {page.label: [line.text.strip() for line in page.lines if line.text.strip()] for page in read_pages(path)}


def test_printed_labels_end_pages_and_running_lines_are_dropped(manual: Path) -> None:
    found = shown(manual)
    assert list(found) == ["I-1", "I-2", "I-3", "II-1"]
    assert found["I-1"] == [], "a page of contents"
    assert found["II-1"][:3] == ["Chapter II", "Surgery", "A. Incision"]
    assert not any("Revision Date" in line for lines in found.values() for line in lines)


def test_lines_keep_their_number_in_the_file(manual: Path) -> None:
    pages = read_pages(manual)
    line = next(line for line in pages[3].lines if line.text == "A. Incision")
    assert manual.read_text().split("\n")[line.number - 1] == "A. Incision"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param("one\fThe second\n\n3\ftwo", ["1", "2", "3"], id="form feeds"),
        pytest.param("one\n   Page 7 of 9\ntwo\n   Page 8 of 9\n", ["7", "8"], id="page n of m"),
        pytest.param("March 1, 2025          Page 12\ntwo", ["12", "after 12"], id="label at the end of a line"),
        pytest.param("a\n1\nb\n2\nc\n17\n", ["1", "2", "after 2"], id="bare numbers that follow one another"),
        pytest.param("no pages\nat all", [""], id="none"),
    ],
)
def test_how_pages_are_told(tmp_path: Path, text: str, labels: list[str]) -> None:
    (tmp_path / "a.txt").write_text(text)
    assert [page.label for page in read_pages(tmp_path / "a.txt")] == labels


def test_other_encodings_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffSmart ‘quotes’".encode())
    (tmp_path / "b.txt").write_bytes(b"Smart \x91quotes\x92")
    assert shown(tmp_path / "a.txt") == shown(tmp_path / "b.txt") == {"": ["Smart ‘quotes’"]}


def test_a_pdf_has_its_pages(pdf: MakePdf) -> None:
    found = shown(pdf([["A. Lipid testing", "Code 83721 is paid once."], ["Second page", "12-2"]]))
    assert found == {"1": ["A. Lipid testing", "Code 83721 is paid once."], "2": ["Second page", "12-2"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "holds no text", id="empty"),
        pytest.param(b" \n\f\n", "holds no text", id="blank"),
        pytest.param(b"PK\x03\x04\0\0", "neither plain text nor a PDF", id="binary"),
        pytest.param(b"%PDF-1.7\nbroken", "not readable as a PDF", id="broken PDF"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "x.bin").write_bytes(content)
    with pytest.raises(BadInput, match=message):
        read_pages(tmp_path / "x.bin")


def test_a_scan_says_what_it_needs(pdf: MakePdf) -> None:
    with pytest.raises(BadInput, match=r"holds no text\nA scanned document needs text recognition"):
        read_pages(pdf([[], []]))


def test_a_locked_pdf_is_refused(pdf: MakePdf, tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.append(PdfReader(pdf([["secret"]])))
    writer.encrypt("password", algorithm="RC4-128")
    with (tmp_path / "locked.pdf").open("wb") as stream:
        writer.write(stream)
    with pytest.raises(BadInput, match="locked with a password"):
        read_pages(tmp_path / "locked.pdf")
