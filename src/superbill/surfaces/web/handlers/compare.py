"""Compare: up to six codes side by side, field by field out of their reports."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import UsageError
from superbill.model.citation import NotAvailable
from superbill.model.codes import System
from superbill.model.edits import Setting
from superbill.model.report import Report
from superbill.report.render.layout import lay_out
from superbill.report.render.view import Cell, Figures, Grid, Labelled, Rows, SectionView
from superbill.surfaces.http.caching import not_modified
from superbill.surfaces.http.context import workbench
from superbill.surfaces.http.problems import not_found
from superbill.surfaces.web.asking import Asked, asked, page_url, typed_codes
from superbill.surfaces.web.templating import show
from superbill.workbench import Workbench

MOST = 6
LEFT_OUT = frozenset({"sources", "official", "plain", "context", "payers"})
"""Sections that are read rather than compared."""
COUNTED = frozenset({"pairs", "crosswalks", "history", "updates", "coverage"})
"""Sections of lists, of which only the lengths are compared."""
MISSING = Cell("missing", "")
ABSENT = Cell("text", "–")


@dataclass(frozen=True, slots=True)
class Column:
    """One code of the comparison."""

    code: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell; `tip` names the receipt."""

    kind: str
    text: str
    tip: str
    missing: bool


@dataclass(frozen=True, slots=True)
class NotShown:
    """A code that has no column, and why."""

    code: str
    reason: str


Rowed = list[tuple[str, list[Shown], bool]]


async def compare(request: Request) -> Response:
    """`/compare?codes=`."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    bench = workbench(request)
    codes = typed_codes(" ".join(request.query_params.getlist("codes")))
    found = [(code, _report(bench, code, question)) for code in codes[:MOST]]
    reports = [report for _, report in found if isinstance(report, Report)]
    return show(
        request,
        "compare.html.j2",
        asked=question,
        typed_codes=" ".join(codes[:MOST]),
        most=MOST,
        left_out=len(codes) > MOST,
        settings=tuple(Setting),
        columns=[_column(report, question) for report in reports],
        groups=_groups([{section.id: section for section in lay_out(report).sections} for report in reports]),
        unknowns=[NotShown(code, reason) for code, reason in found if isinstance(reason, str)],
    )


def _report(bench: Workbench, code: str, question: Asked) -> Report | str:
    """The report, or the reason why there is none."""
    try:
        found = bench.report(
            code, question.on, locality=question.locality, zip_code=question.zip_code, setting=question.setting
        )
    except UsageError as error:
        return f"{error.message}. {error.hint}"
    return found if isinstance(found, Report) else not_found(found).detail


def _column(report: Report, question: Asked) -> Column:
    title = "" if isinstance(report.title, NotAvailable) else str(report.title.value or "")
    return Column(report.display, title, page_url(System(report.system), report.code, question.query()))


def _groups(reports: list[dict[str, SectionView]]) -> list[tuple[str, Rowed]]:
    """Sections in the order of the first report that has them, each with the union of its labels."""
    ids = dict.fromkeys(id for sections in reports for id in sections if id not in LEFT_OUT)
    groups = []
    for id in ids:
        sections = [sections.get(id) for sections in reports]
        rows = _rows([_fields(section) if section else {} for section in sections])
        title = next(section.title for section in sections if section)
        if rows:
            groups.append((title, rows))
    return groups


def _fields(section: SectionView) -> dict[str, Cell]:
    """What a section says, by label. A table of one row or keyed by its first column gives a field for each cell."""
    found: dict[str, Cell] = {}
    for block in section.blocks:
        match block:
            case Figures(items=items) | Grid(items=items):
                found.update({item.label: item.cell for item in items})
            case Rows():
                counted = section.id in COUNTED
                found.update({item.label: item.cell for item in (_count(block) if counted else _of_table(block))})
    return found


def _count(table: Rows) -> list[Labelled]:
    return [Labelled(table.title or "entries", Cell("number", f"{table.total:,}"))]


def _of_table(table: Rows) -> list[Labelled]:
    """The figures of a short table, labelled by row and column; of a long one only how many rows it has."""
    if (
        len(table.lines) > 6
        or len(table.columns) > 8
        or any(len(line.cells) != len(table.columns) for line in table.lines)
    ):
        return _count(table)
    wordy = {place for place in range(len(table.columns)) for line in table.lines if len(line.cells[place].text) > 60}
    found = []
    for line in table.lines:
        head = line.cells[0].text
        for place, column in enumerate(table.columns[1:], start=1):
            if place not in wordy:
                label = ", ".join(part for part in (head, column.heading) if part)
                found.append(Labelled(label, line.cells[place]))
    return found


def _rows(columns: list[dict[str, Cell]]) -> Rowed:
    rows: Rowed = []
    for label in dict.fromkeys(label for column in columns for label in column):
        cells = [column.get(label, ABSENT) for column in columns]
        shown = [Shown(c.kind, c.text, "; ".join(m.tip for m in c.marks), c.missing is not None) for c in cells]
        rows.append((label, shown, len({(cell.text, cell.missing) for cell in shown}) > 1))
    return rows
