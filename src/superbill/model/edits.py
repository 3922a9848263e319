"""What the edits answer about pairs and units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from superbill.model.citation import Citation, Fact, NotAvailable


class Setting(StrEnum):
    """Whose claim it is; picks the edit file."""

    PRACTITIONER = "practitioner"
    OUTPATIENT = "outpatient"
    DME = "dme"


class PairResult(StrEnum):
    """What an edit says of two codes, same patient, same day, same practitioner.

    `NO_EDIT` means only that the release in force lists no active edit; it is no permission."""

    NEVER = "never together"
    WITH_MODIFIER = "with a modifier"
    NO_EDIT = "no edit found"
    NOT_AVAILABLE = "not available"


@dataclass(frozen=True, slots=True)
class PairEdit:
    """One row of the pair file. `effective_date` None: the file does not state it; `deletion_date` None: active."""

    column1: str
    column2: str
    modifier_indicator: int
    effective_date: date | None
    deletion_date: date | None
    rationale: str
    citation: Citation

    def in_force(self, on: date) -> bool:
        """Whether it applies that day (both ends included; indicator 9 never does)."""
        began = self.effective_date is None or self.effective_date <= on
        return began and (self.deletion_date is None or on <= self.deletion_date) and self.modifier_indicator != 9


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """Two codes on a date. `edit` is the active one; `ended` the ones that were; `citation` the release when there is
    none; `reason` why nothing can be said."""

    codes: tuple[str, str]
    setting: Setting
    on: date
    result: PairResult
    edit: PairEdit | None = None
    ended: tuple[PairEdit, ...] = ()
    citation: Citation | None = None
    reason: NotAvailable | None = None


@dataclass(frozen=True, slots=True)
class UnitsAnswer:
    """The medically unlikely edit of a code. `mue` None with a `citation`: the release publishes no value for the code,
    which is not the same as no limit."""

    code: str
    setting: Setting
    on: date
    mue: int | None
    mai: int | None
    meaning: str
    rationale: str
    citation: Citation | None
    reason: NotAvailable | None = None


class Use(StrEnum):
    """Whether a modifier is for a code at all."""

    APPLIES = "applies"
    WHEN = "when"
    DOES_NOT_APPLY = "does not apply"


@dataclass(frozen=True, slots=True)
class ModifierUse:
    """One modifier (or a group judged alike) on one code: the use, and the reason with its receipts; `use` None with the
    reason why it cannot be told."""

    modifiers: tuple[str, ...]
    meaning: str
    use: Use | None
    why: Fact[str] | NotAvailable
