"""Excerpts of federal releases: receipts name the official file and row, and what stops the import."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.periods import Period
from superbill.sources.cms_clfs import CLFS_RATE
from superbill.sources.cms_mpfs_gpci import GPCI
from superbill.sources.starter_figures import SOURCE

RATES = "cms-clfs-cy2026-q2-v1.csv"
LIMITS = "cms-ncci-mue-practitioner-2024q3.csv"
OFFICIAL = "PUF_CLFS_CY2026_Q2V1.csv"


def restated(content: bytes, **changes: object) -> bytes:
    """The file with other statements in its first line; None takes one away."""
    first, rest = content.split(b"\n", 1)
    stated = {**json.loads(first[1:]), **changes}
    return b"# " + json.dumps({k: v for k, v in stated.items() if v is not None}).encode() + b"\n" + rest


def test_an_excerpt_speaks_for_the_official_file(bench: Any) -> None:
    part = bench.part(SOURCE, RATES, bench.content(SOURCE, RATES))
    assert (part.source, part.table, part.file.name) == ("cms-clfs", CLFS_RATE, OFFICIAL)
    official = bench.file(OFFICIAL, (bench.fixtures / "cms-clfs" / OFFICIAL).read_bytes())
    assert part.file.sha256() == official.sha256()
    assert (part.edition.name, part.edition.complete) == ("CY2026 Q2 V1", False)
    assert part.edition.period == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert list(part.rows)[2] == ("82331", "", 20260101, "N", "13.34", 18)


def test_rows_are_typed_by_their_table(bench: Any) -> None:
    part = bench.part(SOURCE, LIMITS, bench.content(SOURCE, LIMITS))
    assert part.edition.series == "practitioner"
    assert ("82397", 3, 3, "Date of Service Edit: Clinical", "Nature of Analyte", 29) in list(part.rows)


def test_an_empty_cell_is_none_where_the_table_allows_it(bench: Any) -> None:
    stated = restated(bench.content(SOURCE, RATES), source="cms-mpfs-gpci", table="gpci", complete=True).split(b"\n")[0]
    text = b"\nmac,locality,state,name,work_gpci,pe_gpci,mp_gpci,note,row\n10112,00,AL,ALABAMA,1.000,0.869,0.575,,4\n"
    part = bench.part(SOURCE, "gpci.csv", stated + text)
    assert (part.table, part.edition.complete) == (GPCI, True)
    assert list(part.rows) == [("10112", "00", "AL", "ALABAMA", "1.000", "0.869", "0.575", None, 4)]


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{RATES}", f"{SOURCE.id}/{LIMITS}"}


def test_the_official_file_takes_the_place_of_its_excerpt(bench: Any, tmp_path: Path) -> None:
    files = [*walk(bench.fixtures / SOURCE.id), *walk(bench.fixtures / "cms-clfs" / OFFICIAL)]
    result = build(files, tmp_path / "kb.sqlite", completeness=Completeness.EXCERPT)
    with sqlite3.connect(result.path) as connection:
        found = connection.execute(
            "SELECT source, complete, f.name, f.rows FROM release r JOIN release_file f ON f.release_id = r.id ORDER BY 1"
        )
        assert found.fetchall() == [
            ("cms-clfs", 0, OFFICIAL, 20),
            ("cms-ncci-mue", 0, "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", 3),
        ]
    connection.close()


def test_an_excerpt_that_is_whole_gives_way_to_the_official_file_too(bench: Any, tmp_path: Path) -> None:
    official = next(walk(bench.fixtures / "cms-clfs" / OFFICIAL))
    whole = bench.file(RATES, restated(bench.content(SOURCE, RATES), complete=True))
    result = build([whole, official], tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    assert result.superseded == ("Clinical Laboratory Fee Schedule CY2026 Q2 V1 (excerpt)",)
    assert result.rows == 20


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"source": "cms-opps"}, "line 1: unknown source 'cms-opps'", id="unknown source"),
        pytest.param({"table": "mue"}, "line 1: cms-clfs has no table 'mue'", id="unknown table"),
        pytest.param({"superbill_excerpt": 2}, "superbill_excerpt is not 1", id="other format"),
        pytest.param({"sha256": None}, "line 1: 'sha256' is missing or no text", id="no digest"),
        pytest.param({"edition": ""}, "line 1: 'edition' is missing or no text", id="no edition"),
        pytest.param({"end": "2026-06-31"}, "line 1: bad date", id="bad date"),
        pytest.param({"notes": "one"}, "line 1: 'notes' is no list of texts", id="notes no list"),
    ],
)
def test_a_bad_statement_stops(bench: Any, changes: dict[str, object], message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, RATES, restated(bench.content(SOURCE, RATES), **changes))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda c: c.replace(b",indicator", b""), "line 2: column 'indicator' is missing", id="column missing"),
        pytest.param(lambda c: c.replace(b"rate_usd,", b"rate_usd,cap,"), "column 'cap' is unknown", id="column unknown"),
        pytest.param(lambda c: c.replace(b"13.34", b"13,34"), "line 5: 7 columns where there must be 6", id="decimal comma"),
        pytest.param(lambda c: c.replace(b"13.34", b"abc"), "line 5, column rate_usd: 'abc' is no number", id="bad number"),
        pytest.param(lambda c: c.replace(b"13.34,18", b"13.34,"), "line 5, column row: '' is no whole number", id="no row"),
        pytest.param(lambda c: c.split(b"\n")[0], "line 2: the header row is missing", id="first line only"),
        pytest.param(lambda c: c.replace(b'{"superbill_excerpt": 1,', b'{"superbill_excerpt": 1;'), "the first line is no JSON comment", id="no JSON"),
    ],
)  # fmt: skip
def test_a_bad_row_stops_with_its_place(bench: Any, change: Callable[[bytes], bytes], message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, RATES, change(bench.content(SOURCE, RATES)))
