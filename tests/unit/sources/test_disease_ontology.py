"""The Disease Ontology: the OBO file, the JSON table, and what stops the import."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.disease_ontology import SOURCE

OBO = "doid.obo"
TABLE = (
    b'{"doid_to_icd10cm": {"DOID:1508": ["B37"]}, "synonym_to_icd10cm": {"candida infection": "B37", "NIDDM": "E11.9"}}'
)


def test_exact_names_with_their_codes(bench: Any) -> None:
    part = bench.part(SOURCE, OBO, bench.content(SOURCE, OBO))
    assert (part.edition.name, part.edition.period.start) == ("2026-08-31", date(2026, 8, 31))
    assert list(part.rows) == [
        ("B37", "candidiasis", 1, 8),
        ("B37", "Candida infection", 0, 9),
        ("E11", "type 2 diabetes mellitus", 1, 26),
        ("E11", "NIDDM", 0, 27),
    ]


def test_the_table_has_no_date(bench: Any) -> None:
    part = bench.part(SOURCE, "doid_icd10cm.json", TABLE)
    assert part.edition.name == "undated"
    assert list(part.rows) == [("B37", "candida infection", 0, 1), ("E119", "NIDDM", 0, 2)]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (OBO, b"format-version: 1.2\nontology: doid\n", "states no data-version"),
        (
            "t.json",
            b'{"doid_to_icd10cm": {}, "synonym_to_icd10cm": {"x": "no code"}}',
            "'no code' is no ICD-10-CM code",
        ),
        ("t.json", b'{"doid_to_icd10cm": {}', "not readable as JSON"),
        ("t.json", b'{"doid_to_icd10cm": {}}', "synonym_to_icd10cm is missing"),
    ],
)
def test_what_stops_the_import(bench: Any, name: str, content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        list(SOURCE.parse(bench.file(name, content)))
