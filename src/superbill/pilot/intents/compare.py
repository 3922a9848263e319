"""How do two codes differ?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Piece, Step, Unchecked, gap, of, say
from superbill.model.citation import Fact, NotAvailable
from superbill.model.lookup import KnownAnswer
from superbill.model.report import Field, Report
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.slots import Code, Slots

MOST_CODES = 4
SECTIONS = ("overview", "units", "fee", "hierarchy", "groupings")
LABELS = 14


class Compare(Intent):
    """Two to four codes side by side: name, standing, status, fee, units."""

    id = "compare"
    title = "Two codes side by side"
    examples = (
        "compare <proc> and <proc>", "difference between <proc> and <proc>", "<proc> vs <proc>", "how does <dx> differ from <dx>", "compare <dx> with <dx>",
        "what is the difference between <dx> and <dx>", "<proc> versus <proc>", "<dx> or <dx> what is different", "side by side <proc> <proc>", "contrast <proc> and <proc>",
        "how is <proc> different from <proc>", "are <proc> and <proc> the same thing", "distinguish <dx> from <dx>", "<dx> versus <dx>", "is <proc> similar to <proc>",
    )  # fmt: skip
    cues = ((r"\b(?:compar\w*|differen\w*|differs?|versus|vs|contrast|distinguish|side by side|similar)\b", 2.4),)
    needs = (Need("two codes", "Compared with which other code?"),)
    sources = ("the lists of record", "cms-mpfs-rvu", "cms-clfs", "cms-ncci-mue")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The name of each, then the fields in which they differ."""
        codes = asked.slots.codes[:MOST_CODES]
        yield Step(f"comparing {' and '.join(code.display for code in codes)} on {asked.on}")
        for code in codes:
            found = asked.lookup(code)
            if not isinstance(found, KnownAnswer):
                yield from not_known(found, code)
            elif isinstance(found.title, Fact):
                yield say(f"{code.display} ({found.status}): ", of(found.title), ".")
            else:
                yield gap(found.title, f"The name of {code.display}")
        yield from _differences(asked, codes)
        yield Unchecked("Not checked: which of them the record supports.")

    def fits(self, slots: Slots) -> float:
        """Two codes or more."""
        return 0.2 if len(slots.codes) >= 2 else -1.5


def _differences(asked: Asked, codes: tuple[Code, ...]) -> Iterator[Said]:
    tables = [(code, _fields(asked, code)) for code in codes]
    labels = dict.fromkeys(label for _, fields in tables for label in fields)
    for label in list(labels)[:LABELS]:
        values = [(code, fields.get(label)) for code, fields in tables]
        texts = {str(value.value) if isinstance(value, Fact) else "" for _, value in values}
        if len(texts) > 1:
            receipts = tuple(each for _, value in values if isinstance(value, Fact) for each in value.citations)
            pieces: list[str | Piece] = []
            for code, value in values:
                pieces += ["; " if pieces else "", f"{code.display} "]
                pieces.append(of(value) if isinstance(value, Fact) else "not available")
            yield say(Piece(label, receipts), ": ", *pieces, ".")


def _fields(asked: Asked, code: Code) -> dict[str, Fact[object] | NotAvailable]:
    report = asked.desk.calls.report(code.code, asked.on, system=code.system)
    if not isinstance(report, Report):
        return {}
    return {
        item.label: item.leaf
        for section in report.sections
        if section.id in SECTIONS
        for item in section.items
        if isinstance(item, Field)
    }


INTENT = Compare()
