"""What a payer has agreed to pay: the operator's own table of terms, each with its period, and the days for appeals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from superbill.model.citation import Citation
from superbill.model.periods import Period

ALL = "*"
DRG = "DRG "
_CODE, _RANGE, _ANY = 3, 2, 1


class Basis(StrEnum):
    """What the value of a term is."""

    PERCENT_OF_MEDICARE = "percent of Medicare"
    FEE = "fee"
    PERCENT_OF_CHARGE = "percent of charge"
    CASE_RATE = "case rate"


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a contract. `code` is a code, a range (`70010-79999`), `DRG 470` or `*`; `value` a percentage, or US
    dollars for each unit (fee) or for the whole claim (case rate). `row` is where it stands in the file."""

    code: str
    basis: Basis
    value: Decimal
    period: Period
    modifier: str = ""
    row: int = 0

    @property
    def words(self) -> str:
        """`120 % of Medicare`, `a fee of $95.00 a unit`."""
        if self.basis is Basis.PERCENT_OF_MEDICARE:
            return f"{self.value.normalize():f} % of Medicare"
        if self.basis is Basis.PERCENT_OF_CHARGE:
            return f"{self.value.normalize():f} % of the charge"
        return (
            f"a fee of ${self.value:,.2f} a unit" if self.basis is Basis.FEE else f"a case rate of ${self.value:,.2f}"
        )

    def fits(self, code: str, modifiers: Sequence[str], on: date) -> int:
        """How closely the term fits a line: 0 not at all, else the higher the closer."""
        if not self.period.holds(on) or (self.modifier and self.modifier not in modifiers):
            return 0
        closeness = _closeness(self.code, code)
        return closeness and closeness * 2 + bool(self.modifier)

    def clashes(self, other: Term) -> bool:
        """Whether both would decide the same line on the same day."""
        same = (self.code, self.modifier) == (other.code, other.modifier)
        return same and self.period.start <= (other.period.end or date.max) and (
            other.period.start <= (self.period.end or date.max)
        )  # fmt: skip


def _closeness(pattern: str, code: str) -> int:
    """0 is no fit; `*` fits the least."""
    if pattern == code:
        return _CODE
    first, dash, last = pattern.partition("-")
    if dash and len(code) == len(first) and _same_kind(first, code) and first <= code <= last:
        return _RANGE
    return _ANY if pattern == ALL and not code.startswith(DRG) else 0


def _same_kind(first: str, code: str) -> bool:
    """A range of digits holds codes of digits, `A0000-A9999` codes with that letter."""
    shape = re.sub(r"[0-9]", "0", first)
    return shape == re.sub(r"[0-9]", "0", code)


@dataclass(frozen=True)
class Contract:
    """All terms with one payer. `payer_ids` and `payer_names` empty: it holds for every payer of the file, Medicare apart.

    `appeal_days` and `corrected_days` are the payer's own limits, in days from the date of the remittance; 0 is not known.
    `lesser_of_charge`: the payer never allows more than the charge."""

    title: str
    file: str
    terms: tuple[Term, ...] = field(default=(), repr=False)
    payer_ids: frozenset[str] = frozenset()
    payer_names: frozenset[str] = frozenset()
    appeal_days: int = 0
    corrected_days: int = 0
    lesser_of_charge: bool = True

    @property
    def named(self) -> bool:
        """Whether it says whose it is."""
        return bool(self.payer_ids or self.payer_names)

    def is_with(self, payer_id: str, payer_name: str) -> bool:
        """Whether it is with this payer, by id or by name (case and blanks do not count)."""
        return payer_id.strip().upper() in self.payer_ids or plain_name(payer_name) in self.payer_names

    @cached_property
    def _by_code(self) -> dict[str, list[Term]]:
        """Terms by their code; ranges and `*` under `*`."""
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            found.setdefault(ALL if "-" in term.code else term.code, []).append(term)
        return found

    def _fitting(self, code: str) -> Iterator[Term]:
        yield from self._by_code.get(code, ())
        yield from self._by_code.get(ALL, ())

    def term(self, code: str, modifiers: Sequence[str], on: date) -> Term | None:
        """The closest term for a line: code with modifier, code, range, then all codes."""
        ranked = [
            (term.fits(code, modifiers, on), term) for term in self._fitting(code) if term.basis is not Basis.CASE_RATE
        ]
        best = max(ranked, key=lambda pair: pair[0], default=None)
        return best[1] if best is not None and best[0] else None

    def case_rate(self, codes: Sequence[str], drg: str, on: date) -> Term | None:
        """The case rate that a claim with these codes, or of this DRG, falls under."""
        named = (*((f"{DRG}{drg.zfill(3)}",) if drg else ()), *codes)
        rates = ((code, term) for code in named for term in self._fitting(code) if term.basis is Basis.CASE_RATE)
        return next((term for code, term in rates if term.fits(code, (), on)), None)

    def cite(self, term: Term) -> Citation:
        """The receipt of a term."""
        return Citation(
            source="contract", title=self.title, publisher="", release="", file=self.file,
            locator=f"line {term.row}" if self.file.lower().endswith(".csv") else f"term {term.row}",
            effective_from=term.period.start, effective_to=term.period.end,
        )  # fmt: skip


def plain_name(name: str) -> str:
    """A payer's name for comparing."""
    return " ".join(name.upper().split())


def contract_of(contracts: Sequence[Contract], payer_id: str, payer_name: str) -> Contract | None:
    """The contract with a payer: one that names it, else one that names nobody."""
    named = next((each for each in contracts if each.named and each.is_with(payer_id, payer_name)), None)
    return named or next((each for each in contracts if not each.named), None)
