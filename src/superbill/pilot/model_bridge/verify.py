"""Whether a text says nothing that the cited answer does not: every code, number, date, modifier and mark must be in it."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\$?[A-Za-z]*\d[\w.,/:%-]*|\b[A-Z]{2}\b|\b[A-Z]\d[A-Z0-9]*\b")
_MARK = re.compile(r"\[(\d+)\]")
_LINK = re.compile(r"https?://|www\.|<\w+|\]\(")
_WORDS = re.compile(r"\b(?:ignore|instructions?|system prompt|as an ai|guaranteed?|definitely)\b", re.IGNORECASE)
_NUMBER_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|dozen)\b",
    re.IGNORECASE,
)
_NEGATIONS = re.compile(r"\b(?:no|not|never|cannot|nor|neither|without|denied|unless)\b|n't\b", re.IGNORECASE)


def unsupported(text: str, answer: str, n_marks: int) -> tuple[str, ...]:
    """What of a text is in no statement of the answer; empty when it may be shown."""
    known = {_bare(token) for token in _TOKEN.findall(answer)}
    wrong = [token for token in _TOKEN.findall(_MARK.sub(" ", text)) if _bare(token) not in known]
    wrong += [f"[{mark}]" for mark in _MARK.findall(text) if not 1 <= int(mark) <= n_marks]
    words = {word.lower() for word in _NUMBER_WORDS.findall(answer)}
    wrong += [word for word in _NUMBER_WORDS.findall(text) if word.lower() not in words]
    wrong += [found[0] for pattern in (_LINK, _WORDS) for found in pattern.finditer(text)]
    if not text.strip():
        wrong.append("nothing")
    if n_marks and not _MARK.search(text):
        wrong.append("no receipt")
    if bool(_NEGATIONS.search(text)) != bool(_NEGATIONS.search(answer)):
        wrong.append("the answer turned round")
    return tuple(dict.fromkeys(wrong))


def _bare(token: str) -> str:
    return token.strip(".,:;%-/$").upper().replace(",", "")
