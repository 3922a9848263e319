"""What is the Medicare status of a code?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.kb.queries import load_queries
from superbill.kb.store import Found
from superbill.model.answer import Step, Unchecked, cited, say
from superbill.pilot.indicators import row_of, stale
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Code
from superbill.pricing.rvu import STATUS_MEANING, RvuRow

SQL = load_queries("superbill.pricing", "facility.sql")


class StatusIndicator(Intent):
    """The status of the physician fee schedule, and the hospital's status indicator where it is loaded."""

    id = "status"
    title = "Status indicator"
    examples = (
        "what is the status indicator of <proc>", "status code for <proc>", "is <proc> payable by medicare", "is <proc> bundled status b",
        "mpfs status <proc>", "opps status indicator for <proc>", "is <proc> carrier priced", "does medicare recognize <proc>", "status of <proc>",
        "is <proc> a non-covered code under medicare", "is <proc> packaged under opps", "is <proc> contractor priced", "apc for <proc>",
        "is <proc> statutorily excluded", "payment status of <proc>", "is <proc> separately payable by medicare", "what status does <proc> have",
    )  # fmt: skip
    cues = ((r"\bstatus\b", 1.8), (r"\b(?:carrier|contractor) priced", 1.5), (r"\bapc\b|\bopps\b", 1.0), (r"\b(?:separately )?payable\b", 0.7),
            (r"\brecogni[sz]e", 0.8), (r"\bexcluded\b|\bnon-?covered\b", 0.6))  # fmt: skip
    needs = (Need("procedure", "The status of which procedure code?"),)
    sources = ("cms-mpfs-rvu", "cms-opps", "cms-opps-indicators")

    def answer(self, asked: Asked) -> Iterator[Said]:
        """The letter with its meaning, from each schedule."""
        for code in asked.slots.procedures[:5]:
            yield Step(f"looking up the status of {code.display} on {asked.on}")
            row = row_of(asked, code)
            if isinstance(row, RvuRow):
                meaning = STATUS_MEANING.get(row.status, "see the file's documentation")
                yield say(f"{code.display} has status ", cited(row.status, row.citation), " on the physician fee schedule: ",
                          cited(meaning, row.citation), ".")  # fmt: skip
                yield from stale(asked, row.citation)
            else:
                yield from row
            yield from _hospital(asked, code)
        yield Unchecked("A payable status is no coverage: policies and edits were not checked.")


def _hospital(asked: Asked, code: Code) -> Iterator[Said]:
    kb = asked.desk.kb
    found = kb.find(SQL["opps_code"], source="cms-opps", series="addendum-b", on=asked.on, code=code.code)
    if not isinstance(found, Found):
        return
    row = found.rows[0]
    meaning = kb.find(
        SQL["opps_meaning"], source="cms-opps-indicators", series="addendum-d1", on=asked.on, indicator=row[0]
    )
    told = (
        (": ", cited(str(meaning.rows[0][1] or meaning.rows[0][0]).rstrip("."), meaning.cite(meaning.rows[0])))
        if isinstance(meaning, Found)
        else ()
    )
    group = (", payment group (APC) ", cited(row[1], found.cite(row))) if row[1] else ()
    yield say("Hospital outpatient (OPPS): status indicator ", cited(row[0], found.cite(row)), *told, *group, ".")
    yield from stale(asked, found.cite(row))


INTENT = StatusIndicator()
