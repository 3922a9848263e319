"""Assistants at surgery (80, 81, 82, AS) against their indicator."""

from __future__ import annotations

from typing import ClassVar

from superbill.edits.indicator_rule import NEVER, PAID, RECORDS, IndicatorRule


class Assistant(IndicatorRule):
    """See the module."""

    id = "assistant"
    title = "Assistant at surgery (80, 81, 82, AS)"
    about = "An assistant is paid at indicator 2, on records at 0, never at 1."
    authority = (
        "CMS, RVU file documentation, assistant at surgery indicator; Medicare Claims Processing Manual, chapter 12, "
        "section 20.4.3"
    )
    order = 22
    modifiers = frozenset({"80", "81", "82", "AS"})
    field = "assistant"
    label = "assistant indicator"
    verdicts: ClassVar[dict[str, tuple[str, str]]] = {
        "0": (RECORDS, "an assistant is paid only with records that show the need"),
        "1": (NEVER, "an assistant is never paid"),
        "2": (PAID, ""),
    }
    fix = "none: the assistant's service is not paid"


RULE = Assistant()
