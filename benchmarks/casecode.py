"""Notes to codes: what the coding of notes reaches on coded notes, on held-out terms, and how long it takes.

Usage: python benchmarks/casecode.py [--kb FILE] [--codiesp DIR] [--aci DIR] [--parts codiesp,terms,gold,speed]

- `codiesp`: CodiEsp-D in English, trained on train and measured on dev, and the other way; exact micro-F1 at the threshold
  that is best on the training notes (cross-fitted), mean average precision, recall at 10 and 20. `generic` sees figures that
  mean the same for every code; `mined` also terms learned from the training notes (cross-fitted). Needs lightgbm.
- `terms`: 1,000 Index paths held out of the dictionary, to their code; 4,000 official descriptions to theirs.
- `gold`: the project's own coded notes, where they are: `benchmarks/gold/aci_bench.jsonl` (encounter, codes; the notes are in
  the folder --aci) and `tests/fixtures/notes/*.json`.
- `speed`: time and memory of one note of 3,000 characters. Prints a table and one JSON line.

A gold line is `{"encounter": "D2N001", "core": [{"code": "I10"}], "optional": [...], "must_not": [...]}`; a fixture has `text`
instead of `encounter`. Offsets and reasons stand in the entries and are not needed here.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from superbill.casecode.dictionary import compile_dictionary  # noqa: E402
from superbill.casecode.engine import Coder  # noqa: E402
from superbill.casecode.phrase import PhraseFinder  # noqa: E402
from superbill.casecode.phrases import index_readings  # noqa: E402
from superbill.casecode.terms import Kind, TermReader  # noqa: E402
from superbill.kb.home import default_kb  # noqa: E402
from superbill.kb.store import KnowledgeBase  # noqa: E402
from superbill.model.note import Band  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "notes"
DAY = date(2026, 9, 1)
SEED = 7
HELD_OUT, DESCRIBED = 1_000, 4_000
BARS = (0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.01)

Ranked = list[tuple[str, float]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kb", type=Path, default=default_kb())
    arguments.add_argument("--codiesp", type=Path, default=DATA / "codiesp-en")
    arguments.add_argument("--aci", type=Path, default=DATA / "aci-bench")
    arguments.add_argument("--parts", default="codiesp,terms,gold,speed")
    given = arguments.parse_args()
    kb = KnowledgeBase.open(given.kb)
    parts = {
        "codiesp": lambda: codiesp_figures(kb, given.codiesp), "terms": lambda: term_figures(kb),
        "gold": lambda: gold_figures(kb, given.aci), "speed": lambda: speed_figures(kb, given.aci),
    }  # fmt: skip
    figures = {}
    for name in given.parts.split(","):
        for row, values in parts[name]():
            figures[row] = values
            print(f"{row:<34}" + "  ".join(f"{key} {value}" for key, value in values.items()), flush=True)
    print(json.dumps({"benchmark": "casecode", **figures}))


def codiesp_figures(kb: KnowledgeBase, folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    from train_casecode import Preparer, codiesp  # noqa: PLC0415  (lightgbm is needed for this part only)

    preparer = Preparer(kb)
    notes = {split: [preparer.prepare(note) for note in codiesp(folder, split)] for split in ("train", "dev")}
    for split, other in (("train", "dev"), ("dev", "train")):
        train, test = notes[split], notes[other]
        reach = sum(len(n.gold & set(n.codes)) for n in test) / sum(len(n.gold) for n in test)
        yield (
            f"{split} to {other}, candidates",
            {"recall": round(reach, 4), "a_note": round(sum(len(n.codes) for n in test) / len(test), 1)},
        )
        yield f"{split} to {other}, generic", measured(train, test)
        yield f"{split} to {other}, mined", measured(*with_mined(train, test))


def measured(train: Sequence, test: Sequence) -> dict[str, float]:
    """Fit on `train`, its threshold cross-fitted there; measure on `test`."""
    from train_casecode import crossed, fit  # noqa: PLC0415

    own = [ranked(note.codes, scores) for note, scores in zip(train, crossed(train), strict=True)]
    golds = [note.gold for note in train]
    threshold = max((t / 20 for t in range(-60, 21)), key=lambda t: f1(own, golds, t)[0])
    trees = fit(train)
    found = [ranked(note.codes, [trees.score(row) for row in note.rows.tolist()]) for note in test]
    golds = [note.gold for note in test]
    f, precision, recall = f1(found, golds, threshold)
    return {
        "f1": round(f, 4), "precision": round(precision, 3), "recall": round(recall, 3), "map": round(mean_precision(found, golds), 4),
        "recall_10": round(recall_at(found, golds, 10), 3), "recall_20": round(recall_at(found, golds, 20), 3),
    }  # fmt: skip


def with_mined(train: Sequence, test: Sequence) -> tuple[list, list]:
    """Both with what terms mined from the training notes say; each training note with terms of the other folds."""
    from train_casecode import FOLDS  # noqa: PLC0415

    from superbill.casecode.mining import mine  # noqa: PLC0415

    extended: list = [None] * len(train)
    for fold in range(FOLDS):
        others = [note for number, note in enumerate(train) if number % FOLDS != fold]
        known = (
            mine([(note.runs, note.gold) for note in others]),
            Counter(c for note in others for c in sorted(note.gold)),
            len(others),
        )
        for number, note in enumerate(train):
            if number % FOLDS == fold:
                extended[number] = extend(note, *known)
    known = (
        mine([(note.runs, note.gold) for note in train]),
        Counter(c for note in train for c in sorted(note.gold)),
        len(train),
    )
    return extended, [extend(note, *known) for note in test]


def extend(note, mined: Mapping, priors: Counter, total: int):
    """A note with mined candidates and features."""
    import numpy  # noqa: PLC0415

    from superbill.casecode.features import CHAPTERS, NAMES  # noqa: PLC0415
    from superbill.casecode.mining import mined_features, spoken_for  # noqa: PLC0415

    spoken = spoken_for(note.runs, mined)
    rows = [
        [*row, *mined_features(spoken.get(c, []), priors[c] / total)]
        for c, row in zip(note.codes, note.rows.tolist(), strict=True)
    ]
    more = [code for code in spoken if code not in set(note.codes)]
    for code in more:
        row = [0.0] * len(NAMES)
        row[NAMES.index("chapter")], row[NAMES.index("code_length")] = CHAPTERS.find(code[0]), len(code)
        row[NAMES.index("kind_mined")] = 1.0
        rows.append([*row, *mined_features(spoken[code], priors[code] / total)])
    matrix = numpy.array(rows).reshape(len(rows), len(NAMES) + 5)
    return type(note)(note.id, note.gold, [*note.codes, *more], matrix, note.runs)


def ranked(codes: Sequence[str], scores: Sequence[float]) -> Ranked:
    """Codes by score, each once."""
    best: dict[str, float] = {}
    for code, score in zip(codes, scores, strict=True):
        best[code] = max(best.get(code, -1e9), score)
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))


def f1(found: Sequence[Ranked], golds: Sequence[frozenset[str]], threshold: float) -> tuple[float, float, float]:
    given = [{code for code, score in note if score >= threshold} for note in found]
    right = sum(len(codes & gold) for codes, gold in zip(given, golds, strict=True))
    said, true = sum(map(len, given)), sum(map(len, golds))
    return 2 * right / max(1, said + true), right / max(1, said), right / max(1, true)


def mean_precision(found: Sequence[Ranked], golds: Sequence[frozenset[str]]) -> float:
    total = 0.0
    for note, gold in zip(found, golds, strict=True):
        hits = 0
        for place, (code, _) in enumerate(note, 1):
            if code in gold:
                hits += 1
                total += hits / place / len(gold)
    return total / max(1, len(golds))


def recall_at(found: Sequence[Ranked], golds: Sequence[frozenset[str]], depth: int) -> float:
    right = sum(len({code for code, _ in note[:depth]} & gold) for note, gold in zip(found, golds, strict=True))
    return right / max(1, sum(map(len, golds)))


def term_figures(kb: KnowledgeBase) -> Iterator[tuple[str, dict[str, float]]]:
    reader = TermReader(kb, DAY)
    codes, rng = reader.codes(), random.Random(SEED)
    complete = {line.code for line in codes if line.billable}
    paths = [(levels, code) for levels, code in reader.index_paths() if code in complete]
    held = rng.sample(paths, min(HELD_OUT, len(paths)))
    hidden = {frozenset(reading.stems) for levels, _ in held for reading in index_readings(levels)}
    terms = list(reader.terms(codes))
    left = [t for t in terms if t.kind not in (Kind.INDEX, Kind.REFERENCE) or frozenset(t.reading.stems) not in hidden]
    finder = PhraseFinder(compile_dictionary(codes, left))
    answers = [([m.code for m in finder.find(" ".join(term for term, _ in levels))], code) for levels, code in held]
    yield "held-out Index paths", {
        "n": len(held), "top_1": round(sum(a[:1] == [code] for a, code in answers) / len(held), 3),
        "recall_10": round(sum(code in a for a, code in answers) / len(held), 3),
    }  # fmt: skip
    finder = PhraseFinder(compile_dictionary(codes, terms))
    lines = rng.sample([line for line in codes if line.billable], DESCRIBED)
    right = sum(finder.find(line.text, 1)[0].code == line.code for line in lines)
    yield "official descriptions", {"n": len(lines), "exact": round(right / len(lines), 4)}


def gold_figures(kb: KnowledgeBase, aci: Path) -> Iterator[tuple[str, dict[str, float]]]:
    coder = Coder(kb)
    for name, notes in gold_splits(aci).items():
        if notes:
            yield f"gold, {name}", of_gold(coder, notes)


def gold_splits(aci: Path) -> dict[str, list[tuple[str, dict]]]:
    """The coded notes for development (ACI-Bench `train`, every other one of the own) and those held out."""
    notes, own = list(aci_gold(aci)), list(own_gold())
    return {
        "ACI-Bench train": [n for n in notes if n[1]["split"] == "train"], "own, even": own[0::2],
        "ACI-Bench valid, held out": [n for n in notes if n[1]["split"] == "valid"], "own, odd, held out": own[1::2],
    }  # fmt: skip


def aci_gold(folder: Path) -> Iterator[tuple[str, dict]]:
    file = ROOT / "benchmarks" / "gold" / "aci_bench.jsonl"
    if not file.is_file() or not folder.is_dir():
        return
    csv.field_size_limit(1 << 24)
    texts = {}
    for split in ("train.csv", "valid.csv"):
        with (folder / split).open(encoding="utf-8", newline="") as opened:
            texts |= {row["encounter_id"]: row["note"] for row in csv.DictReader(opened)}
    for line in file.read_text(encoding="utf-8").splitlines():
        note = json.loads(line)
        yield texts[note.get("encounter") or note["encounter_id"]], note


def own_gold() -> Iterator[tuple[str, dict]]:
    for path in sorted((ROOT / "tests" / "fixtures" / "notes").glob("*.json")):
        note = json.loads(path.read_text(encoding="utf-8"))
        yield note["text"], note


def of_gold(coder: Coder, notes: Sequence[tuple[str, dict]]) -> dict[str, float]:
    """Optional codes count neither way. F1 at the bands `accept` and `review`; precision of `accept`; calibration error."""
    right = said = true = accepted = accepted_right = broken = forbidden = candidates = 0
    pairs: list[tuple[float, bool]] = []
    for text, note in notes:
        core, optional, never = (
            {plain(one["code"]) for one in note.get(k, ())} for k in ("core", "optional", "must_not")
        )
        answer = coder.code_note(text, DAY)
        shown = {s.code: s for s in answer.codes}
        given = {code for code, s in shown.items() if s.band is not Band.IDEA} - optional
        right += len(given & core)
        said, true = said + len(given), true + len(core)
        sure = {code for code, s in shown.items() if s.band is Band.ACCEPT}
        accepted += len(sure)
        accepted_right += len(sure & (core | optional))
        broken += len(never & {code for code, s in shown.items() if s.band is not Band.IDEA})
        forbidden += len(never)
        candidates += len(core & set(shown))
        pairs += [(s.probability, code in core or code in optional) for code, s in shown.items()]
    return {
        "n": len(notes), "f1_core": round(2 * right / max(1, said + true), 4), "precision": round(right / max(1, said), 3),
        "recall": round(right / max(1, true), 3), "shown": round(candidates / max(1, true), 3),
        "accept_precision": round(accepted_right / max(1, accepted), 3), "accepted": accepted,
        "must_not": round(broken / max(1, forbidden), 4), "calibration_error": round(calibration_error(pairs), 4),
    }  # fmt: skip


def plain(code: str) -> str:
    return code.replace(".", "").upper()


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over bins of a tenth."""
    total = 0.0
    for low, high in zip((0.0, *BARS), BARS, strict=False):
        inside = [(p, hit) for p, hit in pairs if low <= p < high]
        if inside:
            total += abs(sum(p for p, _ in inside) - sum(hit for _, hit in inside))
    return total / max(1, len(pairs))


def speed_figures(kb: KnowledgeBase, aci: Path) -> Iterator[tuple[str, dict[str, float]]]:
    coder = Coder(kb)
    start = time.perf_counter()
    coder.prepare(DAY)
    load_s = time.perf_counter() - start
    csv.field_size_limit(1 << 24)
    with (aci / "valid.csv").open(encoding="utf-8", newline="") as opened:
        texts = [row["note"][:3000] for row in csv.DictReader(opened) if len(row["note"]) >= 3000]
    coder.code_note(texts[0], DAY)
    times = []
    for text in texts:
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            coder.code_note(text, DAY)
            best = min(best, time.perf_counter() - start)
        times.append(best * 1e3)
    times.sort()
    yield "one note of 3,000 characters", {
        "n": len(texts), "p50_ms": round(times[len(times) // 2], 1), "max_ms": round(times[-1], 1), "load_s": round(load_s, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }  # fmt: skip


if __name__ == "__main__":
    main()
