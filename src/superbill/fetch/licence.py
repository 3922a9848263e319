"""Licence texts: fetched from the publisher when they are needed, shown once, and accepted by a person.

No licence text is part of this project. What was accepted is recorded in `SUPERBILL_HOME/licences.json`: who, when, how, the
address and the SHA-256 of the text that was shown. A text that has changed is shown again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import msgspec
from filelock import FileLock

from superbill.errors import BadInput, Unreachable, UsageError
from superbill.fetch.catalogue import Catalogue, Download
from superbill.fetch.client import Page, Web
from superbill.fetch.pages import RemoteFile
from superbill.kb.home import home

LEDGER_NAME = "licences.json"
LEAST_TEXT = 200
"""A licence page with less text is not the licence."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""Not for a terminal."""
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "nav", "header", "footer", "head", "svg", "button", "select"}
)
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "tr", "table", "section", "article"}
)


@dataclass(frozen=True, slots=True)
class LicenceText:
    """A text as it is shown."""

    url: str
    text: str

    @property
    def sha256(self) -> str:
        """Digest of the text, which tells whether it has changed."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class Acceptance(msgspec.Struct, frozen=True):
    """One acceptance. `how` is `asked` (answered at the prompt) or `--accept`."""

    who: str
    when: str
    url: str
    sha256: str
    how: str


class Ledger:
    """The acceptances on this machine."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or home() / LEDGER_NAME

    def read(self) -> list[Acceptance]:
        """All acceptances, the oldest first."""
        if not self.path.is_file():
            return []
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=list[Acceptance])
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise BadInput(
                f"is not readable: {error}", file=str(self.path), hint="Move it away; the licences are shown again."
            ) from error

    def holds(self, text: LicenceText) -> bool:
        """Whether exactly this text was accepted."""
        return any(found.sha256 == text.sha256 for found in self.read())

    def add(self, text: LicenceText, who: str, how: str) -> Acceptance:
        """Records an acceptance."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        accepted = Acceptance(who, now, text.url, text.sha256, how)
        with FileLock(f"{self.path}.lock"):
            content = msgspec.json.format(msgspec.json.encode([*self.read(), accepted]), indent=2)
            partial = self.path.with_name(f".{self.path.name}.new")
            partial.write_bytes(content + b"\n")
            partial.replace(self.path)
        return accepted


def licence_pages(catalogue: Catalogue, download: Download, files: Iterable[RemoteFile]) -> tuple[str, ...]:
    """The pages whose text applies: those of the download's licence, and those that the links pass through."""
    pages = dict.fromkeys(catalogue.licence_of(download).urls)
    for gate in dict.fromkeys(file.gate for file in files if file.gate):
        known = catalogue.gate(re.sub(r"^\w+://[^/]*", "", gate))
        pages |= dict.fromkeys(known.urls if known else (gate,))
    return tuple(pages)


def accept(web: Web, urls: Iterable[str], ledger: Ledger, ask: Callable[[LicenceText], tuple[str, str] | None]) -> None:
    """Has every text accepted that was not yet. `ask` shows one and gives who accepts it and how, or None for no: then
    `UsageError`, and nothing is downloaded."""
    for url in dict.fromkeys(urls):
        text = read_licence(web, url)
        if ledger.holds(text):
            continue
        answer = ask(text)
        if answer is None:
            raise UsageError(f"the licence at {url} is not accepted; nothing was downloaded")
        ledger.add(text, *answer)


def read_licence(web: Web, url: str) -> LicenceText:
    """The text of a licence page. `Unreachable` for a page that holds too little of it."""
    text = plain_text(web.page(url))
    if len(text) < LEAST_TEXT:
        raise Unreachable(
            f"{url} shows no licence text", hint=f"Open {url}, accept it there, and download the files by hand."
        )
    return LicenceText(url, text)


def plain_text(page: Page) -> str:
    """What a reader of the page sees: its main part where it marks one, else all but navigation, header and footer."""
    reader = _Reader(main="<main" in page.text.lower())
    reader.feed(page.text)
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(reader.pieces).split("\n"))
    return _CONTROL.sub("", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


class _Reader(HTMLParser):
    def __init__(self, *, main: bool) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0
        self._outside = main

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._hidden += 1
        elif tag == "main":
            self._outside = False
        elif tag in _BLOCKS:
            self._put("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "main":
            self._outside = True
        elif tag in _BLOCKS:
            self._put("\n")

    def handle_data(self, data: str) -> None:
        self._put(re.sub(r"\s+", " ", data))

    def _put(self, text: str) -> None:
        if not self._hidden and not self._outside:
            self.pieces.append(text)
