"""Which of its needs an intent lacks."""

from __future__ import annotations

from collections.abc import Callable

from superbill.pilot.intent import Intent, Need
from superbill.pilot.intents.find_code import sought
from superbill.pilot.slots import Slots

HAS: dict[str, Callable[[Slots, str], bool]] = {
    "code": lambda slots, _: bool(slots.codes),
    "two codes": lambda slots, _: len(slots.codes) > 1,
    "procedure": lambda slots, _: bool(slots.procedures),
    "two procedures": lambda slots, _: len(slots.procedures) > 1,
    "diagnosis": lambda slots, _: bool(slots.diagnoses),
    "modifier": lambda slots, _: bool(slots.modifiers),
    "state": lambda slots, _: bool(slots.state) or not slots.diagnoses,
    "denial": lambda slots, _: bool(slots.denials),
    "words": lambda _, text: len(sought(text)) > 1,
}
"""How each need is met. A state is needed only where a diagnosis is judged: without one the policies of all are listed."""


def missing_need(intent: Intent, slots: Slots, text: str) -> Need | None:
    """The first need that is not met; None when all are."""
    return next((need for need in intent.needs if not HAS[need.slot](slots, text)), None)
