"""An official page to the releases it links to, newest first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from superbill.errors import Unreachable
from superbill.fetch.catalogue import Download
from superbill.fetch.client import Page, Web
from superbill.fetch.issues import UNDATED, Issue, direct_fields, due_issues, named_issue

MOST_STEPS = 4
"""Pages of single releases that are opened in search of a link."""

_STAGES = (("preliminary", 0), ("draft", 0), ("final", 2), ("replacement", 2))
_DATE = re.compile(r"(\d{2})\D?(\d{2})\D?(\d{4})")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads. `gate` is the licence page it passes through, empty when it leads straight to the file."""

    url: str
    gate: str = ""

    @property
    def path(self) -> str:
        """The decoded path."""
        return unquote(urlsplit(self.url).path)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a release, and the name it gets on disk."""

    url: str
    name: str
    gate: str = ""
    part: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A release as a page offers it."""

    issue: Issue
    files: tuple[RemoteFile, ...]
    page: str


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def links(page: Page) -> list[Link]:
    """Every link of an HTML page, or every web address in a JSON document, in their order. A link to a licence page with the
    file in its `file` parameter (`/apps/ama/license.asp?file=/files/zip/rvu25d.zip`) is taken as a link to that file."""
    if page.kind.endswith("json"):
        return [Link(text) for text in _strings(json.loads(page.text)) if text.startswith(("http://", "https://"))]
    anchors = _Anchors()
    anchors.feed(page.text)
    return [_through(urljoin(page.url, href.strip())) for href in anchors.found]


def find(web: Web, download: Download, on: date, wanted: str = "") -> list[Published]:
    """The releases that the pages offer, newest first; only those called `wanted` when that is given.

    Where a page links to one page a release, the newest are opened until one holds the file. Raises `Unreachable` with the
    page to open when nothing is found."""
    found: list[Published] = []
    reason = ""
    if download.link:
        try:
            found = _on_pages(web, download, wanted)
            reason = f"has no link that looks like {download.link}" if not found else ""
        except Unreachable as error:
            reason = error.message
    if not found:
        found = list(_at_addresses(web, download, on, wanted))
    if not found:
        release = f" for release {wanted}" if wanted else ""
        raise Unreachable(
            f"{download.id}: the page {reason or 'offers nothing'}{release}",
            hint=f"Open {download.page} and download it there, then: superbill build --from DIR",
        )
    return found


def matching(found: Iterable[Link], download: Download, page: str, stated: Issue | None = None) -> list[Published]:
    """The releases among the links, newest first. `stated` is the release that the page itself is for."""
    files: dict[Issue, list[RemoteFile]] = {}
    for link in found:
        match = re.search(rf"/(?:{download.link})$", link.path, re.IGNORECASE)
        if match is None:
            continue
        groups = match.groupdict()
        issue = named_issue(match[0], groups, download.cadence) or stated or (None if _is_dated(download) else UNDATED)
        if issue is None:
            continue
        files.setdefault(issue, []).append(
            RemoteFile(link.url, local_name(match[0]), link.gate, groups.get("part") or "", groups.get("version") or "")
        )
    return [Published(issue, _latest(files[issue], download, page), page) for issue in sorted(files, reverse=True)]


def local_name(path: str) -> str:
    """The end of a path as a file name: `rvu25a-updated-01/10/2025.zip` becomes `rvu25a-updated-01-10-2025.zip`."""
    return _UNSAFE.sub("-", path).strip("-.")


def _on_pages(web: Web, download: Download, wanted: str) -> list[Published]:
    index = web.page(download.index or download.page)
    offered = links(index)
    found = [each for each in matching(offered, download, download.page) if _is_wanted(each.issue, wanted)]
    opened = 0
    for issue, url in _steps(offered, download) if download.step else ():
        newer = not found or issue is None or issue > found[0].issue
        if opened == MOST_STEPS or not newer or (issue is not None and not _is_wanted(issue, wanted)):
            continue
        opened += 1
        try:
            step = web.page(url)
        except Unreachable:
            continue
        inside = [each for each in matching(links(step), download, url, issue) if _is_wanted(each.issue, wanted)]
        found = sorted([*found, *inside], key=lambda each: each.issue, reverse=True)
    return found


def _steps(offered: Iterable[Link], download: Download) -> list[tuple[Issue | None, str]]:
    steps: dict[str, Issue | None] = {}
    for link in offered:
        match = re.search(rf"/(?:{download.step})$", link.path.rstrip("/"), re.IGNORECASE)
        if match is not None:
            steps.setdefault(link.url.partition("#")[0], named_issue(match[0], match.groupdict(), download.cadence))
    dated = sorted(((issue, url) for url, issue in steps.items() if issue is not None), reverse=True)
    return [*dated, *((None, url) for url, issue in steps.items() if issue is None)]


def _at_addresses(web: Web, download: Download, on: date, wanted: str) -> Iterator[Published]:
    for template in download.direct:
        if "{" not in template:
            if not wanted or UNDATED.is_called(wanted):
                name = local_name(template.rpartition("/")[2])
                yield Published(UNDATED, (RemoteFile(template, name),), download.page)
                return
            continue
        for issue in due_issues(download.cadence, on):
            url = template.format(**direct_fields(issue))
            if _is_wanted(issue, wanted) and web.has(url):
                name = local_name(url.rpartition("/")[2])
                yield Published(issue, (RemoteFile(url, name),), download.page)
                return


def _is_dated(download: Download) -> bool:
    return any(f"(?P<{group}>" in download.link + download.step for group in ("year", "date", "posted"))


def _is_wanted(issue: Issue, wanted: str) -> bool:
    return not wanted or issue.is_called(wanted)


def _through(url: str) -> Link:
    parts = urlsplit(url)
    target = parse_qs(parts.query).get("file", [""])[0]
    if target and "license" in parts.path.lower():
        gate = parts._replace(query="", fragment="").geturl()
        return Link(urljoin(url, target), gate)
    return Link(url)


def _latest(files: list[RemoteFile], download: Download, page: str) -> tuple[RemoteFile, ...]:
    """One file a part, the one with the latest version, the first of equals. A gap in the numbers of the parts is an error."""
    ordered = sorted(files, key=lambda file: (_part(file), file.part))
    chosen = tuple(max(group, key=_version) for _, group in groupby(ordered, key=lambda file: file.part))
    numbers = [int(file.part) for file in chosen if file.part.isdigit()]
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    if missing:
        raise Unreachable(
            f"{download.id}: {chosen[0].name} has no part {missing[0]} on its page", hint=f"Open {page} to see why."
        )
    return chosen


def _part(file: RemoteFile) -> int:
    return int(file.part) if file.part.isdigit() else 0


def _version(file: RemoteFile) -> tuple[int, str, tuple[int, ...]]:
    """Later means: final before undeclared before preliminary, then by the date in it, then by its numbers."""
    text = file.version.lower()
    stage = next((number for word, number in _STAGES if word in text), 1)
    dated = _DATE.search(text)
    day = f"{dated[3]}{dated[1]}{dated[2]}" if dated else ""
    return stage, day, tuple(int(number) for number in re.findall(r"\d+", text))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
