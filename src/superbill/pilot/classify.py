"""Which intent a question has: a linear scorer over words, pairs of words and parts of words, made from the examples.

Complement naive Bayes (Rennie et al., 2003) with inverse document frequencies: closed form, deterministic, made in a few
hundredths of a second. Cues and the values that a question names are added to its score.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from superbill.pilot.intent import Intent
from superbill.pilot.registry import all_intents
from superbill.pilot.slots import Slots

_WORD = re.compile(r"<\w+>|[a-z0-9]+(?:'[a-z]+)?")
_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORTEST_STEM = 4
_GRAM = 4
_DATED = re.compile(r"\s*\b(?:on|in|for|as of|during|since|dated|dos|effective)\s+<date>")
"""A date of service belongs to any question."""
_SMOOTHING = 0.15
_STOP = frozenset("a an the of to please me us my our you your so just there here if then is are be do does it".split())  # noqa: SIM905
LEAST_SCORE = 0.55
"""Below it a question is taken for none of the intents."""
_CORRECTED = 5
_MOST_STRANGE, _MOST_STRANGE_RULE, _SURE = 0.3, 0.7, 3.5
_WORDY = frozenset({"guideline", "note_codes"})
_SOUGHT = re.compile(r"\b(?:codes?|coded|icd\S*|cpt|hcpcs|pcs|dx|drg|bill|billing|billed|find|search)\b", re.IGNORECASE)
_PLACE_WEIGHT = 0.25
"""Placeholders say little: what a question names counts by `Intent.fits`."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent with its score: how far its words stand above those of an average intent, and the cues."""

    intent: str
    score: float


class Scorer:
    """The compiled examples."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        self._intents = tuple(intents)
        self._cues = {
            intent.id: tuple((re.compile(pattern), weight) for pattern, weight in intent.cues)
            for intent in self._intents
        }
        documents = [(intent.id, features(example)) for intent in self._intents for example in intent.examples]
        frequency = Counter(feature for _, found in documents for feature in found)
        self._idf = {feature: math.log(1 + len(documents) / count) for feature, count in frequency.items()}
        self.vocabulary = frozenset(
            word for intent in self._intents for example in intent.examples for word in _WORD.findall(example)
        )
        self._weights = self._weigh(documents)

    def _weigh(self, documents: list[tuple[str, Counter[str]]]) -> dict[str, dict[str, float]]:
        """For each feature the weight of each intent: how much rarer it is in all the others."""
        own: dict[str, defaultdict[str, float]] = {intent.id: defaultdict(float) for intent in self._intents}
        for name, found in documents:
            norm = math.sqrt(sum((count * self._idf[feature]) ** 2 for feature, count in found.items())) or 1.0
            for feature, count in found.items():
                own[name][feature] += count * self._idf[feature] / norm
        size = {name: sum(values.values()) for name, values in own.items()}
        total: defaultdict[str, float] = defaultdict(float)
        for values in own.values():
            for feature, value in values.items():
                total[feature] += value
        everything, kinds = sum(size.values()), len(total)
        weights: dict[str, dict[str, float]] = {feature: {} for feature in total}
        for name, values in own.items():
            rest = everything - size[name] + _SMOOTHING * kinds
            mine = size[name] + _SMOOTHING * kinds
            for feature, whole in total.items():
                others = math.log((whole - values.get(feature, 0.0) + _SMOOTHING) / rest)
                inside = math.log((values.get(feature, 0.0) + _SMOOTHING) / mine)
                weights[feature][name] = inside - others
        return weights

    def rank(self, masked: str, slots: Slots) -> list[Guess]:
        """All intents, likeliest first."""
        text = self.spelt(_DATED.sub("", masked.lower()).strip() or masked.lower())
        found = features(text)
        values = {feature: count * self._idf[feature] for feature, count in found.items() if feature in self._idf}
        values = {feature: value * (_PLACE_WEIGHT if feature[0] == "<" and " " not in feature else 1.0)
                  for feature, value in values.items()}  # fmt: skip
        norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
        unknown = 1 - len(values) / max(1, len(found))
        scores = {intent.id: intent.fits(slots) for intent in self._intents}
        for feature, value in values.items():
            for name, weight in self._weights[feature].items():
                scores[name] += weight * value / norm
        for name, cues in self._cues.items():
            scores[name] += sum(weight for pattern, weight in cues if pattern.search(text))
        guesses = [Guess(name, score - unknown) for name, score in scores.items()]
        return sorted(guesses, key=lambda guess: (-guess.score, guess.intent))

    def spelt(self, text: str) -> str:
        """With words one slip away from a word of the examples put right."""
        return _WORD.sub(lambda match: self._spelt_word(match[0]), text)

    def _spelt_word(self, word: str) -> str:
        if len(word) < _CORRECTED or word in self.vocabulary or not word.isalpha():
            return word
        near = [known for known in self.vocabulary if abs(len(known) - len(word)) <= 1 and len(known) >= _CORRECTED]
        return min((known for known in near if one_slip(word, known)), default=word)


def one_slip(one: str, other: str) -> bool:
    """Whether one letter wrong, missing, too many, or two swapped makes one word of the other."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def features(text: str) -> Counter[str]:
    """Words, pairs of words with the ends of the text, and parts of longer words."""
    stems = [_stem(word) for word in _WORD.findall(text.lower())]
    found: Counter[str] = Counter(stem for stem in stems if stem not in _STOP)
    found.update(f"{a} {b}" for a, b in pairwise(("^", *stems, "$")))
    for stem in stems:
        if len(stem) > _GRAM and not stem.startswith("<"):
            found.update(f"#{stem[at : at + _GRAM]}" for at in range(len(stem) - _GRAM + 1))
    return found


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def off_topic(masked: str, slots: Slots, best: Guess) -> bool:
    """Whether a question that names nothing known is of none of the intents: its score is low, or most of its words are
    words of no example. Words alone are enough where a code or a rule is sought."""
    if slots.codes or slots.modifiers or slots.denials:
        return False
    if best.score >= _SURE:
        return False
    if best.score < LEAST_SCORE and best.intent != "find_code":
        return True
    words = [word for word in _WORD.findall(scorer().spelt(masked.lower())) if word not in _STOP and word[0] != "<"]
    strange = sum(word not in scorer().vocabulary for word in words) / max(1, len(words))
    if best.intent == "find_code":
        return _SOUGHT.search(masked) is None
    return strange > (_MOST_STRANGE_RULE if best.intent in _WORDY else _MOST_STRANGE)


@cache
def scorer() -> Scorer:
    """The scorer of all intents, made with the first question."""
    return Scorer(all_intents().values())
