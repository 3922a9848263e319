"""The commonly used CPT modifiers in the project's own words: `content/cpt-modifiers.toml`.

The AMA's texts are never in it. A modifier of the list is known to be one; what the AMA calls it is not loaded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from superbill.errors import BadInput
from superbill.kb.home import content_folder
from superbill.model.citation import Citation
from superbill.terminology.plain import SOURCE, UNREVIEWED

FILE = "cpt-modifiers.toml"
FIELDS = frozenset({"title", "does", "goes_on", "claims", "medicare"})
BEGAN = date(1996, 1, 1)
"""Where the project's own texts are taken to begin, which have no period."""


@dataclass(frozen=True, slots=True)
class CptModifier:
    """What a modifier does, the codes it goes on, whose claims it stands on, and what Medicare does with it ('' for nothing
    particular). `since` is its first day, None where that no longer matters."""

    modifier: str
    review: str
    title: str
    does: str
    goes_on: str
    claims: str
    medicare: str
    since: date | None
    citation: Citation

    @property
    def review_note(self) -> str:
        """The review status in words, to be shown wherever the text is."""
        status = "not yet reviewed by a coder" if self.review == UNREVIEWED else self.review
        return f"written for Superbill, {status}; not the AMA's text"


@cache
def cpt_modifiers() -> Mapping[str, CptModifier]:
    """All of them by modifier. Raises `BadInput` for a file that lacks a field or has an unknown one."""
    content: dict[str, Any] = tomllib.loads((content_folder() / FILE).read_text("utf-8"))
    review = str(content.pop("review"))
    return {modifier: _modifier(modifier, review, fields) for modifier, fields in content.items()}


def _modifier(modifier: str, review: str, fields: dict[str, Any]) -> CptModifier:
    since = fields.pop("since", None)
    if set(fields) != FIELDS or not all(isinstance(text, str) for text in fields.values()):
        raise BadInput(f"{modifier} must have {', '.join(sorted(FIELDS))}", file=FILE)
    citation = Citation(
        source=SOURCE, title="Superbill plain-language text", publisher="Superbill", release="as of this version",
        file=FILE, locator=f"modifier {modifier}", effective_from=BEGAN,
    )  # fmt: skip
    return CptModifier(modifier, review, **fields, since=since, citation=citation)
