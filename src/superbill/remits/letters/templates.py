"""The wording of the letters: content/appeals, one file for each ground. `$payer`, `$trace`, `$notice` and `$basis` are filled in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from superbill.errors import BadInput
from superbill.kb.home import content_folder

_TEXTS = ("id", "title", "review", "opening", "ground", "ask", "request")
NAMES = frozenset({"payer", "trace", "notice", "basis"})


@dataclass(frozen=True, slots=True)
class Template:
    """One wording. `ask` is what the writer has to add where the facts at hand do not make the case."""

    id: str
    title: str
    opening: str
    ground: str
    ask: str
    request: str
    enclosures: tuple[str, ...]
    review: str = "unreviewed"


@cache
def load_templates() -> dict[str, Template]:
    """All wordings by id. Raises `BadInput` naming the file and the key that is wrong."""
    return {found.id: found for found in map(read_template, sorted((content_folder() / "appeals").glob("*.toml")))}


def read_template(file: Path) -> Template:
    """One file."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no TOML: {error}", file=file.name) from None
    for key in _TEXTS:
        if not isinstance(data.get(key), str):
            raise BadInput(f"{key} is no text", file=file.name)
    enclosures = data.get("enclosures", [])
    if set(data) != {*_TEXTS, "enclosures"} or not all(isinstance(entry, str) for entry in enclosures):
        raise BadInput("keys are not id, title, review, opening, ground, ask, request, enclosures", file=file.name)
    return Template(
        data["id"], data["title"], data["opening"], data["ground"], data["ask"], data["request"], tuple(enclosures),
        data["review"],
    )  # fmt: skip
