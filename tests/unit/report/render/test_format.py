"""One value, one way to read it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from superbill.model.report import Kind, Value, Verdict
from superbill.report.render.format import (
    clean,
    format_value,
    paragraphs,
    split_codes,
    split_commands,
    status_tone,
    verdict_tone,
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (Decimal("13.34"), Kind.USD, "$13.34"),
        (Decimal("5.1"), Kind.USD, "$5.10"),
        (Decimal("1234567.8"), Kind.USD, "$1,234,567.80"),
        (Decimal("32.3465"), Kind.USD, "$32.3465"),
        (Decimal("-3"), Kind.USD, "-$3.00"),
        (Decimal("1E+3"), Kind.USD, "$1,000.00"),
        (20, Kind.USD, "$20.00"),
        (Decimal("0.970"), Kind.NUMBER, "0.970"),
        (Decimal("1E+2"), Kind.NUMBER, "100"),
        (Decimal("12345.5"), Kind.NUMBER, "12,345.5"),
        (2026, Kind.NUMBER, "2026"),
        (1_669_820, Kind.NUMBER, "1,669,820"),
        (date(2026, 11, 22), Kind.DATE, "2026-11-22"),
        (True, Kind.TEXT, "yes"),
        (False, Kind.NUMBER, "no"),
        (None, Kind.DATE, "none"),
        (Verdict.NEVER, Kind.VERDICT, "never together"),
        ("$5", Kind.USD, "$5"),
    ],
)
def test_a_value_reads_as_its_kind(value: Value, kind: Kind, text: str) -> None:
    assert format_value(value, kind) == text


def test_control_characters_and_direction_overrides_are_taken_out() -> None:
    assert clean(" a\x1b[31m\x00b\u202ec\u2066d\x9b\ne ") == "a[31mbcd\ne"


@pytest.mark.parametrize("text", ["82310, 82330", "82310 82330", "82310;82330", " 82310,\n82330 "])
def test_a_list_of_codes_is_taken_apart(text: str) -> None:
    assert split_codes(text) == ("82310", "82330")


def test_prose_is_cut_at_line_ends() -> None:
    assert paragraphs("one\n\n two \n") == ("one", "two")


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("applies", "yes"), ("does not apply", "no"), ("when repeated", "warn"), ("with a modifier, if separate", "warn"),
        ("never together", "no"), ("ended", "muted"), ("whenever", ""), ("perhaps", ""),
    ],
)  # fmt: skip
def test_a_verdict_has_a_tone_by_its_first_words(text: str, tone: str) -> None:
    assert verdict_tone(text) == tone


def test_every_verdict_has_a_tone() -> None:
    assert all(verdict_tone(verdict) for verdict in Verdict)


@pytest.mark.parametrize(
    ("status", "tone"),
    [("valid on 2026-11-22", "yes"), ("not billable", "warn"), ("deleted, last day 2024-12-31", "warn"), ("CPT®", "")],
)
def test_a_status_has_a_tone(status: str, tone: str) -> None:
    assert status_tone(status) == tone


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("superbill fetch cms-mcd", (("superbill fetch cms-mcd", True),)),
        ("an older file: superbill fetch cms-mpfs", (("an older file: ", False), ("superbill fetch cms-mpfs", True))),
        (
            "superbill import cpt-descriptors FILE (newer)",
            (("superbill import cpt-descriptors FILE", True), (" (newer)", False)),
        ),
        ("superbill rates ingest FILE --lake DIR", (("superbill rates ingest FILE --lake DIR", True),)),
        ("run `make it so` first", (("run ", False), ("make it so", True), (" first", False))),
        ("superbill pairs 82331 CODE ...", (("superbill pairs 82331 CODE ...", True),)),
        ("superbill releases names them", (("superbill releases", True), (" names them", False))),
        ("the payer's file", (("the payer's file", False),)),
        ("", ()),
    ],
)
def test_commands_are_found_in_a_sentence(text: str, pieces: tuple[tuple[str, bool], ...]) -> None:
    assert split_commands(text) == pieces
