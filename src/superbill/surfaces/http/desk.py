"""What a site's process has at hand: its policy, its database, its keys, and threads to ask the database on."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from superbill.office.accounts.actions import Setting
from superbill.office.database import Database
from superbill.office.site.actions import shared_key
from superbill.office.site.policy import Network, Site

DESK = "superbill.desk"
THREADS = 8
T = TypeVar("T")
Action = Callable[..., T]


class Desk:
    """One for each process of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.database = Database.connect(site.database_url)
        self._threads = ThreadPoolExecutor(THREADS, "desk")

    @cached_property
    def _key(self) -> bytes:
        return shared_key(self.database, "site")

    def prepare(self) -> None:
        """Have the key before the first request needs it."""
        _ = self._key

    async def read(self, query: Action[T], *args: object) -> T:
        """Ask a query, off the event loop."""

        def asking() -> T:
            with self.database.reading() as session:
                return query(session, *args)

        return await asyncio.get_running_loop().run_in_executor(self._threads, asking)

    async def ask(self, query: Action[T], *args: object) -> T:
        """Ask a question that takes a bare connection, off the event loop."""

        def asking() -> T:
            with self.database.asking() as connection:
                return query(connection, *args)

        return await asyncio.get_running_loop().run_in_executor(self._threads, asking)

    async def write(self, action: Action[T], *args: object) -> T:
        """Carry an action out in one transaction, off the event loop."""

        def acting() -> T:
            with self.database.writing() as session:
                return action(session, *args)

        return await asyncio.get_running_loop().run_in_executor(self._threads, acting)

    async def on_thread(self, task: Callable[[], T]) -> T:
        """Do something that asks the database several times, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, task)

    def sign(self, purpose: str, value: str) -> str:
        """A value that a browser keeps and cannot change: `value.signature`."""
        return f"{value}.{self._mac(purpose, value)}"

    def signed(self, purpose: str, text: str) -> str | None:
        """The value of a signed text; None when the signature is not ours."""
        value, dot, mac = text.rpartition(".")
        good = dot and value.isascii() and hmac.compare_digest(mac.encode(), self._mac(purpose, value).encode())
        return value if good else None

    def bucket(self, scope: Scope) -> str:
        """The network that a request comes from, so that nobody can read it back: an IPv4 address, or a /64 of IPv6."""
        address = client_address(scope, self.site.trusted_proxies)
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return self._mac("address", address)[:24]
        prefix = 32 if found.version == 4 else 64
        return self._mac("address", str(ipaddress.ip_network((found, prefix), strict=False)))[:24]

    def guest_name(self, network: str, period: str, item: str) -> str:
        """The name of a guest who has none yet: of one network and one code the same, so that a program which keeps no
        cookies, and asks for one page again and again, is one guest and not thousands."""
        return self._mac("guest-name", f"{network} {period} {item}")[:24]

    def setting(self, scope: Scope) -> Setting:
        """What actions need to know of a request."""
        return Setting(self.site, now(), self.bucket(scope))

    def close(self) -> None:
        """End threads and connections."""
        self._threads.shutdown(wait=True)
        self.database.close()

    def _mac(self, purpose: str, value: str) -> str:
        return hmac.new(self._key, f"{purpose}:{value}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[
            :43
        ]


def desk(request: Request) -> Desk:
    """The desk of the site; only for pages that a site has."""
    found: Desk = request.scope[DESK]
    return found


def client_address(scope: Scope, proxies: tuple[Network, ...]) -> str:
    """Who connected; behind trusted proxies, whom the last of them names in `X-Forwarded-For`."""
    client = scope.get("client")
    address = client[0] if client else ""
    named = [
        part.strip() for part in ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",") if part.strip()
    ]
    while named and _within(address, proxies):
        address = named.pop()
    return address


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def is_engine(scope: Scope, site: Site) -> bool:
    """Whether a request is a search engine's, by its name and, where the policy lists any, its networks."""
    agent = Headers(scope=scope).get("user-agent", "").casefold()
    if not any(name.casefold() in agent for name in site.engine_agents):
        return False
    return not site.engine_networks or _within(client_address(scope, site.trusted_proxies), site.engine_networks)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
