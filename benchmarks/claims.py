"""How many claims a second the rules check in process, without parsing: five lines, all rules, one thread.

    python benchmarks/claims.py KNOWLEDGE_BASE [--claims 20000] [--codes 2500] [--profile]

The mix: codes of the fee schedule that are done in an office and of the laboratory schedule, drawn with the skew of real
billing (the k-th code with weight 1/k^0.8), modifiers that mostly fit on a fifth of the lines, one to four diagnoses, dates
over a quarter. The first pass reads the facts of the codes; the second has them. Claims a second are those of a second of
processor time (one core). Prints a table, and a JSON line.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import resource
import sqlite3
import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from superbill.edits.pair_matrix import pair_matrix
from superbill.edits.payers import Policy, TimelyFiling
from superbill.edits.scrub import Scrubber
from superbill.kb.store import KnowledgeBase
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Provider

FIRST = date(2026, 7, 1)
DAYS = 85
TODAY = date(2026, 10, 15)
LINES = 5
NPI = "1234567893"
ANY = ("59", "XS", "76", "GP", "KX", "RT", "LT")
STALE = 3_650
"""The official files at hand are of different quarters: let older ones clear a line, so that every rule works."""


def material(path: Path, codes: int, seed: int) -> tuple[list[tuple[str, tuple[str, ...]]], list[str], list[str]]:
    """Procedure codes with the modifiers that fit, the skewed head first, diagnosis codes, and ZIP codes."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    fitting = {}
    for code, pctc, bilateral in connection.execute(
        "SELECT hcpcs, pctc, bilateral FROM mpfs_rvu WHERE modifier = '' AND status IN ('A', 'R', 'X') "
        "AND non_facility_na = '' AND hcpcs NOT GLOB '*[FTU]' UNION SELECT hcpcs, '9', '9' FROM clfs_rate"
    ):
        fitting[code] = (*(("26", "TC") if pctc == "1" else ()), *(("50",) if bilateral == "1" else ()), *ANY)
    diagnoses = [row[0] for row in connection.execute(
        "SELECT DISTINCT code FROM code_validity WHERE system = 'icd10cm' AND last_date = 99991231 AND edits = ''"
    )]  # fmt: skip
    zips = [row[0] for row in connection.execute("SELECT zip FROM zip_locality WHERE state = 'CA' LIMIT 500")]
    connection.close()
    chance = random.Random(seed)
    visits = [code for code in ("99213", "99214", "99203", "99204", "99212", "99215") if code in fitting]
    rest = chance.sample(sorted(set(fitting) - set(visits)), min(codes, len(fitting)) - len(visits))
    chosen = [(code, ("25",) if code in visits else fitting[code]) for code in (*visits, *rest)]
    return chosen, chance.sample(sorted(diagnoses), 4_000), zips or ["94110"]


def claims(path: Path, count: int, codes: int, seed: int = 5) -> list[Claim]:
    """The claims of the mix."""
    procedures, diagnoses, zips = material(path, codes, seed)
    chance = random.Random(seed)
    weights = [1 / (place + 1) ** 0.8 for place in range(len(procedures))]
    dx_weights = [1 / (place + 1) ** 0.8 for place in range(len(diagnoses))]
    found = []
    for number in range(count):
        on = FIRST + timedelta(days=chance.randrange(DAYS))
        coded = list(dict.fromkeys(chance.choices(diagnoses, dx_weights, k=chance.randint(1, 4))))
        lines = tuple(
            ClaimLine(
                place, code, on, (chance.choice(fit),) if chance.random() < (0.6 if fit == ("25",) else 0.2) else (),
                Decimal(1 if chance.random() < 0.85 else chance.randint(2, 4)), Decimal(chance.randint(20, 900)),
                place_of_service="11", pointers=(1,) if chance.random() < 0.7 else tuple(range(1, len(coded) + 1)),
            )
            for place, (code, fit) in enumerate(chance.choices(procedures, weights, k=LINES), 1)
        )  # fmt: skip
        found.append(Claim(
            f"B{number}", ClaimKind.PROFESSIONAL, lines,
            tuple(Diagnosis(code, DiagnosisRole.PRINCIPAL if i == 0 else DiagnosisRole.OTHER) for i, code in enumerate(coded)),
            charge=sum((line.charge for line in lines), Decimal(0)), filing="MB", place_of_service="11",
            born=date(1950, 1, 1) + timedelta(days=chance.randrange(9_000)), sex=chance.choice("FM"),
            billing=Provider(NPI, state="CA", zip_code=chance.choice(zips)), rendering=Provider(NPI),
        ))  # fmt: skip
    return found


def run(path: Path, count: int, codes: int, profile: bool) -> dict[str, object]:
    """Both passes, and the pair matrix of 50 codes."""
    batch = claims(path, count, codes)
    kb = KnowledgeBase.open(path)
    policy = Policy(stale_days=STALE, timely_filing=TimelyFiling(months=12))
    figures: dict[str, object] = {"claims": count, "codes": len({line.code for c in batch for line in c.lines})}
    with Scrubber(kb, policy, today=TODAY) as scrubber:
        results: Counter[str] = Counter()
        for name in ("cold", "warm"):
            profiler = cProfile.Profile() if profile and name == "warm" else None
            if profiler:
                profiler.enable()
            start = time.process_time()
            for claim in batch:
                results[scrubber.check(claim).result] += 1
            figures[f"{name}_claims_per_second"] = round(count / (time.process_time() - start))
            if profiler:
                profiler.disable()
                pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
        figures["rules"] = len(scrubber.rules_for(batch[0]))
        figures["findings_per_claim"] = round(sum(len(scrubber.check(c).findings) for c in batch[:500]) / 500, 1)
        figures["results"] = {name: number // 2 for name, number in results.items()}
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures["pair_matrix_50_ms"] = matrix_ms(kb, batch)
    kb.close()
    return figures


def matrix_ms(kb: KnowledgeBase, batch: list[Claim]) -> float:
    """Milliseconds for every two of 50 codes, the best of five."""
    codes = tuple(dict.fromkeys(line.code for claim in batch for line in claim.lines))[:50]
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        pair_matrix(kb, codes, FIRST)
        best = min(best, time.perf_counter() - start)
    return round(best * 1000, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("knowledge_base", type=Path)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--codes", type=int, default=2_500)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    figures = run(options.knowledge_base, options.claims, options.codes, options.profile)
    for name, value in figures.items():
        print(f"{name:24} {value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
