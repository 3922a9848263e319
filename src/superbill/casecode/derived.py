"""Codes that follow from what is not coded itself: what is over, what relatives have, drugs taken for long.

Authority: ICD-10-CM Official Guidelines, I.C.21.c.3 and c.4 (status and history), I.C.4.a.3 (drugs of diabetes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from superbill.casecode.assertion import Status, scopes_of, status_of
from superbill.casecode.candidates import CLOSE
from superbill.casecode.content import begins, drugs, longest_beginning, statuses
from superbill.casecode.sentences import Sentence
from superbill.casecode.suggest import Draft
from superbill.casecode.weigh import Weighed

_STARTED = re.compile(
    r"\b(?:start(?:ed|ing)?|initiat\w+|begin|began|prescrib\w+|trial of|add(?:ed|ing)?|course of|samples?)\b",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:continu\w+|current(?:ly)?|tak(?:e|es|ing)|on|daily|home|refill\w*|chronic\w*|long[- ]term|managed|controlled|using|uses|utiliz\w+)\b",
    re.IGNORECASE,
)
_SECTIONS = frozenset(("medications", "history", "past", "assessment", "plan", "opening", "problems", "complaint"))
_DIABETES = ("E08", "E09", "E11", "E13", "O244")
_OF_DIABETES = ("Z794", "Z7984", "Z7985")
_BRIEF = ("Z7952", "Z791", "Z79891", "Z7951")
"""Drugs that are given for a short while as often as for long."""
_TOLD_BY_NAME = ("C", "E1", "F1", "I", "S", "N20", "N39", "Z")
"""Diseases whose history has codes of its own, more than `other diseases of that system`."""
_LONGEST_NAME = 4


def derived(
    drafts: Sequence[Draft], weighed: Sequence[Weighed], sentences: Sequence[Sentence], text: str
) -> Iterator[Draft]:
    """Drafts of history, family history and long-term drugs, each code once."""
    have = {draft.code for draft in drafts}
    for draft in [*_of_the_past(weighed), *_of_drugs(drafts, sentences, text)]:
        if draft.code and draft.code not in have:
            have.add(draft.code)
            yield draft


def _of_the_past(weighed: Sequence[Weighed]) -> Iterator[Draft]:
    history, family, _ = statuses()
    for one in sorted(weighed, key=lambda w: -w.probability):
        if one.usable:
            continue
        for status, table, words in (
            (Status.HISTORICAL, history, "history of"),
            (Status.FAMILY, family, "family history of"),
        ):
            for evidence in one.refused.get(status, ())[:1]:
                if (
                    evidence.covered < 1
                    and evidence.mention.gap <= CLOSE
                    and not begins(one.code, ("Z", "R", "Y", "W", "V", "X"))
                ):
                    code = longest_beginning(one.code, table)
                    spans = evidence.mention.spans
                    yield Draft(
                        code,
                        min(0.6, 0.9 * one.probability),
                        spans,
                        evidence.mention.sentence.section,
                        why=f"{words} {one.code}",
                        origin=status.value if begins(one.code, _TOLD_BY_NAME) else f"{status.value}_other",
                    )


def _of_drugs(drafts: Sequence[Draft], sentences: Sequence[Sentence], text: str) -> Iterator[Draft]:
    first = {name[0] for name in drugs()}
    diabetic = any(begins(draft.code, _DIABETES) for draft in drafts)
    for sentence in sentences:
        if sentence.section not in _SECTIONS or first.isdisjoint(word.text for word in sentence.words):
            continue
        said = text[sentence.start : sentence.end]
        if sentence.section == "medications" or (_TAKEN.search(said) and not _STARTED.search(said)):
            for draft in _taken(sentence, text):
                if diabetic or not begins(draft.code, _OF_DIABETES):
                    yield draft


def _taken(sentence: Sentence, text: str) -> Iterator[Draft]:
    """The drugs of a sentence that are not denied."""
    names, words, scopes = drugs(), [word.text for word in sentence.words], scopes_of(sentence, text)
    for place in range(len(words)):
        for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            name = tuple(words[place : place + length])
            if name not in names:
                continue
            if status_of(place, place + length - 1, scopes) in (Status.PRESENT, Status.HISTORICAL):
                span = (sentence.words[place].start, sentence.words[place + length - 1].end)
                brief = begins(names[name], _BRIEF) and sentence.section != "medications"
                why = f"taken for long: {' '.join(name)}"
                origin = "drug_named" if brief else "drug"
                yield Draft(names[name], 0.4 if brief else 0.56, (span,), sentence.section, why=why, origin=origin)
            break
