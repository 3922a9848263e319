"""A real server on loopback and a real browser."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from superbill.surfaces.http.settings import Settings
from superbill.surfaces.serving.app import create_app

CHROMIUM = Path(os.environ.get("SUPERBILL_CHROMIUM", "/usr/bin/chromium"))
TODAY = date(2026, 11, 22)
START_SECONDS = 20.0

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, or a skip that says which was looked for."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM} (SUPERBILL_CHROMIUM names it)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(books_kb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the small knowledge base with books; its day is 2026-11-22."""
    folder = tmp_path_factory.mktemp("site")
    database = f"sqlite:///{folder / 'office.sqlite'}"
    app = create_app(Settings(kb=books_kb, private=folder, database=database, today=lambda: TODAY))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def browse(chromium: Browser, site: str) -> Iterator[Open]:
    """Opens a page of the site. At the end: nothing was asked of any other place, and nothing went wrong in the page."""
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []
    complaints: list[str] = []

    def open_page(path: str, width: int = 1280, *, scheme: str = "light", script: bool = True, allow: str = "") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script,  # type: ignore[arg-type]
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: None if request.url.startswith((site, "data:")) else elsewhere.append(request.url),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") and (not allow or allow not in said.text) else None)  # fmt: skip
        page.goto(site + path)
        if script and page.locator("#mine[hx-get]").count():
            page.wait_for_selector("#mine form")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert elsewhere == []
    assert complaints == []
