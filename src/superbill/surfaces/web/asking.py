"""What an address asks: date of service, place, setting, lists of codes. Every form is a GET, so every page is an address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from starlette.requests import Request

from superbill.errors import UsageError
from superbill.model.codes import DOTTED, System, parse_code
from superbill.model.edits import Setting
from superbill.model.periods import parse_day
from superbill.surfaces.http.context import today

MOST_TYPED = 2_000
CATEGORY = 3
_SEPARATORS = re.compile(r"[\s,;|+]+")
_ZIP = re.compile(r"\d{5}(?:-?\d{4})?")
_LOCALITY = re.compile(r"\d{5}\s*[/-]?\s*\d{2}")
_MODIFIER = re.compile(r"[0-9A-Za-z]{2}")
_LINKED = re.compile(r"(?:[A-Z]\d[0-9A-Z]|\d{4}[0-9A-Z])[0-9A-Z]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of a question. `dated` tells that the day was left out and today counts; `wrong` holds, by field, what
    could not be read and was left out."""

    on: date
    dated: bool
    where: str = ""
    setting: Setting = Setting.PRACTITIONER
    wrong: dict[str, UsageError] = field(default_factory=dict)

    @property
    def zip_code(self) -> str | None:
        """The place as a ZIP code, if it is one."""
        return self.where if _ZIP.fullmatch(self.where) else None

    @property
    def locality(self) -> str | None:
        """The place as MAC/locality, if it is none of the ZIP codes."""
        return self.where if _LOCALITY.fullmatch(self.where) and not self.zip_code else None

    def terms(self) -> dict[str, str]:
        """What was asked for, could be read and differs from the default, for the address of a page."""
        found = {} if self.dated else {"on": self.on.isoformat()}
        if self.where and "where" not in self.wrong:
            found["where"] = self.where
        if self.setting is not Setting.PRACTITIONER:
            found["setting"] = self.setting.value
        return found

    def query(self, **more: str) -> str:
        """The same as a query string with its question mark; empty for none."""
        terms = {**self.terms(), **{name: value for name, value in more.items() if value}}
        return f"?{urlencode(terms)}" if terms else ""


def asked(request: Request) -> Asked:
    """The terms of a request; what cannot be read is reported in `wrong` and left out."""
    params = request.query_params
    wrong: dict[str, UsageError] = {}
    on: date | None = None
    try:
        on = parse_day(params["on"]) if params.get("on", "").strip() else None
    except UsageError as error:
        wrong["on"] = error
    try:
        setting = Setting(params.get("setting", "").strip().lower() or Setting.PRACTITIONER)
    except ValueError:
        setting = Setting.PRACTITIONER
        known = ", ".join(each.value for each in Setting)
        wrong["setting"] = UsageError(f"{params['setting'][:40]!r} is no setting", hint=f"Settings: {known}.")
    where = next((params[name].strip() for name in ("where", "zip", "locality") if params.get(name, "").strip()), "")
    if where and not _ZIP.fullmatch(where) and not _LOCALITY.fullmatch(where):
        hint = "Write a ZIP code such as 94110, or MAC/locality such as 01112/05."
        wrong["where"] = UsageError(f"{where[:40]!r} is no place", hint=hint)
    return Asked(on or today(request), on is None, where[:40], setting, wrong)


def system_of(text: str) -> System | None:
    """The system of that id, or None."""
    try:
        return System(text.lower())
    except ValueError:
        return None


def typed_lines(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Codes as pasted, each with its modifiers: `82331-26, 99213 25; j1885` are three. Separators are blanks, commas,
    semicolons, bars, pluses and line ends; repeated lines are left out."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for part in _SEPARATORS.split(text[:MOST_TYPED].strip()):
        if found and _MODIFIER.fullmatch(part):
            code, modifiers = found[-1]
            found[-1] = (code, (*modifiers, part.upper()))
        elif part:
            typed = parse_code(part)
            if typed.code:
                found.append((typed.code[:12], typed.modifiers))
    return list(dict.fromkeys(found))


def typed_codes(text: str) -> list[str]:
    """Codes as pasted, without modifiers, each once."""
    return list(dict.fromkeys(code for code, _ in typed_lines(text)))


def code_url(code: str, query: str = "") -> str | None:
    """The page about a code as a report prints it; None for what is no code of a page (a modifier, a range)."""
    path = _code_path(code)
    return f"{path}{query}" if path else None


@lru_cache(maxsize=65_536)
def _code_path(code: str) -> str | None:
    typed = parse_code(code)
    if "-" in code or not _LINKED.fullmatch(typed.code):
        return None
    # A publisher prints the dot: a longer code without one is none of the dotted systems.
    printed = [each for each in typed.systems if typed.dotted or each not in DOTTED or len(typed.code) == CATEGORY]
    if not printed:
        return None
    return page_url(printed[0], typed.code) if len(printed) == 1 else f"/code/{typed.code}"


def page_url(system: System, code: str, query: str = "") -> str:
    """The page about a code of a known system."""
    return f"/code/{system.value}/{code}{query}"
