"""NDCs of every format as eleven digits, and what is none."""

from __future__ import annotations

import pytest

from superbill.errors import UsageError
from superbill.model.ndc import hyphenated_ndc, ndc11, ndc11_candidates


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        pytest.param("0069-1305-10", "00069130510", id="4-4-2"),
        pytest.param("50242-060-01", "50242006001", id="5-3-2"),
        pytest.param("60575-4112-1", "60575411201", id="5-4-1"),
        pytest.param("50242-0060-01", "50242006001", id="5-4-2"),
        pytest.param("50242006001", "50242006001", id="eleven digits"),
        pytest.param(" NDC: 50242-060-01 ", "50242006001", id="with a prefix"),
    ],
)
def test_formats(text: str, digits: str) -> None:
    assert ndc11(text) == digits
    assert ndc11_candidates(text) == (digits,)


def test_ten_digits_without_hyphens_are_not_guessed() -> None:
    assert ndc11_candidates("5024206001") == ("05024206001", "50242006001", "50242060001")
    with pytest.raises(UsageError, match=r"'5024206001' can be 05024206001, 50242006001, 50242060001") as error:
        ndc11("5024206001")
    assert "hyphens" in error.value.hint


def test_ten_digits_that_mean_one_thing_only() -> None:
    assert ndc11("0000000000") == "00000000000"


@pytest.mark.parametrize(
    "text",
    ["", "888867413689", "123456789", "50242-060-1", "5024-060-01", "50242-0060-001", "50242-060", "50242 060 01", "5O242-060-01", "٥٠٢٤٢٠٠٦٠٠١"],
)  # fmt: skip
def test_what_is_no_ndc(text: str) -> None:
    assert ndc11_candidates(text) == ()
    with pytest.raises(UsageError, match="is no NDC"):
        ndc11(text)


def test_for_people_to_read() -> None:
    assert hyphenated_ndc("50242006001") == "50242-0060-01"
