"""What an intent must declare and answer: one kind of question, in a file of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from superbill.model.answer import Ask, Gap, Piece, Statement, Step, Unchecked, cited, gap, of, say
from superbill.model.citation import Fact
from superbill.model.edits import Setting
from superbill.model.lookup import KnownAnswer, LookupAnswer, NotLoadedHere, Unknown
from superbill.pilot.desk import Desk
from superbill.pilot.slots import Code, Slots

Said = Statement | Gap | Step | Unchecked | Ask
"""What an intent yields, in reading order. An `Ask` must be the first and only one."""


@dataclass(frozen=True, slots=True)
class Need:
    """A value that an intent cannot do without: what it is (`procedure`, `two procedures`, `diagnosis`, `code`, `two codes`,
    `modifier`, `state`, `denial`, `words`), how it is asked for, and what is taken when it is not told."""

    slot: str
    question: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on its way to an answer: the desk, the values, the day, and the words as typed."""

    desk: Desk
    slots: Slots
    on: date
    text: str

    @property
    def setting(self) -> Setting:
        """The setting meant; a practitioner's where none is named."""
        return self.slots.setting or Setting.PRACTITIONER

    def lookup(self, code: Code) -> LookupAnswer:
        """What a code is that day, in the system it was taken for."""
        return self.desk.calls.lookup(code.code, self.on, code.system)

    def title(self, code: Code) -> Fact[str] | None:
        """The best name that may be shown; None when there is none."""
        answer = self.lookup(code)
        return answer.title if isinstance(answer, KnownAnswer) and isinstance(answer.title, Fact) else None

    def named(self, code: Code) -> tuple[str | Piece, ...]:
        """`99213 (title)`; the code alone where no name may be shown."""
        title = self.title(code)
        return (code.display, " (", of(title), ")") if title is not None else (code.display,)


class Intent(ABC):
    """A kind of question. A module of `pilot/intents/` has one as `INTENT`.

    `examples` are phrasings with placeholders (`<proc>`, `<dx>`, `<code>`, `<mod>`, `<state>`, `<place>`, `<payer>`, `<date>`,
    `<denial>`, `<minutes>`); `cues` are patterns over the masked text that speak for it, with their weight; `sources` the data
    sets it rests on; `refusal` says what it never answers."""

    id: ClassVar[str]
    title: ClassVar[str]
    examples: ClassVar[tuple[str, ...]]
    cues: ClassVar[tuple[tuple[str, float], ...]] = ()
    needs: ClassVar[tuple[Need, ...]] = ()
    sources: ClassVar[tuple[str, ...]] = ()
    refusal: ClassVar[str] = ""

    @abstractmethod
    def answer(self, asked: Asked) -> Iterator[Said]:
        """The statements, gaps and steps, in reading order."""

    def fits(self, slots: Slots) -> float:
        """How much the values named speak for this intent beyond the words; negative speaks against."""
        return 0.0


def not_known(answer: Unknown | NotLoadedHere, code: Code) -> Iterator[Said]:
    """What is said of a code that is not there."""
    near = ", ".join(f"{line.display}" for line in answer.near[:4] if line.code != code.code)
    if isinstance(answer, NotLoadedHere):
        yield gap(answer.reason, f"{code.display} cannot be looked up on {answer.on}")
    elif answer.searched:
        names = [cited(f"{each.title} {each.release}".strip(), each) for each in answer.searched]
        yield say(f"{code.display} is in no release loaded for {answer.on}: ", names[0],
                  *(piece for each in names[1:] for piece in (Piece(", "), each)), " does not list it.")  # fmt: skip
    else:
        yield Gap(f"{code.display} is no code of a loaded list", "superbill search WORDS")
    if near:
        yield Unchecked(f"Whether another code was meant; near misses: {near}.")
