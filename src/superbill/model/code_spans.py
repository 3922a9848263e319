"""Procedure codes and code ranges that a text names: `CPT code 82310`, `11042-11047`, `HCPCS codes A0000 – V9999`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = r"(?:[0-9]{4}[0-9AFMTU]|[A-EGHJ-MP-V][0-9]{4})"
# Left out: amounts, decimals, thousands, ZIP codes behind a state, post-office boxes, parts of longer tokens.
_BEFORE = r"(?<![\w.$#])(?<!\d-)(?<!\b[A-Z]{2}\s)(?<!Box\s)"
_AFTER = r"(?![\w%])(?!\.\d)(?!,\d{3}(?!\d))"
_SPAN = re.compile(rf"{_BEFORE}({_CODE}){_AFTER}(?:\s*(?:-|–|—|\bthrough\b|\bthru\b|\bto\b)\s*({_CODE}){_AFTER})?")
_DIGITS = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True, order=True)
class CodeSpan:
    """A code (`first` and `last` the same) or a range with both ends."""

    first: str
    last: str

    def holds(self, code: str) -> bool:
        """Whether a normalised code lies inside; only codes of the same form do (`0001T-0199T` holds no `00100`)."""
        return self.first <= code <= self.last and _form(code) == _form(self.first)

    @property
    def width(self) -> int:
        """How many codes lie between the ends; 0 for one code. Each letter of a range of letters counts 10,000."""
        letters = ord(self.last[0]) - ord(self.first[0]) if self.first[0].isalpha() else 0
        numbers = (int("".join(_DIGITS.findall(code))) for code in (self.first, self.last))
        return 10_000 * letters - next(numbers) + next(numbers)

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}-{self.last}"


def code_spans(text: str) -> tuple[CodeSpan, ...]:
    """The codes and ranges that a text names, in its order, each once.

    >>> [str(span) for span in code_spans("CPT codes 11042-11047 with 97597, $12345, 25,000 units")]
    ['11042-11047', '97597']
    """
    found: dict[CodeSpan, None] = {}
    for match in _SPAN.finditer(text):
        first, last = match[1], match[2] or match[1]
        if first <= last and same_form(first, last):
            found[CodeSpan(first, last)] = None
        else:
            found[CodeSpan(first, first)] = None
            found[CodeSpan(last, last)] = None
    return tuple(found)


def same_form(first: str, last: str) -> bool:
    """Whether two codes have letters and digits at the same places (`A0000` and `V9999` do, as ends of a range)."""
    return _shape(first) == _shape(last)


def _shape(code: str) -> str:
    return "".join("9" if character.isdigit() else "A" for character in code)


def _form(code: str) -> str:
    """Digits as 9. A letter in front may be any of a range; a letter behind (category II, III ...) is part of the form."""
    return _DIGITS.sub("9", code) if code[-1:].isalpha() else _shape(code)
