"""A letter as PDF, set by Typst. The data goes in as JSON and is never part of the markup."""

from __future__ import annotations

import importlib
from importlib.resources import files
from typing import Any

import msgspec

from superbill.errors import UsageError
from superbill.remits.letters.compose import HEADINGS, Letter


def render_letter_pdf(letter: Letter) -> bytes:
    """The file, US letter. `UsageError` when the optional extra `pdf` is not installed."""
    try:
        typst: Any = importlib.import_module("typst")
    except ImportError:
        raise UsageError("PDF needs an optional part", hint="pip install 'superbill[pdf]'") from None
    template = files("superbill.remits.letters").joinpath("letter.typ").read_bytes()
    data = msgspec.to_builtins(letter) | {
        "headings": list(HEADINGS),
        "day": f"{letter.on:%B} {letter.on.day}, {letter.on.year}",
    }
    inputs = {"letter": msgspec.json.encode(data).decode()}
    compiler = typst.Compiler(template, ignore_system_fonts=True, sys_inputs=inputs)
    return bytes(compiler.compile(format="pdf"))
