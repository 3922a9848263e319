"""The catalogue of official downloads: `content/catalogue.toml`, checked when it is read.

A download names the sources that read it, the official page, a pattern for the file's path in the links of that page, the
licence and the cadence. Patterns are regular expressions, without regard to case, for the end of a link's path after a
slash (`/files/zip/` + `rvu26a-updated-12-29-2025.zip`; CMS writes some dates with slashes). Named groups tell the release:
`year` (2 or 4 digits), `quarter` 1-4, `letter` a-d, `month` (name of a month that begins a quarter), `date` (mmddyyyy, in the
quarter it serves), `posted` (a date in the quarter before the one it serves), `part` (pieces of one release) and `version`
(of several files for one release and part, the latest is taken).
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from superbill.errors import BadInput, UsageError
from superbill.kb.home import content_folder

GROUPS = frozenset({"year", "quarter", "letter", "month", "date", "posted", "part", "version"})
FIELDS = frozenset({"year", "yy", "quarter", "letter", "month"})
"""Named groups of patterns, and what `direct` addresses may be filled with."""


class Cadence(StrEnum):
    """How often a release is due. `fiscal`: October 1, with an update on April 1; `revised`: no fixed date."""

    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    FISCAL = "fiscal"
    FISCAL_YEARLY = "fiscal-yearly"
    WEEKLY = "weekly"
    REVISED = "revised"


class Licence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Terms of a publisher. `urls` are the pages whose text is shown and accepted; none: nothing to accept. `gates` are
    paths through which pages link to files under it; `accept` is what its form sends to get a file."""

    title: str
    urls: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    accept: dict[str, str] = {}


class Download(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One download. `index` is read for links instead of `page`; `step` matches the pages of single releases that hold the
    link; `direct` are addresses that are tried when the pages have no link, or that never change."""

    id: str
    title: str
    page: str
    licence: str
    cadence: Cadence
    sources: tuple[str, ...] = ()
    series: str = ""
    index: str = ""
    step: str = ""
    link: str = ""
    direct: tuple[str, ...] = ()


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All downloads; `pause_seconds` lie between two requests to one host."""

    licences: dict[str, Licence]
    download: tuple[Download, ...]
    pause_seconds: float = 1.0

    def licence_of(self, download: Download) -> Licence:
        """The terms it stands under."""
        return self.licences[download.licence]

    def gate(self, path: str) -> Licence | None:
        """The licence whose pages stand at that path."""
        return next((found for found in self.licences.values() if path in found.gates), None)

    def select(self, names: Iterable[str]) -> tuple[Download, ...]:
        """Downloads by their id or by a source they bring; all for no names. `UsageError` for an unknown name."""
        wanted = tuple(names)
        known = {d.id for d in self.download} | {source for d in self.download for source in d.sources}
        for name in wanted:
            if name not in known:
                near = get_close_matches(name, sorted(known), 3)
                hint = f"Did you mean {' or '.join(near)}?" if near else "superbill fetch --list names them."
                raise UsageError(f"the catalogue has no download {name!r}", hint=hint)
        return tuple(d for d in self.download if not wanted or d.id in wanted or set(d.sources) & set(wanted))


def load_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue of that file, or the project's own. `BadInput` names the download and the field that is wrong."""
    file = path or content_folder() / "catalogue.toml"
    try:
        found = msgspec.toml.decode(file.read_bytes(), type=Catalogue)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise BadInput(f"is no catalogue: {error}", file=file.name) from error
    seen: set[str] = set()
    for download in found.download:
        for problem in _problems(download, found):
            raise BadInput(f"download {download.id}: {problem}", file=file.name)
        if download.id in seen:
            raise BadInput(f"two downloads are called {download.id}", file=file.name)
        seen.add(download.id)
    return found


def _problems(download: Download, catalogue: Catalogue) -> Iterable[str]:
    if download.licence not in catalogue.licences:
        yield f"unknown licence {download.licence!r}"
    for url in (download.page, *download.direct, *filter(None, [download.index])):
        if urlsplit(url).scheme not in ("http", "https"):
            yield f"{url!r} is no web address"
    for name, pattern in (("step", download.step), ("link", download.link)):
        try:
            unknown = set(re.compile(pattern).groupindex) - GROUPS
        except re.error as error:
            yield f"{name}: {error}"
        else:
            if unknown:
                yield f"{name}: unknown group {', '.join(sorted(unknown))}"
    for template in download.direct:
        fields = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
        if fields - FIELDS:
            yield f"direct: unknown field {', '.join(sorted(fields - FIELDS))}"
    if not download.link and not download.direct:
        yield "has neither link nor direct"
