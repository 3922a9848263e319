"""The PDF holds every value, is the same bytes each time, and says what to install when it cannot be made."""

from __future__ import annotations

import io
import re
import sys
import unicodedata

import pytest
from pypdf import PdfReader

from superbill.errors import UsageError
from superbill.report.render.layout import lay_out
from superbill.report.render.pdf import PAPERS, render_pdf
from unit.report.sample import SAMPLES, report_82331, report_e8352
from unit.report.texts import shown_texts


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """The text of all pages without their footers."""
    text = "".join(page.extract_text() for page in read(pdf).pages)
    return squeezed(re.sub(r"Superbill · \S+ · on \d{4}-\d\d-\d\d\s*\d+ / \d+", "", text))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_value_is_in_the_document(name: str) -> None:
    report = SAMPLES[name]()
    text = text_of(render_pdf(report))
    assert [shown for shown in shown_texts(lay_out(report)) if squeezed(shown) not in text] == []


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_pdf(report_e8352()) == render_pdf(report_e8352())
    assert b"CreationDate" not in render_pdf(report_e8352())


def test_pages_are_numbered_and_named() -> None:
    pages = read(render_pdf(report_82331())).pages
    for number, page in enumerate(pages, 1):
        footer = squeezed(f"Superbill · 82331 · on 2026-11-22 {number} / {len(pages)}")
        assert footer in squeezed(page.extract_text())


def test_title_and_outline_are_set() -> None:
    reader = read(render_pdf(report_82331()))
    assert reader.metadata is not None
    assert reader.metadata.title == "82331 · Calcium measured in timed draws around a calcium infusion"
    assert "Medicare fee" in str(reader.outline)


@pytest.mark.parametrize(("paper", "width"), [("us-letter", 612), ("a4", 595)])
def test_both_papers(paper: str, width: int) -> None:
    assert paper in PAPERS
    assert int(read(render_pdf(report_82331(), paper=paper)).pages[0].mediabox.width) == width


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(UsageError, match="'letter' is no paper size\nKnown sizes: us-letter, a4"):
        render_pdf(report_82331(), paper="letter")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError, match=r"pip install 'superbill\[pdf\]'"):
        render_pdf(report_82331())
