"""From a heading to a code that can be billed: the child whose words the note holds, else the unspecified one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from superbill.casecode.content import sided_apart
from superbill.casecode.dictionary import Dictionary
from superbill.casecode.marks import Mark

_ANY_SIDE = Mark.RIGHT | Mark.LEFT | Mark.BILATERAL


@dataclass(frozen=True, slots=True)
class Leaf:
    """A complete code: how many levels below what was found it stands, and the weight of the words that led there."""

    code: int
    steps: int
    evidence: float


class Leaves:
    """Walks down the hierarchy of one dictionary."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._children: dict[int, tuple[int, ...]] = {}
        self._extra: dict[tuple[int, int], frozenset[int]] = {}
        self._marks = dictionary.arrays["code_marks"]
        stems = dictionary.stem_ids
        self._sides = {stems[word] for word in ("right", "left", "bilater", "unilater") if word in stems}

    def children(self, code: int) -> tuple[int, ...]:
        """The codes directly below."""
        found = self._children.get(code)
        if found is None:
            codes = self._dictionary.codes
            direct: list[int] = []
            for number in self._dictionary.below(code):
                if not direct or not codes[number].startswith(codes[direct[-1]]):
                    direct.append(number)
            found = self._children[code] = tuple(direct)
        return found

    def resolve(self, code: int, context: Collection[int], side: Mark = Mark.NONE, seventh: str = "A") -> Leaf:
        """The complete code below `code` that fits best: `context` are the stems around the finding, `side` the side it is on."""
        steps, evidence = 0, 0.0
        while not self._dictionary.billable[code]:
            children = self.children(code)
            if not children:
                break
            best, best_key, gained = children[0], (-1e9,), 0.0
            for child in children:
                score, found = self._fit(code, child, context, side, seventh)
                if (score,) > best_key:
                    best, best_key, gained = child, (score,), found
            code, steps, evidence = best, steps + 1, evidence + gained
        return Leaf(code, steps, evidence)

    def _fit(self, parent: int, child: int, context: Collection[int], side: Mark, seventh: str) -> tuple[float, float]:
        text = self._dictionary.codes[child]
        if len(text) == 7:
            return self._seventh(text[6], seventh), 0.0
        weights = self._dictionary.weights
        extra = self._extra_of(parent, child)
        found = sum(weights[stem] for stem in extra if stem in context)
        missed = sum(weights[stem] for stem in extra if stem not in context)
        marks = Mark(self._marks[child])
        score = found - 0.35 * missed
        score += (
            2.0 * bool(marks & Mark.UNSPECIFIED) + 3.0 * bool(marks & Mark.WITHOUT) - 1.5 * bool(marks & Mark.OTHER)
        )
        sides = marks & _ANY_SIDE
        if sides:
            score += 4.0 if side and sides == side else -6.0
        elif side and Mark(self._marks[child]) & Mark.UNSPECIFIED:
            score -= 0.5
        return score, found

    def _seventh(self, character: str, wanted: str) -> float:
        if character == wanted:
            return 10.0
        return 5.0 if character in "A0" else 1.0 if character in "19" else 0.0

    def _extra_of(self, parent: int, child: int) -> frozenset[int]:
        key = (parent, child)
        found = self._extra.get(key)
        if found is None:
            own = self._dictionary.text_of(child) - self._dictionary.text_of(parent) - self._sides
            found = self._extra[key] = frozenset(own)
        return found

    def sided(self, code: int, side: Mark) -> int:
        """The code that says the same of another side; `code` itself when there is none, or when it already says a side."""
        own = Mark(self._marks[code])
        text = self._dictionary.codes[code]
        if not side or own & _ANY_SIDE or not own & Mark.UNSPECIFIED or len(text) < 5:
            return code
        stems = self._dictionary.text_of(code)
        for beginning in (text[:5], text[:4]) if len(text) > 6 else (text[:-1],):
            heading = self._dictionary.place(beginning)
            for number in self._dictionary.below(heading) if heading is not None else ():
                if self._dictionary.codes[number][6:] != text[6:] or not self._dictionary.billable[number]:
                    continue
                said = Mark(self._marks[number]) & _ANY_SIDE
                if said == side and self._dictionary.text_of(number) - self._sides == stems:
                    return number
        return code

    def by_side(self, code: str, side: Mark) -> str:
        """The code of a side where the unspecified one stands apart from it (`content/casecode/headings.toml`, `sided`)."""
        known = sided_apart().get(code) if side else None
        if known is None:
            return code
        return known[0] if side is Mark.RIGHT else known[1] if side is Mark.LEFT else known[2]

    def both(self, code: str) -> tuple[str, ...]:
        """The codes of the right and the left for one that says no side and has no bilateral sibling; itself else."""
        number = self._dictionary.place(code)
        if number is None or self.sided(number, Mark.BILATERAL) != number:
            return (code,)
        right, left = self.sided(number, Mark.RIGHT), self.sided(number, Mark.LEFT)
        if number in (right, left):
            return (code,)
        return (self._dictionary.codes[right], self._dictionary.codes[left])

    def at(self, code: str, seventh: str) -> str:
        """`encounter` by the code itself."""
        number = self._dictionary.place(code)
        return code if number is None else self._dictionary.codes[self.encounter(number, seventh)]

    def encounter(self, code: int, seventh: str) -> int:
        """The same injury at another encounter; `code` itself for a code that has no such 7th character."""
        text = self._dictionary.codes[code]
        if len(text) != 7 or text[6] != "A" or seventh == "A":
            return code
        found = self._dictionary.place(text[:6] + seventh)
        return code if found is None else found
