"""Services and procedures that a note names, by HCPCS texts and the project's own plain-language words for CPT codes.

They are suggestions: a note rarely says all that a procedure code needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from superbill.casecode.assertion import Status, scopes_of, status_of
from superbill.casecode.dictionary import Dictionary, compile_dictionary
from superbill.casecode.match import Matcher, Mention
from superbill.casecode.phrases import readings
from superbill.casecode.sentences import Sentence
from superbill.casecode.terms import SQL, CodeText, Kind, Term
from superbill.kb.store import KnowledgeBase
from superbill.model.codes import System, systems_of
from superbill.model.note import Band, Span, Suggestion
from superbill.terminology.lexicon import Lexicon, load_lexicon

PLAIN = "superbill-plain"
MOST = 12
_DOSE = re.compile(
    r",? (?:per|up to|not otherwise|[\d.]+ (?:mg|mcg|ml|units?|gm?|cc)\b).*$|^Injection, ", re.IGNORECASE
)
_DONE = re.compile(
    r"\b(?:perform\w*|administer\w*|inject\w*|obtain\w*|given|gave|done|order\w*|repeat|schedul\w*|placed|drained?|excis\w*|remov\w*|"
    r"biops\w*|show\w*|demonstrat\w*|reveal\w*|reviewed|took|collected|drawn|vaccin\w*|today|in (?:the )?office|consent\w*|recommend\w*|refer\w*)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:perform\w*|administer\w*|injected|given|gave|drained|excised|removed|today|in (?:the )?office|obtained|consent\w*)\b",
    re.I,
)
_SECTIONS = frozenset(("assessment", "plan", "results", "procedure", "exam", "opening", "immunizations", "history"))
_VISITS = re.compile(r"99[2-4]\d\d|9938\d|9939\d")


class Services:
    """A small dictionary of services."""

    def __init__(self, kb: KnowledgeBase, on: date) -> None:
        lexicon = load_lexicon()
        titles = {**_rows(kb, PLAIN, "plain", on), **_rows(kb, kb.list_of(System.HCPCS) or "cms-hcpcs", "hcpcs", on)}
        terms = [term for term in _terms(kb, on, titles, lexicon) if term.code in titles]
        self._titles = titles
        codes = [CodeText(code, True, titles[code]) for code in sorted(titles)]
        self._dictionary: Dictionary = compile_dictionary(codes, terms)
        self._matcher = Matcher(self._dictionary, Lexicon(()))

    def suggested(
        self, sentences: Sequence[Sentence], text: str, back: Callable[[int, int], Span]
    ) -> tuple[Suggestion, ...]:
        """Services of sentences that say something was done or ordered, the surest first."""
        best: dict[str, tuple[float, Mention]] = {}
        for sentence in sentences:
            said = text[sentence.start : sentence.end]
            if sentence.section not in _SECTIONS or not (
                _DONE.search(said) or sentence.section in ("results", "procedure")
            ):
                continue
            mentions = self._matcher.mentions(sentence)
            scopes = scopes_of(sentence, text) if mentions else []
            for mention in mentions:
                if status_of(mention.at[0], mention.at[-1], scopes) in (Status.PRESENT, Status.UNCERTAIN):
                    self._keep(mention, mentions, said, best)
        ordered = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:MOST]
        return tuple(self._suggestion(code, score, mention, back) for code, (score, mention) in ordered)

    def _keep(
        self, mention: Mention, others: Sequence[Mention], said: str, best: dict[str, tuple[float, Mention]]
    ) -> None:
        if any(set(mention.at) < set(other.at) for other in others):
            return
        code = self._dictionary.codes[self._dictionary.entry_code[self._dictionary.entry_at[mention.set_number]]]
        spread = len(self._dictionary.entries(mention.set_number))
        score = 0.45 + (0.15 if _NOW.search(said) else 0.0) - 0.05 * (spread - 1) - 0.04 * mention.gap
        score -= (
            0.15
            if len(mention.at) == 1 and not mention.sentence.words[mention.at[0]].text.isupper() and spread > 1
            else 0.0
        )
        if score > best.get(code, (0.15, mention))[0]:
            best[code] = (score, mention)

    def _suggestion(self, code: str, score: float, mention: Mention, back: Callable[[int, int], Span]) -> Suggestion:
        system = System.CPT if code[0].isdigit() else systems_of(code)[0]
        return Suggestion(
            system=system, code=code, text=self._titles[code], probability=round(score, 2), spans=tuple(back(*s) for s in mention.spans),
            band=Band.REVIEW if score >= 0.5 else Band.IDEA, why="words of the service", section=mention.sentence.section, calibrated=False,
        )  # fmt: skip


def _rows(kb: KnowledgeBase, source: str, statement: str, on: date) -> dict[str, str]:
    releases = kb.in_force(source, on)
    return {row[0]: row[1] for row in kb.rows(SQL[statement], release=releases[-1].id)} if releases else {}


def _terms(kb: KnowledgeBase, on: date, titles: dict[str, str], lexicon: Lexicon) -> Iterator[Term]:
    """Search words of the plain texts, the lexicon's words, and the substances of HCPCS drug codes. Visits are left to
    `visit.py`."""
    releases = kb.in_force(PLAIN, on)
    for code, text in kb.rows(SQL["search_terms"], release=releases[-1].id) if releases else ():
        if not _VISITS.fullmatch(code):
            yield from (Term(reading, code, Kind.INCLUSION) for reading in readings(text))
    for entry in lexicon.entries:
        for ref in [c for c in entry.codes if c.system in (System.CPT, System.HCPCS)][:1]:
            if not _VISITS.fullmatch(ref.code):
                for words in (entry.words, *entry.phrases):
                    yield from (Term(reading, ref.code, Kind.LEXICON) for reading in readings(" ".join(words)))
    for code, text in titles.items():
        if code[0] == "J":
            bare = _DOSE.sub("", _DOSE.sub("", text))
            yield from (Term(reading, code, Kind.DESCRIPTION) for reading in readings(bare))
