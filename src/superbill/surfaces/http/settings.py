"""What an operator can set about the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from superbill.kb.home import default_kb, private_folder
from superbill.office.site.policy import Site
from superbill.rates.access import default_lake

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen, and picklable for worker processes.

    `database` is the address of the application database (None: the one in `SUPERBILL_HOME`). `hosts` are the names that a
    request may ask for (`*` allows all); `origins` the other web sites whose pages may read the API. Sizes in bytes, times in
    seconds: a request's head and its body must be here in that time, and a client must take what is sent. `site` is the
    policy     of a site with accounts; None is one person's own installation. `today` is the clock, for dates of service that are left
    out.
    """

    kb: Path = field(default_factory=default_kb)
    private: Path = field(default_factory=private_folder)
    lake: Path = field(default_factory=default_lake)
    database: str | None = None
    hosts: tuple[str, ...] = LOOPBACK_HOSTS
    origins: tuple[str, ...] = ()
    max_head: int = 32_768
    max_query: int = 4_096
    max_body: int = 1_048_576
    head_timeout: float = 10.0
    body_timeout: float = 20.0
    send_timeout: float = 30.0
    reload_every: float = 1.0
    metrics: bool = True
    site: Site | None = None
    today: Callable[[], date] = date.today
