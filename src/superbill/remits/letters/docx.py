"""A letter as DOCX, for editing before it is sent. What a person has to fill in is highlighted."""

from __future__ import annotations

import importlib
import io
import re
from datetime import datetime
from typing import Any

from superbill.errors import UsageError
from superbill.remits.letters.compose import HEADINGS, Letter

FONT, SIZE, SMALL = "Cambria", 11, 9
INCH = 914_400
_PLACEHOLDER = re.compile(r"(\[[^\]]*\])")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = (0.4, 0.8, 0.95, 0.8, 0.75, 0.75, 0.75, 1.3)
_RIGHT = frozenset(range(3, 7))


def render_docx(letter: Letter) -> bytes:
    """The file, US letter. `UsageError` when the optional extra `docx` is not installed."""
    try:
        docx: Any = importlib.import_module("docx")
        shared: Any = importlib.import_module("docx.shared")
        text: Any = importlib.import_module("docx.enum.text")
        xml: Any = importlib.import_module("docx.oxml")
    except ImportError:
        raise UsageError("DOCX needs an optional part", hint="pip install 'superbill[docx]'") from None
    writer = _Writer(docx.Document(), shared, text, xml)
    return writer.write(letter)


class _Writer:
    """Writes one document; python-docx has no types of its own, so its objects are `Any`."""

    def __init__(self, document: Any, shared: Any, text: Any, xml: Any) -> None:
        self._document = document
        self._shared = shared
        self._text = text
        self._xml = xml

    def write(self, letter: Letter) -> bytes:
        self._page(letter)
        self._head(letter)
        self._body(letter)
        self._end(letter)
        out = io.BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _page(self, letter: Letter) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = int(8.5 * INCH), 11 * INCH
        section.left_margin = section.right_margin = INCH
        section.top_margin = section.bottom_margin = int(0.9 * INCH)
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = FONT, self._shared.Pt(SIZE)
        style.paragraph_format.space_after = self._shared.Pt(7)
        properties = self._document.core_properties
        properties.title, properties.author = "Appeal", letter.sender.name
        properties.comments = ""
        properties.created = properties.modified = datetime(letter.on.year, letter.on.month, letter.on.day)
        self._footer(section.footer.paragraphs[0], f"Claim {letter.claim}, page ")

    def _footer(self, paragraph: Any, words: str) -> None:
        self._write(paragraph, words, size=8.5)
        field = self._xml.parse_xml(
            '<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:instr=" PAGE ">'
            '<w:r><w:rPr><w:sz w:val="17"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
        )
        paragraph._p.append(field)

    def _head(self, letter: Letter) -> None:
        sender = letter.sender
        self._paragraph(sender.name or "[Practice name]", bold=True, size=15, after=0)
        self._paragraph(" · ".join(sender.address) or "[Practice address]", size=9.5, after=0)
        named = (
            ("Phone ", sender.phone),
            ("Fax ", sender.fax),
            ("", sender.email),
            ("NPI ", sender.npi),
            ("Tax ID ", sender.tax_id),
        )
        contact = " · ".join(f"{label}{value}" for label, value in named if value)
        self._rule_below(self._paragraph(contact or "[Phone, fax]", size=9.5, after=16))
        self._paragraph(f"{letter.on:%B} {letter.on.day}, {letter.on.year}", after=12)
        for place, line in enumerate(letter.to, start=1):
            self._paragraph(line, after=14 if place == len(letter.to) else 0)
        self._paragraph(letter.subject, bold=True, size=12, after=6)
        table = self._document.add_table(rows=0, cols=4)
        pairs = [*letter.references, *([("", "")] if len(letter.references) % 2 else [])]
        self._widths(table, (1.25, 2.0, 1.25, 2.0))
        for left, right in zip(pairs[::2], pairs[1::2], strict=True):
            self._cells(table.add_row(), (*left, *right), (1.25, 2.0, 1.25, 2.0), soft=(0, 2))
        self._paragraph("", after=0, size=6)

    def _body(self, letter: Letter) -> None:
        self._paragraph("To whom it may concern:")
        for part in letter.opening:
            self._paragraph(part)
        table = self._document.add_table(rows=1, cols=len(HEADINGS))
        self._widths(table, _WIDTHS)
        self._cells(table.rows[0], HEADINGS, _WIDTHS, bold=True, right=_RIGHT, line=8)
        self._repeat(table.rows[0])
        for row in letter.rows:
            self._cells(table.add_row(), row, _WIDTHS, right=_RIGHT, line=4)
        self._paragraph("", after=0, size=6)
        for point in letter.grounds:
            if point.heading:
                self._paragraph(point.text, bold=True, after=3).paragraph_format.keep_with_next = True
            elif point.indented:
                step = self._paragraph(point.text, size=10, after=2)
                step.paragraph_format.left_indent = int(0.25 * INCH)
            else:
                paragraph = self._paragraph(point.text)
                if point.marks:
                    paragraph.add_run(", ".join(map(str, point.marks))).font.superscript = True

    def _end(self, letter: Letter) -> None:
        for place, part in enumerate(letter.closing):
            paragraph = self._paragraph(part)
            if not place:
                paragraph.paragraph_format.space_before = self._shared.Pt(8)
        self._paragraph("Sincerely,", after=34).paragraph_format.keep_with_next = True
        self._paragraph("_" * 36, after=0).paragraph_format.keep_with_next = True
        signer = self._paragraph(letter.sender.signer or "[Name of the person who signs]", after=0)
        signer.paragraph_format.keep_with_next = True
        self._paragraph(letter.sender.signer_title or "[Title]", after=12)
        self._listed("Enclosures", letter.enclosures, "List Bullet")
        self._listed("Sources", letter.sources, "List Number")

    def _listed(self, heading: str, lines: tuple[str, ...], style: str) -> None:
        if not lines:
            return
        self._paragraph(heading, bold=True, size=9.5, after=2).paragraph_format.keep_with_next = True
        for line in lines:
            paragraph = self._document.add_paragraph(style=style)
            paragraph.paragraph_format.space_after = self._shared.Pt(2)
            self._write(paragraph, line, size=SMALL)
        self._paragraph("", after=0, size=6)

    def _paragraph(self, words: str, *, bold: bool = False, size: float = SIZE, after: float = 7) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_after = self._shared.Pt(after)
        self._write(paragraph, words, bold=bold, size=size)
        return paragraph

    def _write(self, paragraph: Any, words: str, *, bold: bool = False, size: float = SIZE, soft: bool = False) -> None:
        for piece in _PLACEHOLDER.split(_ILLEGAL.sub("", words)):
            if not piece:
                continue
            run = paragraph.add_run(piece)
            run.font.size, run.bold = self._shared.Pt(size), bold or None
            if soft:
                run.font.color.rgb = self._shared.RGBColor(0x4A, 0x55, 0x60)
            if piece.startswith("["):
                run.font.highlight_color = self._text.WD_COLOR_INDEX.YELLOW

    def _cells(
        self, row: Any, values: tuple[str, ...], widths: tuple[float, ...], *, bold: bool = False, line: int = 0,
        right: frozenset[int] = frozenset(), soft: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        for place, (cell, value, width) in enumerate(zip(row.cells, values, widths, strict=True)):
            cell.width = int(width * INCH)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = self._shared.Pt(2)
            if place in right:
                paragraph.alignment = self._text.WD_ALIGN_PARAGRAPH.RIGHT
            self._write(paragraph, value, bold=bold, size=SMALL if line else 10, soft=place in soft)
            if line:
                cell._tc.get_or_add_tcPr().append(self._border(line))

    def _widths(self, table: Any, widths: tuple[float, ...]) -> None:
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = int(width * INCH)

    def _border(self, size: int) -> Any:
        return self._xml.parse_xml(
            '<w:tcBorders xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f'<w:bottom w:val="single" w:sz="{size}" w:color="808890"/></w:tcBorders>'
        )

    def _repeat(self, row: Any) -> None:
        """The heading row stands on each page."""
        row._tr.get_or_add_trPr().append(
            self._xml.parse_xml('<w:tblHeader xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
        )

    def _rule_below(self, paragraph: Any) -> None:
        paragraph._p.get_or_add_pPr().insert(
            0,
            self._xml.parse_xml(
                '<w:pBdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                '<w:bottom w:val="single" w:sz="8" w:space="4" w:color="000000"/></w:pBdr>'
            ),
        )
