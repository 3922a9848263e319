"""The ingest over a cluster of two nodes on this machine, one of which is lost in the middle: the same lake as without."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rates_lake import document, item, price, reference
from superbill.errors import UsageError
from superbill.rates.cluster.ray_ingest import ingest_on_ray, merged
from superbill.rates.cluster.stores import Store, store_address
from superbill.rates.ingest import ingest
from superbill.rates.lake.manifest import FileEntry, Manifest, Refused, entries

ray = pytest.importorskip("ray", reason="ray is not installed (superbill[ray])")
ray_cluster = pytest.importorskip("ray.cluster_utils")
FILES = 8


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes of one CPU."""
    found = ray_cluster.Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    found.add_node(num_cpus=1)
    ray.init(address=found.address, log_to_driver=False)
    yield found
    ray.shutdown()
    found.shutdown()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Files that differ, and one that is no rates at all."""
    found = []
    for number in range(FILES):
        path = tmp_path / f"{number}.json"
        items = [item(f"{90000 + k}", [price(number + k / 100)] * 50, refs=[1]) for k in range(400)]
        path.write_bytes(document(items, [reference(1, [1234567893, 1000000000 + number])]))
        found.append(path)
    (tmp_path / "page.json").write_text("<html>", "utf-8")
    return [*found, tmp_path / "page.json"]


def content(lake: Path) -> dict[str, bytes]:
    """Every file of a lake that holds data, byte for byte."""
    kept = (
        path for path in lake.rglob("*") if path.is_file() and not path.relative_to(lake).parts[0].startswith("_work")
    )
    return {str(path.relative_to(lake)): path.read_bytes() for path in kept if path.suffix != ".lock"}


def figures(manifest: Manifest) -> set[tuple[object, ...]]:
    return {(one.path, one.file, one.unpacked, one.items, one.prices, one.sum_exact) for one in manifest.files}


def test_a_lost_worker_changes_nothing(cluster: Any, files: list[Path], tmp_path: Path) -> None:
    """A worker is killed again and again, and a node removed: the lake is byte for byte the one of a plain ingest."""
    plain = ingest(files, tmp_path / "plain")
    killed: list[int] = []
    stop = threading.Event()

    def kill() -> None:
        while not stop.is_set() and len(killed) < 2:
            for pid in busy_workers():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                break
            time.sleep(0.3)

    killer = threading.Thread(target=kill)
    killer.start()
    extra = cluster.add_node(num_cpus=1)

    def progress(_name: str, done: int, _total: int) -> None:
        if done == 3:
            cluster.remove_node(extra, allow_graceful=False)

    done = ingest_on_ray(
        files, (tmp_path / "there").as_uri(), ray_address=cluster.address, progress=progress
    )  # fmt: skip
    stop.set()
    killer.join()
    assert killed
    assert figures(done) == figures(plain)
    assert [one.path for one in done.refused] == [str(files[-1])]
    assert content(tmp_path / "there") == content(tmp_path / "plain")
    again = ingest_on_ray(files[:-1], tmp_path / "there", ray_address=cluster.address)
    assert len(again.kept) == FILES


def busy_workers() -> list[int]:
    """Process ids of workers that run our task below this process, and of no other."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().startswith(b"ray::read_one") and below_us(int(path.parent.name)):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def below_us(pid: int) -> bool:
    """Whether a process descends from this one."""
    while pid > 1:
        if pid == os.getpid():
            return True
        pid = int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
    return False


def test_a_changed_file_takes_the_place_of_the_old(cluster: Any, files: list[Path], tmp_path: Path) -> None:
    """Its old tables go."""
    ingest_on_ray(files[:1], tmp_path / "lake", ray_address=cluster.address)
    files[0].write_bytes(document([item("99213")]))
    done = ingest_on_ray(files[:1], tmp_path / "lake", ray_address=cluster.address)
    assert [one.items for one in done.files] == [1]
    assert [one.file for one in entries(tmp_path / "lake")] == [done.files[0].file]
    assert len(list((tmp_path / "lake" / "price").iterdir())) == 1


def test_manifests_merge_in_any_order() -> None:
    """Associative and commutative, with itself the same."""
    parts = [
        Manifest((FileEntry(file=name, path=name, kind="in_network", sha256="", size=1, unpacked=1, modified_ns=1),))
        for name in "abc"
    ]
    parts.append(Manifest((), (Refused("d", "why"),)))
    a, b, c, d = parts
    whole = merged(merged(a, b), merged(c, d))
    assert merged(d, merged(c, merged(b, a))) == whole
    assert merged(whole, whole) == whole


def test_no_cluster_and_no_place(tmp_path: Path) -> None:
    """Said in a sentence."""
    with pytest.raises(UsageError, match="no place for a lake"):
        Store("nowhere://x")
    with pytest.raises(UsageError, match="no file to read"):
        ingest_on_ray([], tmp_path / "lake", ray_address="local")
    assert store_address("s3://bucket/lake") == "s3://bucket/lake"
