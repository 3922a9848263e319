"""Where Superbill keeps its files: `SUPERBILL_HOME`, or the platform's data folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

KB_NAME = "knowledge.sqlite"


def home() -> Path:
    """The folder of knowledge bases, the application database, the lake and private files."""
    named = os.environ.get("SUPERBILL_HOME")
    return Path(named).expanduser() if named else Path(platformdirs.user_data_dir("superbill", appauthor=False))


def default_kb() -> Path:
    """The knowledge base that commands use: `SUPERBILL_KB`, else the one in `home()`."""
    named = os.environ.get("SUPERBILL_KB")
    return Path(named).expanduser() if named else home() / KB_NAME


def private_folder() -> Path:
    """Where licensed files of the operator are kept, apart from anything that is shared."""
    return home() / "private"


def content_folder() -> Path:
    """The project's own texts and starter figures: in the package when installed, else in the checkout."""
    packaged = Path(__file__).resolve().parents[1] / "content"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "content"
