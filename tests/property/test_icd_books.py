"""Index books and ICD-10-PCS tables against slow oracles: paths, references led to terms, codes enumerated."""

from __future__ import annotations

import io
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from superbill.kb.files import DiskFile
from superbill.sources.cms_icd10pcs import SOURCE
from superbill.sources.index_references import INSTRUCTION, References, ways, words
from superbill.sources.index_terms import Entry, bare_code, paths
from superbill.sources.pcs_tables import VALUES

TERMS = st.sampled_from(
    [
        "pain",
        "pain, painful",
        "arm",
        "arm or leg",
        "arm NEC",
        "of arm",
        "graft(s)",
        "by site",
        "leg pain",
        "in",
        "(acute)",
    ]
)
PIECES = st.sampled_from(["pain", "Pain", "arm", "leg", "arm pain", "grafts", "graft (of)", "by site", "in", "NEC", ""])


@st.composite
def books(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """Terms with their parents, parents first."""
    count = draw(st.integers(1, 8))
    return [(number, draw(st.integers(0, number - 1)), draw(TERMS)) for number in range(1, count + 1)]


def named(book: dict[int, tuple[int, str]], term: int) -> list[tuple[tuple[str, ...], int]]:
    """Every way to name a term from its main term down, with how far it is from the full one."""
    if term == 0:
        return [((), 0)]
    parent, text = book[term]
    return [
        ((*above, *way), liberties + liberty)
        for (above, liberties), (liberty, way) in product(named(book, parent), enumerate(ways(text)))
    ]


def slow_find(terms: list[tuple[int, int, str]], text: str) -> tuple[int, str]:
    """Compares every name of every term with every beginning of the reference."""
    book = {number: (parent, term) for number, parent, term in terms}
    pieces = [piece.strip() for piece in text.split(",")]
    best: tuple[int, int, int] = (0, 0, 0)
    rest = text
    for used in range(1, len(pieces) + 1):
        begun = tuple(word for piece in pieces[:used] for word in words(piece))
        for number in book:
            for name, liberties in named(book, number):
                if name == begun and (len(begun), -liberties, -number) >= best and not text.startswith(INSTRUCTION):
                    best = (len(begun), -liberties, -number)
                    rest = ", ".join(piece for piece in pieces[used:] if piece)
    return -best[2], rest


@given(books(), st.lists(PIECES, min_size=1, max_size=4).map(", ".join))
def test_references_lead_where_the_oracle_says(book: list[tuple[int, int, str]], text: str) -> None:
    assert References(book).find(text) == slow_find(book, text)


@given(books())
def test_a_path_holds_the_terms_from_the_main_term_down(book: list[tuple[int, int, str]]) -> None:
    by_id = {number: (parent, term) for number, parent, term in book}
    entries = [Entry(number, parent, 0, term, number) for number, parent, term in book]
    for entry, path in paths(entries):
        chain, at = [], entry.id
        while at:
            parent, term = by_id[at]
            chain.insert(0, term)
            at = parent
        assert path == ", ".join(chain)


@given(st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?-{0,2}", fullmatch=True))
def test_a_printed_code_loses_its_dot_and_dashes_only(text: str) -> None:
    file = DiskFile("x", lambda: io.BytesIO(b""), 0, lambda name: file, limited=False)
    assert bare_code(text, file, 1, "code") == (text.replace(".", "").rstrip("-"), text.endswith("-"))


VALUE_SETS = st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3, unique=True)
ROWS = st.lists(st.tuples(VALUE_SETS, VALUE_SETS, VALUE_SETS, VALUE_SETS), min_size=1, max_size=3)


def axis(place: int, values: list[str]) -> str:
    labels = "".join(f'<label code="{value}">Label {place}{value}</label>' for value in values)
    return f'<axis pos="{place}" values="{len(values)}"><title>Axis {place}</title>{labels}</axis>'


def xml(head: str, rows: list[tuple[list[str], ...]]) -> bytes:
    body = "".join(axis(place, [value]) for place, value in enumerate(head, 1))
    for row in rows:
        codes = 1
        for values in row:
            codes *= len(values)
        body += (
            f'<pcsRow codes="{codes}">{"".join(axis(place, values) for place, values in enumerate(row, 4))}</pcsRow>'
        )
    return f"<ICD10PCS.tabular><version>2026</version><pcsTable>{body}</pcsTable></ICD10PCS.tabular>".encode()


@given(st.text(sorted(VALUES), min_size=3, max_size=3), ROWS)
def test_a_code_is_valid_if_one_row_has_all_its_values(head: str, rows: list[tuple[list[str], ...]]) -> None:
    content = xml(head, rows)
    file = DiskFile("tables.xml", lambda: io.BytesIO(content), len(content), lambda name: file, limited=False)
    codes, axes = (list(part.rows) for part in SOURCE.parse(file))
    found = [str(row[1])[3:] for row in codes if row[3]]
    expected = []
    for row in rows:
        for a in row[0]:
            for b in row[1]:
                for c in row[2]:
                    for d in row[3]:
                        expected.append(a + b + c + d)
    assert found == expected
    assert [row[1] for row in codes if not row[3]] == [head[:1], head[:2], head]
    assert len(axes) == 3 + sum(len(values) for row in rows for values in row)
    assert all(f"Label 4{str(row[1])[3]}" in str(row[5]) for row in codes if row[3])
