"""Probabilities for visit notes: a logistic formula over where a finding stands and what the headings state, and a map from its
outcome to the share that coders agreed with.

The reranker learned from case reports, where there is no assessment; in a visit note the assessment decides. The weights are in
`content/casecode/visit_weights.json`, a few dozen figures that `scripts/train_visit_weights.py` fits; without the file the fixed
amounts of `weigh` hold.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log, log1p
from pathlib import Path

from superbill.casecode.assertion import Status
from superbill.casecode.candidates import Evidence
from superbill.casecode.content import begins, limits
from superbill.casecode.conventions import SYMPTOMS
from superbill.casecode.headings import FITS, Stated
from superbill.casecode.sections import DECIDING
from superbill.casecode.weigh import Weighed
from superbill.errors import WrongFormat
from superbill.kb.home import content_folder

FILE = "visit_weights.json"
UNKNOWN = 0.02
"""The probability of the reranker for a code that only a heading gives."""
_TOLD, _SEEN = frozenset(("history", "opening")), frozenset(("exam", "results", "review", "vitals"))
_EXTERNAL = ("V", "W", "X", "Y")

SIGNALS = (
    "start", "reranker", "reranker_stated", "heading_first", "heading_fit", "heading_later", "heading_close", "heading_other", "in_heading", "deciding", "alone", "complaint",
    "past", "told", "seen", "plan", "elsewhere", "sections", "mentions", "swallowed", "covered", "bare", "symptom", "symptom_beside", "status", "status_deciding",
    "injury", "external", "drug", "negated", "uncertain", "historical", "rivals", "best_of_category", "unspecified", "only_heading", "whole_line", "clear_headings",
    "told_beside",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VisitWeights:
    """Weights by signal; points of the map from the formula's outcome to a probability; the shares of derived codes."""

    weights: tuple[float, ...]
    raw: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    derived: Mapping[str, float] | None = None

    def outcome(self, row: Sequence[float]) -> float:
        """The formula, 0 to 1; it ranks, and the rules between codes look at it."""
        total = sum(weight * value for weight, value in zip(self.weights, row, strict=True))
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))

    def share(self, outcome: float) -> float:
        """The probability that belongs to an outcome: straight lines between the points."""
        if not self.raw:
            return outcome
        at = bisect_right(self.raw, outcome)
        if at == 0:
            return self.shares[0]
        if at == len(self.raw):
            return self.shares[-1]
        low, high = self.raw[at - 1], self.raw[at]
        part = (outcome - low) / (high - low) if high > low else 1.0
        return self.shares[at - 1] + part * (self.shares[at] - self.shares[at - 1])


def signals(
    weighed: Sequence[Weighed], stated: Sequence[Stated], vagueness: Callable[[str], int]
) -> dict[str, list[float]]:
    """One row of `SIGNALS` for each code with usable evidence or a place in a heading."""
    usable = [one for one in weighed if one.usable]
    best: dict[str, list[float]] = {}
    for one in usable:
        best.setdefault(one.code[:3], []).append(one.base)
    clear = sum(1 for heading in stated if heading.clear)
    diagnosed = any(s.clear and not begins(s.matches[0].code, (*SYMPTOMS, "Z")) for s in stated)
    rows = {one.code: _row(one.code, one, stated, best, vagueness, clear=clear, diagnosed=diagnosed) for one in usable}
    refused = {one.code for one in weighed if not one.usable and Status.HISTORICAL in one.refused}
    for heading in stated:
        for match in heading.matches[:3]:
            if match.code not in rows and match.code not in refused:
                rows[match.code] = _row(match.code, None, stated, best, vagueness, clear=clear, diagnosed=diagnosed)
    return rows


def _row(
    code: str,
    one: Weighed | None,
    stated: Sequence[Stated],
    best: Mapping[str, Sequence[float]],
    vagueness: Callable[[str], int],
    *,
    clear: bool | int,
    diagnosed: bool,
) -> list[float]:
    usable: Sequence[Evidence] = one.usable if one else ()
    sections = {e.mention.sentence.section for e in usable}
    first = max((s.fit(code) for s in stated), default=0.0)
    later = max(
        (m.score / max(1.0, s.matches[0].score) for s in stated for m in s.matches[1:] if m.code == code), default=0.0
    )
    close = max(
        (m.score - s.matches[0].score + 0.1 for s in stated for m in s.matches[1:] if m.code == code), default=0.0
    )
    inside = [s for s in stated if any(_within(e, s) for e in usable)]
    other = max((s.matches[0].score for s in inside if not s.fit(code)), default=0.0) if first < FITS else 0.0
    deciding = bool(sections & DECIDING) or first > 0
    symptom, status = begins(code, SYMPTOMS), begins(code, ("Z",))
    kin = best.get(code[:3], ())
    base = one.base if one else UNKNOWN
    bare, _ = limits()
    counts = {status: len(found) for status, found in one.refused.items()} if one else {}
    total = max(1, len(usable) + sum(counts.values()))
    return [float(value) for value in (
        1.0, 0.0 if first >= FITS else _log_odds(base), max(-1.0, _log_odds(base)) if first >= FITS else 0.0, first > 0, max(0.0, min(first, 1.06) - FITS + 0.3), later, max(0.0, close), other >= FITS, bool(inside),
        deciding, bool(one and one.alone), "complaint" in sections, "past" in sections, bool(sections & _TOLD), bool(sections & _SEEN),
        "plan" in sections, not deciding and not sections & (_TOLD | _SEEN | {"past", "complaint", "plan"}), log1p(len(sections)), log1p(len(usable)),
        first < FITS and bool(usable) and all(e.swallowed for e in usable), first < FITS and bool(usable) and all(e.covered == 1 for e in usable),
        code in bare and first < FITS,
        symptom, symptom and diagnosed and first < FITS, status, status and deciding, begins(code, ("S", "T")), begins(code, _EXTERNAL),
        begins(code, tuple(f"T{n}" for n in range(36, 66))), counts.get(Status.NEGATED, 0) / total,
        (counts.get(Status.UNCERTAIN, 0) + counts.get(Status.RULED_OUT, 0)) / total,
        bool(usable) and all(e.status is Status.HISTORICAL for e in usable), log1p(max(0, len(kin) - 1)), base >= max(kin, default=0.0),
        vagueness(code) > 1, one is None, one.stated if one else 0.0, log1p(clear) * (first < FITS), diagnosed and not deciding,
    )]  # fmt: skip


def _within(evidence: Evidence, heading: Stated) -> bool:
    return heading.start <= evidence.mention.start and evidence.mention.end <= heading.end


def _log_odds(probability: float) -> float:
    clipped = min(0.995, max(0.002, probability))
    return log(clipped / (1.0 - clipped))


def read_visit_weights(path: Path) -> VisitWeights:
    """Read a fitted file. Raises `WrongFormat` when it was fitted on other signals than this version makes."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if tuple(content["weights"]) != SIGNALS:
        raise WrongFormat(
            f"{path.name} was fitted on other signals than this version makes.",
            hint="Fit again: scripts/train_visit_weights.py",
        )
    points = content["map"]
    return VisitWeights(
        tuple(content["weights"].values()), tuple(p[0] for p in points), tuple(p[1] for p in points), content["derived"]
    )


@cache
def load_visit_weights() -> VisitWeights | None:
    """The fitted file of this version; None when there is none."""
    path = content_folder() / "casecode" / FILE
    return read_visit_weights(path) if path.is_file() else None
