"""What a question names: codes, modifiers, a day, a place, a payer ... as typed values that a conversation carries on."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import msgspec

from superbill.model.codes import PROCEDURES, System, display_code
from superbill.model.edits import Setting


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a question, in the system it was taken for; `modifiers` were typed with it."""

    system: System
    code: str
    modifiers: tuple[str, ...] = ()

    @property
    def display(self) -> str:
        """The code as printed."""
        return display_code(self.system, self.code)

    @property
    def typed(self) -> str:
        """With its modifiers: `99213-25`."""
        return "-".join((self.display, *self.modifiers))


@dataclass(frozen=True, slots=True)
class Slots:
    """The values. Empty text, an empty tuple or None is not named. `on` is the date of service, `dates` all days that were
    named; `site` is `facility` or `non-facility`; `level` one of decision making, `patient` `new` or `established`, `visit`
    a family of visits (`content/casecode/visit.toml`); `denials` adjustment and remark codes; `words` what is left of the text."""

    codes: tuple[Code, ...] = ()
    modifiers: tuple[str, ...] = ()
    on: date | None = None
    dates: tuple[date, ...] = ()
    state: str = ""
    zip_code: str = ""
    locality: str = ""
    payer: str = ""
    setting: Setting | None = None
    site: str = ""
    units: int | None = None
    minutes: int | None = None
    level: str = ""
    patient: str = ""
    visit: str = ""
    denials: tuple[str, ...] = ()
    system: System | None = None
    sources: tuple[str, ...] = ()
    words: str = ""

    @property
    def procedures(self) -> tuple[Code, ...]:
        """The codes that a claim line may have."""
        return tuple(code for code in self.codes if code.system in PROCEDURES)

    @property
    def diagnoses(self) -> tuple[Code, ...]:
        """The ICD-10-CM codes."""
        return tuple(code for code in self.codes if code.system is System.ICD10CM)

    def all_modifiers(self, code: Code) -> tuple[str, ...]:
        """Those typed with the code, then those named for themselves."""
        return tuple(dict.fromkeys((*code.modifiers, *self.modifiers)))

    def over(self, earlier: Slots) -> Slots:
        """What an earlier turn had, with what this one names in its place."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) not in ((), "", None)}
        return replace(earlier, **named)

    def data(self) -> dict[str, Any]:
        """As plain data, only what is named."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in built.items() if value not in ([], (), "", None)}

    @classmethod
    def read(cls, data: dict[str, Any]) -> Slots:
        """The inverse of `data`. Raises `msgspec.ValidationError`."""
        return msgspec.convert(data, cls)


NOTHING = Slots()
