"""Train the reranker of notes on CodiEsp and write `content/casecode/reranker.json`.

Usage: python scripts/train_casecode.py --codiesp DIR [--kb FILE] [--out FILE]

DIR is the folder of CodiEsp in English with `train` and `dev`. Needs lightgbm and scikit-learn, which nothing else does.
Order and seeds are fixed: the same data give the same file. The calibration is fitted on scores of notes that the scoring
trees have not seen (five folds by note).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import lightgbm
import numpy as np
from sklearn.isotonic import IsotonicRegression

from superbill.casecode.candidates import CandidateFinder
from superbill.casecode.corpus import CodedNote, Of2018, codiesp
from superbill.casecode.engine import load_dictionary
from superbill.casecode.features import NAMES, FeatureMaker
from superbill.casecode.match import Matcher
from superbill.casecode.mining import Run, runs_of
from superbill.casecode.reranker import FILE, Reranker, Tree
from superbill.casecode.sentences import masked, sentences_of
from superbill.kb.home import content_folder, default_kb
from superbill.kb.store import KnowledgeBase
from superbill.terminology.lexicon import load_lexicon

SETTINGS = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 15, "min_data_in_leaf": 40, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "num_threads": 1, "seed": 7, "deterministic": True,
    "force_row_wise": True, "verbose": -1,
}  # fmt: skip
TREES = 200
FOLDS = 5
POINTS = 24
"""The calibration is kept as so many points at most."""
DAY = date(2026, 9, 1)

Matrix = np.ndarray


@dataclass(frozen=True)
class Prepared:
    """A note with the codes people gave, its candidates as they were called in 2018, their features, its runs of words."""

    id: str
    gold: frozenset[str]
    codes: list[str]
    rows: Matrix
    runs: frozenset[Run]


class Preparer:
    """Makes candidates and features of coded notes."""

    def __init__(self, kb: KnowledgeBase, on: date = DAY) -> None:
        self._dictionary = load_dictionary(kb, on)
        self._finder = CandidateFinder(self._dictionary, Matcher(self._dictionary))
        self._features = FeatureMaker(self._dictionary, load_lexicon())
        self._then = Of2018(kb)

    def prepare(self, note: CodedNote) -> Prepared:
        """One note."""
        text = masked(note.text)
        sentences = sentences_of(text)
        found = self._finder.find(sentences, text)
        ids = self._dictionary.stem_ids
        stems = frozenset(n for s in sentences for w in s.words if w.stem and (n := ids.get(w.stem)) is not None)
        rows = self._features.features(found, len(text), stems)
        codes = [self._then.code(self._dictionary.codes[number]) for number in found]
        matrix = np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES))
        return Prepared(note.id, note.codes, codes, matrix, runs_of(sentences))


def fit(notes: Sequence[Prepared], trees: int = TREES) -> Reranker:
    """Trees without calibration."""
    rows = np.vstack([note.rows for note in notes])
    labels = np.array([code in note.gold for note in notes for code in note.codes], dtype=int)
    booster = lightgbm.train(SETTINGS, lightgbm.Dataset(rows, labels), trees)
    return Reranker(tuple(_tree(part["tree_structure"]) for part in booster.dump_model()["tree_info"]))


def _tree(root: dict[str, object]) -> Tree:
    """A tree of LightGBM as flat rows; thresholds and values rounded to what a reader can read."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    leaf: list[float] = []

    def walk(node: dict) -> int:
        if "leaf_value" in node:
            leaf.append(round(node["leaf_value"], 5))
            return -len(leaf)
        number = len(feature)
        feature.append(node["split_feature"])
        threshold.append(float(f"{node['threshold']:.6g}"))
        left.append(0)
        right.append(0)
        left[number] = walk(node["left_child"])
        right[number] = walk(node["right_child"])
        return number

    walk(root)
    return Tree(tuple(feature), tuple(threshold), tuple(left), tuple(right), tuple(leaf))


def crossed(notes: Sequence[Prepared], folds: int = FOLDS) -> list[list[float]]:
    """The scores of each note's candidates by trees that have not seen the note."""
    scores: list[list[float]] = [[] for _ in notes]
    for fold in range(folds):
        trees = fit([note for number, note in enumerate(notes) if number % folds != fold])
        for number, note in enumerate(notes):
            if number % folds == fold:
                scores[number] = [trees.score(row) for row in note.rows.tolist()]
    return scores


def calibration(
    notes: Sequence[Prepared], scores: Sequence[Sequence[float]]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Points of an isotonic fit of being coded on score."""
    x = np.array([score for row in scores for score in row])
    y = np.array([code in note.gold for note in notes for code in note.codes], dtype=float)
    fitted = IsotonicRegression(y_min=0.002, y_max=0.98, out_of_bounds="clip").fit(x, y)
    points = np.unique(np.quantile(x, np.concatenate([np.linspace(0, 0.8, 8), np.linspace(0.85, 1.0, POINTS - 8)])))
    return tuple(round(float(p), 4) for p in points), tuple(round(float(p), 4) for p in fitted.predict(points))


def main() -> None:
    """Train on all notes and write the file."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--codiesp", type=Path, required=True)
    arguments.add_argument("--kb", type=Path, default=default_kb())
    arguments.add_argument("--out", type=Path, default=content_folder() / "casecode" / FILE)
    given = arguments.parse_args()
    preparer = Preparer(KnowledgeBase.open(given.kb))
    notes = [preparer.prepare(note) for split in ("train", "dev") for note in codiesp(given.codiesp, split)]
    scores, probabilities = calibration(notes, crossed(notes))
    trees = fit(notes).trees
    content = {
        "note": "Trained by scripts/train_casecode.py on CodiEsp (CC BY 4.0), train and dev, English; no note text is in this file.",
        "features": NAMES, "scores": scores, "probabilities": probabilities,
        "trees": [[tree.feature, tree.threshold, tree.left, tree.right, tree.leaf] for tree in trees],
    }  # fmt: skip
    lines = json.dumps({k: v for k, v in content.items() if k != "trees"}, indent=1)[:-2]
    body = ",\n  ".join(json.dumps(tree, separators=(",", ":")) for tree in content["trees"])
    given.out.write_text(f'{lines},\n "trees": [\n  {body}\n ]\n}}\n', encoding="utf-8")
    print(f"{len(notes)} notes, {len(trees)} trees, {given.out.stat().st_size // 1000} kB: {given.out.name}")


if __name__ == "__main__":
    main()
