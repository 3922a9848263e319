"""The pieces that a page holds by the hundred: values, receipt marks, rows of tables.

The templates place them. They are made here because the template engine takes many times as long for a small piece as it
takes to write it; everything is escaped all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from superbill.report.render.view import Cell, CodeUrl, Line, Mark, Rows

SHORT = 13
"""A reason of so few characters stays on one line."""

COMMA = '<span class="comma">, </span>'


class Pieces:
    """The pieces of one page. `code_url` gives the address of a code's own page, or None."""

    def __init__(self, code_url: CodeUrl) -> None:
        self._code_url = code_url
        self._marks: dict[tuple[Mark, ...], Markup] = {(): Markup()}
        self._codes: dict[str, str] = {}

    def marks(self, marks: tuple[Mark, ...]) -> Markup:
        """The receipt numbers behind a value, as links to the sources block."""
        found = self._marks.get(marks)
        if found is None:
            linked = COMMA.join(map(_mark, marks))
            found = self._marks[marks] = Markup(f'<sup class="receipt">{linked}</sup>')
        return found

    def value(self, cell: Cell) -> Markup:
        """A value with its marks."""
        match cell.kind:
            case "code":
                text = " ".join(map(self._code, cell.parts))
            case "verdict":
                text = f'<span class="verdict {cell.tone}">{escape(cell.text)}</span>'
            case _:
                text = str(escape(cell.text))
        return Markup(f"{text}{self.marks(cell.marks)}")

    def lines(self, rows: Rows) -> Markup:
        """The body of a table."""
        return Markup("".join(self._line(line, rows) for line in rows.lines))

    def _line(self, line: Line, rows: Rows) -> str:
        cells = "".join(self._cells(line, rows))
        receipts = f'<td role="cell" class="receipts">{self.marks(line.marks)}</td>' if rows.marked else ""
        return f'<tr role="row">{cells}{receipts}</tr>\n'

    def _cells(self, line: Line, rows: Rows) -> Iterator[str]:
        place = 0
        for cell in line.cells:
            short = " short" if cell.missing and len(cell.text) <= SHORT else ""
            span = f' colspan="{cell.span}"' if cell.span > 1 else ""
            label = f' data-label="{escape(rows.columns[place].heading)}"' if rows.stacks else ""
            place += cell.span
            inside = _missing(cell) if cell.missing else self.value(cell)
            yield f'<td role="cell" class="{cell.kind} {cell.align}{short}"{span}{label}>{inside}</td>'

    def _code(self, code: str) -> str:
        found = self._codes.get(code)
        if found is None:
            url = self._code_url(code)
            text = f"<code>{escape(code)}</code>"
            found = self._codes[code] = f'<a class="code" href="{escape(url)}">{text}</a>' if url else text
        return found


def _mark(mark: Mark) -> str:
    stale = ' class="stale"' if mark.stale else ""
    ended = ", ended before the date of service" if mark.stale else ""
    return (
        f'<a href="#receipt-{mark.number}"{stale} title="{escape(mark.tip)}"'
        f' aria-label="source {mark.number}{ended}">{mark.number}</a>'
    )


def _missing(cell: Cell) -> str:
    letter = cell.missing.letter if cell.missing else ""
    return f"{escape(cell.text)}&nbsp;<i>{escape(letter)}</i>" if letter else str(escape(cell.text))
