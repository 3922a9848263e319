"""What to do about a reason code: the project's own texts, one file for each code in content/denials. No text of X12 is in them.

```toml
list = "CARC"            # CARC, RARC, group or PLB
code = "97"
title = "Counted into another service"
review = "unreviewed"    # until an editor signs
kind = "denied"          # see Kind
deadline = "appeal"      # see Route
appeal = "bundling"      # the letter of content/appeals that fits, if any
facts = ["pairs"]        # what the knowledge base can say about it
means = "..."
check = ["..."]
do = ["..."]
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from superbill.errors import BadInput
from superbill.kb.home import content_folder


class Kind(StrEnum):
    """What the amount beside a code is."""

    DENIED = "denied"
    REDUCED = "reduced"
    CONTRACTUAL = "contractual"
    PATIENT = "patient"
    OTHER_PAYER = "other payer"
    WITHHELD = "withheld"
    INFORMATION = "information"
    GROUP = "group"


class Route(StrEnum):
    """Which limit of time counts for what has to be done."""

    APPEAL = "appeal"
    CORRECT = "correct"
    PATIENT = "patient"
    OTHER_PAYER = "other payer"
    NONE = "none"


LISTS = ("CARC", "RARC", "group", "PLB")
_TEXTS = ("list", "code", "title", "review", "kind", "deadline", "means")
_KEYS = frozenset((*_TEXTS, "appeal", "facts", "check", "do"))


@dataclass(frozen=True, slots=True)
class Action:
    """The text on one code. `review` is `unreviewed` until an editor has signed it."""

    list: str
    code: str
    title: str
    kind: Kind
    route: Route
    means: str
    check: tuple[str, ...]
    do: tuple[str, ...]
    appeal: str = ""
    facts: tuple[str, ...] = ()
    review: str = "unreviewed"


@dataclass(frozen=True, slots=True)
class Actions:
    """All texts, by list and code."""

    by_code: Mapping[tuple[str, str], Action]

    def of(self, name: str, code: str) -> Action | None:
        """The text of `CARC`, `97`; None where there is none yet."""
        return self.by_code.get((name, code.strip().upper()))


def load_actions(folders: Iterable[Path] = ()) -> Actions:
    """The built-in texts and those of the operator's folders, which replace built-in ones of the same code."""
    found: dict[tuple[str, str], Action] = {}
    for folder in (content_folder() / "denials", *folders):
        for file in sorted(folder.glob("*.toml")):
            action = read_action(file)
            found[action.list, action.code] = action
    return Actions(found)


def read_action(file: Path) -> Action:
    """One file. Raises `BadInput` naming the key that is wrong."""
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no TOML: {error}", file=file.name) from None
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise BadInput(f"unknown key {unknown[0]!r}", file=file.name, hint=f"Keys are {', '.join(sorted(_KEYS))}.")
    for key in _TEXTS:
        if not isinstance(data.get(key), str) or not data[key]:
            raise BadInput(f"{key} is no text", file=file.name)
    return Action(
        list=_one_of(data["list"], LISTS, "list", file),
        code=data["code"].upper(),
        title=data["title"],
        kind=Kind(_one_of(data["kind"], tuple(Kind), "kind", file)),
        route=Route(_one_of(data["deadline"], tuple(Route), "deadline", file)),
        means=data["means"],
        check=_texts(data, "check", file),
        do=_texts(data, "do", file),
        appeal=data.get("appeal", ""),
        facts=_texts(data, "facts", file),
        review=data["review"],
    )


def _one_of(value: str, allowed: tuple[str, ...], key: str, file: Path) -> str:
    if value not in allowed:
        raise BadInput(f"{key} is {value!r}", file=file.name, hint=f"It is one of {', '.join(allowed)}.")
    return value


def _texts(data: Mapping[str, Any], key: str, file: Path) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise BadInput(f"{key} is no list of texts", file=file.name)
    return tuple(value)
