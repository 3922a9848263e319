"""Fit the weights of visit notes and write `content/casecode/visit_weights.json`.

Usage: python scripts/train_visit_weights.py --aci DIR [--kb FILE] [--out FILE]

Fitted on the notes for development only: those of the gold set from ACI-Bench's `train`, and every other one of the project's
own. Plain Python: ridge regression for the logistic formula, then the share of right codes by outcome (pooled, so that it never
falls), from notes that the formula has not seen (folds by note). The same notes give the same file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from math import exp
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from casecode import DATA, DAY, gold_splits, plain  # noqa: E402

from superbill.casecode.engine import Coder  # noqa: E402
from superbill.casecode.visit_weights import FILE, SIGNALS, VisitWeights  # noqa: E402
from superbill.kb.home import content_folder, default_kb  # noqa: E402
from superbill.kb.store import KnowledgeBase  # noqa: E402

FOLDS = 6
RIDGE = 4.0
STEPS = 25
LEAST_IN_POINT = 45
"""A point of the map stands for at least so many codes."""

Note = tuple[str, Mapping[str, object]]
Row = Sequence[float]


def main() -> None:
    """Fit on the notes for development and write the file."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--aci", type=Path, default=DATA / "aci-bench")
    arguments.add_argument("--kb", type=Path, default=default_kb())
    arguments.add_argument("--out", type=Path, default=content_folder() / "casecode" / FILE)
    given = arguments.parse_args()
    kb = KnowledgeBase.open(given.kb)
    splits = gold_splits(given.aci)
    notes = [*splits["ACI-Bench train"], *splits["own, even"]]
    found = fitted(kb, notes)
    content = {
        "note": "Fitted by scripts/train_visit_weights.py on the coded visit notes for development; no note text is in this file.",
        "weights": dict(zip(SIGNALS, found.weights, strict=True)),
        "map": list(zip(found.raw, found.shares, strict=True)),
        "derived": found.derived,
    }
    given.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{len(notes)} notes, {len(SIGNALS)} weights, {len(found.raw)} points: {given.out.name}")


def fitted(kb: KnowledgeBase, notes: Sequence[Note]) -> VisitWeights:
    """Weights of all notes; the map from notes left out in turn."""
    examined = rows_of(Coder(kb, visits=VisitWeights((0.0,) * len(SIGNALS))), notes)
    pairs: list[tuple[float, bool]] = []
    derived: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        weights = logistic([r for n, rows in enumerate(examined) if n % FOLDS != fold for r in rows])
        coder = Coder(kb, visits=VisitWeights(weights))
        for text, note in (n for number, n in enumerate(notes) if number % FOLDS == fold):
            right = right_of(note)
            for one in coder.code_note(text, DAY).codes:
                if one.origin:
                    derived.setdefault(one.origin, []).append(one.code in right)
                else:
                    pairs.append((one.probability, one.code in right))
    raw, shares = pooled(pairs)
    shrunk = {name: round((sum(hits) + 1) / (len(hits) + 2), 3) for name, hits in sorted(derived.items())}
    return VisitWeights(logistic([row for rows in examined for row in rows]), raw, shares, shrunk)


def right_of(note: Mapping[str, object]) -> frozenset[str]:
    """The codes that count as right: core and optional."""
    return frozenset(plain(one["code"]) for kind in ("core", "optional") for one in note.get(kind, ()))  # type: ignore[attr-defined]


def rows_of(coder: Coder, notes: Sequence[Note]) -> list[list[tuple[Row, bool]]]:
    """The signals of each note's codes, and whether each is right."""
    found = []
    for text, note in notes:
        right = right_of(note)
        found.append([(row, code in right) for code, row in coder.examined(text, DAY).items()])
    return found


def logistic(rows: Sequence[tuple[Row, bool]]) -> tuple[float, ...]:
    """Ridge logistic regression by Newton's method; the first signal, which is always 1, is not held back."""
    size = len(SIGNALS)
    weights = [0.0] * size
    for _ in range(STEPS):
        gradient = [0.0] * size
        hessian = [[0.0] * size for _ in range(size)]
        for row, right in rows:
            total = sum(w * x for w, x in zip(weights, row, strict=True))
            p = 1.0 / (1.0 + exp(-max(-30.0, min(30.0, total))))
            there = [(place, x) for place, x in enumerate(row) if x]
            spread = p * (1.0 - p)
            for i, x in there:
                gradient[i] += (p - right) * x
                for j, y in there:
                    hessian[i][j] += spread * x * y
        for i in range(size):
            gradient[i] += RIDGE * weights[i] * (i > 0)
            hessian[i][i] += RIDGE if i else 1e-6
        step = solved(hessian, gradient)
        weights = [w - d for w, d in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return tuple(round(weight, 4) for weight in weights)


def solved(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """The solution of a symmetric positive system, by elimination."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            if factor:
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (rows[i][size] - sum(rows[i][j] * found[j] for j in range(i + 1, size))) / rows[i][i]
    return found


def pooled(pairs: Sequence[tuple[float, bool]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Points of a rising map from outcome to share: neighbours pooled until each point is large enough and none falls."""
    points: list[list[float]] = []
    for outcome, right in sorted(pairs):
        if points and points[-1][2] < LEAST_IN_POINT:
            points[-1] = [points[-1][0] + outcome, points[-1][1] + right, points[-1][2] + 1]
        else:
            points.append([outcome, float(right), 1.0])
    if len(points) > 1 and points[-1][2] < LEAST_IN_POINT:
        last = points.pop()
        points[-1] = [a + b for a, b in zip(points[-1], last, strict=True)]
    rising: list[list[float]] = []
    for point in points:
        rising.append(point)
        while len(rising) > 1 and rising[-2][1] / rising[-2][2] > rising[-1][1] / rising[-1][2]:
            last = rising.pop()
            rising[-1] = [a + b for a, b in zip(rising[-1], last, strict=True)]
    return tuple(round(p[0] / p[2], 4) for p in rising), tuple(round((p[1] + 0.5) / (p[2] + 1), 4) for p in rising)


if __name__ == "__main__":
    main()
