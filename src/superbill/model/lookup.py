"""What looking a code up can end in. Each outcome is a type of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System, display_code


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code in a list: what it is called, and whether it is complete enough to bill."""

    system: System
    code: str
    text: str
    billable: bool

    @property
    def display(self) -> str:
        """The code as printed."""
        return display_code(self.system, self.code)


@dataclass(frozen=True, slots=True)
class Known:
    """A code that a loaded release lists. `description` is the official text or why there is none; `title` the best
    short name that may be shown; `evidence` the receipt that the code stands in a release. `other_readings` are what the same
    characters are in other systems, where a code was typed that has the shape of several (`G8929`, `G89.29`)."""

    system: System
    code: str
    on: date
    description: Fact[str] | NotAvailable
    title: Fact[str] | NotAvailable
    evidence: Citation
    modifiers: tuple[str, ...] = ()
    other_readings: tuple[Known, ...] = field(default=(), kw_only=True)

    @property
    def display(self) -> str:
        """The code as printed."""
        return display_code(self.system, self.code)

    @property
    def status(self) -> str:
        """The outcome in a word or two."""
        return "known"


@dataclass(frozen=True, slots=True)
class Billable(Known):
    """Valid on the date, and complete."""

    @property
    def status(self) -> str:
        """The outcome in a word or two."""
        return "valid"


@dataclass(frozen=True, slots=True)
class NotBillable(Known):
    """A header: valid as a heading, too short to bill. `children` are complete codes below it, the first of
    `total`, as `listed_in` has them; `since` the day on which it was subdivided, None when it was never a complete code or no release says when."""

    children: tuple[CodeLine, ...] = ()
    total: int = 0
    listed_in: Citation | None = None
    since: date | None = None

    @property
    def status(self) -> str:
        """The outcome in a word or two."""
        return "not billable"


@dataclass(frozen=True, slots=True)
class Deleted(Known):
    """No longer valid on the date; `last_day` is the last it was, None when no release says. `lacking` is the whole release
    that no longer has it, when that tells."""

    last_day: date | None = None
    lacking: Citation | None = None

    @property
    def status(self) -> str:
        """The outcome in a word or two."""
        return "deleted"


@dataclass(frozen=True, slots=True)
class NotYetValid(Known):
    """Valid only from `first_day` on, None when no release says; `lacking` is the release in force that has it not yet."""

    first_day: date | None = None
    lacking: Citation | None = None

    @property
    def status(self) -> str:
        """The outcome in a word or two."""
        return "not yet valid"


@dataclass(frozen=True, slots=True)
class Unconfirmed(Known):
    """Listed at another time, and missing from a newer or an older release: what is loaded does not tell how it stood on
    the date. `evidence` lists it, `lacking` does not."""

    lacking: Citation | None = None

    @property
    def status(self) -> str:
        """The outcome in a word or two."""
        return "not confirmed"


@dataclass(frozen=True, slots=True)
class Unknown:
    """No loaded release lists it. `near` are codes one slip away; `searched` the releases that lack it."""

    code: str
    on: date
    systems: tuple[System, ...]
    near: tuple[CodeLine, ...] = ()
    searched: tuple[Citation, ...] = ()
    status: str = field(default="unknown", init=False)

    @property
    def display(self) -> str:
        """The code as printed in the likeliest system."""
        return display_code(self.systems[0], self.code) if self.systems else self.code


@dataclass(frozen=True, slots=True)
class NotLoadedHere:
    """It has the shape of a code, but the list that would tell is not loaded for that day."""

    code: str
    on: date
    systems: tuple[System, ...]
    reason: NotAvailable
    near: tuple[CodeLine, ...] = ()
    status: str = field(default="not available", init=False)

    @property
    def display(self) -> str:
        """The code as printed in the likeliest system."""
        return display_code(self.systems[0], self.code) if self.systems else self.code


KnownAnswer = Billable | NotBillable | Deleted | NotYetValid | Unconfirmed
LookupAnswer = KnownAnswer | Unknown | NotLoadedHere
