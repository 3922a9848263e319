"""Reading of claims: how many claims a second, and how much memory, for 837P and 837I files of any size.

Usage: python benchmarks/read_837.py [--claims 100000] [--lines 1-8 | 1] [--kind 837P|837I] [--write FILE]
Writes a deterministic file of made-up claims (no person is real), reads it back and counts. `--write` only writes the file.
Prints a table and one JSON line. Times are processor time, so that other work of the machine is not measured; memory is the growth of the process while reading and, on a tenth
of the claims, the peak that Python allocates.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from superbill.claims import read_claims
from superbill.model.claim import Claim

SEED = 7
CLAIMS_OF_SET = 1000
"""Claims of one transaction (ST); the guides ask for at most 5,000."""
FIRST_DAY = date(2026, 1, 5)
NAMES = ("AMBER", "BASALT", "CEDAR", "DELTA", "EMBER", "FJORD", "GARNET", "HAZEL", "INDIGO", "JUNIPER")
CODES = (
    ("99213", "92.05", ("", "25")),
    ("99214", "129.10", ("", "25")),
    ("99203", "113.00", ("",)),
    ("36415", "9.00", ("",)),
    ("80053", "21.00", ("", "90")),
    ("85025", "15.40", ("", "91")),
    ("82310", "10.30", ("",)),
    ("93000", "28.75", ("", "59")),
    ("71046", "61.00", ("", "26", "TC")),
    ("J1885", "12.50", ("",)),
    ("20610", "140.00", ("RT", "LT", "50")),
    ("97110", "62.20", ("GP", "GP:59")),
    ("G0463", "155.00", ("",)),
    ("90471", "33.00", ("",)),
)
DIAGNOSES = ("E1165", "I10", "M545", "J069", "R079", "E785", "Z0000", "M17.11".replace(".", ""), "N390", "K219")
REVENUE = ("0300", "0320", "0450", "0510", "0636", "0730")
PCS = ("0DTJ4ZZ", "02703ZZ", "0SRC0J9")


class Writer:
    """Segments of one file; counts those of the open transaction."""

    def __init__(self, kind: str, seed: int, most_lines: tuple[int, int]) -> None:
        self.institutional = kind == "837I"
        self.random = random.Random(seed)
        self.most_lines = most_lines
        self.level = 0
        self.count = 0

    def file(self, claims: int) -> Iterator[str]:
        """The segments of a file of so many claims, a transaction for each thousand."""
        version = "005010X223A2" if self.institutional else "005010X222A1"
        sets = -(-claims // CLAIMS_OF_SET)
        yield (
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260601*1200*^*00501*000000001*0*T*:~\n"
        )
        yield f"GS*HC*SENDER*RECEIVER*20260601*1200*1*X*{version}~\n"
        for number in range(sets):
            control = f"{number + 1:04}"
            self.level = 0
            body = list(self._transaction(number, min(CLAIMS_OF_SET, claims - number * CLAIMS_OF_SET)))
            yield f"ST*837*{control}*{version}~\n"
            yield "".join(f"{segment}~\n" for segment in body)
            yield f"SE*{len(body) + 2}*{control}~\n"
        yield f"GE*{sets}*1~\nIEA*1*000000001~\n"

    def _transaction(self, number: int, claims: int) -> Iterator[str]:
        yield f"BHT*0019*00*{number:06}*20260601*1200*CH"
        yield "NM1*41*2*QUARRY BILLING*****46*900000001"
        yield "PER*IC*DESK*TE*5550100"
        yield "NM1*40*2*RECEIVER*****46*900000002"
        yield "HL*1**20*1"
        yield "PRV*BI*PXC*207Q00000X"
        yield "NM1*85*2*QUARRY CLINIC*****XX*1234567893"
        yield "N3*1 STONE ROAD"
        yield "N4*PHILADELPHIA*PA*191040001"
        yield "REF*EI*900000003"
        self.level = 1
        for index in range(claims):
            yield from self._subscriber(number * CLAIMS_OF_SET + index + 1)

    def _subscriber(self, number: int) -> Iterator[str]:
        draw = self.random
        dependent = draw.random() < 0.2
        self.level += 1
        subscriber = self.level
        yield f"HL*{subscriber}*1*22*{int(dependent)}"
        yield f"SBR*P*{'' if dependent else '18'}*******{draw.choice(('MB', 'CI', 'MC', 'BL'))}"
        yield f"NM1*IL*1*{draw.choice(NAMES)}*{draw.choice(NAMES)}****MI*M{number:08}"
        born, sex = f"19{draw.randint(30, 99)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}", draw.choice("MF")
        if not dependent:
            yield "N3*2 QUARRY LANE"
            yield "N4*PHILADELPHIA*PA*19104"
            yield f"DMG*D8*{born}*{sex}"
        yield "NM1*PR*2*GRANITE HEALTH*****PI*12345"
        if dependent:
            self.level += 1
            yield f"HL*{self.level}*{subscriber}*23*0"
            yield "PAT*19"
            yield f"NM1*QC*1*{draw.choice(NAMES)}*{draw.choice(NAMES)}"
            yield "N3*2 QUARRY LANE"
            yield "N4*PHILADELPHIA*PA*19104"
            yield f"DMG*D8*20{draw.randint(10, 24)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}*{sex}"
        yield from self._institutional(number) if self.institutional else self._professional(number)

    def _services(self) -> list[tuple[str, str, str, int]]:
        """Code, modifiers, charge and units of each line."""
        chosen = []
        for _ in range(self.random.randint(*self.most_lines)):
            code, price, modifiers = self.random.choice(CODES)
            units = self.random.choice((1, 1, 1, 2, 3))
            chosen.append((code, self.random.choice(modifiers), f"{float(price) * units:.2f}", units))
        return chosen

    def _professional(self, number: int) -> Iterator[str]:
        draw = self.random
        services = self._services()
        day = FIRST_DAY + timedelta(days=draw.randint(0, 140))
        diagnoses = draw.sample(DIAGNOSES, draw.randint(1, 4))
        total = sum(round(float(service[2]) * 100) for service in services)
        yield f"CLM*C{number:07}*{total / 100:.2f}***{draw.choice(('11', '22'))}:B:1*Y*A*Y*Y"
        yield "HI*" + "*".join(f"{'ABF' if place else 'ABK'}:{code}" for place, code in enumerate(diagnoses))
        yield f"NM1*82*1*{draw.choice(NAMES)}*{draw.choice(NAMES)}****XX*1003000126"
        yield "PRV*PE*PXC*207Q00000X"
        for place, (code, modifier, charge, units) in enumerate(services, 1):
            pointers = ":".join(str(one + 1) for one in range(draw.randint(1, len(diagnoses))))
            yield f"LX*{place}"
            yield f"SV1*HC:{code}{':' if modifier else ''}{modifier}*{charge}*UN*{units}***{pointers}"
            yield f"DTP*472*D8*{day:%Y%m%d}"
            yield f"REF*6R*{number}A{place}"
            if code.startswith("J"):
                yield "LIN**N4*00409379501"
                yield "CTP****1*ML"

    def _institutional(self, number: int) -> Iterator[str]:
        draw = self.random
        services = self._services()
        inpatient = draw.random() < 0.3
        first = FIRST_DAY + timedelta(days=draw.randint(0, 130))
        last = first + timedelta(days=draw.randint(1, 6) if inpatient else 0)
        diagnoses = draw.sample(DIAGNOSES, draw.randint(1, 6))
        total = sum(round(float(service[2]) * 100) for service in services)
        yield f"CLM*C{number:07}*{total / 100:.2f}***{11 if inpatient else 13}:A:1**A*Y*Y"
        if inpatient:
            yield "DTP*096*TM*1130"
        yield f"DTP*434*RD8*{first:%Y%m%d}-{last:%Y%m%d}"
        if inpatient:
            yield f"DTP*435*DT*{first:%Y%m%d}0930"
        yield f"CL1*{1 if inpatient else 3}*1*01"
        yield f"HI*ABK:{diagnoses[0]}{':::::::Y' if inpatient else ''}"
        if inpatient:
            yield f"HI*ABJ:{diagnoses[0]}"
            yield "HI*DR:470"
        if diagnoses[1:]:
            yield "HI*" + "*".join(f"ABF:{code}{':::::::N' if inpatient else ''}" for code in diagnoses[1:])
        if inpatient:
            yield f"HI*BBR:{draw.choice(PCS)}:D8:{first:%Y%m%d}"
        yield "NM1*71*1*HAZEL*CEDAR****XX*1003000126"
        for place, (code, modifier, charge, units) in enumerate(services, 1):
            yield f"LX*{place}"
            composite = "" if inpatient else f"HC:{code}{':' if modifier else ''}{modifier}"
            yield f"SV2*{draw.choice(REVENUE)}*{composite}*{charge}*UN*{units}"
            yield f"DTP*472*D8*{first:%Y%m%d}"


def write(path: Path, claims: int, kind: str = "837P", lines: tuple[int, int] = (1, 8), seed: int = SEED) -> None:
    """A file of so many claims; the same arguments give the same bytes."""
    with path.open("w", encoding="ascii", newline="") as out:
        out.writelines(Writer(kind, seed, lines).file(claims))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--claims", type=int, default=100_000)
    arguments.add_argument("--kind", choices=("837P", "837I"), default="837P")
    arguments.add_argument("--lines", default="1-8", help="lines of a claim: 1 or 1-8")
    arguments.add_argument("--write", type=Path, help="write the file and stop")
    given = arguments.parse_args()
    first, _, last = given.lines.partition("-")
    lines = (int(first), int(last or first))
    if given.write:
        write(given.write, given.claims, given.kind, lines)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.837"
        write(path, given.claims, given.kind, lines)
        size_mb = path.stat().st_size / 1e6
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, claims, services, refused = measured(path)
        grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        write(path, max(given.claims // 10, 1), given.kind, lines)
        tracemalloc.start()
        measured(path)
        peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    print(
        f"{given.kind}, {given.lines} lines a claim: {claims:,} claims, {services:,} lines, {refused} refused, {size_mb:.1f} MB"
    )
    print(
        f"{seconds:.2f} s, {claims / seconds:,.0f} claims/s, {services / seconds:,.0f} lines/s, {size_mb / seconds:.1f} MB/s"
    )
    print(f"memory: process grew by {grown_mb:.1f} MB, Python's peak {peak_mb:.1f} MB")
    figures = {
        "benchmark": "read_837",
        "kind": given.kind,
        "lines": given.lines,
        "claims": claims,
        "claims_per_s": round(claims / seconds),
        "grown_mb": round(grown_mb, 1),
        "peak_mb": round(peak_mb, 1),
    }
    print(json.dumps(figures))


def measured(path: Path) -> tuple[float, int, int, int]:
    """Seconds, claims, lines and refusals of reading a file once."""
    claims = services = refused = 0
    start = time.process_time()
    for one in read_claims(path, today=date(2026, 12, 31)):
        if isinstance(one, Claim):
            claims += 1
            services += len(one.lines)
        else:
            refused += 1
    return time.process_time() - start, claims, services, refused


if __name__ == "__main__":
    main()
