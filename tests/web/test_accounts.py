"""Accounts in a real browser: registering, the meter, a passkey of a virtual authenticator, accessibility."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from site_client import PASSWORD, policy
from superbill.office.database import Database
from superbill.office.migrating import upgrade
from superbill.office.outbox.models import Letter
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app

pytestmark = pytest.mark.browser
START_SECONDS = 20.0


@dataclass
class Served:
    """A site that runs."""

    url: str
    database: Database

    def link(self) -> str:
        """The link of the newest letter."""
        with self.database.reading() as session:
            text = session.scalars(select(Letter.text).order_by(Letter.created_at.desc())).first() or ""
        return re.findall(r"http://\S+token=\S+", text)[-1]


@pytest.fixture
def served(small_kb: Path, tmp_path: Path) -> Iterator[Served]:
    """A site on SQLite."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://localhost:{listening.getsockname()[1]}"
        site = policy(f"sqlite:///{tmp_path / 'site.sqlite'}", url=url)
        database = Database.connect(site.database_url)
        upgrade(database)
        app = create_app(Settings(kb=small_kb, private=tmp_path, site=site))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield Served(url, database)
        server.should_exit = True
        thread.join()
        database.close()


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab with an authenticator that says yes."""
    context = chromium.new_context()
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()


def test_from_a_locked_page_to_a_passkey(served: Served, tab: Page) -> None:
    tab.goto(f"{served.url}/code/cpt/82331")
    assert "0 of 1" in tab.locator("#meter").inner_text()
    tab.goto(f"{served.url}/code/cpt/82310")
    assert "Holds:" in tab.locator("section.locked").first.inner_text()
    tab.locator("#meter").get_by_role("link", name="Registering").click()
    tab.get_by_label("E-mail address").fill("ann@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="Register").click()
    tab.goto(served.link())
    tab.get_by_role("button", name="Confirm").click()
    tab.goto(f"{served.url}/login?next=/code/cpt/82310")
    tab.get_by_label("E-mail address").fill("ann@example.org")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Log in", exact=True).click()
    tab.wait_for_url("**/code/cpt/82310")
    assert "4 of 5" in tab.locator("#meter").inner_text()
    tab.goto(f"{served.url}/account")
    tab.get_by_label("Name of the device").fill("Laptop")
    tab.locator("#passkey-password").fill(PASSWORD)
    tab.get_by_role("button", name="Add a passkey").click()
    tab.get_by_text("The passkey is added.").wait_for()
    tab.get_by_role("button", name="Log out", exact=True).click()
    tab.goto(f"{served.url}/login")
    tab.get_by_role("button", name="Log in with a passkey").click()
    tab.wait_for_url("**/account")
    assert "ann@example.org" in tab.locator("h1").inner_text()


@pytest.mark.parametrize("path", ["/login", "/register", "/reset", "/plans", "/code/cpt/82310"])
def test_pages_are_accessible(served: Served, tab: Page, path: str) -> None:
    tab.goto(f"{served.url}/code/cpt/82331")
    tab.goto(served.url + path)
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()
