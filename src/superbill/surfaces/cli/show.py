"""A report on the terminal, laid out for its width.

Values are never read as console markup. Without a terminal behind it the text comes without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Columns
from rich.text import Text

from superbill.model.report import Report
from superbill.report.render.layout import lay_out
from superbill.report.render.view import (
    Block,
    Box,
    Cell,
    Ended,
    Figures,
    Grid,
    Mark,
    MissingNote,
    Ordered,
    Prose,
    ReportView,
    Rows,
    SectionView,
    SourceLine,
    Span,
)
from superbill.surfaces.cli.show_table import draw_rows
