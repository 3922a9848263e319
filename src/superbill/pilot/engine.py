"""From a question to its answer: normalise, decline, take apart, find the intent, fill its needs, let it answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

import msgspec

from superbill.errors import NotLoaded, UsageError
from superbill.model.answer import Answer, Ask, Event, Gap, Part, Statement, Status, Step, Turn, Unchecked
from superbill.model.codes import System
from superbill.pilot.classify import LEAST_SCORE, Guess, off_topic, scorer
from superbill.pilot.decline import Decline, decline_of, declined
from superbill.pilot.desk import Desk
from superbill.pilot.extracts import extracts, keywords, speaks_of
from superbill.pilot.follow_up import carried, is_follow_up
from superbill.pilot.intent import Asked, Intent, Said
from superbill.pilot.mentions import Doubt, Found, Known, display, mentions
from superbill.pilot.missing import missing_need
from superbill.pilot.model_bridge.phrasing import phrased
from superbill.pilot.model_bridge.settings import ModelSettings
from superbill.pilot.normalise import LONGEST_NOTE, LONGEST_QUESTION, Text, normalise
from superbill.pilot.registry import all_intents
from superbill.pilot.slots import NOTHING, Slots
from superbill.pilot.split import split
from superbill.pilot.style import answer_text

CPT_NOTICE = "CPT® is a registered trademark of the American Medical Association."
NOTE, GUIDELINE = "note_codes", "guideline"
KEPT = frozenset({NOTE, GUIDELINE})
QUOTED = frozenset({"pair", "units", "modifier_use"})
"""Intents behind whose answer the loaded documents are always quoted."""
LEAST_STRANGE = 2
SURE, LEAST_WORDS, LEAST_WORDS_WITH_CODE, LEAST_SHARE = 5.0, 4, 4, 0.25
OF_BILLING = re.compile(
    r"\b(?:report|bill|code|claim|edit|modif|unit|mue|ncci|ptp|cpt|hcpcs|medicare|cms|procedur|servic|surg|anesthe|injection|infusion|biops|endoscop|"
    r"patient|physician|doctor|provider|denied|denial|deny|separate|charge|bundl|payer|lab|test)",
    re.IGNORECASE,
)
"""Beginnings of words that questions on rules have."""
EMPTY, TOO_LONG, OFF_TOPIC = "empty", "too_long", "off_topic"
_PRONOUN = re.compile(r"\b(?:it|this(?: code)?|that(?: code| one)?|the code|the same code)\b", re.IGNORECASE)
IN_ENGLISH = "The question was read as Spanish, word for word; answers are in English."


@dataclass(slots=True)
class _Course:
    """What has come about so far in the making of one answer."""

    turn: Turn | None
    parts: list[Part] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    codes: set[System] = field(default_factory=set)


class Pilot:
    """Answers questions at one desk; `model` may phrase the answers, and is none unless the operator set one."""

    def __init__(self, desk: Desk, model: ModelSettings | None = None) -> None:
        self._desk = desk
        self._model = model

    def events(self, question: str, on: date | None = None, turn: Turn | None = None) -> Iterator[Event]:
        """What comes while the answer is made: steps, statements and gaps; the last is the `Answer`.

        `turn` is that of the answer before, in a conversation. Raises `UsageError` for a turn that is none."""
        day = on or date.today()
        text = normalise(question)
        course = _Course(turn)
        for part in self._questions(text):
            yield from self._part(part, day, on is not None, course)
        notices = (CPT_NOTICE,) if System.CPT in course.codes else ()
        remarks = (IN_ENGLISH,) if text.spanish else ()
        made = Answer(question, day, tuple(course.parts), tuple(course.steps), notices, remarks, course.turn)
        yield phrased(made, answer_text(made), self._model)

    def answer(self, question: str, on: date | None = None, turn: Turn | None = None) -> Answer:
        """The whole answer at once."""
        for event in self.events(question, on, turn):
            if isinstance(event, Answer):
                return event
        raise UsageError("no answer came about")

    def _questions(self, text: Text) -> Sequence[str]:
        if not text.text or len(text.text) > LONGEST_QUESTION:
            return (text.text,)
        if scorer().rank(text.text[:400], NOTHING)[0].intent == NOTE and ":" in text.text:
            return (text.text,)
        parts = split(text.text)
        if self._desk.documents is not None and text.text.count("?") < 2 and sum(map(self._tells, parts)) >= 1:
            return (text.text,)
        return parts

    def _tells(self, part: str) -> bool:
        """Whether a sentence tells of a case in words of its own, so that what follows it belongs to it."""
        words = [word for word in keywords(part) if word.isalpha()]
        return sum(word not in scorer().vocabulary for word in words) >= 2 * LEAST_STRANGE

    def _part(self, text: str, day: date, dated: bool, course: _Course) -> Iterator[Event]:
        refusal = self._refused_unread(text)
        if refusal is not None:
            course.parts.append(_declined(text, refusal))
            return
        earlier = _slots(course.turn)
        found = mentions(text, day, self._known(day if dated or earlier.on is None else earlier.on))
        course.codes.update(code.system for code in found.slots.codes)
        refusal = declined(found.masked, found.slots) or declined(text, found.slots)
        if refusal is not None and not (len(text) > LONGEST_QUESTION and refusal.id != "instructions"):
            course.parts.append(_declined(text, refusal))
            return
        if found.doubts:
            yield from self._doubtful(text, found, course)
            return
        guesses = scorer().rank(_pronouns(found, earlier)[:LONGEST_QUESTION], found.slots)
        intent, slots = self._meant(text, found, guesses, course.turn)
        if intent is None:
            course.parts.append(_declined(text, decline_of(OFF_TOPIC)))
            return
        yield from self._answered(text, intent, slots, found, day, dated, course)

    def _refused_unread(self, text: str) -> Decline | None:
        if not any(each.isalnum() for each in text):
            return decline_of(EMPTY)
        if len(text) > LONGEST_NOTE:
            return decline_of(TOO_LONG)
        if len(text) > LONGEST_QUESTION and scorer().rank(text[:400], NOTHING)[0].intent != NOTE:
            return decline_of(TOO_LONG)
        return None

    def _known(self, day: date) -> Known:
        return lambda code: tuple(answer.system for answer in self._desk.lookup.all_systems(code, day))

    def _meant(self, text: str, found: Found, guesses: list[Guess], turn: Turn | None) -> tuple[Intent | None, Slots]:
        """The intent with its values: of the turn before, where the words only add to it."""
        named = found.slots
        best = guesses[0]
        if turn is not None:
            earlier = _slots(turn)
            if is_follow_up(found.masked, best) and turn.intent in all_intents():
                return all_intents()[turn.intent], carried(named, earlier, turn)
            if not named.codes and best.score >= LEAST_SCORE and _wants_code(all_intents()[best.intent]):
                named = carried(named, earlier, turn)
            elif len(named.codes) == 1 and earlier.codes and _PRONOUN.search(found.masked):
                named = replace(named, codes=(earlier.codes[0], *named.codes))
        if self._asks_of_rules(text, named, best):
            return all_intents()[GUIDELINE], named
        if off_topic(found.masked, named, best):
            return None, named
        return all_intents()[best.intent], named

    def _asks_of_rules(self, text: str, named: Slots, best: Guess) -> bool:
        """Whether a question in many words is one that the loaded documents answer: it names no code, or not what its intent
        needs; and it speaks of billing, or most of its words stand in one passage."""
        intent = all_intents()[best.intent]
        if self._desk.documents is None or not self._desk.documents.documents() or best.intent == NOTE:
            return False
        if named.denials or (named.payer and named.codes):
            return False
        words = keywords(text)
        lacking = missing_need(intent, named, text) is not None
        if len(words) < (LEAST_WORDS_WITH_CODE if named.codes else LEAST_WORDS) or (named.codes and not lacking):
            return False
        if best.score >= SURE and not lacking:
            return False
        if named.codes or OF_BILLING.search(text):
            return True
        found = self._desk.calls.search_documents(text, None, 1)
        return bool(found) and speaks_of(text, found[0]) >= LEAST_SHARE

    def _wordy(self, intent: Intent, text: str) -> bool:
        """Whether a question tells enough of a case that the loaded documents are to be quoted behind the tables' answer."""
        documents = self._desk.documents
        if intent.id in KEPT or intent.id == "em_guidance" or documents is None or not documents.documents():
            return False
        words = [word for word in keywords(text) if word.isalpha()]
        return intent.id in QUOTED or sum(word not in scorer().vocabulary for word in words) >= LEAST_STRANGE

    def _doubtful(self, text: str, found: Found, course: _Course) -> Iterator[Event]:
        asks = tuple(_ask_which(doubt) for doubt in found.doubts)
        course.turn = Turn("", found.slots.data(), ("code",))
        course.parts.append(Part(text, "", Status.ASKED_BACK, asks=asks, said=" ".join(ask.question for ask in asks)))
        yield Step("a code is in doubt")

    def _answered(
        self, text: str, intent: Intent, slots: Slots, found: Found, day: date, dated: bool, course: _Course
    ) -> Iterator[Event]:
        asked_before = course.turn.asked if course.turn is not None and course.turn.intent == intent.id else ()
        need = missing_need(intent, slots, text)
        if need is not None and (not need.default or need.slot not in asked_before):
            ask = Ask(need.slot, need.question, need.default)
            said = need.question + (f" Without it: {need.default}." if need.default else "")
            course.turn = Turn(intent.id, slots.data(), (*asked_before, need.slot))
            course.parts.append(Part(text, intent.id, Status.ASKED_BACK, asks=(ask,), said=said))
            return
        on = slots.on if slots.on is not None else day
        assumed = [] if dated or slots.on is not None else [f"date of service {day}, today"]
        assumed += [f"{need.slot}: {need.default}"] if need is not None else []
        assumed += [f"{on} for the period named"] if found.whole_days and slots.on is not None else []
        part = Part(text, intent.id, Status.ANSWERED, assumed=tuple(assumed))
        course.codes.update(code.system for code in slots.codes)
        course.turn = Turn(intent.id, replace(slots, words="").data(), asked_before)
        asked = Asked(self._desk, slots, on, text)
        rules = extracts(asked) if self._wordy(intent, text) else ()
        for event in chain(self._said(intent, asked), rules):
            if isinstance(event, Step):
                course.steps.append(event.text)
            elif isinstance(event, Ask):
                course.turn = Turn(intent.id, slots.data(), (*asked_before, event.slot))
                part = replace(part, status=Status.ASKED_BACK, asks=(event,), said=event.question)
            part = _grown(part, event)
            if isinstance(event, Step | Statement | Gap):
                yield event
        course.parts.append(part)

    def _said(self, intent: Intent, asked: Asked) -> Iterator[Said]:
        """What the intent yields; a call that makes no sense, or data that is not there, is a gap."""
        try:
            yield from intent.answer(asked)
        except (UsageError, NotLoaded) as error:
            yield Gap(error.message[:1].upper() + error.message[1:], error.hint or "superbill releases")


def _pronouns(found: Found, earlier: Slots) -> str:
    """The masked text, with the code of the turn before where a word stands for it."""
    if not earlier.codes:
        return found.masked
    name = "<proc>" if earlier.procedures else "<dx>" if earlier.diagnoses else "<code>"
    return _PRONOUN.sub(name, found.masked)


def _grown(part: Part, event: object) -> Part:
    match event:
        case Statement():
            return replace(part, statements=(*part.statements, event))
        case Gap() if event not in part.gaps:
            return replace(part, gaps=(*part.gaps, event))
        case Unchecked() if event.text not in part.not_checked:
            return replace(part, not_checked=(*part.not_checked, event.text))
    return part


def _declined(text: str, kind: Decline) -> Part:
    hidden = kind.id == "patient_data"
    return Part("" if hidden else text, "", Status.DECLINED, said=f"{kind.said} {kind.instead}", reason=kind.id)


def _ask_which(doubt: Doubt) -> Ask:
    if doubt.slip:
        first = doubt.choices[0]
        if len(doubt.choices) == 1:
            return Ask(
                "code",
                f"“{doubt.typed}” is no code; a letter may stand for a digit. Is {first.display} meant ({first.system.label})?",
            )
        return Ask("code", f"“{doubt.typed}” may be read as {display(doubt)}. Which is meant?")
    return Ask("code", f"“{doubt.typed}” is a code of two systems: {display(doubt)}. Which is meant?")


def _slots(turn: Turn | None) -> Slots:
    if turn is None:
        return NOTHING
    try:
        return Slots.read(turn.slots)
    except msgspec.ValidationError as error:
        raise UsageError(f"the turn of a conversation is not as it was given: {error}") from None


def _wants_code(intent: Intent) -> bool:
    return any(need.slot in ("code", "procedure", "diagnosis", "two codes", "two procedures") for need in intent.needs)
