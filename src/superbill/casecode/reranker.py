"""The learned part: small regression trees over the features of a candidate, and a calibration from score to probability.

Trees and calibration come from `content/casecode/reranker.json`, which `scripts/train_casecode.py` writes. Without the file
a fixed formula over the same features ranks, and its probabilities are marked as uncalibrated.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from superbill.casecode.features import NAMES
from superbill.errors import WrongFormat
from superbill.kb.home import content_folder

FILE = "reranker.json"
_FORMULA = {
    "weight": 0.08, "covered": -2.5, "rank": -0.8, "kind_lexicon": 1.2, "kind_index": 0.6, "code_other": -0.8, "mentions": 0.1,
    "text_share": 1.0, "gap": -0.15, "best_rival": 0.1, "choices": -0.3, "negated": -1.5,
}  # fmt: skip
_FORMULA_START = -2.0


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree: node n sends a row left when `row[feature[n]] <= threshold[n]`; a negative child -k-1 is leaf k."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    leaf: tuple[float, ...]

    def value(self, row: Sequence[float]) -> float:
        """The value of the leaf that a row falls into."""
        if not self.feature:
            return self.leaf[0]
        node = 0
        feature, threshold, left, right = self.feature, self.threshold, self.left, self.right
        while node >= 0:
            node = left[node] if row[feature[node]] <= threshold[node] else right[node]
        return self.leaf[-node - 1]


@dataclass(frozen=True, slots=True)
class Reranker:
    """Trees whose values add up to a score, and points of the isotonic calibration, in order of the score."""

    trees: tuple[Tree, ...]
    scores: tuple[float, ...] = ()
    probabilities: tuple[float, ...] = ()
    note: str = ""

    @property
    def calibrated(self) -> bool:
        """Whether probabilities were fitted on coded notes."""
        return bool(self.scores)

    def score(self, row: Sequence[float]) -> float:
        """The raw score of one candidate, in log odds."""
        if not self.trees:
            return _FORMULA_START + sum(weight * row[_PLACES[name]] for name, weight in _FORMULA.items())
        return sum(tree.value(row) for tree in self.trees)

    def probability(self, score: float) -> float:
        """The share of candidates with such a score that coders assigned: straight lines between the points."""
        if not self.scores:
            return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, score))))
        at = bisect_right(self.scores, score)
        if at == 0:
            return self.probabilities[0]
        if at == len(self.scores):
            return self.probabilities[-1]
        low, high = self.scores[at - 1], self.scores[at]
        share = (score - low) / (high - low) if high > low else 1.0
        return self.probabilities[at - 1] + share * (self.probabilities[at] - self.probabilities[at - 1])


_PLACES = {name: place for place, name in enumerate(NAMES)}


def read_reranker(path: Path) -> Reranker:
    """Read a trained file. Raises `WrongFormat` when it was trained on other features than this version makes."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if tuple(content["features"]) != NAMES:
        raise WrongFormat(
            f"{path.name} was trained on other features than this version makes.",
            hint="Train again: scripts/train_casecode.py",
        )
    trees = tuple(Tree(*(tuple(part) for part in tree)) for tree in content["trees"])
    return Reranker(trees, tuple(content["scores"]), tuple(content["probabilities"]), content.get("note", ""))


@cache
def load_reranker() -> Reranker:
    """The trained file of this version; the plain formula when there is none."""
    path = content_folder() / "casecode" / FILE
    return read_reranker(path) if path.is_file() else Reranker(())
