"""Takes the pictures of the README and the tutorials. Needs a knowledge base and a Chromium.

Usage: python scripts/pictures.py
"""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from superbill.report.render.deliver import render
from superbill.workbench import Workbench

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
CHROMIUM = os.environ.get("SUPERBILL_CHROMIUM", "/usr/bin/chromium")
PICTURES = (("82331", "report-82331.png", 1180, 1560),)


def main() -> None:
    """Render, open, photograph."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with Workbench.open() as bench, sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for code, name, width, height in PICTURES:
            report = bench.report(code, date(2026, 11, 22))
            page = Path(folder) / "page.html"
            page.write_bytes(render(report, "html"))  # type: ignore[arg-type]
            tab = browser.new_page(viewport={"width": width, "height": height})
            tab.goto(page.as_uri())
            tab.screenshot(path=IMAGES / name)
            print(IMAGES / name)
        browser.close()


if __name__ == "__main__":
    main()
