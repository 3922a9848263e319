"""Is this an add-on code, and beside what?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found
from superbill.model.answer import Piece, Step, Unchecked, cited, gap, listed, say
from superbill.model.citation import NotAvailable
from superbill.model.periods import day_number
from superbill.pilot.indicators import stale
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Code

SQL = load_queries("superbill.pricing", "facility.sql")
SOURCE = "cms-ncci-addon"
CONTRACTOR = "CCCCC"
MOST = 1_000
SHOWN = 25
TYPES = {
    1: "paid only with one of the listed primary codes",
    2: "the contractor defines the primary codes",
    3: "some primary codes are listed, the contractor may accept more",
}


class AddOn(Intent):
    """The add-on file: type and primaries of an add-on, add-ons of a primary."""

    id = "add_on"
    title = "Add-on and primary codes"
    examples = (
        "is <proc> an add-on code", "what are the primary codes for <proc>", "which add-on codes go with <proc>", "can <proc> be billed alone",
        "what primary procedure does <proc> need", "add on codes for <proc>", "can <proc> be reported by itself", "base codes of <proc>",
        "is <proc> a standalone code", "parent code for <proc>", "which codes must accompany <proc>", "is <proc> an add-on to <proc>",
        "add-on type of <proc>", "does <proc> require a primary code", "list the add-ons of <proc>", "what codes can <proc> be added to",
    )  # fmt: skip
    cues = (
        (r"\badd-?\s?ons?\b", 2.2),
        (r"\bprimary\b|\bparent code|\bbase codes?", 1.2),
        (r"\b(?:alone|by itself|stand-?\s?alone)\b", 1.5),
    )
    needs = (Need("procedure", "Which procedure code?"),)
    sources = (SOURCE,)

    def answer(self, asked: Asked) -> Iterator[Said]:
        """What the file says of each code, in both directions."""
        for code in asked.slots.procedures[:3]:
            yield Step(f"looking up add-on code edits of {code.display} on {asked.on}")
            yield from _add_on(asked, code)
        yield Unchecked("Not checked: other edits between the codes, and units of the add-on.")


def _find(asked: Asked, statement: str, code: str) -> Found | Absent | NotAvailable:
    return asked.desk.kb.find(
        SQL[statement], source=SOURCE, on=asked.on, code=code, day=day_number(asked.on), limit=MOST, what=code
    )


def _add_on(asked: Asked, code: Code) -> Iterator[Said]:
    primaries, addons = _find(asked, "primaries", code.code), _find(asked, "addons", code.code)
    if isinstance(primaries, NotAvailable):
        yield gap(primaries, f"Add-on relations of {code.display}")
        return
    if isinstance(primaries, Found):
        first = primaries.rows[0]
        yield say(cited(code.display, primaries.cite(first)), " is an add-on code of type ", cited(first[1], primaries.cite(first)), ": ",
                  cited(TYPES[first[1]], primaries.cite(first)), ".")  # fmt: skip
        yield from _listed("Primary codes", primaries)
        yield from stale(asked, primaries.cite(first))
    if isinstance(addons, Found):
        yield from _listed(f"Add-on codes that may stand beside {code.display}", addons)
    if isinstance(primaries, Absent) and isinstance(addons, Absent):
        release = cited(f"{primaries.citation.title} {primaries.citation.release}", primaries.citation)
        yield say(release, f" names {code.display} neither as an add-on nor as a primary code.")
    elif isinstance(primaries, Absent):
        release = cited(f"{primaries.citation.title} {primaries.citation.release}", primaries.citation)
        yield say(f"{code.display} is no add-on code in ", release, ".")


def _listed(title: str, found: Found) -> Iterator[Said]:
    rows = [row for row in found.rows if row[0] != CONTRACTOR]
    if rows:
        shown: list[Piece] = [cited(row[0], found.cite(row)) for row in rows[:SHOWN]]
        more = (" and ", cited(len(rows) - SHOWN, found.cite(rows[-1])), " more") if len(rows) > SHOWN else ()
        yield say(f"{title} (", cited(len(rows), found.cite(rows[0])), "): ", *listed(shown), *more, ".")


INTENT = AddOn()
