"""How the code stands on the date of service, wherever that is not simply valid: since when, by which release, what instead."""

from __future__ import annotations

from superbill.model.citation import Citation, Fact
from superbill.model.codes import display_code
from superbill.model.lookup import Billable, Deleted, Known, KnownAnswer, NotBillable, NotYetValid, Unconfirmed
from superbill.model.report import Column, Field, Kind, Leaf, Table
from superbill.report.section import ALL_SYSTEMS, Built, Context, ReportSection, items

COLUMNS = (Column("code", "Code", Kind.CODE), Column("text", "What it is"))
SHOWN = 25


class Standing(ReportSection):
    """Why a code is not billable that day, or what of it is not certain; a valid code has its receipt in the description."""

    id = "standing"
    title = "On the date of service"
    order = 5
    systems = ALL_SYSTEMS
    authority = "the lists of record; for CPT codes the federal files that name them; Medicare Code Editor"

    def build(self, context: Context) -> Built:
        """A sentence with its receipts, and for a header the complete codes below it; of a valid code only what else it could be read as."""
        answer = context.answer
        others = [_other(reading) for reading in answer.other_readings]
        if isinstance(answer, Billable):
            return Built(items(*others))
        text, receipts = told(answer)
        status = Field("Status", Fact(text, receipts[0], receipts[1:]))
        return Built(items(status, *others, _complete(answer) if isinstance(answer, NotBillable) else None))


def _other(reading: Known) -> Field:
    """What the same characters are in another system."""
    title = f", {reading.title.value}" if isinstance(reading.title, Fact) else ""
    last = reading.last_day if isinstance(reading, Deleted) else None
    status = f"deleted, last day {last}" if last else reading.status
    return Field("Other reading", Fact(f"{reading.system.label} {reading.display}{title}: {status}.", reading.evidence))


def told(answer: KnownAnswer) -> tuple[str, tuple[Citation, ...]]:
    """How a code stands, in a sentence, and the receipts it rests on."""
    lacking = getattr(answer, "lacking", None)
    receipts = (answer.evidence, lacking) if lacking is not None else (answer.evidence,)
    without = f"; {_edition(lacking)} does not" if lacking is not None else ""
    named = f"{_edition(answer.evidence)} lists it"
    match answer:
        case NotBillable():
            return _header(answer), (answer.listed_in or answer.evidence,)
        case Deleted(last_day=None):
            return f"Deleted: {named}{without}. The releases loaded do not tell its last day.", receipts
        case Deleted(last_day=last):
            return f"Not valid on {answer.on}: its last day was {last}.", receipts
        case NotYetValid(first_day=None):
            return (
                f"Not yet valid on {answer.on}: {named}{without}. The releases loaded do not tell its first day.",
                receipts,
            )
        case NotYetValid(first_day=first):
            return f"Not yet valid on {answer.on}: its first day is {first}.", receipts
        case Unconfirmed():
            text = f"Not confirmed: {named}{without}, and no release loaded tells how it stood on {answer.on}."
            return text, receipts
    return f"Valid on {answer.on}: {named}.", receipts


def _header(answer: NotBillable) -> str:
    codes = f"{answer.total} complete code{'' if answer.total == 1 else 's'}"
    below = f"bill one of the {codes} below it" if answer.total > 1 else f"{codes} below it"
    if answer.since is not None:
        return f"Not billable since {answer.since}, when it was subdivided: {below}."
    return f"A header, too short to bill: {below}." if answer.total else "A header, too short to bill."


def _complete(answer: NotBillable) -> Table | None:
    cite = answer.listed_in
    if cite is None or not answer.children:
        return None
    rows: tuple[tuple[Leaf, ...], ...] = tuple(
        (Fact(line.display, cite), Fact(line.text, cite)) for line in answer.children[:SHOWN]
    )
    more = f"superbill search {display_code(answer.system, answer.code)}" if answer.total > len(rows) else ""
    return Table("Complete codes below it", COLUMNS, rows, answer.total, more)


def _edition(citation: Citation) -> str:
    series = f" ({citation.series})" if citation.series else ""
    return f"{citation.title}{series} {citation.release}"


SECTION = Standing()
