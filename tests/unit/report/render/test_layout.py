"""What stands where, before any renderer draws it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from superbill.model.citation import NotAvailable
from superbill.model.codes import System
from superbill.model.report import Column, Field, Item, Kind, Report, Section, Steps, Table, Verdict
from superbill.report.render.layout import lay_out
from superbill.report.render.view import Block, Box, Figures, Grid, Ordered, Prose, Rows, SectionView
from unit.report.sample import ON, clfs, fact, facts, gpci, mpfs, report_82331, report_99213, report_j1885

MISSING = NotAvailable("not loaded", "superbill fetch x-y")
OTHER = NotAvailable("of another year", "superbill fetch x-y")


def section_of(*items: Item, title: str = "Section") -> SectionView:
    report = Report("1", "1", System.CPT, ON, MISSING, "valid", (), (Section("s", title, items),))
    return lay_out(report).sections[0]


def blocks_of(*items: Item) -> tuple[Block, ...]:
    return section_of(*items).blocks


def field(label: str, value: object, kind: Kind = Kind.TEXT) -> Field:
    return Field(label, value if isinstance(value, NotAvailable) else fact(value, clfs()), kind)  # type: ignore[arg-type]


def usd(label: str, amount: str) -> Field:
    return field(label, Decimal(amount), Kind.USD)


def rows_of(columns: tuple[Kind, ...], *rows: tuple[object, ...], total: int | None = None) -> Rows:
    heads = tuple(Column(f"c{place}", f"C{place}", kind) for place, kind in enumerate(columns))
    (block,) = blocks_of(Table("T", heads, rows, len(rows) if total is None else total, "superbill x"))  # type: ignore[arg-type]
    assert isinstance(block, Rows)
    return block


def test_fields_in_a_row_become_one_grid() -> None:
    (grid,) = blocks_of(field("A", 1, Kind.NUMBER), field("B", "two"), field("C", MISSING))
    assert isinstance(grid, Grid)
    assert [(item.label, item.cell.text) for item in grid.items] == [("A", "1"), ("B", "two"), ("C", "not available")]


def test_amounts_that_open_a_section_are_figures_later_ones_are_not() -> None:
    figures, grid = blocks_of(usd("A", "1.5"), usd("B", "2"), field("C", "x"), usd("D", "3"))
    assert isinstance(figures, Figures) and isinstance(grid, Grid)
    assert [item.cell.text for item in figures.items] == ["$1.50", "$2.00"]
    assert [item.cell.text for item in grid.items] == ["x", "$3.00"]


@pytest.mark.parametrize(
    "items",
    [
        (usd("A", "1"), field("B", MISSING, Kind.USD)),
        (usd("Factor", "32.3465"),),
        tuple(usd(label, "1") for label in "ABCDE"),
    ],
    ids=["some missing", "no amount anybody pays", "too many"],
)
def test_amounts_that_are_better_compared_stay_in_a_grid(items: tuple[Item, ...]) -> None:
    assert [type(block) for block in blocks_of(*items)] == [Grid]


def test_what_is_missing_alone_is_a_box_without_label() -> None:
    (box,) = blocks_of(field("Coverage policies", MISSING))
    assert isinstance(box, Box) and box.label == ""
    assert (box.missing.reason, box.missing.source) == ((("not loaded.", False),), (("superbill fetch x-y", True),))
    assert box.missing.lead == "To load it"


def test_a_source_that_is_no_command_is_an_origin() -> None:
    (box,) = blocks_of(field("Rates", NotAvailable("no file.", "the payer's file")))
    assert isinstance(box, Box)
    assert (box.missing.lead, box.missing.reason) == ("Would come from", (("no file.", False),))


def test_neighbours_that_wait_for_the_same_say_so_once() -> None:
    (grid,) = blocks_of(field("A", MISSING), field("B", OTHER), field("C", "x"))
    assert isinstance(grid, Grid)
    notes = [item.cell.missing for item in grid.items]
    assert [note.source if note else None for note in notes] == [(), (("superbill fetch x-y", True),), None]


def test_prose_has_a_heading_unless_it_repeats_the_section() -> None:
    same, other = section_of(field("section", "a\nb", Kind.PROSE), field("Why", "c", Kind.PROSE)).blocks
    assert isinstance(same, Prose) and isinstance(other, Prose)
    assert (same.label, same.cell.parts, other.label) == ("", ("a", "b"), "Why")


def test_a_row_that_rests_on_one_receipt_carries_it_at_its_end() -> None:
    table = rows_of((Kind.TEXT, Kind.USD), facts(clfs(1), "a", 1), facts(mpfs(2), "b", 2))
    assert table.marked
    assert [[mark.number for mark in line.marks] for line in table.lines] == [[1], [2]]
    assert not any(cell.marks for line in table.lines for cell in line.cells)
    assert table.lines[1].marks[0].tip.endswith("row 2; release ended 326 days before the date of service")


def test_the_odd_cell_of_a_row_keeps_its_own_receipt() -> None:
    row = (fact("a", clfs(1)), fact("b", mpfs(2)), fact("c", clfs(1)), MISSING)
    table = rows_of((Kind.TEXT,) * 4, row)
    assert [mark.number for mark in table.lines[0].marks] == [1]
    assert [[mark.number for mark in cell.marks] for cell in table.lines[0].cells] == [[], [2], [], []]


def test_mixed_rows_are_marked_by_column_or_cell() -> None:
    first = (fact("a", clfs(1)), fact(1, clfs(1)))
    second = (fact("b", clfs(2)), fact(2, mpfs(3), gpci(4)))
    table = rows_of((Kind.TEXT, Kind.NUMBER), first, second)
    assert not table.marked
    assert [[mark.number for mark in head.marks] for head in table.columns] == [[1], []]
    assert [[mark.number for mark in line.cells[1].marks] for line in table.lines] == [[1], [2, 3]]
    assert not any(line.cells[0].marks for line in table.lines)


def test_neighbouring_cells_that_miss_the_same_are_one() -> None:
    table = rows_of((Kind.TEXT, Kind.USD, Kind.USD, Kind.TEXT), (fact("a", clfs()), MISSING, MISSING, OTHER))
    assert [(cell.text, cell.span, cell.align) for cell in table.lines[0].cells] == [
        ("a", 1, "left"), ("not available", 2, "left"), ("not available", 1, "left"),
    ]  # fmt: skip
    assert [note.letter for note in table.notes] == ["a", "b"]


def test_a_reason_of_one_row_stands_in_its_cell_when_there_is_room() -> None:
    rows = [(fact(name, clfs()), NotAvailable(f"nothing of {name}", "the file")) for name in "ab"]
    table = rows_of((Kind.TEXT, Kind.USD), *rows)
    assert [line.cells[1].text for line in table.lines] == ["nothing of a", "nothing of b"]
    assert [(note.reason, note.source) for note in table.notes] == [((), (("the file", False),))]


def test_a_reason_that_recurs_stands_once_below() -> None:
    table = rows_of((Kind.TEXT, Kind.USD), *((fact(name, clfs()), MISSING) for name in "abc"))
    assert [(note.reason, note.letter) for note in table.notes] == [((("not loaded.", False),), "")]


@pytest.mark.parametrize(("total", "words"), [(1, ""), (1_669_820, "1 of 1,669,820 shown")])
def test_a_table_says_how_much_it_leaves_out(total: int, words: str) -> None:
    assert rows_of((Kind.TEXT,), facts(clfs(), "a"), total=total).count == words


def test_a_column_without_a_word_is_left_out() -> None:
    table = rows_of((Kind.CODE, Kind.TEXT, Kind.TEXT), (fact("", clfs()), fact("a", clfs()), MISSING))
    assert [head.id for head in table.columns] == ["c1", "c2"]
    assert [cell.text for cell in table.lines[0].cells] == ["a", "not loaded"]


def test_an_empty_table_says_none() -> None:
    assert rows_of((Kind.TEXT,)).count == "none"


@pytest.mark.parametrize(
    ("steps", "ordered", "style"),
    [
        (("order", "draw"), True, "flow"),
        (("order " * 20, "draw"), True, "list"),
        (("one", "two"), False, "points"),
        (("(1.30 x 1.000) x CF 32.3465 = $42.05", "rounded"), False, "sum"),
    ],
)
def test_steps_have_a_style(steps: tuple[str, ...], ordered: bool, style: str) -> None:
    (block,) = blocks_of(Steps("Steps", facts(clfs(), *steps), ordered=ordered))
    assert isinstance(block, Ordered)
    assert (block.style, [mark.number for mark in block.marks]) == (style, [1])


def test_the_result_of_a_sum_is_set_apart() -> None:
    (block,) = blocks_of(Steps("", facts(clfs(), "1 x 2 = 2", "2 = a long explanation of it", "times 2 units")))
    assert isinstance(block, Ordered)
    assert [cell.parts for cell in block.cells] == [("1 x 2", "2"), (), ()]


def test_the_contents_count_the_rows_of_all_tables() -> None:
    table = Table("T", (Column("a", "A"),), (facts(clfs(), "x"),), 3)
    assert section_of(table, replace(table, title="U", total=9)).hint == "12"


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        (usd("A", "13.34"), "$13.34"),
        (field("MUE", 1, Kind.NUMBER), "1"),
        (Table("T", (Column("a", "A"),), (facts(clfs(), "x"),), 12_345), "12,345"),
        (field("A", MISSING), "–"),
        (field("A", "text"), ""),
    ],
)
def test_the_contents_show_the_gist(item: Item, hint: str) -> None:
    assert section_of(item).hint == hint


def test_tags_are_said_once() -> None:
    report = Report("1", "1", System.CPT, ON, MISSING, "valid", ("CPT®", "valid on 2026-11-22"), ())
    assert lay_out(report).tags == (("CPT®", ""), ("valid on 2026-11-22", "yes"))


def test_the_sources_block_takes_the_place_of_the_sources_section() -> None:
    view = lay_out(report_82331())
    assert [section.id for section in view.sections if section.sources] == ["sources"]
    assert [section.id for section in lay_out(report_j1885()).sections][-1] == "sources"


def test_ended_releases_are_summed_up_by_release() -> None:
    view = lay_out(report_99213())
    assert view.warning == "3 of 5 sources ended before the date of service"
    assert [(each.numbers, each.days) for each in view.ended] == [((2, 3), 326), ((5,), 783)]
    assert view.sections[0].ended[0].words == "release ended 326 days before the date of service"


def test_a_verdict_keeps_its_words_and_gets_a_tone() -> None:
    table = rows_of((Kind.VERDICT,), facts(clfs(), Verdict.NEVER))
    assert (table.lines[0].cells[0].text, table.lines[0].cells[0].tone) == ("never together", "no")
