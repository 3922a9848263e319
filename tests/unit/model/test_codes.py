"""Codes as people type them."""

from __future__ import annotations

import pytest

from superbill.model.codes import System, display_code, normalise_code, parse_code, separate_codes, systems_of


@pytest.mark.parametrize(
    ("typed", "code", "modifiers", "first"),
    [
        ("e83.52", "E8352", (), System.ICD10CM),
        ("E8352", "E8352", (), System.HCPCS),
        ("82331-26", "82331", ("26",), System.CPT),
        ("82331-26-59", "82331", ("26", "59"), System.CPT),
        ("j1885 ", "J1885", (), System.HCPCS),
        ("99213 25", "99213", ("25",), System.CPT),
        ("9921325", "99213", ("25",), System.CPT),
        ("99213,25,57", "99213", ("25", "57"), System.CPT),
        ("0001u", "0001U", (), System.CPT),
        ("D0120", "D0120", (), System.CDT),
        ("0BJ08ZZ", "0BJ08ZZ", (), System.ICD10PCS),
        ("S72.001A", "S72001A", (), System.ICD10CM),
        ("250.00", "25000", (), System.ICD9CM),
        ("E1165", "E1165", (), System.HCPCS),
        ("26", "26", (), System.ICD9PROC),
        ("e83,52", "E8352", (), System.ICD10CM),
        ("J1885JZ", "J1885", ("JZ",), System.HCPCS),
        ("e0601rrkx", "E0601", ("RR", "KX"), System.HCPCS),
        ("S0211CA", "S0211CA", (), System.ICD10CM),
        ("E113592", "E113592", (), System.ICD10CM),
    ],
    ids=lambda value: str(value) or "none",
)
def test_typed_codes_are_taken_apart(typed: str, code: str, modifiers: tuple[str, ...], first: System) -> None:
    found = parse_code(typed)
    assert (found.code, found.modifiers) == (code, modifiers)
    assert found.systems[0] is first


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("99213", ("99213",)),
        ("99213 25", ("99213 25",)),
        ("99213 25, E83.52", ("99213-25", "E83.52")),
        ("82331,82310;G0463 PO", ("82331", "82310", "G0463-PO")),
        ("I10 E11.9", ("I10", "E11.9")),
        ("E11 65", ("E11 65",)),
        ("99213 e83,52", ("99213", "e83.52")),
        ("", ("",)),
    ],
    ids=repr,
)
def test_several_codes_in_one_text(typed: str, codes: tuple[str, ...]) -> None:
    assert separate_codes(typed) == codes


def test_a_dot_rules_out_systems_without_one() -> None:
    assert parse_code("E11.65").systems == (System.ICD10CM,)


@pytest.mark.parametrize("text", ["", "   ", "hello world", "💊", "1234567890", "-"], ids=repr)
def test_text_that_is_no_code_has_no_system(text: str) -> None:
    assert parse_code(text).systems == ()


@pytest.mark.parametrize(
    ("system", "code", "shown"),
    [
        (System.ICD10CM, "E8352", "E83.52"),
        (System.ICD10CM, "I10", "I10"),
        (System.ICD10CM, "E70-E88", "E70-E88"),
        (System.ICD9CM, "E8120", "E812.0"),
        (System.ICD9CM, "25000", "250.00"),
        (System.ICD9PROC, "0066", "00.66"),
        (System.CPT, "82331", "82331"),
    ],
    ids=lambda value: str(value),
)
def test_codes_are_shown_as_their_publisher_prints_them(system: System, code: str, shown: str) -> None:
    assert display_code(system, code) == shown


def test_normalising_changes_nothing_but_case_dots_and_blanks() -> None:
    assert normalise_code(" e83.52\n") == "E8352"


def test_a_code_can_have_the_shape_of_two_systems() -> None:
    assert set(systems_of("E1165")) >= {System.HCPCS, System.ICD10CM}
