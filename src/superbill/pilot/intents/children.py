"""Which more specific codes are below this one, and which side is which?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, gap, listed, say
from superbill.model.citation import NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import CodeLine, KnownAnswer
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.slots import Code, Slots

MOST = 40
SIDES = ("right", "left", "bilateral", "unspecified")
_SIDE = re.compile(r"\b(right|left|bilateral|unspecified)\b", re.IGNORECASE)


class Children(Intent):
    """Complete codes below a header; the sides of a code; its 7th characters."""

    id = "children"
    title = "More specific codes, laterality, 7th characters"
    examples = (
        "what codes are under <dx>", "list the codes below <dx>", "more specific codes for <dx>", "what are the children of <dx>", "subcodes of <dx>",
        "how do i make <dx> more specific", "left side code for <dx>", "what is the right sided version of <dx>", "does <dx> have laterality",
        "7th characters of <dx>", "what seventh character does <dx> need", "which codes fall under <dx>", "complete codes for category <dx>",
        "is there a bilateral code for <dx>", "subcategories of <dx>", "what is below <dx>", "show me everything in <dx>", "which side is <dx>",
        "expand <dx>", "specific options under <dx>", "initial encounter character for <dx>", "left knee code of <dx>", "break <dx> down into billable codes",
    )  # fmt: skip
    cues = ((r"\b(?:under|below|within|beneath)\b", 1.2), (r"\b(?:specific|child|children|subcod|subcategor|expand)", 1.3), (r"\b(?:left|right|bilateral|lateral|side|sided)\b", 1.0),
            (r"\b(?:7th|seventh) char|\bencounter char", 2.5))  # fmt: skip
    needs = (Need("code", "Below which code?"),)
    sources = ("nchs-icd10cm-codes", "nchs-icd10cm-tabular", "cms-icd10pcs")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The complete codes, those of one side where a side was named, and the 7th characters."""
        for code in asked.slots.codes[:2]:
            yield Step(f"looking below {code.display} on {asked.on}")
            found = asked.lookup(code)
            if not isinstance(found, KnownAnswer):
                yield from not_known(found, code)
                continue
            yield from _below(asked, code)
            yield from _seventh(asked, code)
        yield Unchecked("Which of them the record supports was not checked.")

    def fits(self, slots: Slots) -> float:
        """A diagnosis by itself."""
        return 0.2 if slots.diagnoses and len(slots.codes) == 1 else -0.4 if slots.procedures else 0.0


def _below(asked: Asked, code: Code) -> Iterator[Said]:
    lines = list(asked.desk.lookup.billable_below(code.system, code.code, asked.on))
    stem, also = code, False
    if not lines and len(code.code) > 4 and _SIDE.search(asked.text):
        stem, also = Code(code.system, code.code[:-1]), True
        lines = list(asked.desk.lookup.billable_below(code.system, stem.code, asked.on))
    found = asked.desk.lookup.name_in(code.system, (lines[0].code if lines else code.code), asked.on)
    if found is None or isinstance(found, NotAvailable):
        yield gap(found or NotAvailable(f"nothing is listed below {code.display}", "another release"), code.display)
        return
    receipt = found.citation
    side = next((s for s in SIDES if s in asked.text.lower()), "")
    if side and lines:
        own = [line for line in lines if side in line.text.lower()]
        yield from _told(
            f"Codes {'beside' if also else 'below'} {code.display} whose text says {side}", own, asked, code
        )
        return
    if not lines:
        yield say(cited(code.display, receipt), " is a complete code; nothing stands below it.")
        return
    yield from _told(f"Complete codes below {code.display} on {asked.on}", lines, asked, code)


def _told(title: str, lines: list[CodeLine], asked: Asked, code: Code) -> Iterator[Said]:
    named = [(line, asked.desk.lookup.name_in(code.system, line.code, asked.on)) for line in lines[:MOST]]
    facts = [(line, name) for line, name in named if name is not None and not isinstance(name, NotAvailable)]
    if not facts:
        evidence = asked.lookup(code)
        if isinstance(evidence, KnownAnswer):
            yield say(f"{title}: ", cited("none", evidence.evidence), ".")
        return
    receipt = facts[0][1].citation
    more = (" and ", cited(len(lines) - len(facts), receipt), " more") if len(lines) > len(facts) else ()
    yield say(f"{title} (", cited(len(lines), receipt), "): ",
              *listed([cited(f"{line.display} {name.value}", name.citation) for line, name in facts], "; "), *more, ".")  # fmt: skip


def _seventh(asked: Asked, code: Code) -> Iterator[Said]:
    if code.system is not System.ICD10CM:
        return
    characters = asked.desk.tree.seventh(code.system, code.code, asked.on)
    if characters:
        yield say(f"7th characters of {code.display}: ",
                  *listed([cited(f"{each.character} {each.meaning}", each.citation) for each in characters], "; "), ".")  # fmt: skip
    elif re.search(r"7th|seventh", asked.text, re.IGNORECASE):
        node = asked.desk.tree.node(code.system, code.code, asked.on)
        if node is not None:
            yield say(
                f"{code.display} takes no 7th character in ",
                cited(f"{node.citation.title} {node.citation.release}", node.citation),
                ".",
            )


INTENT = Children()
