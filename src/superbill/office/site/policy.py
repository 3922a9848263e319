"""`site.toml`: what the operator of a site decides. Read once, checked whole, frozen; secrets come from the environment.

    [site]          name, url, hosts, database_url, trusted_proxies, contact
    [mail]          host, port, sender, security ("starttls", "tls", "none"), username
    [accounts]      open, breach_list, session_days, admin_second_factor
    [meter]         period ("day", "week", "month", "year", "ever"), open_sections, tools_for_guests
    [guests]        code_pages, per_address, api_calls, assistant_questions, emails
    [plans.NAME]    title, code_pages, api_calls, assistant_questions, emails, stripe_price, price
    [search_engines] policy ("guest", "preview", "full"), agents, networks
    [payments]      provider ("stripe"), api_base

A limit is a number or "unlimited". The plan `free` is everybody's who has an account.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from superbill.errors import BadInput

T = TypeVar("T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Period = Literal["day", "week", "month", "year", "ever"]
Engines = Literal["guest", "preview", "full"]
Security = Literal["starttls", "tls", "none"]
FREE = "free"
UNLIMITED = "unlimited"
KINDS = ("code_pages", "api_calls", "assistant_questions", "emails")
ENGINE_AGENTS = ("Googlebot", "bingbot", "DuckDuckBot", "Applebot")
OPEN_SECTIONS = ("standing", "official")
"""What a code page shows although its limit is reached."""

SECRETS = {
    "smtp_password": "SUPERBILL_SMTP_PASSWORD",
    "stripe_key": "SUPERBILL_STRIPE_KEY",
    "stripe_webhook_secret": "SUPERBILL_STRIPE_WEBHOOK_SECRET",
}
"""Where secrets are looked for; `site.toml` may then be read by anybody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of each kind; None is no limit. Code pages by the meter's period, the others by the day."""

    code_pages: int | None = 0
    api_calls: int | None = 0
    assistant_questions: int | None = 0
    emails: int | None = 0

    def of(self, kind: str) -> int | None:
        """The limit of a kind."""
        found: int | None = getattr(self, kind)
        return found


@dataclass(frozen=True, slots=True)
class Plan:
    """What an account may do. `price` is shown; `stripe_price` is what Stripe charges."""

    name: str
    title: str
    limits: Limits
    price: str = ""
    stripe_price: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server."""

    host: str
    port: int
    sender: str
    security: Security
    username: str


@dataclass(frozen=True, slots=True)
class Site:
    """The whole policy."""

    name: str
    url: str
    plans: Mapping[str, Plan]
    guests: Limits
    guests_per_address: int
    hosts: tuple[str, ...] = ()
    contact: str = ""
    database_url: str | None = None
    trusted_proxies: tuple[Network, ...] = ()
    mail: Mail | None = None
    open: bool = True
    breach_list: Path | None = None
    session_days: int = 30
    admin_second_factor: bool = True
    period: Period = "month"
    open_sections: tuple[str, ...] = OPEN_SECTIONS
    tools_for_guests: bool = False
    engines: Engines = "preview"
    engine_agents: tuple[str, ...] = ENGINE_AGENTS
    engine_networks: tuple[Network, ...] = ()
    payments: str = ""
    payments_api: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def secure(self) -> bool:
        """Whether the site is reached by https, so that cookies are for https only."""
        return self.url.startswith("https://")

    @property
    def free(self) -> Plan:
        """The plan of an account that pays nothing."""
        return self.plans[FREE]


def read_site(path: Path, environment: Mapping[str, str] = os.environ) -> Site:
    """The policy in a file. `BadInput` names the key that is missing, unknown or wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", file=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"is no TOML: {error}", file=str(path)) from error
    return _Reader(path, data).site(environment)


class _Reader:
    """Takes keys out of the file; what is left at the end is unknown."""

    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        self._path = path
        self._data = data

    def site(self, environment: Mapping[str, str]) -> Site:
        site, mail, accounts = self._section("site"), self._section("mail"), self._section("accounts")
        meter, guests, engines = self._section("meter"), self._section("guests"), self._section("search_engines")
        payments, plans = self._section("payments"), self._plans()
        breach = accounts.text("breach_list")
        found = Site(
            name=site.text("name", "Superbill"),
            url=self._address(site.text("url")),
            hosts=site.texts("hosts"),
            contact=site.text("contact"),
            database_url=site.text("database_url") or environment.get("SUPERBILL_DATABASE_URL"),
            trusted_proxies=site.networks("trusted_proxies"),
            mail=_mail(mail),
            open=accounts.flag("open", True),
            breach_list=(self._path.parent / breach).resolve() if breach else None,
            session_days=accounts.number("session_days", 30),
            admin_second_factor=accounts.flag("admin_second_factor", True),
            period=meter.choice("period", get_args(Period), "month"),
            open_sections=meter.texts("open_sections", OPEN_SECTIONS),
            tools_for_guests=meter.flag("tools_for_guests", False),
            guests_per_address=guests.number("per_address", 3),
            guests=guests.limits({"code_pages": 1}),
            plans=plans,
            engines=engines.choice("policy", get_args(Engines), "preview"),
            engine_agents=engines.texts("agents", ENGINE_AGENTS),
            engine_networks=engines.networks("networks"),
            payments=payments.choice("provider", ("", "stripe"), ""),
            payments_api=payments.text("api_base"),
            secrets={name: environment[key] for name, key in SECRETS.items() if environment.get(key)},
        )
        for section in (site, mail, accounts, meter, guests, engines, payments):
            section.done()
        self._check(found)
        return found

    def _plans(self) -> dict[str, Plan]:
        given = self._data.pop("plans", {})
        if not isinstance(given, dict):
            raise self._wrong("plans is no table")
        found = {}
        for name, data in {FREE: {}, **given}.items():
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
                raise self._wrong(f"plans.{name}: a plan is named in small letters, digits and hyphens")
            section = _Section(self._path, f"plans.{name}", dict(data))
            defaults = {"code_pages": 5, "api_calls": 100, "assistant_questions": 5} if name == FREE else {}
            title = section.text("title", name.capitalize())
            price, stripe = section.text("price"), section.text("stripe_price")
            found[name] = Plan(name, title, section.limits(defaults), price, stripe)
            section.done()
        return found

    def _address(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.rstrip("/"):
            raise self._wrong("site.url must be the address of the site, such as https://codes.example.org")
        if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1"):
            raise self._wrong("site.url must begin with https://: passwords and cookies go through it")
        return f"{parts.scheme}://{parts.netloc}"

    def _check(self, site: Site) -> None:
        if self._data:
            raise self._wrong(f"{next(iter(self._data))!r} is unknown")
        if site.breach_list is not None and not site.breach_list.is_file():
            raise self._wrong(f"accounts.breach_list: there is no file {site.breach_list}")
        if site.engines == "full" and not site.engine_networks:
            raise self._wrong("search_engines.policy 'full' needs networks: anybody can call himself a search engine")
        paid = [plan.name for plan in site.plans.values() if plan.stripe_price]
        if paid and not site.payments:
            raise self._wrong(f"plans.{paid[0]}.stripe_price needs payments.provider = 'stripe'")
        if site.payments and not {"stripe_key", "stripe_webhook_secret"} <= set(site.secrets):
            raise self._wrong(f"payments need {SECRETS['stripe_key']} and {SECRETS['stripe_webhook_secret']}")

    def _section(self, name: str) -> _Section:
        data = self._data.pop(name, {})
        if not isinstance(data, dict):
            raise self._wrong(f"{name} is no table")
        return _Section(self._path, name, dict(data))

    def _wrong(self, message: str) -> BadInput:
        return BadInput(message, file=str(self._path))


class _Section:
    """One table of the file."""

    def __init__(self, path: Path, name: str, data: dict[str, Any]) -> None:
        self._path, self._name, self.data = path, name, data

    def text(self, key: str, default: str = "") -> str:
        return self._typed(key, default, str)

    def flag(self, key: str, default: bool) -> bool:
        return self._typed(key, default, bool)

    def number(self, key: str, default: int) -> int:
        found = self._typed(key, default, int)
        if found < 0:
            raise self.wrong(key, "must not be negative")
        return found

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        found = self._typed(key, list(default), list)
        if not all(isinstance(each, str) for each in found):
            raise self.wrong(key, "must be a list of texts")
        return tuple(found)

    def choice(self, key: str, known: tuple[str, ...], default: str) -> Any:
        found = self.text(key, default)
        if found not in known:
            raise self.wrong(key, f"must be one of: {', '.join(filter(None, known))}")
        return found

    def networks(self, key: str) -> tuple[Network, ...]:
        try:
            return tuple(ipaddress.ip_network(each) for each in self.texts(key))
        except ValueError as error:
            raise self.wrong(key, str(error)) from error

    def limits(self, defaults: dict[str, int]) -> Limits:
        found: dict[str, int | None] = {}
        for kind in KINDS:
            given = self.data.pop(kind, defaults.get(kind, 0))
            if given != UNLIMITED and (not isinstance(given, int) or isinstance(given, bool) or given < 0):
                raise self.wrong(kind, f"must be a number or {UNLIMITED!r}")
            found[kind] = None if given == UNLIMITED else given
        return Limits(**found)

    def done(self) -> None:
        if self.data:
            raise self.wrong(next(iter(self.data)), "is unknown")

    def wrong(self, key: str, message: str) -> BadInput:
        return BadInput(f"{self._name}.{key} {message}", file=str(self._path))

    def _typed(self, key: str, default: T, kind: type[T]) -> T:
        found = self.data.pop(key, default)
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise self.wrong(key, f"must be {'a text' if kind is str else f'of type {kind.__name__}'}")
        return found


def _mail(section: _Section) -> Mail | None:
    host = section.text("host")
    mail = Mail(
        host,
        section.number("port", 587),
        section.text("sender"),
        section.choice("security", get_args(Security), "starttls"),
        section.text("username"),
    )
    if host and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", mail.sender):
        raise section.wrong("sender", "must be an e-mail address")
    return mail if host else None
