"""The claim rules, one file each, found by folder; each module has one `RULE`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from superbill.edits.rule import Rule
from superbill.errors import InternalError


@cache
def claim_rules() -> tuple[Rule, ...]:
    """Every rule, in its order. Raises `InternalError` for a module without one, or two of one id."""
    found: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(__path__):
        rule = getattr(importlib.import_module(f"{__name__}.{info.name}"), "RULE", None)
        if not isinstance(rule, Rule) or rule.id in found:
            raise InternalError(f"{info.name} declares no rule of its own")
        found[rule.id] = rule
    return tuple(sorted(found.values(), key=lambda rule: (rule.order, rule.id)))
