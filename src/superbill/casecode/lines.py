"""Lines that are an official description, or carry their code: `Essential (primary) hypertension`, `I10 Hypertension`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from superbill.casecode.assertion import Status, scopes_of, status_of
from superbill.casecode.dictionary import Dictionary
from superbill.casecode.phrase import PhraseFinder
from superbill.casecode.sections import DECIDING, Section
from superbill.casecode.sentences import Sentence, sentences_of
from superbill.casecode.suggest import Draft
from superbill.casecode.weigh import Weighed
from superbill.model.codes import System, display_code

SURE, WRITTEN, GUESSED = 0.97, 0.92, 0.58
"""How likely a line with an official description is meant, a code that the note writes itself, one that is worded alike."""
MOST_WORDS, LEAST_ALIKE = 8, 0.75

_LINE = re.compile(r"[^\r\n\x0b\x0c\u0085\u2028\u2029]+")
_LEAD = re.compile(r"[\s#*•●▪\-]*(?:\d{1,2}[.)]\s+)?")
_CODE = re.compile(r"(?<![\w.])([A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?)(?![\w.]?\w)")
_BLOCKED = frozenset(("family", "instructions", "immunizations"))


def stated_lines(dictionary: Dictionary, sections: Sequence[Section], text: str) -> Iterator[Draft]:
    """A draft for each line that is the description of a complete code, and each complete code that the note writes."""
    for section in sections:
        if section.kind in _BLOCKED:
            continue
        for line in _LINE.finditer(text, section.body, section.end):
            lead = _LEAD.match(line.group())
            start = line.start() + (lead.end() if lead else 0)
            end = line.start() + len(line.group().rstrip(" \t.;,"))
            number = dictionary.described(text[start:end]) if end > start else None
            if number is not None and dictionary.billable[number]:
                yield Draft(
                    dictionary.codes[number],
                    SURE,
                    ((start, end),),
                    section.kind,
                    True,
                    "the official description",
                    origin="line",
                )
            yield from _written(dictionary, section, text, line.start(), line.end())


def _written(dictionary: Dictionary, section: Section, text: str, start: int, end: int) -> Iterator[Draft]:
    for match in _CODE.finditer(text, start, end):
        code = match[1].replace(".", "")
        number = dictionary.place(code)
        if number is None or not dictionary.billable[number] or ("." not in match[1] and section.kind not in DECIDING):
            continue
        if display_code(System.ICD10CM, code) == match[1] and _asserted(text, start, end, match.start()):
            yield Draft(
                code,
                WRITTEN,
                (match.span(),),
                section.kind,
                section.kind in DECIDING,
                "the note writes the code",
                origin="line",
            )


def unknown_lines(
    finder: PhraseFinder, sentences: Sequence[Sentence], text: str, weighed: Sequence[Weighed]
) -> Iterator[Draft]:
    """The second voice: a line of the assessment in which no term was found is looked up by its rarest words and by its
    spelling (`hypertention`)."""
    known = {one.mention.sentence.number for each in weighed for one in each.candidate.evidence}
    for sentence in sentences:
        if not sentence.line or sentence.section not in DECIDING or sentence.number in known:
            continue
        if not 1 <= len(sentence.words) <= MOST_WORDS or scopes_of(sentence, text):
            continue
        for match in finder.find(text[sentence.start : sentence.end], 1):
            if match.score >= LEAST_ALIKE:
                yield Draft(
                    match.code,
                    GUESSED,
                    ((sentence.start, sentence.end),),
                    sentence.section,
                    True,
                    "spelled or worded alike",
                )


def _asserted(text: str, start: int, end: int, place: int) -> bool:
    for sentence in sentences_of(text, start, end):
        at = next((n for n, word in enumerate(sentence.words) if word.start <= place < word.end), None)
        if at is not None:
            return status_of(at, at, scopes_of(sentence, text)) in (Status.PRESENT, Status.HISTORICAL)
    return True
