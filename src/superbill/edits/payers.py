"""Payers' policies: which rules a payer applies, how severely, and until when it takes a claim. TOML, one file each.

```toml
id = "medicare"
title = "Medicare Part B and outpatient Part A"
filing = ["MB", "MA"]        # claim filing indicators (SBR09) that mean this payer
payers = []                  # payer ids; they win over the indicator
ncci = true                  # pair, unit and add-on code edits
medicare_rules = true        # rules that are Medicare's own
off = []                     # rules left out
on = []                      # rules taken in although ncci or medicare_rules is false
stale_days = 0               # a release may clear a line that many days after its end
timely_filing = { months = 12 }   # or { days = 90 }
[severity]                   # deny, review or note; each rule has a default
excludes1 = "review"
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from superbill.errors import BadInput, UsageError
from superbill.kb.home import content_folder
from superbill.model.claim import Claim
from superbill.model.finding import Severity

DEFAULT = "medicare"
NCCI_RULES = frozenset({"ptp", "mue", "add-on"})
_KEYS = frozenset(
    {"id", "title", "authority", "filing", "payers", "ncci", "medicare_rules", "off", "on", "stale_days",
     "timely_filing", "severity"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimelyFiling:
    """How long after the service a claim is taken: calendar months or days; both 0: not known."""

    months: int = 0
    days: int = 0

    def last_day(self, served: date) -> date | None:
        """The last day to file; February 29 of a leap year counts as 28 in the year after."""
        if self.days:
            return served + timedelta(days=self.days)
        if not self.months:
            return None
        total = served.year * 12 + served.month - 1 + self.months
        year, month = total // 12, total % 12 + 1
        for day in range(served.day, 27, -1):
            try:
                return date(year, month, day)
            except ValueError:
                continue
        return date(year, month, served.day)

    def __str__(self) -> str:
        return f"{self.months} months" if self.months else f"{self.days} days"


@dataclass(frozen=True, slots=True)
class Policy:
    """What one payer applies."""

    id: str = DEFAULT
    title: str = "Medicare"
    authority: str = ""
    filing: frozenset[str] = frozenset()
    payers: frozenset[str] = frozenset()
    ncci: bool = True
    medicare_rules: bool = True
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    stale_days: int = 0
    timely_filing: TimelyFiling = field(default_factory=TimelyFiling)
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def applies(self, rule: str, medicare: bool) -> bool:
        """Whether the payer applies a rule; `medicare` tells that it is Medicare's own."""
        if rule in self.off:
            return False
        if rule in self.on:
            return True
        return (self.ncci or rule not in NCCI_RULES) and (self.medicare_rules or not medicare)


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies at hand; a claim finds its own by payer id, then filing indicator, then the default."""

    policies: tuple[Policy, ...]

    def of(self, claim: Claim) -> Policy:
        """The policy of a claim."""
        for policy in self.policies:
            if claim.payer_id and claim.payer_id in policy.payers:
                return policy
        for policy in self.policies:
            if claim.filing and claim.filing in policy.filing:
                return policy
        return self.named(DEFAULT if not claim.filing else "commercial")

    def named(self, name: str) -> Policy:
        """The policy of that id. An unknown one is a `UsageError`."""
        for policy in self.policies:
            if policy.id == name:
                return policy
        raise UsageError(f"no policy {name!r}", hint=f"Known: {', '.join(policy.id for policy in self.policies)}")


def load_policies(folders: Iterable[Path] = ()) -> Policies:
    """The built-in policies and those of the operator's folders, whose ids replace built-in ones."""
    found: dict[str, Policy] = {}
    for folder in (content_folder() / "payers", *folders):
        for file in sorted(folder.glob("*.toml")):
            policy = read_policy(file)
            found[policy.id] = policy
    return Policies(tuple(found.values()))


def read_policy(file: Path) -> Policy:
    """One TOML file. Raises `BadInput` naming the file and the key that is wrong."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no TOML: {error}", file=file.name) from None
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise BadInput(f"unknown key {unknown[0]!r}", file=file.name, hint=f"Keys are {', '.join(sorted(_KEYS))}.")
    if not isinstance(data.get("id"), str) or not data["id"]:
        raise BadInput("has no id", file=file.name)
    return Policy(
        id=data["id"],
        title=_text(data, "title", file) or data["id"],
        authority=_text(data, "authority", file),
        filing=_names(data, "filing", file),
        payers=_names(data, "payers", file),
        ncci=_flag(data, "ncci", file),
        medicare_rules=_flag(data, "medicare_rules", file),
        off=_names(data, "off", file),
        on=_names(data, "on", file),
        stale_days=_number(data, "stale_days", file),
        timely_filing=_timely(data.get("timely_filing", {}), file),
        severity=_severity(data.get("severity", {}), file),
    )


def _text(data: Mapping[str, Any], key: str, file: Path) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise BadInput(f"{key} is no text", file=file.name)
    return value


def _names(data: Mapping[str, Any], key: str, file: Path) -> frozenset[str]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise BadInput(f"{key} is no list of texts", file=file.name)
    return frozenset(value)


def _flag(data: Mapping[str, Any], key: str, file: Path) -> bool:
    value = data.get(key, True)
    if not isinstance(value, bool):
        raise BadInput(f"{key} is neither true nor false", file=file.name)
    return value


def _number(data: Mapping[str, Any], key: str, file: Path) -> int:
    value = data.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput(f"{key} is no number of 0 or more", file=file.name)
    return value


def _timely(data: Any, file: Path) -> TimelyFiling:
    if not isinstance(data, dict) or not set(data) <= {"months", "days"} or len(data) > 1:
        raise BadInput("timely_filing is neither { months = N } nor { days = N }", file=file.name)
    return TimelyFiling(months=_number(data, "months", file), days=_number(data, "days", file))


def _severity(data: Any, file: Path) -> dict[str, Severity]:
    if not isinstance(data, dict):
        raise BadInput("severity is no table of rules", file=file.name)
    known = {severity.value for severity in Severity}
    for rule, value in data.items():
        if value not in known:
            raise BadInput(f"severity of {rule} is {value!r}", file=file.name, hint="It is deny, review or note.")
    return {rule: Severity(value) for rule, value in data.items()}
