"""Reading in-network files: MB of JSON per CPU-second and peak memory, ours and two readers from PyPI, on the same files.

Usage: python benchmarks/rates.py --generator GEN_TIC.py [--size 1G] [--layout uhc] [--small 100M] [--no-peers] [--peers DIR]
The generator (or SUPERBILL_GEN_TIC) makes the files. Peers are installed into a venv of their own, in --peers DIR or a temporary
folder; the slower one reads the small file. CPU seconds are those of whole processes, start and imports included, after one
unmeasured run on a tiny file that compiles. Prints a table and one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

PEERS = ("cms-mrf-extractor==0.1.2", "mrfkit==0.1.0")
NULL = subprocess.DEVNULL


@dataclass(frozen=True, slots=True)
class Run:
    """One reader on one file. `exact` is None where it was not compared."""

    reader: str
    megabytes: float
    cpu_s: float
    rss_mb: float
    exact: bool | None = None

    @property
    def speed(self) -> float:
        return self.megabytes / self.cpu_s


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        work = Path(folder)
        tiny, _ = generate(options.generator, work, "1M", options.layout)
        ours(tiny, {}, work / "warm", index=True)
        runs = []
        for size in dict.fromkeys((options.size, options.small)):
            path, truth = generate(options.generator, work, size, options.layout)
            megabytes = truth["bytes"] / 1e6
            runs.append(ours(path, truth, work / f"lake-{size}"))
            runs.append(ours(path, truth, work / f"indexed-{size}", index=True))
            if options.peers is not None:
                runs += peers(
                    Path(options.peers) if options.peers else work / "peers",
                    path,
                    megabytes,
                    work,
                    slow=size == options.small,
                )
            path.unlink()
        asked = questions(work / f"indexed-{options.size}", work / "many", options.prices)
    report(runs, options.layout)
    print(asked)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", type=Path, default=os.environ.get("SUPERBILL_GEN_TIC"))
    parser.add_argument("--size", default="1G")
    parser.add_argument("--small", default="100M")
    parser.add_argument("--layout", default="uhc")
    parser.add_argument("--prices", type=int, default=100_000_000, help="prices in the lake that is asked")
    parser.add_argument("--work", type=Path, default=None, help="folder for large temporary files")
    parser.add_argument("--peers", default="", help="folder of the peers' venv, made if missing")
    parser.add_argument("--no-peers", dest="peers", action="store_const", const=None)
    options = parser.parse_args()
    if options.generator is None:
        parser.error("name the generator: --generator or SUPERBILL_GEN_TIC")
    return options


def generate(generator: Path, work: Path, size: str, layout: str) -> tuple[Path, dict[str, int]]:
    path = work / f"rates-{size}.json.gz"
    command = [sys.executable, str(generator), str(path), "--size", size, "--layout", layout]
    subprocess.run(command, check=True, stderr=NULL)
    return path, json.loads((work / f"rates-{size}.truth.json").read_text("utf-8"))


def measured(command: list[str], out: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a process with its children."""
    with out.open("wb") as stream, subprocess.Popen(command, stdout=stream, stderr=NULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise ChildProcessError(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def ours(path: Path, truth: dict[str, int], lake: Path, *, index: bool = False) -> Run:
    """gz to Parquet; with `index`, what benchmarks read is worked out, too."""
    out = lake.with_suffix(".json")
    superbill = str(Path(sys.executable).parent / "superbill")
    command = [superbill, "rates", "ingest", str(path), "--lake", str(lake), "--format", "json", "--no-remote"]
    command += [] if index else ["--no-index"]
    cpu_s, rss_mb = measured(command, out)
    found = json.loads(out.read_text("utf-8"))["files"][0]
    keys = {"items": "items", "negotiated_rates": "entries", "prices": "prices", "sum_rate_cents": "sum_cents"}
    exact = all(truth[key] == found[name] for key, name in keys.items()) if truth else None
    return Run("superbill, with index" if index else "superbill", found["unpacked"] / 1e6, cpu_s, rss_mb, exact)


def peers(folder: Path, path: Path, megabytes: float, work: Path, *, slow: bool) -> list[Run]:
    """The peers' runs; the slow one only on the small file."""
    bin_folder = folder / "bin"
    if not (bin_folder / "mrf-extract").is_file():
        venv.create(folder, with_pip=True)
        subprocess.run([str(bin_folder / "pip"), "install", "--quiet", *PEERS, "pyarrow"], check=True, stderr=NULL)
    source = work / "source"
    source.mkdir(exist_ok=True)
    (source / path.name).hardlink_to(path)
    commands = {PEERS[0]: [str(bin_folder / "mrf-extract"), str(source), "-o", str(work / "extracted"), "-q"]}
    if slow:
        commands[PEERS[1]] = [str(bin_folder / "mrfkit"), str(path), "-o", str(work / "kit"), "-f", "parquet"]
    found = []
    for name, command in commands.items():
        try:
            found.append(Run(name, megabytes, *measured(command, work / "peer.log")))
        except ChildProcessError as error:
            print(f"left out: {error}", file=sys.stderr)
    (source / path.name).unlink()
    return found


def questions(lake: Path, many: Path, prices: int) -> str:
    """In a process of its own, without this folder on the path: a script here has the name of a package that numba looks for."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("rate_questions.py")), str(lake), str(many)]
    done = subprocess.run([*command, "--prices", str(prices)], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def report(runs: list[Run], layout: str) -> None:
    print(f"{'reader':<28}{'MB':>8}{'CPU s':>9}{'MB/CPU s':>10}{'peak MB':>9}{'exact':>7}{'ours is':>9}")
    lines = []
    for run in runs:
        best = next(one for one in runs if one.reader == "superbill" and abs(one.megabytes - run.megabytes) < 1)
        ratio = best.speed / run.speed
        exact = "" if run.exact is None else "yes" if run.exact else "NO"
        print(
            f"{run.reader:<28}{run.megabytes:>8.0f}{run.cpu_s:>9.2f}{run.speed:>10.1f}{run.rss_mb:>9.0f}{exact:>7}{ratio:>8.1f}x"
        )
        lines.append(
            {
                "reader": run.reader,
                "mb": round(run.megabytes),
                "cpu_s": round(run.cpu_s, 2),
                "mb_per_cpu_s": round(run.speed, 1),
                "peak_mb": round(run.rss_mb),
                "ours_is": round(ratio, 2),
            }
        )
    print(json.dumps({"benchmark": "rates", "layout": layout, "runs": lines}))


if __name__ == "__main__":
    main()
