"""Requests to official servers: one at a time, spaced per host, tried again with growing pauses, through the proxies of the
environment (`HTTPS_PROXY`, `NO_PROXY`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import httpx

from superbill.errors import Unreachable

T = TypeVar("T")

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may pass."""
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 300.0
"""A server that asks for a longer one is not waited for."""
MOST_PAGE_BYTES = 64 << 20


class TryAgain(Exception):
    """What arrived is not whole; a further request may bring it."""


@dataclass(slots=True)
class Pace:
    """How requests are spaced and repeated. `sleep` and `clock` are given by tests."""

    pause_seconds: float = 1.0
    attempts: int = 5
    connect_seconds: float = 20.0
    stall_seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    last: dict[str, float] = field(default_factory=dict)

    def take_turn(self, host: str) -> None:
        """Waits until the host may be asked again."""
        wait = self.last.get(host, float("-inf")) + self.pause_seconds - self.clock()
        if wait > 0:
            self.sleep(wait)
        self.last[host] = self.clock()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it arrived; `url` is where redirects led."""

    url: str
    text: str
    kind: str


class Web:
    """A connection to official servers. Use it as a context manager."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self._client = httpx.Client(
            follow_redirects=True,
            timeout=httpx.Timeout(self.pace.stall_seconds, connect=self.pace.connect_seconds),
            headers={"User-Agent": f"superbill/{version('superbill')}"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(
        self, url: str, use: Callable[[httpx.Response], T], headers: Callable[[], Mapping[str, str]] = dict,
        allow: frozenset[int] = frozenset(),
    ) -> T:  # fmt: skip
        """What `use` makes of the open answer. Broken connections, statuses that may pass and `TryAgain` are tried again;
        `Retry-After` is honoured. Raises `Unreachable` with the last reason."""
        host = urlsplit(url).netloc
        reason = ""
        for attempt in range(1, self.pace.attempts + 1):
            self.pace.take_turn(host)
            wait = FIRST_PAUSE * 2 ** (attempt - 1)
            try:
                with self._client.stream("GET", url, headers=dict(headers())) as response:
                    if response.status_code not in RETRIED:
                        return use(_usable(response, url, allow))
                    reason = f"HTTP {response.status_code} {response.reason_phrase}"
                    wait = max(wait, retry_after(response))
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
            except TryAgain as error:
                reason = str(error)
            except (httpx.TooManyRedirects, httpx.InvalidURL, httpx.DecodingError) as error:
                raise Unreachable(f"{url}: {error}") from error
            if wait > LONGEST_PAUSE:
                raise Unreachable(f"{url}: {reason}; the server asks to come back in {wait:,.0f} seconds")
            if attempt < self.pace.attempts:
                self.pace.sleep(wait)
        raise Unreachable(f"{url}: {reason}, {self.pace.attempts} times")

    def page(self, url: str) -> Page:
        """A page as text."""
        return self.get(url, _read_page, lambda: {"Accept": "text/html, application/json;q=0.9"})

    def has(self, url: str) -> bool:
        """Whether a file (no web page) stands at an address; the file is not read."""
        try:
            return self.get(url, lambda response: not is_web_page(response))
        except Unreachable:
            return False


def _usable(response: httpx.Response, asked: str, allow: frozenset[int]) -> httpx.Response:
    if response.status_code not in allow and response.status_code >= 400:
        raise Unreachable(f"{asked}: HTTP {response.status_code} {response.reason_phrase}")
    if urlsplit(asked).scheme == "https" and response.url.scheme != "https":
        raise Unreachable(f"{asked} leads to {response.url}, which is not encrypted")
    return response


def _read_page(response: httpx.Response) -> Page:
    content = bytearray()
    for block in response.iter_bytes():
        content += block
        if len(content) > MOST_PAGE_BYTES:
            raise Unreachable(f"{response.url} is no page: over {MOST_PAGE_BYTES >> 20} MB")
    text = content.decode(response.charset_encoding or "utf-8", errors="replace")
    return Page(str(response.url), text, media_type(response))


def media_type(response: httpx.Response) -> str:
    """`text/html`, without its parameters."""
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def is_web_page(response: httpx.Response) -> bool:
    """Whether the server says that it answers with a page."""
    return media_type(response) in ("text/html", "application/xhtml+xml")


def retry_after(response: httpx.Response) -> float:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3: a number or a date); 0 when it does not say."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
