"""What is no English clinical note: nothing at all, or another language. Said so, and not coded."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENGLISH = _words(
    "the of and to in with is was no for on has a as he she patient denies reports history who are at not her his be by or from left right"
)
_OTHERS = {
    "Spanish": _words(
        "el la los las de del que con una un por para se paciente y en al como sin más años presenta su fue es"
    ),
    "French": _words("le la les des du de un une et est avec pour dans sur patient qui pas au aux il elle sans ans"),
    "German": _words(
        "der die das und ist mit nicht ein eine von zu den dem im auf bei patient keine seit wurde er sie"
    ),
    "Portuguese": _words("o a os as de do da que com uma um por para paciente e em ao sem não anos há foi é"),
    "Italian": _words("il lo la gli le di del della che con un una per paziente e in al non senza anni è da nel"),
    "Dutch": _words("de het een en van is met niet voor op patiënt geen bij aan zijn haar sinds werd door"),
}
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 12
"""With fewer words the language is not judged: a problem list has no little words."""


def language_of(text: str) -> str:
    """The language that a text seems to be in: `English`, another name, or `another script`. Short texts count as English."""
    sample = text[:20_000]
    letters = [c for c in sample if c.isalpha()]
    if len(letters) > 20 and sum(1 for c in letters if ord(c) > 0x24F) > len(letters) / 2:
        return "another script"
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < _FEWEST:
        return "English"
    scores = {name: sum(word in own for word in words) / len(words) for name, own in _OTHERS.items()}
    english = sum(word in _ENGLISH for word in words) / len(words)
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.15 and scores[best] > 1.5 * english else "English"


def why_not(text: str) -> str:
    """Why a text cannot be coded; '' when it can."""
    if not any(c.isalpha() for c in text):
        return "The note is empty: it holds no words."
    language = language_of(text)
    if language != "English":
        return f"The note seems to be in {language}; only English notes are coded."
    return ""
