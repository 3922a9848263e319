"""Words out of descriptions and queries: folded to plain ASCII small letters, cut the same way on both sides.

Descriptions are read with `indexed_tokens`, which adds the joined form of hyphenated words (`follow-up` is found as
`follow up`, `follow-up` and `followup`); queries with `tokens`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

_STOP_WORDS = """
    a an and any are as at be by code codes cpt diagnosis dx for from hcpcs he her his icd10 icd9 if in is it my of on or
    patient s she that the their this to was were with
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that a query may hold without a hit having to hold them."""

MAX_CHARACTERS = 300
MAX_TOKENS = 24

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})
_REPAIRS = (
    ("'s", re.compile(r"'s\b"), ""),
    ("s)", re.compile(r"\((?:s|es)\)"), ""),
    ("ray", re.compile(r"\bx[\s-]?ray(s?)\b"), r"xray\1"),
    (",", re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    ("icd", re.compile(r"\bicd[\s-]?(9|10)(?:[\s-]?(?:cm|pcs))?\b"), r"icd\1"),
)
"""What a text holds if the pattern can match, the pattern, and what replaces it."""
_UNIT = re.compile(r"\b(\d+(?:\.\d+)?)(mg|mcg|ml|cc|kg|gm?|cm|mm|meq|iu|units?)\b")
_DIGITS = frozenset("0123456789")
_TOKEN = re.compile(r"\d+(?:\.\d+)+|[a-z0-9]+")
_HYPHENATED = re.compile(r"\b[a-z0-9]*[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b")


def fold(text: str) -> str:
    """Small letters without accents; what has no plain ASCII form becomes a blank: `Ménière's` gives `meniere's`."""
    if text.isascii():
        return text.replace("`", "'").lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return "".join(c if c.isascii() else " " for c in decomposed if not unicodedata.combining(c)).lower()


def _prepared(text: str) -> str:
    """Folded text with what would cut words wrongly taken out. A plain look for a substring spares most substitutions."""
    folded = fold(text)
    for sign, pattern, replacement in _REPAIRS:
        if sign in folded:
            folded = pattern.sub(replacement, folded)
    return folded if _DIGITS.isdisjoint(folded) else _UNIT.sub(r"\1 \2", folded)


def tokens(text: str) -> list[str]:
    """The words of a text, in order.

    >>> tokens("Crohn's disease; X-ray, 15mg (0.5 ml)")
    ['crohn', 'disease', 'xray', '15', 'mg', '0.5', 'ml']
    """
    return _TOKEN.findall(_prepared(text))


def indexed_tokens(text: str) -> list[str]:
    """The words of a description, in order, then the joined forms of its hyphenated words.

    >>> indexed_tokens("Follow-up visit")
    ['follow', 'up', 'visit', 'followup']
    """
    prepared = _prepared(text)
    joined = [word.replace("-", "") for word in _HYPHENATED.findall(prepared)] if "-" in prepared else []
    return _TOKEN.findall(prepared) + joined


def query_tokens(text: str) -> list[str]:
    """The words of a query, cut off after `MAX_CHARACTERS` (at the end of a word) and `MAX_TOKENS` words."""
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        text = text[: MAX_CHARACTERS + 1].rsplit(None, 1)[0][:MAX_CHARACTERS]
    return tokens(text)[:MAX_TOKENS]


@cache
def _stemmer() -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word (Snowball, English): `diabetes` and `diabetic` give `diabet`. Numbers and codes stay."""
    return _stemmer().analyze(word)[0] if word.isalpha() else word
