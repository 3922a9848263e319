"""What a renderer draws: a report with every value formatted, numbered and put into blocks. Plain data, no logic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

CodeUrl = Callable[[str], str | None]
"""Where a page about a code stands, for surfaces that can link to it; None for no page."""

Span = tuple[str, bool]
"""A piece of text, and whether it is a command."""

Align = Literal["left", "right"]

StepsStyle = Literal["flow", "sum", "list", "points"]
"""`flow` for a short workflow, `sum` for arithmetic, `list` for other numbered steps, `points` for what has no order."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A receipt number beside a value; `tip` says release, file and place in words."""

    number: int
    tip: str
    stale: bool


@dataclass(frozen=True, slots=True)
class MissingNote:
    """Why a value is not here, and what would bring it. `letter` ties the cells of a table to their note."""

    reason: tuple[Span, ...]
    source: tuple[Span, ...]
    lead: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `kind` is a value of `Kind`, or `missing`; `parts` are the codes or paragraphs it consists of, or
    the expression and the result of a sum; `span` is how many columns of a table it covers."""

    kind: str
    text: str
    parts: tuple[str, ...] = ()
    tone: str = ""
    marks: tuple[Mark, ...] = ()
    missing: MissingNote | None = None
    span: int = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value under its label."""

    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, with a heading unless the label only repeats the section's."""

    label: str
    cell: Cell
    block: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True)
class Figures:
    """The amounts a section is about, shown large."""

    items: tuple[Labelled, ...]
    block: Literal["figures"] = "figures"


@dataclass(frozen=True, slots=True)
class Grid:
    """Labels beside values."""

    items: tuple[Labelled, ...]
    block: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Box:
    """Something that is not available, standing for itself."""

    label: str
    missing: MissingNote
    block: Literal["box"] = "box"


@dataclass(frozen=True, slots=True)
class Head:
    """A column heading; `marks` are the receipts that all its cells share."""

    id: str
    heading: str
    kind: str
    align: Align
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `marks` are the receipts of every available cell that has none of its own."""

    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table. `marked` tells whether its lines carry the marks; `stacks` that its lines are better read as cards where
    there is no width; `count` is the words about lines not shown."""

    title: str
    columns: tuple[Head, ...]
    lines: tuple[Line, ...]
    marked: bool
    stacks: bool
    total: int
    count: str
    more: tuple[Span, ...]
    notes: tuple[MissingNote, ...]
    block: Literal["rows"] = "rows"


@dataclass(frozen=True, slots=True)
class Ordered:
    """Steps of a workflow or of a sum; `marks` are the receipts that all of them share."""

    title: str
    style: StepsStyle
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]
    block: Literal["ordered"] = "ordered"


Block = Prose | Figures | Grid | Box | Rows | Ordered


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the sources block."""

    number: int
    name: str
    where: str
    period: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A release that had ended before the date of service: its receipt numbers, its full name, the edition alone, and
    the fact in words."""

    numbers: tuple[int, ...]
    name: str
    release: str
    words: str
    days: int


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section. `hint` is its gist for a table of contents; `ended` are the releases behind it that had ended; `sources`
    tells that it is the sources block."""

    id: str
    title: str
    note: str
    blocks: tuple[Block, ...]
    hint: str
    ended: tuple[Ended, ...]
    sources: bool = False


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report, ready to draw. `tags` come with a tone; `warning` says in words how many sources had ended,
    `ended` which."""

    code: str
    system: str
    on: str
    title: Cell | None
    tags: tuple[tuple[str, str], ...]
    scope: tuple[tuple[str, str], ...]
    warning: str
    ended: tuple[Ended, ...]
    sections: tuple[SectionView, ...]
    sources: tuple[SourceLine, ...]
    notices: tuple[str, ...]
