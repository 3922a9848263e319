"""Finds the intents: every module of `intents/` has its own as `INTENT`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import superbill.pilot.intents as intents
from superbill.errors import InternalError
from superbill.pilot.intent import Intent


@cache
def all_intents() -> dict[str, Intent]:
    """Every intent by id. Raises `InternalError` for a module without one, and for two of one id."""
    found: dict[str, Intent] = {}
    for info in pkgutil.iter_modules(intents.__path__):
        intent = getattr(importlib.import_module(f"{intents.__name__}.{info.name}"), "INTENT", None)
        if not isinstance(intent, Intent) or intent.id in found:
            raise InternalError(f"{info.name} declares no intent of its own")
        found[intent.id] = intent
    return found
