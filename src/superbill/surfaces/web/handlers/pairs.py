"""Pairs: up to 50 codes against one another, with their units, as a matrix and as a list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import UsageError
from superbill.model.citation import Citation, Fact
from superbill.model.edits import PairAnswer, PairEdit, PairResult, Setting, UnitsAnswer
from superbill.surfaces.http.caching import not_modified
from superbill.surfaces.http.context import workbench
from superbill.surfaces.web.asking import asked, typed_codes
from superbill.surfaces.web.templating import show
from superbill.workbench import MAX_PAIR_CODES, Workbench

SUPERSCRIPT = {1: "¹", 2: "²", 3: "³"}


@dataclass(frozen=True, slots=True)
class Units:
    """The MUE as it stands at the edge of the matrix; `tip` is what it means."""

    text: str
    value: str
    tip: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a sign for the eye, words for everybody else, the list entry it leads to."""

    sign: str
    tone: str
    words: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """The row of a column 1 code."""

    code: str
    name: str
    units: Units
    cells: tuple[Cell, ...]


SELF = Cell("", "self")
CLEAR = Cell("·", "clear")


async def pairs(request: Request) -> Response:
    """`/pairs?codes=&on=&setting=`."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    bench = workbench(request)
    codes = typed_codes(" ".join(request.query_params.getlist("codes")))
    answers: tuple[PairAnswer, ...] = ()
    wrong: UsageError | None = next(iter(question.wrong.values()), None)
    try:
        answers = bench.pairs(codes, question.on, question.setting) if codes else ()
    except UsageError as error:
        wrong = error
    found = [answer.result for answer in answers]
    return show(
        request,
        "pairs.html.j2",
        asked=question,
        status=400 if wrong else 200,
        codes=codes,
        most=MAX_PAIR_CODES,
        settings=tuple(Setting),
        wrong=wrong,
        answers=answers,
        n_never=found.count(PairResult.NEVER),
        n_bypass=found.count(PairResult.WITH_MODIFIER),
        n_clear=found.count(PairResult.NO_EDIT),
        n_missing=found.count(PairResult.NOT_AVAILABLE),
        releases=_releases(answers),
        matrix=_matrix(bench, codes, answers, question.on, question.setting) if answers else (),
        edits=[answer for answer in answers if answer.edit],
        missing=_missing(answers),
        ended=[edit for answer in answers for edit in answer.ended if edit.deletion_date],
    )


def _matrix(
    bench: Workbench, codes: list[str], answers: tuple[PairAnswer, ...], on: date, setting: Setting
) -> list[MatrixRow]:
    by_codes = {frozenset(answer.codes): answer for answer in answers}
    rows = []
    for row in codes:
        cells = tuple(
            SELF if row == column else _cell(row, column, by_codes[frozenset((row, column))]) for column in codes
        )
        rows.append(MatrixRow(row, name_of(bench, row, on), units(bench.units(row, on, setting)), cells))
    return rows


def _cell(row: str, column: str, answer: PairAnswer) -> Cell:
    if answer.result is PairResult.NOT_AVAILABLE:
        return Cell("?", "missing", "not available")
    edit: PairEdit | None = answer.edit
    if edit is None or (edit.column1, edit.column2) != (row, column):
        return CLEAR
    never = edit.modifier_indicator == 0
    words = f"{column} is denied beside {row}, {'no modifier helps' if never else 'unless a modifier bypasses it'}"
    return Cell(str(edit.modifier_indicator), "no" if never else "warn", words, f"{row}-{column}")


def units(answer: UnitsAnswer) -> Units:
    """The MUE in a cell: `1³` is one unit a day, adjudication indicator 3."""
    if answer.reason is not None:
        return Units("?", "not available", answer.reason.not_available)
    if answer.mue is None:
        return Units("–", "–", answer.meaning)
    return Units(f"{answer.mue}{SUPERSCRIPT.get(answer.mai or 0, '')}", str(answer.mue), answer.meaning)


def name_of(bench: Workbench, code: str, on: date) -> str:
    """What a code is called, or nothing where no text is loaded."""
    answer = bench.lookup(code, on)
    title = getattr(answer, "title", None)
    return str(title.value) if isinstance(title, Fact) else ""


def _releases(answers: tuple[PairAnswer, ...]) -> list[Citation]:
    """The releases that answered, each once, without file and row."""
    found = [answer.citation for answer in answers if answer.citation]
    return list(dict.fromkeys(replace(citation, file="", locator="") for citation in found))


def _missing(answers: tuple[PairAnswer, ...]) -> dict[str, list[tuple[str, str]]]:
    """Pairs that cannot be told, by reason; a reason that names its own pair speaks of all that share it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for answer in answers:
        if answer.reason is not None:
            named = " with ".join(answer.codes)
            found.setdefault(answer.reason.not_available.replace(named, "these pairs"), []).append(answer.codes)
    return found
