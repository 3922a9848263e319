"""The column headings of hospital csv files: `standard_charge | Aetna | PPO | negotiated_dollar` and the like.

White space around bars and the case of the fixed parts do not count; names of payers and plans keep theirs. Headings that no
dictionary knows go by a declared column map, or stay in the column `other`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from superbill.errors import BadInput

FIXED = {
    "description": "description",
    "modifiers": "modifiers",
    "setting": "setting",
    "billing_class": "billing_class",
    "drug_unit_of_measurement": "drug_unit",
    "drug_type_of_measurement": "drug_type",
    "standard_charge|gross": "gross_charge",
    "standard_charge|discounted_cash": "discounted_cash",
    "standard_charge|min": "minimum",
    "standard_charge|max": "maximum",
    "payer_name": "payer_name",
    "plan_name": "plan_name",
    "standard_charge|negotiated_dollar": "negotiated_dollar",
    "standard_charge|negotiated_percentage": "negotiated_percentage",
    "standard_charge|negotiated_algorithm": "negotiated_algorithm",
    "standard_charge|methodology": "methodology",
    "estimated_amount": "estimated_amount",
    "median_amount": "median_amount",
    "10th_percentile": "p10_amount",
    "90th_percentile": "p90_amount",
    "count": "allowed_count",
    "additional_payer_notes": "payer_notes",
    "additional_generic_notes": "generic_notes",
}
OF_PAYER = frozenset(
    [
        "negotiated_dollar",
        "negotiated_percentage",
        "negotiated_algorithm",
        "methodology",
        "estimated_amount",
        "median_amount",
        "p10_amount",
        "p90_amount",
        "allowed_count",
        "payer_notes",
    ]
)
_CODE = re.compile(r"code\|(\d+)(\|type)?")
LINES_SEARCHED = 50


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column holds: a field of the charge; a code or its type by number; both with payer and plan in wide files."""

    field: str
    number: int = 0
    payer: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """For files of no official layout: the file's headings to official ones, and values for columns that it lacks.

    As JSON: `{"columns": {"CPT": "code|1", "Aetna": "standard_charge|Aetna|PPO|negotiated_dollar"}, "values":
    {"code|1|type": "CPT"}}`.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> ColumnMap:
        """Raises `BadInput` for a file that is no column map, and names a heading that is not official."""
        try:
            found = json.loads(path.read_text("utf-8"))
            columns, values = dict(found.get("columns", {})), dict(found.get("values", {}))
        except (ValueError, AttributeError, TypeError) as error:
            raise BadInput(f"no column map: {error}", file=str(path)) from error
        for official in [*columns.values(), *values]:
            if heading_of(official) is None:
                raise BadInput(f"{official!r} is no official heading", file=str(path))
        return cls({_plain(name): official for name, official in columns.items()}, values)

    def official(self, heading: str) -> str:
        """The official heading of a column."""
        return self.columns.get(_plain(heading), heading)


def _plain(heading: str) -> str:
    return " ".join(heading.split()).lower()


def heading_of(text: str) -> Heading | None:
    """What an official heading says, None for any other."""
    parts = [part.strip() for part in text.split("|")]
    folded = "|".join(part.lower() for part in parts)
    code = _CODE.fullmatch(folded)
    if code is not None:
        return Heading("code_type" if code[2] else "code", int(code[1]))
    if folded in FIXED:
        return Heading(FIXED[folded])
    if len(parts) == 4 and parts[0].lower() == "standard_charge":
        name = FIXED.get(f"standard_charge|{parts[3].lower()}")
    elif len(parts) == 3:
        name = FIXED.get(parts[0].lower())
    else:
        name = None
    return Heading(name, 0, parts[1], parts[2]) if name in OF_PAYER and name is not None else None


def is_heading_row(cells: Sequence[str], columns: ColumnMap) -> bool:
    """Whether a row names the columns: a description, and a code or a charge."""
    found = [heading for heading in headings_of(cells, columns) if heading is not None]
    fields = {heading.field for heading in found}
    return "description" in fields and bool(fields & {"code", "gross_charge", "negotiated_dollar", "discounted_cash"})


def headings_of(cells: Sequence[str], columns: ColumnMap) -> Iterator[Heading | None]:
    """The headings of a row."""
    return (heading_of(columns.official(cell)) for cell in cells)
