"""Questions as people type them, made uniform: characters, blanks, Spanish. What is longer than a question is refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from superbill.pilot.lexicon import spanish_pattern, words

LONGEST_QUESTION = 2_000
"""Characters. Only a note to be coded may be longer."""
LONGEST_NOTE = 100_000

_DASHES = (
    dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | dict.fromkeys(map(ord, "‘’‛`´"), "'") | dict.fromkeys(map(ord, "“”„"), '"')
)
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]")
_SPANISH_ONLY = frozenset(
    [
        "que",
        "cual",
        "cuanto",
        "cuantas",
        "puede",
        "pueden",
        "puedo",
        "codigo",
        "modificador",
        "unidades",
        "tarifa",
        "esta",
        "facturar",
        "valido",
        "cubre",
        "cubierto",
        "diagnostico",
        "juntos",
        "mismo",
        "paga",
        "hay",
        "para",
        "del",
        "los",
        "las",
        "una",
        "es",
    ]
)
_LEAST_SPANISH = 2


@dataclass(frozen=True, slots=True)
class Text:
    """The uniform text; `spanish` when it was translated out of Spanish."""

    text: str
    spanish: bool = False


def normalise(typed: str) -> Text:
    """One blank between words, plain quotes and dashes, no hidden characters; Spanish word for word into English.

    >>> normalise("¿Qué es el código  82331?").text
    'what is code 82331?'
    """
    text = unicodedata.normalize("NFKC", typed[: LONGEST_NOTE + 1]).translate(_DASHES)
    text = _HIDDEN.sub("", text)
    text = re.sub(r"[ \t\u00a0]+", " ", text).strip()
    if len(text) > LONGEST_QUESTION:
        return Text(text)
    bare = _without_accents(text).replace("¿", "").replace("¡", "")
    tokens = set(re.findall(r"[a-z]+", bare.lower()))
    if "¿" in text or len(tokens & _SPANISH_ONLY) >= _LEAST_SPANISH:
        known = words()["spanish"]
        return Text(spanish_pattern().sub(lambda found: known[found[0]], _lowered(bare)), spanish=True)
    return Text(text)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _lowered(text: str) -> str:
    """Words in small letters; what holds a digit, or is two capitals, stays."""
    return re.sub(r"\b(?![A-Z]{2}\b)[A-Za-z]+\b", lambda found: found[0].lower(), text)
