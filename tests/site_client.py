"""A site over a small knowledge base, asked without a browser: registration, letters, log-in, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx2
import pyotp
from sqlalchemy import select
from starlette.testclient import TestClient

from superbill.office.accounts.actions import Setting, create
from superbill.office.accounts.models import Account
from superbill.office.accounts.roles import Role
from superbill.office.database import Database
from superbill.office.outbox.models import Letter
from superbill.office.site.policy import Limits, Plan, Site
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import Application, create_app

TODAY = date(2026, 11, 22)
PASSWORD = "battery staple horse 7"
FREE = Plan("free", "Free", Limits(code_pages=5, api_calls=100))
PRO = Plan("pro", "Pro", Limits(None, None, 50, 10), "$9 a month", "price_pro")
CODES = ("82331", "82310", "99213", "80053", "85025", "93000", "71046", "36415", "99214", "99215")


def policy(database_url: str, **changes: Any) -> Site:
    """A site on localhost whose guests may open one code page."""
    plain = Site(
        name="Codes", url="http://localhost", plans=MappingProxyType({"free": FREE, "pro": PRO}), guests=Limits(1),
        guests_per_address=3, database_url=database_url, admin_second_factor=False,
    )  # fmt: skip
    return replace(plain, **{"plans": dict(plain.plans), **changes})


@dataclass
class Visitor:
    """A browser without JavaScript."""

    web: TestClient
    email: str = ""
    totp: str = ""
    id: str = ""
    sent: list[str] = field(default_factory=list)

    def get(self, path: str, **more: Any) -> httpx2.Response:
        """A page."""
        return self.web.get(path, **more)

    def token(self, path: str = "/login") -> str:
        """The token of this browser's forms."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.web.get(path).text)
        assert found is not None, path
        return found[1]

    def post(self, path: str, *, form: str = "/plans-form", **fields: Any) -> httpx2.Response:
        """A form with its token."""
        token = self.token("/login" if form == "/plans-form" else form)
        return self.web.post(path, data={"csrf": token, **fields})

    def log_in(self, email: str, password: str = PASSWORD, **more: Any) -> httpx2.Response:
        """The log-in form, with the second factor where there is one."""
        self.email = email
        found = self.post("/login", email=email, password=password, **more)
        if found.status_code == 200 and "/login/second" in found.text and self.totp:
            return self.post("/login/second", code=pyotp.TOTP(self.totp).now())
        return found


@dataclass
class Running:
    """A site with its database."""

    app: Application
    site: Site
    database: Database
    stack: ExitStack

    def visitor(self, address: str = "192.0.2.1") -> Visitor:
        """A new browser, by default of the same network as others."""
        client = TestClient(self.app, base_url="http://localhost", follow_redirects=False, client=(address, 50_000))
        return Visitor(client)

    def account(self, email: str, role: Role = Role.MEMBER) -> str:
        """A confirmed account; its id."""
        with self.database.writing() as session:
            return create(session, Setting(self.site, datetime.now(UTC)), email, PASSWORD, role)

    def member(self, email: str = "ann@example.org", role: Role = Role.MEMBER, address: str = "192.0.2.1") -> Visitor:
        """A browser that is logged in with a new account."""
        id = self.account(email, role)
        visitor = self.visitor(address)
        assert visitor.log_in(email).status_code == 303
        visitor.id = id
        return visitor

    def letters(self, email: str) -> list[str]:
        """What waits for an address, the oldest first."""
        with self.database.reading() as session:
            query = select(Letter).where(Letter.recipient == email).order_by(Letter.created_at)
            return [f"{letter.subject}\n\n{letter.text}" for letter in session.scalars(query)]

    def link(self, email: str) -> str:
        """The path of the link in the newest letter."""
        found = re.findall(r"http://localhost(/\S+token=\S+)", self.letters(email)[-1])
        return str(found[-1])

    def account_of(self, email: str) -> Account:
        """The row of an account."""
        with self.database.reading() as session:
            return session.scalars(select(Account).where(Account.email == email)).one()


@contextmanager
def running(kb: Path, folder: Path, site: Site) -> Iterator[Running]:
    """A site until the block ends."""
    app = create_app(Settings(kb=kb, private=folder, site=site, today=lambda: TODAY))
    database = Database.connect(site.database_url)
    with ExitStack() as stack, TestClient(app, base_url="http://localhost"):
        yield Running(app, site, database, stack)
    database.close()
