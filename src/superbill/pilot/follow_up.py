"""Questions that only add to the one before: “and with modifier 59?”, “in Texas?”, “what about 82330?”."""

from __future__ import annotations

import re
from dataclasses import replace

from superbill.model.answer import Turn
from superbill.model.codes import PROCEDURES, System
from superbill.pilot.classify import Guess
from superbill.pilot.slots import Slots

_GLUE = re.compile(
    r"\b(?:and|or|but|also|then|ok(?:ay)?|so|what|whats|how|about|if|with|without|in|on|at|for|the|an?|same|instead|modifiers?|using|use|of|code|codes|is|it|its|"
    r"that|this|them|both|again|now|please|yes|no|yep|sure|i|mean|meant|state|zip|date|outpatient|hospital|practitioner|physician|office|facility|non|non-facility|"
    r"setting|dx|diagnosis|cpt|hcpcs|icd|cm|service|dos|year|try|do|did|as|of|to|change|make|patient|new|established|units?|national|nationally|default|skip|any|all|"
    r"states?|don't|know|never|mind|go|ahead)\b|<n>|<\w+>|[\W\d]",
    re.IGNORECASE,
)


def is_follow_up(masked: str, best: Guess) -> bool:
    """Whether nothing but values and small words is left, and no more than a code alone speaks for another intent."""
    if _GLUE.sub("", masked).strip():
        return False
    return not re.fullmatch(
        r"\W*what(?:'s| is)(?: the)? (?:cpt |hcpcs |icd \w* )?(?:code )?<(?:proc|dx|code|mod)>\W*",
        masked,
        re.IGNORECASE,
    )


def carried(named: Slots, earlier: Slots, turn: Turn) -> Slots:
    """The values of the turn before with what is named now. A code takes the place of one of its kind; where a code was asked
    for, or two are needed, it comes beside it."""
    merged = named.over(earlier)
    if not named.codes or not earlier.codes:
        return merged
    wanted = {"two procedures", "two codes", "diagnosis", "procedure"} & set(turn.asked)
    kept = [code for code in earlier.codes if wanted and code not in named.codes]
    if not kept:
        kinds = {_kind(code.system) for code in named.codes}
        kept = [code for code in earlier.codes if _kind(code.system) not in kinds]
        same = [code for code in earlier.codes if _kind(code.system) in kinds]
        if len(same) > len(named.codes) and turn.intent in ("pair", "compare"):
            kept += same[: len(same) - len(named.codes)]
    return replace(merged, codes=(*kept, *named.codes))


def _kind(system: System) -> str:
    return "procedure" if system in PROCEDURES else str(system)
