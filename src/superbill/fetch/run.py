"""The steps of `superbill fetch`: find the releases, have the licences accepted, bring the files. One download that fails does
not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from superbill.errors import Unreachable
from superbill.fetch.catalogue import Catalogue, Download
from superbill.fetch.client import Web
from superbill.fetch.download import Arrived, download
from superbill.fetch.licence import licence_pages
from superbill.fetch.manifest import Manifest
from superbill.fetch.pages import Published, RemoteFile, find


@dataclass(frozen=True, slots=True)
class Planned:
    """A release to bring, and the licence pages that apply to it."""

    download: Download
    published: Published
    licence_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A download that cannot be had, and why."""

    download: Download
    error: Unreachable


Watch = Callable[[str, int, int | None], None]
"""File name, bytes here, bytes in all."""


def plan(
    web: Web, catalogue: Catalogue, downloads: Iterable[Download], on: date, wanted: str = "",
    watch: Callable[[Download], None] = lambda download: None,
) -> tuple[list[Planned], list[Failed]]:  # fmt: skip
    """The newest release of each download, or the one called `wanted`; pages are read, no file is."""
    found: list[Planned] = []
    failed: list[Failed] = []
    for each in downloads:
        watch(each)
        try:
            newest = find(web, each, on, wanted)[0]
        except Unreachable as error:
            failed.append(Failed(each, error))
        else:
            found.append(Planned(each, newest, licence_pages(catalogue, each, newest.files)))
    return found, failed


def bring(
    web: Web, catalogue: Catalogue, planned: Iterable[Planned], folder: Path, manifest: Manifest, watch: Watch
) -> Iterator[tuple[Planned, RemoteFile, Arrived] | Failed]:
    """Downloads the files of the releases into `folder`, one folder a download; each is recorded as it arrives. Their
    licences must have been accepted."""
    for each in planned:
        for remote in each.published.files:
            try:
                yield each, remote, _bring(web, catalogue, each, remote, folder, manifest, watch)
            except Unreachable as error:
                page = each.published.page
                hint = f"Open {page} and download it there, then: superbill build --from DIR"
                yield Failed(each.download, Unreachable(error.message, hint=hint))
                break


def _bring(
    web: Web, catalogue: Catalogue, planned: Planned, remote: RemoteFile, folder: Path, manifest: Manifest, watch: Watch
) -> Arrived:
    target = folder / planned.download.id / remote.name
    known = manifest.at(target)
    through = catalogue.gate(_path_of(remote.gate)) if remote.gate else None
    arrived = download(
        web,
        remote.url,
        target,
        known=known.validators if known else None,
        progress=lambda done, total: watch(remote.name, done, total),
        params=(through or catalogue.licence_of(planned.download)).accept,
    )
    if arrived.fresh:
        manifest.put(planned.download, planned.published, remote, arrived)
    return arrived


def _path_of(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]
