"""How fast an 835 is worked together with its 837, and how much memory that takes.

    python benchmarks/remit.py KNOWLEDGE_BASE [--claims 100000] [--format none|text|csv|json] [--shuffled] [--write FOLDER]

The claims are those of `read_837.py`: made-up, no person is real. The remittance answers each of them: Medicare's at the amount of the
fee schedules, the others at 80 percent of the charge, which is their contract; 8 percent of the lines are denied, 3 percent paid too
low. `--shuffled` answers the claims in another order than they were filed. Claims a second are those of a second of processor time.
Memory is the peak of a process of its own, for a tenth of the claims and for all. Prints a table, and a JSON line.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from read_837 import write as write_claims

from superbill.claims import read_claims
from superbill.model.citation import Fact
from superbill.model.claim import Claim
from superbill.model.claim_price import PriceOptions
from superbill.model.money import round_cents
from superbill.remits import RemitOptions, read_contracts
from superbill.surfaces.cli.commands.remit import write_answer
from superbill.workbench import Workbench

TODAY = date(2026, 11, 22)
CLAIMS_OF_SET = 1000
MEDICARE = "MB"
DENIED, SHORT = 0.08, 0.03
REASONS = (
    ("CO", "97", "M15"),
    ("CO", "16", "MA130"),
    ("CO", "50", "N115"),
    ("CO", "29", ""),
    ("CO", "18", ""),
    ("CO", "197", ""),
)
CONTRACT = "code,basis,value,payer\n*,percent of charge,80,GRANITE HEALTH\n"
ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260901*1200*^*00501*000000001*0*T*:~\n"


class Answers:
    """The segments of a remittance for claims."""

    def __init__(self, bench: Workbench, seed: int = 7) -> None:
        self._bench = bench
        self._random = random.Random(seed)

    def file(self, claims: Sequence[Claim]) -> Iterator[str]:
        """A transaction for each thousand."""
        sets = -(-len(claims) // CLAIMS_OF_SET)
        yield ISA + "GS*HP*PAYER*CLINIC*20260901*1200*1*X*005010X221A1~\n"
        for number in range(sets):
            some = claims[number * CLAIMS_OF_SET : (number + 1) * CLAIMS_OF_SET]
            answered = [self._claim(claim) for claim in some]
            paid = sum((usd for usd, _ in answered), Decimal(0))
            body = [
                f"BPR*I*{paid}*C*ACH*CCP*01*111111111*DA*222*3333333333**01*444444444*DA*555*20260901",
                f"TRN*1*EFT{number + 1:06}*1900000001", "DTM*405*20260901", "N1*PR*GRANITE HEALTH", "REF*2U*12345",
                "N1*PE*QUARRY CLINIC*XX*1234567893", "LX*1", *(line for _, lines in answered for line in lines),
            ]  # fmt: skip
            yield f"ST*835*{number + 1:04}~\n" + "".join(f"{line}~\n" for line in body)
            yield f"SE*{len(body) + 2}*{number + 1:04}~\n"
        yield f"GE*{sets}*1~\nIEA*1*000000001~\n"

    def _claim(self, claim: Claim) -> tuple[Decimal, list[str]]:
        """What is paid, and the segments."""
        priced = self._bench.price_claim(claim).lines if claim.filing == MEDICARE else ()
        lines, total = [], Decimal(0)
        for place, line in enumerate(claim.lines):
            fee = priced[place].allowed_usd if place < len(priced) else None
            due = fee.value if isinstance(fee, Fact) else round_cents(line.charge * Decimal("0.8"))
            drawn = self._random.random()
            procedure = ":".join(("HC", line.code, *line.modifiers))
            group, reason, remark = self._random.choice(REASONS)
            paid = (
                Decimal(0) if drawn < DENIED else round_cents(due * Decimal("0.7")) if drawn < DENIED + SHORT else due
            )
            total += paid
            lines += [f"SVC*{procedure}*{line.charge}*{paid}**{line.units}", f"DTM*472*{line.on:%Y%m%d}"]
            if drawn < DENIED:
                lines.append(f"CAS*{group}*{reason}*{line.charge}")
            elif paid != line.charge:
                lines.append(f"CAS*CO*45*{line.charge - paid}")
            lines.append(f"REF*6R*{line.control}")
            if drawn >= DENIED:
                lines.append(f"AMT*B6*{paid}")
            elif remark:
                lines.append(f"LQ*HE*{remark}")
        head = f"CLP*{claim.id}*1*{claim.charge}*{total}**{claim.filing}*ICN{claim.id}*{claim.place_of_service}*1"
        return total, [head, "NM1*QC*1*AMBER*BASALT****MI*M1", *lines]


def write(kb: Path, folder: Path, claims: int, shuffled: bool) -> tuple[Path, Path]:
    """The remittance and the claims, as files."""
    remittance, filed = folder / f"{claims}.835", folder / f"{claims}.837"
    write_claims(filed, claims)
    read = [claim for claim in read_claims(filed, today=TODAY) if isinstance(claim, Claim)]
    if shuffled:
        random.Random(11).shuffle(read)
    with remittance.open("w", encoding="ascii", newline="") as out, Workbench.open(kb) as bench:
        out.writelines(Answers(bench).file(read))
    (folder / "contract.csv").write_text(CONTRACT)
    return remittance, filed


def work(kb: Path, remittance: Path, filed: Path, fmt: str) -> dict[str, float]:
    """One run, with the memory of its process."""
    start = time.process_time()
    options = RemitOptions(PriceOptions(), read_contracts(remittance.with_name("contract.csv")), today=TODAY)
    with Workbench.open(kb) as bench:
        answer = bench.remit(remittance, filed, options)
        worked_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if fmt != "none":
            write_answer(answer, fmt, remittance.with_suffix(f".{fmt}"), 100)
    seconds = time.process_time() - start
    return {
        "claims": len(answer.claims), "matched": sum(each.matched for each in answer.claims), "items": len(answer.items),
        "refused": len(answer.refused), "claims_per_s": round(len(answer.claims) / seconds), "worked_mb": round(worked_mb),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("knowledge_base", type=Path)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--format", choices=("none", "text", "csv", "json"), default="none")
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--write", type=Path, help="write the files into a folder, and keep them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.write or Path(passing)
        sizes = (max(given.claims // 10, 1), given.claims)
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            files = [pool.apply(write, (given.knowledge_base, folder, size, given.shuffled)) for size in sizes]
            asked = [(given.knowledge_base, *pair, given.format) for pair in files]
            tenth, whole = (pool.apply(work, each) for each in asked)
    for name, figure in whole.items():
        print(f"{name:14} {tenth[name]:>12,} {figure:>12,}")
    print(json.dumps({"benchmark": "remit", "format": given.format, "shuffled": given.shuffled, **whole,
                      "peak_mb_of_a_tenth": tenth["peak_mb"]}))  # fmt: skip


if __name__ == "__main__":
    main()
