"""What changed?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, say
from superbill.model.changes import Change, What
from superbill.model.citation import NotAvailable
from superbill.model.lookup import KnownAnswer
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.slots import Code

MOST = 12
NOTHING = NotAvailable(
    "no data set that lists it is loaded in two releases begun by that day",
    "an earlier release beside the one in force",
)


class Changes(Intent):
    """What the release in force changed against the one before it, and the history of the code."""

    id = "changes"
    title = "What changed"
    examples = (
        "what changed for <proc>", "has <dx> changed", "what is new with <proc> this year", "changes to <dx> in <date>", "was <proc> revised", "did the fee of <proc> change",
        "history of <proc>", "when was <dx> added", "is <dx> a new code", "what changed in <proc> between <date> and <date>", "updates for <proc>", "was the mue of <proc> raised",
        "did the description of <dx> change", "any changes to <proc> for <date>", "how has <proc> changed over time", "what happened to <dx>", "show the changes of <dx>",
        "what's different about <proc> compared to last quarter",
    )  # fmt: skip
    cues = (
        (r"\bchang", 2.0),
        (r"\b(?:updates?|updated|revis|history|happened to)\b", 1.4),
        (r"\b(?:a )?new (?:code|with)\b|\badded\b|\bis <\w+> new\b", 1.6),
    )
    needs = (Need("code", "Changes of which code?"),)
    sources = ("the releases, compared",)

    def answer(self, asked: Asked) -> Iterator[Said]:
        """Changes with both sides, then the events."""
        for code in asked.slots.codes[:3]:
            yield Step(f"comparing releases for {code.display}")
            found = asked.lookup(code)
            if not isinstance(found, KnownAnswer):
                yield from not_known(found, code)
                continue
            changed = asked.desk.calls.updates(code.code, asked.on, code.system)
            yield from (_change(each) for each in changed[:MOST])
            events = asked.desk.calls.history(code.code, asked.on, code.system)
            for event in events[-MOST:]:
                yield say(
                    cited(event.when, event.citation),
                    ": ",
                    cited(event.what, event.citation),
                    ", ",
                    cited(event.detail, event.citation),
                    ".",
                )
            if not changed:
                yield from _none(code, found)
        yield Unchecked("Only releases that are loaded were compared: superbill releases lists them.")


def _change(change: Change) -> Said:
    before = change.before or ("not listed" if change.what is What.ADDED else "no value")
    after = change.after or ("not listed" if change.what is What.GONE else "no value")
    old = change.citation_before or change.citation
    return say(cited(change.title, change.citation), ", from ", cited(change.when, change.citation), ": ", cited(change.subject, change.citation), " ",
               cited(change.what.value, change.citation), ", ", cited(before, old), " before, ", cited(after, change.citation), " now.")  # fmt: skip


def _none(code: Code, found: KnownAnswer) -> Iterator[Said]:
    receipt = found.evidence
    yield say(f"No change of {code.display} is found between the release in force, ", cited(f"{receipt.title} {receipt.release}".strip(), receipt),
              ", and the one before it, as far as both are loaded.")  # fmt: skip


INTENT = Changes()
