"""Is this code valid, and complete enough to bill, on a date?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Step, Unchecked, cited, listed, say
from superbill.model.lookup import Billable, Deleted, KnownAnswer, NotBillable, NotYetValid, Unconfirmed
from superbill.pilot.intent import Asked, Intent, Need, Said, not_known
from superbill.pilot.slots import Code

MOST = 5
SHOWN = 5


class Validity(Intent):
    """Valid, a header, deleted, not yet valid, or unknown."""

    id = "validity"
    title = "Whether a code is valid and billable on a date"
    examples = (
        "is <dx> valid", "is <proc> a valid code", "is <dx> billable", "is <dx> valid on <date>", "was <proc> valid in <date>",
        "is <dx> still active", "has <proc> been deleted", "can i bill <dx>", "is <dx> specific enough to bill", "is <dx> a complete code",
        "when was <proc> deleted", "is <proc> retired", "did <proc> exist in <date>", "is <dx> a header", "does code <proc> exist",
        "is <dx> an active code for <date>", "can <dx> be used on <date>", "is <dx> accepted on claims dated <date>", "when did <dx> become valid",
        "is <proc> expired", "was <dx> in effect on <date>", "is this code billable <dx>", "since when is <dx> valid", "is <code> a valid pcs code",
    )  # fmt: skip
    cues = ((r"\bvalid\b(?! with| for <proc>)", 0.9), (r"\bbillable\b", 1.2), (r"\b(?:deleted|retired|expired|discontinued|terminated)\b", 1.8), (r"\bcan (?:i bill )?<(?:dx|code)>(?: be billed| as it is|\W*$)", 1.6),
            (r"\b(?:still|currently) (?:active|valid|in use|good)\b", 1.0), (r"\bexist", 0.8))  # fmt: skip
    needs = (Need("code", "Which code?"),)
    sources = ("the lists of record", "cms-mce-codes")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """One statement a code, and what stands instead."""
        for code in asked.slots.codes[:MOST]:
            yield Step(f"looking up {code.display} ({code.system.label}) on {asked.on}")
            found = asked.lookup(code)
            if isinstance(found, KnownAnswer):
                yield from standing(asked, code, found)
                yield Unchecked(
                    "Valid does not mean covered or paid: edits, coverage and the payer's rules were not checked."
                )
            else:
                yield from not_known(found, code)


def standing(asked: Asked, code: Code, found: KnownAnswer) -> Iterator[Said]:
    """How a known code stands on the day."""
    here = cited(code.display, found.evidence)
    release = cited(f"{found.evidence.title} {found.evidence.release}".strip(), found.evidence)
    lacking = getattr(found, "lacking", None)
    without = ("; ", cited(f"{lacking.title} {lacking.release}", lacking), " does not") if lacking is not None else ()
    match found:
        case Billable():
            yield say(here, f" is valid and billable on {asked.on}: ", release, " lists it.")
        case NotBillable():
            yield from _header(asked, code, found)
        case Deleted(last_day=None) | Unconfirmed() | NotYetValid(first_day=None):
            word = {"deleted": "is deleted", "not yet valid": "is not yet valid"}.get(found.status, "is not confirmed")
            yield say(here, f" {word} on {asked.on}: ", release, " lists it", *without, ".")
        case Deleted(last_day=last):
            yield say(here, f" is not valid on {asked.on}: its last day was ", cited(last, found.evidence), ".")
        case NotYetValid(first_day=first):
            yield say(here, f" is not yet valid on {asked.on}: its first day is ", cited(first, found.evidence), ".")
    if found.evidence.stale_days:
        ended = cited(found.evidence.effective_to, found.evidence)
        yield say("That release ended on ", ended, f", before {asked.on}; a newer one is not loaded.")


def _header(asked: Asked, code: Code, found: NotBillable) -> Iterator[Said]:
    receipt = found.listed_in or found.evidence
    since = (" since ", cited(found.since, receipt)) if found.since is not None else ()
    codes = f"complete code{'' if found.total == 1 else 's'} below it"
    yield say(cited(code.display, found.evidence), f" is not billable on {asked.on}", *since, ": it is a header with ",
              cited(found.total, receipt), f" {codes}.")  # fmt: skip
    if found.children:
        shown = [
            cited(f"{line.display} ({line.text})" if line.text else line.display, receipt)
            for line in found.children[:SHOWN]
        ]
        yield say("The first of them: ", *listed(shown, "; "), ".")


INTENT = Validity()
