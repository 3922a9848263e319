"""Answers in the shape of the NLM Clinical Table Search Service, so that widgets made for it work unchanged.

The shape and the parameters follow https://clinicaltables.nlm.nih.gov/apidoc/icd10cm/v3/doc.html (and hcpcs, icd9cm_dx,
icd9cm_sg). Where the two differ: the search is Superbill's own, so synonyms and typos find codes too; headings that cannot be
billed are left out, as they are there; a field that Superbill does not have is empty, and `q` is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from superbill.model.codes import System, display_code
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.rest.calls import Asked, Call, Example, Parameter
from superbill.surfaces.rest.parameters import LONGEST_TEXT
from superbill.terminology.search import Hit

Field = Callable[[Hit], str]

DEFAULT_COUNT = 7
MOST_COUNT = 500
DEEPEST = 7_500
FIRST_LOOK = 100
NEXT_LOOK = 500
"""Hits looked through at a time for those that can be billed."""


def _dotted(hit: Hit) -> str:
    return display_code(hit.system, hit.code)


def _plain(hit: Hit) -> str:
    return hit.code


def _name(hit: Hit) -> str:
    return hit.display


@dataclass(frozen=True, slots=True)
class ClinicalTable:
    """One table: its system, its fields, which of them are shown, which one is the code."""

    system: System
    fields: Mapping[str, Field]
    shown: tuple[str, ...]
    code: str = "code"


_ICD9 = {"code": _plain, "code_dotted": _dotted, "long_name": _name}
TABLES = {
    "icd10cm": ClinicalTable(System.ICD10CM, {"code": _dotted, "name": _name}, ("code", "name")),
    "icd10pcs": ClinicalTable(System.ICD10PCS, {"code": _plain, "name": _name}, ("code", "name")),
    "hcpcs": ClinicalTable(
        System.HCPCS, {"code": _plain, "display": _name, "long_desc": _name}, ("code", "display")
    ),
    "icd9cm_dx": ClinicalTable(System.ICD9CM, _ICD9, ("code_dotted", "long_name")),
    "icd9cm_sg": ClinicalTable(System.ICD9PROC, _ICD9, ("code_dotted", "long_name")),
}  # fmt: skip
CODE_FIELDS = frozenset({"code", "code_dotted"})


def search(
    asked: Asked,
    table: str,
    terms: str,
    maxList: str | None,  # noqa: N803
    count: str | None,
    offset: str | None,
    df: list[str],
    sf: list[str],
    cf: str | None,
    ef: list[str],
) -> list[Any]:
    """`[total, codes, extra fields or null, display fields]`."""
    if table not in TABLES:
        raise Problem(404, f"There is no table {table!r}.", f"Tables: {', '.join(TABLES)}.").raised()
    kind = TABLES[table]
    start = _count(offset, 0, DEEPEST)
    wanted = min(_count(count, _listed(maxList), MOST_COUNT), DEEPEST - start)
    total, found = _hits(asked, kind, terms[:LONGEST_TEXT], sf, start + wanted)
    page = found[start : start + wanted]
    code = kind.fields.get(cf or kind.code, kind.fields[kind.code])
    shown = [kind.fields.get(name) for name in df or kind.shown]
    return [
        total,
        [code(hit) for hit in page],
        _extra(kind, page, ef) if ef else None,
        [[field(hit) if field else "" for field in shown] for hit in page],
    ]


def _extra(kind: ClinicalTable, page: list[Hit], ef: list[str]) -> dict[str, list[str | None]]:
    """Each field under its name, or its alias (`field:alias`), parallel to the codes."""
    found: dict[str, list[str | None]] = {}
    for part in ef:
        name, _, alias = part.partition(":")
        field = kind.fields.get(name)
        found[alias or name] = [field(hit) if field else None for hit in page]
    return found


def _listed(text: str | None) -> int:
    """`maxList`: 7 when left out, as many as there may be when empty."""
    return MOST_COUNT if text == "" else _count(text, DEFAULT_COUNT, MOST_COUNT)


def _count(text: str | None, default: int, most: int) -> int:
    """A number as a widget gives it: anything else is the default."""
    return min(int(text), most) if text and text.isascii() and text.isdecimal() and len(text) < 9 else default


def _hits(asked: Asked, kind: ClinicalTable, terms: str, sf: list[str], wanted: int) -> tuple[int, list[Hit]]:
    """How many billable codes match, and at least the first `wanted` of them. The number is exact once all hits have been
    looked through, else headings further down are counted in."""
    found: list[Hit] = []
    seen = total = 0
    if not any(character.isalnum() for character in terms):
        return total, found
    while seen < DEEPEST:
        result = asked.bench.search(terms, (kind.system,), FIRST_LOOK if seen == 0 else NEXT_LOOK, seen)
        found += [hit for hit in result.hits if hit.billable and _searched(hit, sf)]
        seen += len(result.hits)
        below = max(0, result.total - seen)
        total = len(found) + below
        if len(found) >= wanted or not below or not result.hits:
            break
    return total, found


def _searched(hit: Hit, sf: list[str]) -> bool:
    """Whether the hit was found by a field that was to be searched; by default all of them are."""
    if not sf:
        return True
    by_code = hit.match in ("code", "code prefix")
    return by_code if set(sf) <= CODE_FIELDS else not by_code or bool(CODE_FIELDS & set(sf))


def _text(name: str, description: str, *, many: bool = False, blank: bool = False) -> Parameter:
    return Parameter(name, {"type": "string"}, description, many=many, blank=blank)


CALLS = (
    Call(
        "GET", "/api/clinicaltables/{table}/v3/search", "clinical-table", "Search for widgets made for NLM Clinical Tables",
        "Total, codes, extra fields, display fields, in the order of NLM's service; its autocompleters work unchanged. Parameters "
        "that are not understood are passed over, as they are there.",
        search, "clinical-table", Example({"table": "icd10cm"}, {"terms": "hyperc", "maxList": "3", "ef": "name:title"}),
        (
            Parameter("table", {"type": "string", "enum": list(TABLES)}, "The table.", required=True),
            Parameter("terms", {"type": "string"}, "What was typed.", default=""),
            _text("maxList", "How many, 7 when left out; empty for 500.", blank=True),
            _text("count", "How many on a page, before `maxList`."),
            _text("offset", "How many to leave out first."),
            _text("df", "Display fields.", many=True),
            _text("sf", "Search fields.", many=True),
            _text("cf", "The field that is the code."),
            _text("ef", "Extra fields, `field` or `field:alias`.", many=True),
        ),
        missing=True, lenient=True,
    ),
)  # fmt: skip
