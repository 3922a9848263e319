"""What does this denial mean?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from superbill.kb.home import content_folder
from superbill.model.answer import Piece, Step, Unchecked, cited, gap, listed, say
from superbill.model.citation import Citation, NotAvailable
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Slots

UNKNOWN = "no text has been written for it"
KNOWN_FROM = date(1995, 1, 1)


class Denial(Intent):
    """Adjustment and remark codes in the project's own words: what they mean, what to check, what to do."""

    id = "denial"
    title = "Denial codes"
    examples = (
        "what does denial code <denial> mean", "<denial>", "why was my claim denied with <denial>", "how do i fix <denial>", "explain <denial>", "carc <denial>",
        "what is remark code <denial>", "we got <denial> on the remittance", "denied <denial> what now", "adjustment reason <denial>", "meaning of <denial>",
        "how do i appeal <denial>", "what should i do about <denial>", "the eob says <denial>", "is <denial> the patient's responsibility", "rarc <denial>",
        "group code <denial>", "<denial> denial on <proc>", "what causes <denial>",
    )  # fmt: skip
    cues = ((r"<denial>", 3.5), (r"\b(?:denial|denied|remark|remittance|carc|rarc|eob|adjustment)\b", 1.0))
    needs = (Need("denial", "Which adjustment or remark code, such as CO-97?"),)
    sources = ("content/denials", "x12-codes")
    refusal = "What one payer will decide."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """Each part of the code: group, reason, remark."""
        yield Step(f"looking up {', '.join(asked.slots.denials[:4])}")
        for typed in asked.slots.denials[:4]:
            group, _, reason = typed.partition("-")
            if reason:
                yield from _told("group", group)
                yield from _told("carc", reason)
            else:
                yield from _told("rarc" if typed[:1] in "MN" else "carc", typed)
        yield Unchecked(
            "Not checked: the claim itself, and the payer's own deadline. The texts are the project's own, not X12's, and not yet reviewed."
        )

    def fits(self, slots: Slots) -> float:
        """An adjustment or remark code."""
        return 1.5 if slots.denials else -1.0


def _told(kind: str, code: str) -> Iterator[Said]:
    found = texts().get((kind, code.upper()))
    name = f"{'Group code' if kind == 'group' else kind.upper()} {code}"
    if found is None:
        yield gap(NotAvailable(UNKNOWN, "your licensed X12 lists: superbill build --from DIR"), name)
        return
    here = _cite(kind, code)
    yield say(f"{name}: ", cited(found["title"], here), ". ", cited(found["means"], here))
    for label, key in (("Check", "check"), ("Do", "do")):
        if found.get(key):
            pieces: tuple[Piece, ...] = listed([cited(text, here) for text in found[key]], "; ")
            yield say(f"{label}: ", *pieces, ".")


@cache
def texts() -> dict[tuple[str, str], dict[str, Any]]:
    """All texts by list and code."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    folder = content_folder() / "denials"
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        content = tomllib.loads(file.read_text("utf-8"))
        if {"list", "code", "title", "means"} <= set(content):
            found[str(content["list"]).lower(), str(content["code"]).upper()] = content
    return found


def _cite(kind: str, code: str) -> Citation:
    return Citation(
        source="superbill-plain", title="Superbill denial texts", publisher="Superbill", release="as of this version",
        file=f"{kind}-{code.lower()}.toml", locator=f"{kind.upper()} {code}", effective_from=KNOWN_FROM,
    )  # fmt: skip


INTENT = Denial()
