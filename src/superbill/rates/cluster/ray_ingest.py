"""`ingest_on_ray`: one task a file. A task that dies with its worker or node is run again; what it had put there is replaced.

A task reads its file into a lake of its own on the worker's disk, then puts it into the lake of all. Its answer is a manifest of one
file; manifests are merged in any order. Every node must see the files: a shared file system, or addresses.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from types import ModuleType
from typing import Any

from superbill.errors import UsageError
from superbill.rates.cluster.stores import Store, store_address
from superbill.rates.hospital.headings import ColumnMap
from superbill.rates.ingest import FETCH, Progress, ingest
from superbill.rates.lake.manifest import FileEntry, Manifest
from superbill.rates.reading.inputs import inputs_of, is_address, without_signature

RETRIES = 5
CPUS = 1
MEMORY = 2 << 30


def merged(one: Manifest, other: Manifest) -> Manifest:
    """Both manifests as one; the same in any order and grouping. A file that stands in both counts once."""
    files = {entry.path: entry for entry in (*one.files, *other.files)}
    refused = {refusal.path: refusal for refusal in (*one.refused, *other.refused)}
    return Manifest(
        tuple(files[path] for path in sorted(files)),
        tuple(refused[path] for path in sorted(refused)),
        tuple(sorted({*one.kept, *other.kept})),
    )


def read_one(
    given: str, address: str, remote: bool, columns: ColumnMap | None, index: bool, replaced: tuple[str, ...]
) -> Manifest:
    """The work of a task: one file into the lake at an address."""
    with tempfile.TemporaryDirectory(prefix="superbill-") as folder:
        lake = Path(folder) / "lake"
        found = ingest([given], lake, resolver=FETCH if remote else None, columns=columns, index=index)
        store = Store(address)
        for entry in found.files:
            store.put(lake, entry)
        for old in set(replaced) - {entry.file for entry in found.files}:
            store.remove(old)
    return found


def ingest_on_ray(
    inputs: Iterable[Path | str],
    lake: Path | str,
    *,
    ray_address: str,
    remote: bool = True,
    columns: ColumnMap | None = None,
    progress: Progress | None = None,
    again: bool = False,
    index: bool = True,
) -> Manifest:
    """Takes the inputs into a lake over a Ray cluster (`auto`, `host:port`, `ray://host:port`, or `local`).

    Files that are in the lake already are kept. Raises `UsageError` where Ray is not installed or not there."""
    ray = _ray()
    address = store_address(lake)
    store = Store(address)
    store.open()
    known = {} if again else store.entries()
    names = list(dict.fromkeys(name for given in inputs for name in _files(str(given))))
    if not names:
        raise UsageError("there is no file to read", hint="Name files, folders, zips or addresses.")
    waiting, kept = [], []
    for name in names:
        before = [
            entry for path, entry in known.items() if path == without_signature(name) or path.startswith(f"{name}/")
        ]
        if before and (is_address(name) or _unchanged(name, before)):
            kept += before
        else:
            waiting.append((name, tuple(entry.file for entry in before)))
    done = Manifest(tuple(kept), kept=tuple(entry.path for entry in kept))
    with _connected(ray, ray_address):
        task = ray.remote(num_cpus=CPUS, memory=MEMORY, max_retries=RETRIES)(read_one)
        running = {task.remote(name, address, remote, columns, index, old): name for name, old in waiting}
        return reduce(merged, _answers(ray, running, progress), done)


def _answers(ray: ModuleType, running: dict[Any, str], progress: Progress | None) -> Iterator[Manifest]:
    total = len(running)
    while running:
        ready, _ = ray.wait(list(running), num_returns=1)
        for one in ready:
            name = running.pop(one)
            if progress is not None:
                progress(name, total - len(running), total)
            yield ray.get(one)


def _files(given: str) -> Iterator[str]:
    """Files as tasks take them: a zip is one task."""
    if is_address(given):
        yield given
        return
    yield from dict.fromkeys(str(one.path.absolute()) for one in inputs_of(Path(given)))


def _unchanged(name: str, before: list[FileEntry]) -> bool:
    stat = Path(name).stat()
    return all((one.size, one.modified_ns) == (stat.st_size, stat.st_mtime_ns) for one in before)


def _ray() -> ModuleType:
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise UsageError(
            "ingest over a cluster needs ray, which is not installed", hint="pip install 'superbill[ray]'"
        ) from None


@contextmanager
def _connected(ray: ModuleType, address: str) -> Iterator[None]:
    """A connection to the cluster, unless the program has one already."""
    own = not ray.is_initialized()
    if own:
        try:
            ray.init(address=None if address == "local" else address, log_to_driver=False)
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            raise UsageError(f"there is no Ray cluster at {address}: {error}") from error
    try:
        yield
    finally:
        if own:
            ray.shutdown()
