"""A note becomes codes: the steps in order, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path

from superbill.casecode.candidates import CandidateFinder, at_later_encounter
from superbill.casecode.content import limits
from superbill.casecode.conventions import Conventions
from superbill.casecode.derived import derived
from superbill.casecode.dictionary import Dictionary, compile_dictionary
from superbill.casecode.features import FeatureMaker
from superbill.casecode.guards import why_not
from superbill.casecode.headings import HeadingReader, Stated
from superbill.casecode.leaves import Leaves
from superbill.casecode.lines import stated_lines, unknown_lines
from superbill.casecode.marks import Mark, side_of
from superbill.casecode.match import Matcher
from superbill.casecode.patient import patient_of
from superbill.casecode.phrase import Match, PhraseFinder
from superbill.casecode.plain import PlainText, decode, plain_text
from superbill.casecode.pregnancy import at_weeks
from superbill.casecode.reranker import Reranker, load_reranker
from superbill.casecode.sections import DECIDING, Section, sections_of, sentences_in
from superbill.casecode.sentences import Sentence, masked
from superbill.casecode.services import Services
from superbill.casecode.specificity import Specificity
from superbill.casecode.suggest import Draft, combined, drafts_of, finished, merged, refused, shared
from superbill.casecode.terms import SQL, TermReader
from superbill.casecode.visit import visit_of
from superbill.casecode.visit_weights import VisitWeights, load_visit_weights, signals
from superbill.casecode.weigh import Weighed, settle, weigh
from superbill.casecode.words import words_of
from superbill.errors import NotLoaded, WrongFormat
from superbill.kb.home import content_folder
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.codes import System
from superbill.model.note import CodedText, Patient, Span, Visit
from superbill.terminology.lexicon import load_lexicon

LEAST = 0.05
"""Candidates with a lower probability are not shown."""
MOST = 40


class Coder:
    """Codes notes with one knowledge base. Opening is cheap; the dictionary is loaded (or made) at the first note."""

    def __init__(self, kb: KnowledgeBase, reranker: Reranker | None = None, visits: VisitWeights | None = None) -> None:
        self._kb = kb
        self._reranker = reranker or load_reranker()
        self._visits = visits or load_visit_weights()
        self._ready: dict[tuple[int, ...], _Ready] = {}

    def prepare(self, on: date | None = None) -> None:
        """Make and load the dictionary of a day, so that the first note does not wait for it."""
        self._for(on or date.today())

    def code_note(
        self,
        note: str | bytes,
        on: date | None = None,
        *,
        setting: str = "outpatient",
        age_years: float | None = None,
        sex: str = "",
    ) -> CodedText:
        """Everything that a note gives on a date of service. `setting` `inpatient` allows uncertain diagnoses (Official
        Guidelines, II.H). Raises `BadInput` for what is no text or too long."""
        day = on or date.today()
        plain = plain_text(decode(note) if isinstance(note, bytes) else note)
        reason = why_not(plain.text)
        if reason:
            return CodedText(day, (), (), (), None, Patient(age_years, sex), reason, (), plain.kind, self._kb.stamp)
        return self._coded(plain, day, setting, age_years, sex)

    def find(self, phrase: str, on: date | None = None, limit: int = 10) -> list[Match]:
        """Codes for a phrase that stands alone, such as a line of a problem list, the best first."""
        ready = self._for(on or date.today())
        return ready.phrases.find(phrase, limit)

    def _coded(self, plain: PlainText, day: date, setting: str, age_years: float | None, sex: str) -> CodedText:
        ready = self._for(day)
        text = masked(plain.text)
        sections = sections_of(text)
        sentences = sentences_in(sections, text)
        patient = patient_of(plain.text, age_years, sex)
        weighed = self._weighed(ready, sections, sentences, text, setting)
        visits = self._visits if any(section.kind in DECIDING for section in sections) else None
        lines = list(stated_lines(ready.dictionary, sections, plain.text))
        if visits is None:
            lines += unknown_lines(ready.phrases, sentences, text, weighed)
        else:
            lines += self._of_headings(ready, visits, sections, text, weighed)
        found = drafts_of(settle([w for w in weighed if w.usable and w.probability >= LEAST]))
        drafts = combined(merged([*lines, *found]))
        drafts = combined([*drafts, *derived(drafts, weighed, sentences, text)])
        drafts = at_weeks(drafts, plain.text, ready.dictionary, ready.title)
        drafts = ready.conventions.settle(drafts, patient, fitted=visits is not None)[:MOST]
        if visits is not None:
            drafts = shared(drafts, visits.share, visits.derived or {})
        visit = visit_of(sentences, plain.text, drafts, ready.chronic, setting)
        back = plain.original
        return CodedText(
            on=day,
            codes=finished(
                drafts,
                ready.title,
                ready.specificity.missing,
                ready.specificity.unspecified,
                ready.conventions.manifestations([d.code for d in drafts]),
                back,
                calibrated=self._reranker.calibrated,
            ),
            services=ready.services.suggested(sentences, text, back),
            not_coded=refused(weighed, drafts, plain.text, back),
            visit=_moved(visit, back) if visit else None,
            patient=patient,
            reason="" if drafts else _why_none(weighed),
            sections=tuple((s.kind, back(s.start, s.end)) for s in sections if s.heading),
            kind=plain.kind,
            stamp=self._kb.stamp,
        )

    def examined(self, note: str, on: date) -> dict[str, list[float]]:
        """The signals of every code that a note could mean, to fit visit weights with; empty without an assessment."""
        ready, plain = self._for(on), plain_text(note)
        text = masked(plain.text)
        sections = sections_of(text)
        if not any(section.kind in DECIDING for section in sections):
            return {}
        weighed = self._weighed(ready, sections, sentences_in(sections, text), text, "outpatient")
        return signals(weighed, ready.stated(sections, text), ready.specificity.vagueness)

    def _of_headings(
        self, ready: _Ready, visits: VisitWeights, sections: Sequence[Section], text: str, weighed: Sequence[Weighed]
    ) -> list[Draft]:
        """Gives the weighed candidates the probability of visit notes; what only a heading says becomes a draft."""
        stated = ready.stated(sections, text)
        rows = signals(weighed, stated, ready.specificity.vagueness)
        for one in weighed:
            if one.code in rows and one.usable:
                one.probability = visits.outcome(rows[one.code])
        known = {one.code for one in weighed if one.usable}
        drafts = []
        for heading in stated:
            for match in heading.matches:
                row = rows.get(match.code)
                if row is None or (probability := visits.outcome(row)) < LEAST:
                    continue
                if match.code not in known or heading.fit(match.code):
                    span = (heading.start, heading.end)
                    drafts.append(
                        Draft(match.code, probability, (span,), heading.section, True, "the heading as a whole")
                    )
        return drafts

    def _weighed(
        self, ready: _Ready, sections: Sequence[Section], sentences: Sequence[Sentence], text: str, setting: str
    ) -> list[Weighed]:
        candidates = ready.finder.find(sentences, text)
        ids = ready.dictionary.stem_ids
        stems = frozenset(n for s in sentences for w in s.words if w.stem and (n := ids.get(w.stem)) is not None)
        rows = ready.features.features(candidates, len(text), stems)
        sectioned = any(section.kind in DECIDING for section in sections)
        _, never = limits()
        found = []
        for candidate, row in zip(candidates.values(), rows, strict=True):
            code = ready.dictionary.codes[candidate.code]
            if ready.dictionary.billable[candidate.code] and code not in never:
                probability = self._reranker.probability(self._reranker.score(row))
                one = weigh(candidate, code, probability, inpatient=setting == "inpatient", sectioned=sectioned)
                found += [replace(one, code=part) for part in ready.sides(one)]
        return found

    def _for(self, day: date) -> _Ready:
        reader = TermReader(self._kb, day)
        key = reader.releases()
        if key not in self._ready:
            self._ready[key] = _Ready(self._kb, day, _dictionary(self._kb, reader, key))
        return self._ready[key]


class _Ready:
    """All that is made once for the releases of a day."""

    def __init__(self, kb: KnowledgeBase, day: date, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.title = _Titles(kb, day)
        self.finder = CandidateFinder(dictionary, Matcher(dictionary))
        self.features = FeatureMaker(dictionary, load_lexicon())
        self.specificity = Specificity(dictionary, self.title)
        self.conventions = Conventions(kb, day, self.specificity.vagueness)
        self.services = Services(kb, day)
        self.phrases = PhraseFinder(dictionary)
        self.leaves = Leaves(dictionary)
        self.headings = HeadingReader(self.phrases)
        self.chronic = frozenset(row[0] for row in kb.rows(SQL["chronic"])) if kb.loaded("ahrq-ccsr") else frozenset()

    def sides(self, one: Weighed) -> tuple[str, ...]:
        """The codes of both sides for what is said of both and has no code for that; its own code else."""
        return self.leaves.both(one.code) if one.candidate.best.side is Mark.BILATERAL else (one.code,)

    def stated(self, sections: Sequence[Section], text: str) -> list[Stated]:
        """What the headings state, of both sides where they say so, at the encounter that the note is of."""
        found = []
        for heading in self.headings.stated(sections, text):
            sides = {side_of(word) for word in words_of(text[heading.start : heading.end])}
            ways = []
            for match in heading.matches:
                codes = self.leaves.both(match.code) if Mark.BILATERAL in sides else (match.code,)
                ways += [Match(at_later_encounter(self.leaves, code, text), match.score) for code in codes]
            found.append(replace(heading, matches=tuple(ways)))
        return found


class _Titles:
    """Descriptions of codes, as they are asked for."""

    def __init__(self, kb: KnowledgeBase, day: date) -> None:
        self._kb = kb
        self._day = day
        self._known: dict[str, str] = {}

    def __call__(self, code: str) -> str:
        if code not in self._known:
            self._known[code] = self._read(code)
        return self._known[code]

    def _read(self, code: str) -> str:
        for source in (self._kb.list_of(System.ICD10CM), self._kb.tree_of(System.ICD10CM)):
            if source is not None:
                found = self._kb.find(SQL["title"], source=source, on=self._day, system=System.ICD10CM, code=code)
                if isinstance(found, Found):
                    return str(found.rows[0][0])
        return ""


def dictionary_path(kb_path: Path, stamp: str, releases: Sequence[int]) -> Path:
    """Where the term dictionary of some releases of a knowledge base stands: beside it, under its stamp and that of the
    project's own words."""
    return kb_path.with_name(f"{kb_path.name}.{stamp}.{'-'.join(map(str, releases))}.{_wording()}.terms")


@cache
def _wording() -> str:
    """A mark of the files of words that a dictionary is made with."""
    folder = content_folder()
    names = ("casecode/words.toml", "casecode/limits.toml", "casecode/phrases.toml", "lexicon.toml")
    files = [folder / name for name in names]
    return blake2b(b"".join(file.read_bytes() for file in files), digest_size=4).hexdigest()


def load_dictionary(kb: KnowledgeBase, on: date) -> Dictionary:
    """The term dictionary in force on a day; made at the first use."""
    reader = TermReader(kb, on)
    return _dictionary(kb, reader, reader.releases())


def _dictionary(kb: KnowledgeBase, reader: TermReader, releases: Sequence[int]) -> Dictionary:
    """The dictionary of the file beside the knowledge base; made, and written there if the folder allows it."""
    path = dictionary_path(kb.path, kb.stamp, releases)
    if path.is_file():
        with suppress(WrongFormat):
            return Dictionary.load(path)
    codes = reader.codes()
    if not codes:
        raise NotLoaded("No ICD-10-CM codes are loaded for that day.", hint="superbill build brings them.")
    made = compile_dictionary(codes, reader.terms(codes))
    with suppress(OSError):
        made.save(path)
        for old in path.parent.glob(f"{kb.path.name}.*.terms"):
            if not old.name.startswith(f"{kb.path.name}.{kb.stamp}.") or not old.name.endswith(f".{_wording()}.terms"):
                old.unlink()
    return made


def _moved(visit: Visit, back: Callable[[int, int], Span]) -> Visit:
    """The visit with its spans in the original."""
    columns = tuple(
        replace(c, elements=tuple(replace(e, spans=tuple(back(*span) for span in e.spans)) for e in c.elements))
        for c in visit.columns
    )
    return replace(visit, columns=columns, spans=tuple(back(*span) for span in visit.spans))


def _why_none(weighed: Sequence[Weighed]) -> str:
    if not weighed:
        return "The note names no finding or diagnosis that the code set knows."
    said = sorted({status.value for one in weighed for status in one.refused})
    if said and not any(one.usable for one in weighed):
        return f"Every finding in the note is {' or '.join(said)}: none is asserted of the patient."
    return "What the note names is too vague for a code."
