"""Code normalisation holds for any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from superbill.model.codes import System, display_code, normalise_code, parse_code, systems_of

codes = st.one_of(
    st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", fullmatch=True),
    st.from_regex(r"[0-9]{4}[0-9FTUMA]", fullmatch=True),
    st.from_regex(r"[A-V][0-9]{4}", fullmatch=True),
)


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_without_an_error(text: str) -> None:
    found = parse_code(text)
    assert found.code == normalise_code(found.code)
    assert set(found.systems) <= set(systems_of(found.code))


@given(codes, st.sampled_from(["", " ", "  "]), st.booleans())
def test_case_and_blanks_make_no_difference(code: str, blank: str, lower: bool) -> None:
    typed = blank + (code.lower() if lower else code) + blank
    assert parse_code(typed) == parse_code(code)


@given(st.text(max_size=50))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise_code(normalise_code(text)) == normalise_code(text)


@given(st.from_regex(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}", fullmatch=True))
def test_a_shown_code_reads_back_as_itself(code: str) -> None:
    assert normalise_code(display_code(System.ICD10CM, code)) == code
